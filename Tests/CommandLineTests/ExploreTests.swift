import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Runs of studies as real processes: interrupted, killed, resumed, on one thread or on two.
@Suite struct ExploreTests {
  private static let study = Package.fixtures + "/study.yaml"

  /// What a run leaves behind, apart from the copy of its study.
  private static func results(of run: URL) throws -> [String: Data] {
    var results: [String: Data] = [:]
    for name in ["trials.jsonl", "pareto.csv", "summary.json"] {
      results[name] = try Data(contentsOf: run.appending(path: name))
    }
    return results
  }

  private static func explore(_ arguments: String..., output: URL) -> Invocation {
    Invocation(["explore", study, "--output", output.path] + arguments)
  }

  /// Starts a run, waits until its journal has grown, and sends a signal.
  ///
  /// - Returns: What the process said, and the bytes of the journal that it left.
  private static func interrupted(
    by signal: Int32, _ invocation: Invocation, run: URL, scratch: URL
  ) async throws -> (outcome: Invocation.Outcome, reason: Process.TerminationReason) {
    let output = scratch.appending(path: "output")
    let error = scratch.appending(path: "error")
    let process = try invocation.process(output: output, error: error)
    let journal = run.appending(path: "trials.jsonl").path
    async let end: Void = process.runToEnd()
    for _ in 0..<20_000 {
      let size = (try? FileManager.default.attributesOfItem(atPath: journal))?[.size] as? Int
      if let size, size > 400_000 { break }
      try await Task.sleep(for: .milliseconds(2))
    }
    // A process that has not begun has no number, and number 0 would mean ourselves.
    let number = process.processIdentifier
    if number > 0 { kill(number, signal) }
    try await end
    return (
      Invocation.Outcome(
        exitCode: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        error: String(decoding: try Data(contentsOf: error), as: UTF8.self)),
      process.terminationReason
    )
  }

  @Test func aKilledRunResumesToTheSameBytes() async throws {
    try await Scratch.with { scratch in
      let whole = scratch.appending(path: "whole")
      let killed = scratch.appending(path: "killed")
      let budget = "--budget=3500"
      let reference = try await Self.explore(budget, output: whole).run()
      #expect(reference.exitCode == 0, "\(reference.error)")
      let (_, reason) = try await Self.interrupted(
        by: SIGKILL, Self.explore(budget, output: killed), run: killed, scratch: scratch)
      #expect(reason == .uncaughtSignal)
      let journal = killed.appending(path: "trials.jsonl")
      let left = try Data(contentsOf: journal)
      let expected = try Self.results(of: whole)
      let all = try #require(expected["trials.jsonl"])
      #expect(left.count < all.count, "the run was over before it was killed")
      #expect(all.starts(with: left), "what a killed run leaves is the beginning of the whole")
      // A line that the crash tore off in the middle.
      try left.dropLast(11).write(to: journal)
      let resumed = try await Invocation(["explore", "--resume", killed.path]).run()
      #expect(resumed.exitCode == 0, "\(resumed.error)")
      #expect(try Self.results(of: killed) == expected)
      let rename = { (text: String) in text.replacing(killed.path, with: whole.path) }
      #expect(rename(resumed.output) == reference.output)
    }
  }

