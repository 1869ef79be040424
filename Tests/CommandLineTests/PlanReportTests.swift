import Foundation
import Testing

/// Runs over plans that are written anew from their directories.
@Suite struct PlanReportTests {
  private static let file = Package.fixtures + "/plan.yaml"

  /// A run in a scratch directory, and that directory.
  private static func withRun(
    _ options: String..., body: (URL, URL) async throws -> Void
  ) async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let outcome = try await Invocation(
        ["plan", file, "--quiet", "--output", run.path] + options
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      try await body(scratch, run)
    }
  }

  private static func report(_ run: URL, _ options: String...) async throws -> Invocation.Outcome {
    try await Invocation(["report", run.path] + options).run()
  }

  /// What a later version of the program, or a crash, made of a run.
  private static func change(
    _ name: String, of run: URL, _ change: (String) -> String
  ) throws {
    let file = run.appending(path: name)
    try Data(change(try String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
  }

  @Test(arguments: [[], ["--algorithm=tpe", "--budget=4", "--seed=3"]])
  func thePageIsTheOneThatPlanWrote(options: [String]) async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let again = scratch.appending(path: "again.html")
      let outcome = try await Invocation(
        ["plan", Self.file, "--quiet", "--output", run.path] + options
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let before = try FileManager.default.contentsOfDirectory(atPath: run.path).sorted()
      let journal = try Data(contentsOf: run.appending(path: "trials.jsonl"))
      // A slash at the end, as completion leaves it, changes nothing.
      let report = try await Invocation(["report", run.path + "/", "--output", again.path]).run()
      #expect(report.exitCode == 0 && report.error == "wrote \(again.path)\n", "\(report.error)")
      #expect(
        try Data(contentsOf: again) == Data(contentsOf: run.appending(path: "report.html")),
        "a run has one page, whoever writes it")
      #expect(try FileManager.default.contentsOfDirectory(atPath: run.path).sorted() == before)
      #expect(try Data(contentsOf: run.appending(path: "trials.jsonl")) == journal)
    }
  }

  @Test func aReportSaysWhatPlanSaid() async throws {
    try await Self.withRun { _, run in
      for (told, format) in [
        ("table", "text"), ("markdown", "markdown"), ("csv", "csv"), ("json", "json"),
      ] {
        let plan = try await Invocation(["plan", Self.file, "--quiet", "--format", told]).run()
        let again = try await Self.report(run, "--format", format)
        #expect(again.exitCode == 0 && again.error.isEmpty, "\(again.error)")
        #expect(again.output == plan.output, "\(format)")
      }
    }
  }

  @Test func figuresStandAloneAndOthersAreRefused() async throws {
    try await Self.withRun { scratch, run in
      for (figure, words) in [
        ("front", "output tokens a second"), ("latencies", "share of requests"),
        ("load", "TPOT (p95) against load"), ("service", "share of all pages"),
        ("work", "Mean time of an iteration"),
      ] {
        let file = scratch.appending(path: "\(figure).svg")
        let outcome = try await Self.report(run, "--figure", figure, "--output", file.path)
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasPrefix("<svg xmlns=") && text.contains(words), "\(figure)")
      }
      let refused = try await Self.report(run, "--figure", "roofline", "--format", "svg")
      #expect(refused.exitCode == 2 && refused.output.isEmpty)
      #expect(
        refused.error == """
          \(run.path): error: this is a run of 'archsim plan', which has no figure 'roofline' \
          (expected front, latencies, load, service, work)

          """)
      let optuna = try await Self.report(run, "--format", "optuna-journal")
      #expect(optuna.exitCode == 2)
      #expect(optuna.error.contains("has no format 'optuna-journal' (expected text, "))
      let around = try await Self.report(run, "--around", "3")
      #expect(around.exitCode == 2)
      #expect(around.error == "--around: error: this goes with runs of 'archsim explore'\n")
      let plans = run.appending(path: "plans.csv")
      let own = try await Self.report(run, "--output", plans.path)
      #expect(own.exitCode == 2)
      #expect(own.error == "\(plans.path): error: this file is a part of the run\n")
    }
  }

  @Test func anUnfinishedRunIsReportedAsFarAsItGot() async throws {
    try await Self.withRun { _, run in
      let journal = run.appending(path: "trials.jsonl")
      try Self.change("trials.jsonl", of: run) { String($0.prefix($0.count / 2 - 40)) }
      try FileManager.default.removeItem(at: run.appending(path: "summary.json"))
      let outcome = try await Self.report(run)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains("space         6 plans, interrupted after 2\n"))
      #expect(
        outcome.error == """
          \(journal.path):3: warning: the last line has no end and is left out: it was torn by a \
          crash, or is being written
          this run was interrupted after 2 plans; resume with: archsim plan --resume \(run.path)

          """)
      let page = try await Self.report(run, "--format", "html")
      #expect(page.output.contains("The run was interrupted after 2 plans."))
    }
  }

  /// One line on standard error, nothing on standard output.
  @Test(arguments: [
    (
      "trials.jsonl", "\"metrics\"", "\"metrix\"",
      "/trials.jsonl:1:1: error: damaged journal: missing 'metrics'"
    ),
    (
      "trials.jsonl", "\"plan\":\"a100=dp4\"", "\"plan\":\"a100=dp8\"",
      "/trials.jsonl:1: error: this journal belongs to another plan or version: expected the design"
    ),
    (
      "summary.json", "\"schema\": 1", "\"schema\": 9",
      "/summary.json: error: this run has schema 9, of a later version of archsim: this one knows 1"
    ),
    ("plan.yaml", "plan: small", "plam: small", "/plan.yaml:1:1: error: unknown key 'plam'"),
    ("plan.yaml", "cluster:", "cluster: 3 #", "/plan.yaml:"),
  ])
  func damagedRunsAreRefused(
    name: String, old: String, new: String, expected: String
  ) async throws {
    try await Self.withRun { _, run in
      try Self.change(name, of: run) { text in
        guard let place = text.firstRange(of: old) else { return text }
        return text.replacingCharacters(in: place, with: new)
      }
      let outcome = try await Self.report(run, "--format", "html")
      #expect(outcome.exitCode != 0 && outcome.output.isEmpty)
      #expect(outcome.error.hasPrefix(run.path + expected), "\(outcome.error)")
      #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
    }
  }

  // MARK: Side by side

  /// Two runs over plans, one of which has other engines' settings.
  private static func withRuns(_ body: (URL, URL, URL) async throws -> Void) async throws {
    try await withRun { scratch, run in
      let other = scratch.appending(path: "other")
      let text = """
        extends: \(Package.root.appending(path: file).path)
        plan: smaller
        engine: {token_budget: 768}
        objective: goodput
        constraints: [power <= 1.2 kW]

        """
      let changed = scratch.appending(path: "smaller.yaml")
      try Data(text.utf8).write(to: changed)
      let outcome = try await Invocation(
        ["plan", changed.path, "--quiet", "--output", other.path]
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      try await body(scratch, run, other)
    }
  }

  @Test func runsOverPlansAreCompared() async throws {
    try await Self.withRuns { scratch, run, other in
      // Of a directory with a slash at its end, as completion leaves it, nothing is different.
      try await Snapshot.expect(
        "compare-plans", Invocation(["compare", run.path + "/", other.path], columns: 140),
        replacing: [scratch.path: "RUNS"])
      let page = scratch.appending(path: "both.html")
      let chart = scratch.appending(path: "both.svg")
      let told = try await Invocation(["compare", run.path, other.path, "--format=json"]).run()
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any])
      let runs = try #require(report["runs"] as? [[String: Any]])
      let fronts = try #require(report["fronts"] as? [[String: Any]])
      #expect(runs.compactMap { $0["front"] as? Int }.reduce(0, +) == fronts.count)
      let points = fronts.compactMap { $0["point"] as? String }
      #expect(points.count == fronts.count && points.contains("tp2.dp2 bf16"), "\(points)")
      let differences = try #require(report["differences"] as? [[String: Any]])
      #expect(
        differences.compactMap { $0["key"] as? String } == [
          "plan", "engine.token_budget", "constraints",
        ])
      for file in [page, chart] {
        let outcome = try await Invocation([
          "compare", run.path, other.path, "--format=json", "--page", file.path,
        ]).run()
        #expect(outcome.exitCode == 0 && outcome.output == told.output, "\(outcome.error)")
        #expect(outcome.error == "wrote \(file.path)\n")
      }
      let text = try String(contentsOf: page, encoding: .utf8)
      #expect(text.contains("<title>run, tp") || text.contains("<title>run, dp"))
      #expect(text.contains("Of the box of all runs ") && text.contains("engine.token_budget"))
      // All plans were simulated: there is no search whose speed could be told.
      #expect(!text.contains("id=\"convergence\""))
      #expect(try String(contentsOf: chart, encoding: .utf8).contains("throughput"))
      for format in ["csv", "markdown"] {
        let outcome = try await Invocation(
          ["compare", run.path, other.path, "--format", format]
        ).run()
        #expect(outcome.exitCode == 0 && outcome.output.contains("throughput"), "\(format)")
      }
    }
  }

  @Test func everyKeyOfComparedPlansIsDocumented() async throws {
    let page = try String(
      contentsOf: Package.root.appending(path: "docs/formats/reports.md"), encoding: .utf8)
    try await Self.withRuns { _, run, other in
      let told = try await Invocation(["compare", run.path, other.path, "--format=json"]).run()
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any])
      #expect(report["kind"] as? String == nil || page.contains("`compare-runs`"))
      for (name, rows) in report {
        guard let rows = rows as? [[String: Any]] else { continue }
        #expect(page.contains("`\(name)`"), "\(name)")
        for key in rows.flatMap(\.keys) where !key.hasPrefix("reference_") {
          #expect(page.contains("`\(key)`"), "\(key) of \(name)")
        }
      }
    }
  }

  @Test func whatCannotBeComparedIsRefused() async throws {
    try await Self.withRun { scratch, run in
      let designs = scratch.appending(path: "designs")
      let explored = try await Invocation([
        "explore", Package.fixtures + "/study.yaml", "--budget=10", "--quiet", "--output",
        designs.path,
      ]).run()
      #expect(explored.exitCode == 0)
      for pair in [[run.path, designs.path], [designs.path, run.path]] {
        let outcome = try await Invocation(["compare"] + pair).run()
        #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
        #expect(
          outcome.error == """
            \(designs.path): error: this is a run of 'archsim explore', and '\(run.path)' one of \
            'archsim plan', which have no objective in common

            """)
      }
      let empty = scratch.appending(path: "empty")
      try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
      for pair in [[run.path, empty.path], [empty.path, run.path]] {
        let outcome = try await Invocation(["compare"] + pair).run()
        #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
        #expect(
          outcome.error == """
            \(empty.path): error: there is no run here: expected 'study.yaml' or 'plan.yaml' in it

            """)
      }
      // What was written before the first trial is no run to compare with.
      let started = scratch.appending(path: "started")
      try FileManager.default.copyItem(at: run, to: started)
      for name in ["trials.jsonl", "plans.csv", "pareto.csv", "summary.json"] {
        try FileManager.default.removeItem(at: started.appending(path: name))
      }
      let outcome = try await Invocation(["compare", run.path, started.path]).run()
      #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
      #expect(
        outcome.error == "\(started.path): error: this run has no trials to compare\n")
    }
  }

  @Test func unfinishedRunsAreComparedAsFarAsTheyGot() async throws {
    try await Self.withRuns { _, run, other in
      let journal = other.appending(path: "trials.jsonl")
      try Self.change("trials.jsonl", of: other) { String($0.prefix($0.count / 2 - 40)) }
      try FileManager.default.removeItem(at: other.appending(path: "summary.json"))
      let outcome = try await Invocation(["compare", run.path, other.path]).run()
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains("cancelled"))
      #expect(
        outcome.error == """
          \(journal.path):3: warning: the last line has no end and is left out: it was torn by a \
          crash, or is being written
          \(other.path) was interrupted after 2 plans

          """)
    }
  }

  /// A page says why there is no best plan: as little as the command does it blame the devices for
  /// what a constraint forbids, or for what nobody tried.
  @Test func aPageWithoutABestPlanSaysWhy() async throws {
    try await Scratch.with { scratch in
      let strict = scratch.appending(path: "strict.yaml")
      let run = scratch.appending(path: "run")
      let text = """
        extends: \(Package.root.appending(path: Self.file).path)
        constraints: [power <= 1 W]

        """
      try Data(text.utf8).write(to: strict)
      let outcome = try await Invocation(["plan", strict.path, "--output", run.path]).run()
      #expect(outcome.exitCode == 1)
      #expect(outcome.error.contains("no plan holds all constraints (nearest is "))
      func page() throws -> String {
        try String(contentsOf: run.appending(path: "report.html"), encoding: .utf8)
      }
      #expect(try page().contains("No plan holds all constraints. Nearest is "))
      #expect(try !page().contains("No plan can run"))
      try Self.change("trials.jsonl", of: run) { _ in "" }
      try FileManager.default.removeItem(at: run.appending(path: "summary.json"))
      let again = try await Self.report(run, "--format", "html")
      #expect(again.exitCode == 0)
      #expect(again.output.contains("No plan was simulated. The run was interrupted after 0 "))
    }
  }
}
