import Foundation
import Testing

/// Runs over plans: what they write, and that nothing depends on threads.
@Suite struct PlanTests {
  private static let file = Package.fixtures + "/plan.yaml"

  @Test func threadsChangeNothing() async throws {
    var outputs: [String] = []
    for threads in ["1", "3"] {
      outputs.append(
        try await Invocation([
          "plan", Self.file, "--quiet", "--format", "json", "--threads", threads,
        ]).run().output)
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test func aRunDirectoryHoldsAllPlansAndASummary() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let timeline = scratch.appending(path: "timeline.json")
      let outcome = try await Invocation([
        "plan", Self.file, "--quiet", "--output", run.path, "--timeline", timeline.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let names = try FileManager.default.contentsOfDirectory(atPath: run.path).sorted()
      #expect(
        names == [
          "inputs", "pareto.csv", "plan.yaml", "plans.csv", "report.html", "summary.json",
          "trials.jsonl",
        ])
      let csv = try String(contentsOf: run.appending(path: "plans.csv"), encoding: .utf8)
      #expect(csv.split(whereSeparator: \.isNewline).count == 7)
      let summary = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: run.appending(path: "summary.json"))) as? [String: Any])
      #expect(summary["simulated"] as? Int == 6)
      #expect((summary["baselines"] as? [Any])?.count == 3)
      let events = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: timeline)) as? [String: Any])
      #expect(try #require(events["traceEvents"] as? [Any]).count > 100)
    }
  }

  /// A fleet of the shipped types carries all requests, at no more than any type alone, and says what
  /// it assumed.
  @Test func theShippedFleetIsCheaperThanAnyTypeAlone() async throws {
    let outcome = try await Invocation([
      "plan", "Configs/plan-fleet-llama3.1-8b.yaml", "--quiet", "--format", "json",
      "--requests-limit", "12", "--rate", "3",
    ]).run()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let study = try #require(object["study"] as? [String: Any])
    let price = try #require(study["dollars_per_hour"] as? Double)
    #expect(study["proven"] as? Bool == true && price > 0)
    let types = try #require(object["types"] as? [[String: Any]])
    #expect(types.compactMap { $0["type"] as? String } == ["a10", "l40s", "a100", "h100"])
    var sum = 0.0
    for type in types {
      let own = try #require(type["dollars_per_hour"] as? Double)
      sum += own * Double(try #require(type["bought"] as? Int))
      guard let alone = type["alone_dollars_per_hour"] as? Double else { continue }
      #expect(price <= alone * 1.0001, "\(type)")
    }
    #expect(abs(sum - price) < 1e-6 * price)
    let buckets = try #require(object["buckets"] as? [[String: Any]])
    for bucket in buckets {
      let shares = ["a10", "l40s", "a100", "h100"].compactMap { bucket["\($0)_share"] as? Double }
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6, "\(bucket)")
    }
  }

  /// A run that is killed leaves a journal, from which it goes on to the same files.
  @Test func aKilledRunResumes() async throws {
    try await Scratch.with { scratch in
      let names = ["plan.yaml", "trials.jsonl", "plans.csv", "pareto.csv", "summary.json"]
      func files(_ run: URL) throws -> [Data] {
        try names.map { try Data(contentsOf: run.appending(path: $0)) }
      }
      let whole = scratch.appending(path: "whole")
      let line = [
        "plan", Self.file, "--quiet", "--algorithm", "tpe", "--budget", "4", "--seed", "3",
        "--constraint", "power <= 2 kW",
      ]
      let first = try await Invocation(line + ["--output", whole.path]).run()
      #expect(first.exitCode == 0, "\(first.error)")
      let expected = try files(whole)
      let part = scratch.appending(path: "part")
      _ = try await Invocation(line + ["--output", part.path]).run()
      let journal = expected[1]
      try journal.prefix(journal.count / 2).write(to: part.appending(path: "trials.jsonl"))
      try FileManager.default.removeItem(at: part.appending(path: "summary.json"))
      let resumed = try await Invocation(["plan", "--quiet", "--resume", part.path]).run()
      #expect(resumed.exitCode == 0 && resumed.output == first.output, "\(resumed.error)")
      #expect(try files(part) == expected)
      let other = try await Invocation(
        line.map { $0 == "3" ? "4" : $0 } + ["--output", whole.path]
      ).run()
      #expect(other.exitCode == 2 && other.output.isEmpty)
      #expect(other.error.contains("a run of another plan, seed or budget"))
      #expect(try files(whole) == expected)
    }
  }

  /// Every shipped plan file runs, on few requests, and ranks at least two plans with baselines.
  @Test(arguments: [
    "plan-llama3.1-70b-8xh100", "plan-mixtral-4xa100", "plan-deepseek-v3-2x8xh200",
    "plan-llama3.1-405b-4x8xh100", "plan-disaggregated-h100-a100", "plan-kimi-k2-64x8xh100",
    "plan-llama3.1-8b-codesign",
  ])
  func shippedPlansRun(name: String) async throws {
    let outcome = try await Invocation([
      "plan", "Configs/\(name).yaml", "--quiet", "--format", "json", "--requests-limit", "12",
      "--budget", "12",
    ]).run()
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let plans = try #require(object["plans"] as? [[String: Any]])
    let ranks = plans.compactMap { $0["rank"] as? Int }
    #expect(ranks.count >= 2 && ranks == Array(1...ranks.count))
    #expect(plans.contains { $0["pareto"] as? Bool == true })
    let baselines = try #require(object["baselines"] as? [[String: Any]])
    #expect(baselines.count == 3)
    for baseline in baselines where baseline["feasible"] as? Bool == true {
      #expect((baseline["gain_goodput"] as? Double) ?? 1 > 0)
    }
    for plan in plans where plan["rank"] as? Int != 1 {
      #expect((plan["reason"] as? String)?.isEmpty == false, "\(plan)")
    }
  }
}
