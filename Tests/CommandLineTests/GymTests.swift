import Foundation
import Testing

/// The gym as agents meet it: a process with lines on its streams.
@Suite struct GymTests {
  /// What a process answered to bytes on its standard input.
  static func answers(
    to input: Data, _ arguments: [String] = ["gym", "Configs/systolic.yaml"]
  ) async throws -> (lines: [String], error: String, exitCode: Int32) {
    try await Scratch.with { scratch in
      let source = scratch.appending(path: "input")
      let output = scratch.appending(path: "output")
      let error = scratch.appending(path: "error")
      try input.write(to: source)
      let process = try Invocation(arguments).process(output: output, error: error)
      process.standardInput = try FileHandle(forReadingFrom: source)
      try await process.runToEnd()
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      return (
        text.split(separator: "\n").map(String.init),
        String(decoding: try Data(contentsOf: error), as: UTF8.self), process.terminationStatus
      )
    }
  }

  static func answers(to lines: String) async throws -> [String] {
    let (found, error, exitCode) = try await answers(to: Data(lines.utf8))
    #expect(error.isEmpty, "\(error)")
    #expect(exitCode == 0)
    return found
  }

  @Test func linesAreAnsweredInTheirOrderUntilClose() async throws {
    let lines = try await Self.answers(
      to: """
        {"id":1,"command":"spec"}

        {"id":2,"command":"spce"}
        {"id":"three","command":"ask","count":2}
        {"id":4,"command":"close"}
        {"id":5,"command":"spec"}

        """)
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix(#"{"id":1,"protocol":1,"role":"gym","commands":["spec","reset","#))
    #expect(lines[1] == #"{"id":2,"error":"unknown command 'spce' (did you mean 'spec'?)"}"#)
    #expect(lines[2].hasPrefix(#"{"id":"three","points":[{""#))
    #expect(lines[3] == #"{"id":4,"closed":true}"#)
  }

  @Test func theEndOfTheInputEndsTheSessionEvenWithinALine() async throws {
    #expect(try await Self.answers(to: "").isEmpty)
    let lines = try await Self.answers(to: #"{"id":1,"command":"spec"}"#)
    #expect(lines.count == 1)
    let half = try await Self.answers(to: #"{"id":1,"command":"sp"#)
    #expect(half.count == 1 && half[0].hasPrefix(#"{"error":"column "#), "\(half)")
  }

  @Test func bytesOfAnyKindAreAnswered() async throws {
    var input = Data([0, 0xFF, 0x0A, 0xC3, 0x28, 0x0A])
    input += Data(repeating: UInt8(ascii: "["), count: 300_000) + Data([0x0A])
    input += Data(#"{"id":1,"command":"close"}"#.utf8)
    let (lines, error, exitCode) = try await Self.answers(to: input)
    #expect(exitCode == 0 && error.isEmpty)
    #expect(lines.count == 4, "\(lines)")
    for line in lines.prefix(3) { #expect(line.hasPrefix(#"{"error":"#), "\(line)") }
    #expect(lines.last == #"{"id":1,"closed":true}"#)
  }

  @Test func aLineWithoutEndIsRefusedOnceAndTheNextIsAnswered() async throws {
    var input = Data(repeating: UInt8(ascii: " "), count: 70 << 20)
    input += Data("x\n{\"id\":1,\"command\":\"close\"}\n".utf8)
    let (lines, _, exitCode) = try await Self.answers(to: input)
    #expect(exitCode == 0)
    #expect(
      lines == [
        #"{"error":"expected a line of at most 67108864 bytes, found more"}"#,
        #"{"id":1,"closed":true}"#,
      ])
  }

  @Test func aWorkerIsTheEvaluatorOfAnotherStudy() async throws {
    try await Scratch.with { scratch in
      let own = """
        study: own
        extends: \(Package.root.path)/Configs/systolic.yaml
        search: {algorithm: random, budget: 24, seed: 5}

        """
      try Data(own.utf8).write(to: scratch.appending(path: "own.yaml"))
      let spec = try await Self.answers(
        to: Data(#"{"command":"spec"}"#.utf8),
        ["worker", scratch.appending(path: "own.yaml").path])
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(spec.lines[0].utf8)) as? [String: Any])
      // The same space and metrics, as anybody who has only the worker would declare them.
      var foreign = """
        study: foreign
        evaluator: {command: ["\(Package.binary.path)", worker, own.yaml], workers: 2}
        search: {algorithm: random, budget: 24, seed: 5}
        metrics:

        """
      for metric in try #require(object["metrics"] as? [[String: Any]]) {
        let unit = try #require(metric["unit"] as? String)
        foreign += "  \(metric["name"] ?? ""): {unit: \"\(unit)\"}\n"
      }
      foreign += "space:\n"
      for parameter in try #require(object["parameters"] as? [[String: Any]]) {
        let values = try #require(parameter["values"] as? [Any])
        let unit = parameter["unit"] as? String ?? ""
        let texts = values.map { "\($0)\(unit.isEmpty ? "" : " \(unit)")" }
        foreign += "  \(parameter["name"] ?? ""): [\(texts.joined(separator: ", "))]\n"
      }
      let objectives = try #require(object["objectives"] as? [[String: String]])
      let aims = objectives.map { "\($0["direction"] ?? "") \($0["metric"] ?? "")" }
      foreign += "objectives: [\(aims.joined(separator: ", "))]\n"
      let constraints = try #require(object["constraints"] as? [[String: Any]])
      foreign +=
        "constraints: [\(constraints.map { "\($0["text"] ?? "")" }.joined(separator: ", "))]\n"
      try Data(foreign.utf8).write(to: scratch.appending(path: "foreign.yaml"))
      for name in ["own", "foreign"] {
        let outcome = try await Invocation(
          ["explore", "\(name).yaml", "--quiet", "--output", name], directory: scratch
        ).run()
        #expect(outcome.exitCode == 0, "\(name): \(outcome.error)")
      }
      let journals = try ["own", "foreign"].map {
        try String(
          contentsOf: scratch.appending(path: "\($0)/trials.jsonl"), encoding: .utf8)
      }
      #expect(journals[0].split(separator: "\n").count == 24)
      #expect(journals[0] == journals[1])
    }
  }

  @Test func theExampleOfAShellScriptRuns() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run").path
      let line = "explore docs/examples/evaluator/array.yaml --quiet --format json --output"
      let outcome = try await Invocation(line.split(separator: " ").map(String.init) + [run]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let front = try #require(object["front"] as? [[String: Any]])
      #expect(!front.isEmpty)
      for row in front {
        let rows = try #require(row["rows"] as? Double)
        let clock = try #require(row["clock"] as? Double)
        let isSmall = row["kind"] as? String == "small"
        let time = try #require(row["time"] as? Double)
        let area = try #require(row["area"] as? Double)
        let expected = 1e9 / (rows * rows * clock * (isSmall ? 1 : 2))
        #expect((time / expected - 1).magnitude < 1e-6, "\(row)")
        #expect((area / (rows * rows * (isSmall ? 0.002 : 0.003)) - 1).magnitude < 1e-6, "\(row)")
        #expect(area <= 20)
      }
      let replay = try await Invocation(["replay", "--run", run, "--trial", "0"]).run()
      #expect(replay.exitCode == 2)
      #expect(
        replay.error
          == "\(run): error: a program evaluated the designs of this run: there is nothing to replay\n"
      )
      let journal = try String(contentsOfFile: run + "/trials.jsonl", encoding: .utf8)
      #expect(journal.contains(#""infeasible":{"resource":"room on the die""#))
    }
  }
}
