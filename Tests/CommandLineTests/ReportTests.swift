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

  @Test func runsAreComparedOnOneReference() async throws {
    try await Scratch.with { scratch in
      let (one, two) = (scratch.appending(path: "genetic"), scratch.appending(path: "random"))
      _ = try await Self.explore("--budget=60", output: one).run()
      _ = try await Self.explore("--budget=60", "--algorithm=random", output: two).run()
      try await Snapshot.expect(
        "compare-runs", Invocation(["compare", one.path, two.path], columns: 140),
        replacing: [scratch.path: "RUNS"])
      let outcome = try await Invocation(
        ["compare", one.path, two.path, "--format", "json"]
      ).run()
      let report = try Self.object(outcome.output)
      let fronts = try #require(report["fronts"] as? [[String: Any]])
      let differences = try #require(report["differences"] as? [[String: Any]])
      #expect(
        differences.compactMap { $0["key"] as? String } == ["search.algorithm"], "\(differences)")
      // Every design of a front is a row, the joint ones as many as the runs say.
      let runs = try #require(report["runs"] as? [[String: Any]])
      #expect(runs.compactMap { $0["front"] as? Int }.reduce(0, +) == fronts.count)
      #expect(
        runs.compactMap { $0["joint"] as? Int }.reduce(0, +)
          == fronts.count { $0["joint"] as? Bool == true })
    }
  }

  @Test func frontsOfRunsAreOverlaid() async throws {
    try await Scratch.with { scratch in
      let (one, two) = (scratch.appending(path: "genetic"), scratch.appending(path: "random"))
      _ = try await Self.explore("--budget=60", output: one).run()
      _ = try await Self.explore("--budget=60", "--algorithm=random", output: two).run()
      let page = scratch.appending(path: "both.html")
      let chart = scratch.appending(path: "both.svg")
      let told = try await Invocation(["compare", one.path, two.path, "--format=json"]).run()
      for file in [page, chart] {
        let outcome = try await Invocation([
          "compare", one.path, two.path, "--format=json", "--page", file.path,
        ]).run()
        #expect(outcome.exitCode == 0 && outcome.output == told.output)
        #expect(outcome.error == "wrote \(file.path)\n")
      }
      let text = try String(contentsOf: page, encoding: .utf8)
      let fronts = try #require(try Self.object(told.output)["fronts"] as? [[String: Any]])
      let objectives = 3
      // Every design of every front is a point, once for screens and once for phones, in each pair
      // of objectives; those of the joint front are not pale.
      let points = text.matches(of: /<circle class="point (s\d)( pale)?" cx="[^"]*" cy="[^"]*"/)
        .filter { !$0.0.contains("cx=\"9\"") }
      let pairs = objectives * (objectives - 1) / 2
      #expect(points.count % (2 * fronts.count * pairs) == 0 && !points.isEmpty)
      let joint = fronts.count { $0["joint"] as? Bool == true }
      #expect(points.count { $0.2 == nil } * fronts.count == points.count * joint)
      #expect(text.contains("Of the box of all runs ") && text.contains("search.algorithm"))
      #expect(try String(contentsOf: chart, encoding: .utf8).hasPrefix("<svg xmlns="))
      let refused = try await Invocation(["compare", one.path, two.path, "--page", "a.pdf"]).run()
      #expect(refused.exitCode == 2 && refused.output.isEmpty)
      #expect(
        refused.error == "a.pdf: error: the name of this file does not say how it is written "
          + "(end it in .html or .svg)\n")
    }
  }

  @Test func everyKeyOfASummaryIsDocumented() async throws {
    let page = try String(
      contentsOf: Package.root.appending(path: "docs/formats/run-directory.md"), encoding: .utf8)
    try await Scratch.with { scratch in
      for options in [["--budget=40"], ["--budget=1", "--algorithm=random"]] {
        let run = scratch.appending(path: "run\(options.count)")
        _ = try await Invocation(
          ["explore", Self.study, "--quiet", "--output", run.path] + options
        ).run()
        let summary = try Self.object(
          try String(contentsOf: run.appending(path: "summary.json"), encoding: .utf8))
        #expect(
          page.contains("of all these files, now \(try #require(summary["schema"] as? Int))."))
        func check(_ value: Any) {
          if let object = value as? [String: Any] {
            for (key, value) in object where key != "point" {
              #expect(page.contains("`\(key)`") || page.contains("[].\(key)`"), "\(key)")
              check(value)
            }
          } else if let array = value as? [Any] {
            for element in array { check(element) }
          }
        }
        check(summary)
        let later = run.appending(path: "summary.json")
        let text = try String(contentsOf: later, encoding: .utf8)
        try Data(text.replacing("\"schema\": 1", with: "\"schema\": 2").utf8).write(to: later)
        let refused = try await Invocation(["report", run.path]).run()
        #expect(
          refused.error == "\(later.path): error: this run has schema 2, of a later version of "
            + "archsim: this one knows 1\n")
      }
    }
  }
}
