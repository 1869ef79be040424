import Foundation
import Testing

/// Runs that are written anew from their directories.
@Suite struct ReportTests {
  private static let study = Package.fixtures + "/study.yaml"

  private static func explore(_ arguments: String..., output: URL) -> Invocation {
    Invocation(["explore", study, "--quiet", "--output", output.path] + arguments)
  }

  private static func lines(_ text: String, from first: Int) -> String {
    text.components(separatedBy: "\n").dropFirst(first).joined(separator: "\n")
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func aReportSaysAllThatTheRunSaid() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      for (explored, reported) in [("table", "text"), ("markdown", "markdown"), ("csv", "csv")] {
        let told = try await Self.explore("--budget=150", "--format=\(explored)", output: run).run()
        let again = try await Invocation(["report", run.path, "--format", reported]).run()
        #expect(again.exitCode == 0, "\(again.error)")
        // The first line of a page names the command.
        let first = reported == "markdown" ? 1 : 0
        #expect(
          Self.lines(again.output, from: first).hasPrefix(Self.lines(told.output, from: first)),
          "\(reported)")
        #expect(again.error.isEmpty)
      }
      let told = try await Self.explore("--budget=150", "--format=json", output: run).run()
      let again = try await Invocation(["report", run.path, "--format", "json"]).run()
      let report = try Self.object(again.output)
      for (key, value) in try Self.object(told.output) where key != "report" {
        #expect((report[key] as? NSObject) == (value as? NSObject), "\(key)")
      }
    }
  }

  @Test func aReportGoesToAFileAsItsNameSays() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Self.explore("--budget=60", output: run).run()
      for (name, format) in [("a.md", "markdown"), ("a.json", "json"), ("a.CSV", "csv")] {
        let file = scratch.appending(path: name)
        let written = try await Invocation(["report", run.path, "--output", file.path]).run()
        #expect(written.exitCode == 0 && written.output.isEmpty, "\(written.error)")
        #expect(written.error == "wrote \(file.path)\n")
        let shown = try await Invocation(["report", run.path, "--format", format]).run()
        #expect(try String(contentsOf: file, encoding: .utf8) == shown.output)
      }
      let journal = run.appending(path: "trials.jsonl")
      let before = try Data(contentsOf: journal)
      let mistake = try await Invocation([
        "report", run.path, "--format", "csv", "--output", journal.path,
      ]).run()
      #expect(mistake.exitCode == 2)
      #expect(mistake.error == "\(journal.path): error: this file is a part of the run\n")
      #expect(try Data(contentsOf: journal) == before)
    }
  }

  @Test func anInterruptedRunIsReportedAsFarAsItGot() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Self.explore("--budget=60", output: run).run()
      let journal = run.appending(path: "trials.jsonl")
      try Data(contentsOf: journal).dropLast(400).write(to: journal)
      let trials =
        try String(contentsOf: journal, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false
        ).count - 1
      let outcome = try await Invocation(["report", run.path]).run()
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains("ended by       cancelled"), "\(outcome.output)")
      #expect(
        outcome.error == """
          \(journal.path):\(trials + 1): warning: the last line has no end and is left out: it was \
          torn by a crash, or is being written
          this run was interrupted after \(trials) of 60 trials; resume with: archsim explore \
          --resume \(run.path)

          """)
    }
  }
}
