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

  /// Every shipped plan file runs, on few requests, and ranks at least two plans with baselines.
  @Test(arguments: [
    "plan-llama3.1-70b-8xh100", "plan-mixtral-4xa100", "plan-deepseek-v3-2x8xh200",
    "plan-llama3.1-405b-4x8xh100", "plan-disaggregated-h100-a100", "plan-kimi-k2-64x8xh100",
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
