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
}
