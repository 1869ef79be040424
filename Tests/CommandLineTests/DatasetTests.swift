import Foundation
import Testing

/// Datasets as a user makes them.
@Suite struct DatasetTests {
  private static let explore = "explore \(Package.fixtures)/study.yaml --quiet --budget"

  private static func lines(_ file: URL) throws -> Int {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count
  }

  @Test func runsAreMergedFilteredAndSplit() async throws {
    try await Scratch.with { scratch in
      for (name, algorithm) in [("a", "random"), ("b", "genetic")] {
        let outcome = try await Invocation(
          "\(Self.explore) 40 --algorithm \(algorithm) --output \(scratch.path)/\(name)"
        ).run()
        #expect(outcome.exitCode <= 1, "\(outcome.error)")
      }
      let all = try await Invocation(
        ["dataset", "\(scratch.path)/a", "\(scratch.path)/b", "-o", "\(scratch.path)/all.jsonl"]
      ).run()
      #expect(all.exitCode == 0, "\(all.error)")
      #expect(try Self.lines(scratch.appending(path: "all.jsonl")) == 80)
      let split = try await Invocation([
        "dataset", "\(scratch.path)/all.jsonl", "--distinct", "--filter", "exists",
        "--hold-out", "genetic", "-o", "\(scratch.path)/x.csv",
      ]).run()
      #expect(split.exitCode == 0, "\(split.error)")
      let train = try String(
        contentsOf: scratch.appending(path: "x-train.csv"), encoding: .utf8)
      #expect(train.contains(",random,") && !train.contains(",genetic,"))
      let schema = try JSONSerialization.jsonObject(
        with: Data(contentsOf: scratch.appending(path: "x-test.csv.schema.json")))
      let columns = try #require((schema as? [String: Any])?["columns"] as? [[String: Any]])
      let header = train.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
      #expect(columns.compactMap { $0["name"] as? String } == header)
      let shown = try await Invocation(
        ["dataset", "\(scratch.path)/a", "--sample", "7", "--format", "csv"]
      ).run()
      #expect(shown.output.split(separator: "\n").count == 8)
    }
  }

  @Test(arguments: [
    ("", "error: missing expected argument '<runs> ...' (see 'archsim dataset --help')"),
    (
      "F", "F: error: there is no run here: expected 'study.yaml' and 'trials.jsonl' in it"
    ),
    (
      "runs/none",
      "runs/none: error: expected the directory of a run or a dataset, found nothing of that name"
    ),
    ("none.csv", "none.csv: error: no such dataset"),
    (
      "F --split half",
      "--split: error: unknown division 'half' (expected one of random, by-algorithm)"
    ),
    ("F --fraction 0.5", "error: --fraction needs --split (add --split random or by-algorithm)"),
    (
      "F --split random --fraction 1.5",
      "--fraction: error: expected a share between 0 and 1, found 1.5"
    ),
    (
      "F --split random --hold-out tpe",
      "--hold-out: error: --hold-out says by itself what goes to -test"
    ),
    ("F --sample 0", "--sample: error: expected at least 1, found 0"),
  ])
  func mistakes(line: String, error: String) async throws {
    let expand = { (text: String) in text.replacing("F", with: Package.fixtures) }
    let outcome = try await Invocation("dataset " + expand(line)).run()
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix(expand(error)), "\(outcome.error)")
  }

  @Test("no output replaces a file that a run is made of, however its path is written")
  func runsAreKept() async throws {
    try await Scratch.with { scratch in
      for name in ["a", "b"] {
        let run = try await Invocation("\(Self.explore) 30 --output \(scratch.path)/\(name)").run()
        #expect(run.exitCode <= 1, "\(run.error)")
      }
      let journal = scratch.appending(path: "a/trials.jsonl")
      let before = try Data(contentsOf: journal)
      for command in ["dataset R/a", "dataset R/b", "report R/b --format json", "proxy fit R/b"] {
        for path in ["R/a/trials.jsonl", "R/b/../a//trials.jsonl", "R/a/study.yaml"] {
          let line = "\(command) -o \(path)"
          let outcome = try await Invocation(line.replacing("R/", with: scratch.path + "/")).run()
          #expect(outcome.exitCode == 2, "\(line)")
          #expect(outcome.error.hasSuffix(": error: this file is a part of the run\n"), "\(line)")
        }
      }
      #expect(try Data(contentsOf: journal) == before)
    }
  }

  @Test("rows that cannot be written, and streams, have no schema beside them")
  func schemasAlone() async throws {
    try await Scratch.with { scratch in
      let run = try await Invocation("\(Self.explore) 10 --output \(scratch.path)/a").run()
      #expect(run.exitCode <= 1, "\(run.error)")
      let link = scratch.appending(path: "stream")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: URL(filePath: "/dev/null"))
      for (name, code) in [("a", Int32(1)), ("stream", 0)] {
        let outcome = try await Invocation(
          ["dataset", "\(scratch.path)/a", "--format", "csv", "-o", "\(scratch.path)/\(name)"]
        ).run()
        #expect(outcome.exitCode == code, "\(outcome.error)")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
      #expect(!names.contains { $0.hasSuffix(".schema.json") }, "\(names)")
    }
  }
}