  @Test func anInterruptedRunSavesSaysHowToResumeAndDoes() async throws {
    try await Scratch.with { scratch in
      let whole = scratch.appending(path: "whole")
      let stopped = scratch.appending(path: "stopped")
      let budget = "--budget=3500"
      _ = try await Self.explore(budget, output: whole).run()
      let (outcome, reason) = try await Self.interrupted(
        by: SIGINT, Self.explore(budget, output: stopped), run: stopped, scratch: scratch)
      #expect(reason == .exit)
      #expect(outcome.exitCode == 1)
      let line = outcome.error.split(separator: "\n").last ?? ""
      #expect(line.hasPrefix("error: interrupted after "), "\(outcome.error)")
      #expect(
        line.hasSuffix(
          " of 3500 trials (resume with: archsim explore --resume \(stopped.path))"), "\(line)")
      #expect(outcome.output.contains("ended by       cancelled"), "\(outcome.output)")
      let resumed = try await Invocation(["explore", Self.study, budget, "--resume", stopped.path])
        .run()
      #expect(resumed.exitCode == 0, "\(resumed.error)")
      #expect(try Self.results(of: stopped) == Self.results(of: whole))
    }
  }

  @Test(arguments: ["random", "genetic"])
  func threadsChangeNothing(algorithm: String) async throws {
    try await Scratch.with { scratch in
      let one = scratch.appending(path: "one")
      let two = scratch.appending(path: "two")
      let options = ["--algorithm=\(algorithm)", "--budget=600", "--seed=11"]
      let first = try await Self.explore(
        options[0], options[1], options[2], "--threads=1", output: one
      ).run()
      let second = try await Self.explore(
        options[0], options[1], options[2], "--threads=2", output: two
      ).run()
      #expect(first.exitCode == 0, "\(first.error)")
      #expect(second.exitCode == 0, "\(second.error)")
      #expect(try Self.results(of: one) == Self.results(of: two))
    }
  }

  @Test func anAutomaticSearchSaysWhatItPickedAndWhy() async throws {
    try await Scratch.with { scratch in
      let outcome = try await Self.explore(
        "--quiet", "--budget=12", "--algorithm=auto", output: scratch.appending(path: "automatic")
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(outcome.output.contains("picks        bayesian"), "\(outcome.output)")
      #expect(outcome.output.contains("because      with 12 trials"), "\(outcome.output)")
    }
  }

  @Test func seedsChangeTheTrials() async throws {
    try await Scratch.with { scratch in
      let one = scratch.appending(path: "one")
      let two = scratch.appending(path: "two")
      _ = try await Self.explore("--budget=50", "--seed=1", output: one).run()
      _ = try await Self.explore("--budget=50", "--seed=2", output: two).run()
      let first = try Self.results(of: one)["trials.jsonl"]
      #expect(try first != Self.results(of: two)["trials.jsonl"])
    }
  }

  @Test func everyTrialOfSeveralFamiliesIsReplayedOnItsOwnDesign() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let outcome = try await Invocation(
        ["explore", Package.fixtures + "/families.yaml", "--quiet", "--output", run.path]
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(outcome.output.contains("Best of each design"))
      let journal = try String(contentsOf: run.appending(path: "trials.jsonl"), encoding: .utf8)
      let lines = journal.split(separator: "\n")
      #expect(lines.count == 8)
      for (trial, line) in lines.enumerated() {
        let isTiled = line.contains("\"design\":\"Tiled\"")
        #expect(isTiled == line.contains("Tiled.array.rows"))
        #expect(isTiled != line.contains("Systolic.dataflow"))
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let metrics = json?["metrics"] as? [String: Any]
        let latency = try #require(metrics?["latency"] as? Double)
        let replay = try await Invocation(
          ["replay", "--run", run.path, "--trial", "\(trial)", "--format", "json"]
        ).run()
        #expect(replay.exitCode == 0, "\(replay.error)")
        let report =
          try JSONSerialization.jsonObject(with: Data(replay.output.utf8)) as? [String: Any]
        let totals = report?["totals"] as? [String: Any]
        #expect(totals?["latency_s"] as? Double == latency, "trial \(trial)")
        let design = report?["design"] as? [String: Any]
        #expect(design?["family"] as? String == (isTiled ? "tiled-array" : "systolic"))
      }
    }
  }

  @Test func reports() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      for (name, format) in [
        ("explore-table", "table"), ("explore-csv", "csv"), ("explore-json", "json"),
      ] {
        try await Snapshot.expect(
          name, Self.explore("--quiet", "--budget=150", "--format=\(format)", output: run),
          replacing: [run.path: "RUN"])
      }
    }
  }

  /// The command that a report prints is the one that gives the numbers of the trial again.
  @Test func everyTrialOfTheFrontReplaysToItsMetrics() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let report = try await Self.explore("--budget=120", "--format=json", output: run).run()
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
      let front = try #require(object["front"] as? [[String: Any]])
      #expect(!front.isEmpty)
      for point in front {
        let command = try #require(point["replay"] as? String)
        #expect(command.hasPrefix("archsim replay --run "))
        let replay = try await Invocation(
          command.split(separator: " ").dropFirst().map(String.init) + ["--format", "json"]
        ).run()
        let value = try #require(
          try JSONSerialization.jsonObject(with: Data(replay.output.utf8)) as? [String: Any],
          "\(replay.error)")
        let totals = try #require(value["totals"] as? [String: Any])
        for (total, metric) in [
          ("latency_s", "latency"), ("energy_j", "energy"),
          ("energy_per_token_j", "energy_per_token"), ("tokens_per_second", "tokens_per_second"),
          ("utilization", "utilization"), ("stall_share", "stall_share"),
        ] {
          let actual = try #require(totals[total] as? Double)
          let expected = try #require(point[metric] as? Double)
          #expect(abs(actual - expected) <= 1e-12 * abs(expected), "\(command): \(metric)")
        }
      }
    }
  }

  @Test func aModelsTrialReplaysInAllPhases() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let report = try await Invocation([
        "explore", "Configs/mixpe.yaml", "--budget", "8", "--output", run.path, "--quiet",
        "--format", "json",
      ]).run()
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any],
        "\(report.error)")
      let point = try #require((object["front"] as? [[String: Any]])?.first)
      let trial = try #require(point["trial"] as? Int)
      let replay = try await Invocation([
        "replay", "--run", run.path, "--trial", "\(trial)", "--format", "json",
      ]).run()
      let value = try #require(
        try JSONSerialization.jsonObject(with: Data(replay.output.utf8)) as? [String: Any],
        "\(replay.error)")
      let phases = try #require(value["phases"] as? [[String: Any]])
      #expect(phases.compactMap { $0["phase"] as? String } == ["prefill", "decode"])
      for (phase, metric) in zip(phases, ["prefill_latency", "decode_latency"]) {
        let actual = try #require(phase["latency_s"] as? Double)
        let expected = try #require(point[metric] as? Double)
        #expect(abs(actual - expected) <= 1e-12 * expected, "\(metric)")
      }
      let energy = try #require(
        (value["totals"] as? [String: Any])?["energy_per_token_j"] as? Double)
      let expected = try #require(point["energy_per_token"] as? Double)
      #expect(abs(energy - expected) <= 1e-12 * expected)
    }
  }

  @Test func aRunIsNeverReplacedByAnother() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Self.explore("--budget=20", output: run).run()
      let before = try Self.results(of: run)
      for other in ["--seed=8", "--algorithm=random", "--budget=21"] {
        let budget = other.hasPrefix("--budget") ? [] : ["--budget=20"]
        let outcome = try await Invocation(
          ["explore", Self.study, "--output", run.path, other] + budget
        ).run()
        #expect(
          outcome.error == "\(run.path): error: this directory holds a run of another study, seed "
            + "or budget (choose another with --output, or delete it)\n")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
      }
      #expect(try Self.results(of: run) == before)
      let missing = try await Invocation(["replay", "--run", run.path, "--trial", "20"]).run()
      #expect(
        missing.error == "\(run.path)/trials.jsonl: error: there is no trial 20: this run has 0 to "
          + "19\n")
      #expect(missing.exitCode == 2)
    }
  }

  /// People see twenty designs of a large front, the best by every objective among them.
  @Test func aLargeFrontIsThinnedOut() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let line = ["explore", "Configs/mixpe.yaml", "--budget", "300", "--output", run.path, "-q"]
      let table = try await Invocation(line).run().output
      let json = try await Invocation(line + ["--format", "json"]).run()
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any],
        "\(json.error)")
      let front = Set(
        try #require(object["front"] as? [[String: Any]]).compactMap { $0["trial"] as? Int })
      try #require(front.count > 20)
      let lines = table.split(separator: "\n", omittingEmptySubsequences: false)
      let rule = try #require(lines.firstIndex { $0.hasPrefix("──") })
      let shown = lines[(rule + 1)...].prefix { !$0.isEmpty && !$0.hasPrefix("(") }
        .compactMap { Int($0.prefix { $0 != " " }) }
      #expect(shown.count == 20)
      #expect(Set(shown).count == 20)
      #expect(front.isSuperset(of: shown))
      let best = try #require(object["best"] as? [[String: Any]]).compactMap { $0["trial"] as? Int }
      #expect(Set(shown).isSuperset(of: best))
      #expect(table.contains("\n20 of \(front.count) designs, spread over the front; "))
    }
  }

  /// A trial that the run refused replays with a warning that says why.
  @Test func aRefusedTrialSaysWhy() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let configs = Package.root.appending(path: "Configs").path
      let text = """
        study: refused
        workload:
          {model: \(configs)/models/llama2-7b.json, quantization: w8a8kv8, batch: 1, prompt: 16,
           output: 4}
        hardware: \(configs)/hardware/int8-28nm.yaml
        space:
          dram.capacity: [1 GB, 2 GB]
          array.rows: [16, 32]
        objectives: [minimize latency]
        search: {algorithm: random, budget: 4}
        """
      let study = scratch.appending(path: "refused.yaml")
      try Data(text.utf8).write(to: study)
      let outcome = try await Invocation([
        "explore", study.path, "--output", run.path, "--quiet", "--budget", "4",
      ]).run()
      #expect(outcome.exitCode == 1, "\(outcome.error)")
      let reason = "memory for weights and KV cache"
      #expect(outcome.output.contains("designs cannot exist for lack of \(reason)"))
      let replay = try await Invocation(["replay", "--run", run.path, "--trial", "0"]).run()
      #expect(
        replay.error.hasPrefix("warning: the run refused trial 0: \(reason): "), "\(replay.error)")
      #expect(replay.exitCode == 0)
    }
  }

  @Test func withoutAnyFeasibleDesignTheTightestConstraintIsNamed() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let text = try String(
        contentsOf: Package.root.appending(path: Self.study), encoding: .utf8
      ).replacing("area <= 2 mm2", with: "area <= 0.2 mm2")
        .replacing("small.", with: Package.root.path + "/" + Package.fixtures + "/small.")
      let study = scratch.appending(path: "tight.yaml")
      try Data(text.utf8).write(to: study)
      let outcome = try await Invocation([
        "explore", study.path, "--output", run.path, "--quiet", "--budget", "100",
      ]).run()
      #expect(outcome.exitCode == 1)
      let line = "no design holds 'area <= 0.2 mm2': the best has "
      #expect(outcome.error.hasPrefix("\(run.path): error: \(line)"), "\(outcome.error)")
      #expect(outcome.error.hasSuffix(" % off\n"), "\(outcome.error)")
      #expect(outcome.output.contains("No design holds all constraints:\n  \(line)"))
    }
  }

  /// Power and latency of three clocks exclude each other, so that all are on the front; two of them
  /// look the same.
  @Test func peopleSeeNearDesignsOnce() async throws {
    try await Scratch.with { scratch in
      let study = scratch.appending(path: "study.yaml")
      let fixtures = Package.root.appending(path: Package.fixtures).path
      try Data(
        """
        study: near
        workload: {traces: [{trace: \(fixtures)/small.csv, tokens: 4}]}
        hardware: {extends: \(fixtures)/small.yaml, parameters: {dram.bandwidth: 1 TB/s}}
        space: {clock: [500 MHz, 500.1 MHz, 600 MHz]}
        objectives: [minimize latency, minimize power]

        """.utf8
      ).write(to: study)
      let run = scratch.appending(path: "run")
      let outcome = try await Invocation(
        ["explore", study.path, "--quiet", "--output", run.path]
      ).run()
      let note = "2 of 3 designs, spread over the front, without 1 within 0.1 % of another;"
      #expect(outcome.output.contains(note), "\(outcome.output) \(outcome.error)")
      #expect(outcome.output.contains("600 MHz") && !outcome.output.contains("500.1 MHz"))
      let front = try String(contentsOf: run.appending(path: "pareto.csv"), encoding: .utf8)
      #expect(front.contains("500100000"), "\(front)")
      #expect(front.split(separator: "\n").count == 4)
    }
  }
}
