import ArchSim
import Testing

@testable import ArchSimStudy

struct PlanComparisonTests {
  private static func run(_ change: (inout PlanStudy) throws -> Void = { _ in }) async throws
    -> PlanResult
  {
    var study = try PlanRunnerTests.study()
    study.requests = study.requests.first(20)
    try change(&study)
    return try await PlanRunner(study, threads: 1).run()
  }

  @Test("a run over plans beside itself has the same front, volume, first plan and study")
  func itself() async throws {
    let result = try await Self.run()
    let comparison = try RunComparison([("a", result), ("b", result)])
    let (a, b) = (comparison.runs[0], comparison.runs[1])
    #expect(comparison.differences == [])
    #expect(
      comparison.objectives.map(\.text) == [
        "minimize latency", "maximize throughput", "minimize energy_per_token",
        "minimize cost_per_million_tokens",
      ])
    #expect(a.front.sorted() == result.front.sorted() && b.front == a.front)
    #expect(a.jointCount == a.front.count && b.jointCount == a.front.count)
    #expect(a.hypervolume == b.hypervolume && (0..<1).contains(a.hypervolume ?? -1))
    #expect(comparison.ranking?.name == "goodput")
    #expect(a.first == result.ranking.first && b.first == a.first)
    // The best by each objective is on the front, and no trial that may be there is better.
    for (objective, best) in zip(comparison.objectives, a.best) {
      let trials = result.feasibleTrials(in: [objective])
      let least = trials.map { $0.minimized[0] }.min()
      let best = try #require(best)
      #expect(result.front.contains(best))
      #expect(trials.first { $0.number == best }?.minimized[0] == least, "\(objective.text)")
    }
  }

  @Test("no plan of any run dominates the joint front, and every difference is named")
  func several() async throws {
    let one = try await Self.run()
    let two = try await Self.run { study in
      study.engine.maximumBatchedTokens = 768
      study.constraints = [
        try PlanConstraint(parsing: "power <= 2 kW", at: SourceLocation(file: "test"))
      ]
    }
    let comparison = try RunComparison([("plans/one", one), ("plans/two", two)])
    #expect(comparison.runs.map(\.name) == ["one", "two"])
    let all = [one, two].flatMap { $0.feasibleTrials(in: comparison.objectives).map(\.minimized) }
    for member in comparison.joint {
      let own = try comparison.objectives.map {
        $0.minimized(try #require(comparison.value(of: $0, at: member)))
      }
      #expect(!all.contains { dominates($0, own) }, "\(member)")
    }
    #expect(comparison.runs.map(\.jointCount).reduce(0, +) == comparison.joint.count)
    #expect(comparison.differences.map(\.key) == ["engine.token_budget", "constraints"])
    // Whatever breaks a constraint is on no front.
    let power = try #require(PlanMetric.position(of: "power"))
    for trial in comparison.runs[1].front {
      #expect((two.trials[trial].figures?.metrics[power] ?? .infinity) <= 2000)
    }
  }

  @Test("runs that rank by other metrics have no common first, but are compared all the same")
  func rankings() async throws {
    let one = try await Self.run()
    let two = try await Self.run { $0.ranking = PlanMetric.position(of: "energy") ?? 0 }
    let comparison = try RunComparison([("one", one), ("two", two)])
    #expect(comparison.ranking == nil && comparison.runs.allSatisfy { $0.first == nil })
    #expect(comparison.runs[0].front == comparison.runs[1].front)
    #expect(comparison.differences.map(\.key) == ["objective"])
  }
}
