import Foundation
import Testing

/// docs/examples/python/archsim_batches.py without an engine, and workers that go wrong.
@Suite(.serialized) struct BatchesTests {
  /// Parameters that others switch off, so that numbers of points are no plain digits; 312 designs.
  static let study = "Configs/tmac.yaml"

  static func faulty(_ faults: String, marks: URL, at design: Int? = nil) -> [String: String] {
    var variables = [
      "REAL_ARCHSIM": Package.binary.path,
      "ARCHSIM": Package.root.appending(path: Package.fixtures + "/faulty_archsim.py").path,
      "FAULTS": faults, "FAULT_MARKS": marks.path,
    ]
    if let design { variables["FAULT_AT"] = "\(design)" }
    return variables
  }

  private static func run(
    _ directory: URL, _ options: [String], _ variables: [String: String] = [:]
  ) async throws -> Invocation.Outcome {
    try await Python.run(
      [
        "\(Package.fixtures)/batches_without_engine.py", "docs/examples/python", study,
        "--output", directory.path, "--batch", "20",
      ] + options, variables: variables, limit: .seconds(60))
  }

  /// What was said of errors, without how far it is.
  static func errors(_ outcome: Invocation.Outcome) -> [String] {
    outcome.error.split(separator: "\n").map(String.init).filter {
      $0.contains("Error: ") || $0.contains("error: ")
    }
  }

  static func results(_ directory: URL) throws -> String {
    try String(contentsOf: directory.appending(path: "results.jsonl"), encoding: .utf8)
  }

  @Test(.enabled("needs Python 3, at ARCHSIM_PYTHON or in PATH") { await Python.has("fcntl") })
  func whateverAWorkerAnswersTheResultsAreTheSame() async throws {
    try await Scratch.with { scratch in
      let (plain, faulty) = (scratch.appending(path: "plain"), scratch.appending(path: "faulty"))
      let expected = try await Self.run(plain, [])
      #expect(expected.exitCode == 0 && expected.error.isEmpty, "\(expected.error)")
      #expect(expected.output == "312\n")
      let faults = [
        ("hang", "TimeoutError: archsim did not answer within 4 s"),
        ("die", "RuntimeError: archsim ended with exit code 9"),
        ("half", "RuntimeError: archsim ended with exit code 0"),
        (
          "nonsense",
          "ValueError: expected an answer as object of JSON, found b'Segmentation fault\\n'"
        ),
        ("binary", "ValueError: expected an answer as object of JSON, found b'\\xff\\x00\\n'"),
        ("list", "ValueError: expected an answer as object of JSON, found b'[1,2]\\n'"),
        ("empty", "ValueError: expected designs 0 to 19, found others"),
        ("members", "ValueError: an answer that makes no sense: 'results'"),
        ("types", "ValueError: an answer that makes no sense: 'int' object is not iterable"),
        ("others", "ValueError: expected designs 0 to 19, found others"),
      ]
      let outcome = try await Self.run(
        faulty, ["--timeout", "4", "--retries", "20"],
        Self.faulty(faults.map(\.0).joined(separator: ","), marks: scratch))
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(Self.errors(outcome) == faults.map(\.1))
      #expect(try Self.results(faulty) == Self.results(plain))
    }
  }

  @Test(.enabled("needs Python 3, at ARCHSIM_PYTHON or in PATH") { await Python.has("fcntl") })
  func aBatchThatAlwaysHangsEndsTheRunWithTheRestKept() async throws {
    try await Scratch.with { scratch in
      let (plain, faulty) = (scratch.appending(path: "plain"), scratch.appending(path: "faulty"))
      _ = try await Self.run(plain, [])
      let outcome = try await Self.run(
        faulty, ["--timeout", "4", "--retries", "0"],
        Self.faulty("hang", marks: scratch, at: 100))
      #expect(outcome.exitCode == 1)
      #expect(
        Self.errors(outcome) == [
          "TimeoutError: archsim did not answer within 4 s", "error: design 100 failed 1 times",
        ])
      let journal = try String(
        contentsOf: faulty.appending(path: "journal.jsonl"), encoding: .utf8)
      #expect(journal.split(separator: "\n").count(where: { $0.hasPrefix("{\"first\"") }) == 5)
      #expect(!FileManager.default.fileExists(atPath: faulty.path + "/results.jsonl"))
      let again = try await Self.run(faulty, ["--timeout", "30"])
      #expect(again.exitCode == 0 && again.error.isEmpty, "\(again.error)")
      #expect(try Self.results(faulty) == Self.results(plain))
    }
  }

  @Test(.enabled("needs Python 3, at ARCHSIM_PYTHON or in PATH") { await Python.has("fcntl") })
  func frontsOfBatchesMakeTheFrontOfAll() async throws {
    try await Scratch.with { scratch in
      let (whole, parts) = (scratch.appending(path: "whole"), scratch.appending(path: "parts"))
      let all = try await Self.run(whole, ["--keep", "front", "--batch", "1000"])
      let some = try await Self.run(parts, ["--keep", "front", "--batch", "7"])
      #expect(all.exitCode == 0 && some.exitCode == 0, "\(all.error) \(some.error)")
      #expect(try Self.results(whole) == Self.results(parts))
      let count = try Self.results(whole).split(separator: "\n").count
      #expect(count > 1 && count < 312 && all.output == "\(count)\n")
      // The same by several drivers, each with a share of the batches.
      for share in ["0/3", "1/3", "2/3"] {
        let part = try await Self.run(
          scratch.appending(path: "\(share.first ?? "-")"),
          ["--keep", "front", "--batch", "7", "--share", share])
        #expect(part.exitCode == 0, "\(part.error)")
      }
      let merged = try await Python.run(
        ["docs/examples/python/archsim_batches.py"]
          + (0..<3).map { "\(scratch.path)/\($0)/results.jsonl" }, limit: .seconds(60))
      #expect(try merged.output == Self.results(whole))
      let beyond = try await Self.run(scratch.appending(path: "beyond"), ["--share", "3/3"])
      #expect(
        beyond.error == "\(Self.study): error: expected a share such as 0/4, found '3/3'\n")
      let search = try await Self.run(
        scratch.appending(path: "search"), ["--keep", "front", "--search"])
      #expect(
        search.error
          == "\(Self.study): error: --keep and --share are for sweeps: a search is told of all designs\n"
      )
      #expect(search.exitCode == 1)
    }
  }

  @Test(.enabled("needs Python 3, at ARCHSIM_PYTHON or in PATH") { await Python.has("fcntl") })
  func aStudyThatCannotBeReadIsOneLine() async throws {
    try await Scratch.with { scratch in
      let outcome = try await Self.run(scratch, [], ["ARCHSIM": "/nowhere/archsim"])
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.error
          == "\(Self.study): error: [Errno 2] No such file or directory: '/nowhere/archsim'\n")
    }
  }
}
