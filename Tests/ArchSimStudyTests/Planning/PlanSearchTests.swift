import ArchSim
import Testing

@testable import ArchSimStudy

struct PlanSearchTests {
  /// A small model, a dozen requests, and more plans than are simulated.
  private static func study(requests: Int = 8) throws -> PlanStudy {
    var study = try PlanRunnerTests.study()
    study.requests = study.requests.first(requests)
    return study
  }

  @Test(
    "every algorithm searches plans",
    arguments: SearchAlgorithms.all.map(\.name))
  func algorithms(_ name: String) async throws {
    var study = try Self.study(requests: 4)
    study.constraints = [try constraint("power <= 2 kW")]
    study.ranking = try #require(PlanMetric.position(of: "cost"))
    study.axes = [try #require(try axes("device.sms: [54, 108]").first)]
    study.search = SearchSettings(algorithm: name, budget: 8, seed: 5)
    try study.checkSearch()
    let result = try await PlanRunner(study, threads: 1).run()
    #expect(!result.isExhaustive && result.size == 12, "\(result.size)")
    #expect((4...8).contains(result.trials.count), "\(name): \(result.trials.count) trials")
    #expect(Set(result.trials.map(\.design)).count == result.trials.count)
    #expect(result.best != nil)
  }

  private func constraint(_ text: String) throws -> PlanConstraint {
    try PlanConstraint(parsing: text, at: SourceLocation(file: "test"))
  }

  private func axes(_ text: String) throws -> [PlanAxis] {
    let file = Repository.path("Tests/CommandLineTests/Fixtures/axes.yaml")
    let plan = "extends: plan.yaml\nspace:\n  " + text + "\n"
    return try PlanFile.parse(Array(plan.utf8), file: file).axes
  }

  @Test("what breaks a constraint is ranked last, never best, and never of the front")
  func constraints() async throws {
    var study = try Self.study()
    let free = try await PlanRunner(study, threads: 2).run()
    let powers = free.trials.compactMap { $0.figures?["power"] }.sorted()
    let limit = powers[powers.count / 2]
    study.constraints = [try constraint("power <= \(limit) W")]
    let result = try await PlanRunner(study, threads: 2).run()
    let breaking = result.ranking.map { (result.trials[$0].figures?["power"] ?? 0) > limit }
    #expect(breaking.count { $0 } == powers.count { $0 > limit })
    #expect(breaking == breaking.sorted { !$0 && $1 }, "\(breaking)")
    for index in result.front {
      #expect((result.trials[index].figures?["power"] ?? .infinity) <= limit)
    }
    let last = try #require(result.ranking.last)
    #expect(result.verdict(result.trials[last]).kind == .constraint)
    study.constraints = [try constraint("power <= 1 mW")]
    let none = try await PlanRunner(study, threads: 2).run()
    #expect(none.best == nil && none.front.isEmpty && none.ranking.count == powers.count)
    #expect(none.nearestBreach?.contains("power is ") == true)
    let nearest = try #require(none.trials[none.ranking[0]].figures)["power"]
    #expect(nearest == powers[0])
  }

  @Test(
    "constraints have the form of studies, over metrics of plans",
    arguments: [
      ("cost_per_million_tokens <= 2", "cost_per_million_tokens <= 2 USD"),
      ("cost < 2 USD", "cost_per_million_tokens < 2 USD"),
      ("energy_per_token <= 1 J", "energy_per_token <= 1 J"),
      ("throughput >= 100", "throughput >= 100"), ("ttft_p99 ≤ 300 ms", "ttft_p99 <= 300 ms"),
    ])
  func texts(_ text: String, _ expected: String) throws {
    let read = try constraint(text)
    #expect(read.text == expected)
    #expect(try constraint(read.text) == read)
  }

  @Test(
    "wrong constraints are told",
    arguments: [
      ("energy_per_tokn <= 1 J", "unknown metric 'energy_per_tokn' of plans"),
      ("energy_per_token <= 1", "'energy_per_token' needs a unit, found '1'"),
      ("latency <= 0 s - 1", "expected a time such as '50 ms' for 'latency', found '0 s - 1'"),
      ("power < 0 W", "'power < 0 W' can never hold: power is never negative"),
      ("power", "expected a constraint such as 'power <= 5 W', found 'power'"),
      ("power == 3 W", "expected one of <=, >=, <, > in a constraint, found '=='"),
      (
        "cost <= nan",
        "expected a price such as '20 USD' for 'cost_per_million_tokens', found 'nan'"
      ),
    ])
  func mistakes(_ text: String, _ message: String) {
    #expect {
      try constraint(text)
    } throws: { ($0 as? Diagnostic)?.message == message }
  }

  @Test("an axis of the engine or the cache does what the plan file's own key does")
  func axesMeanWhatKeysMean() async throws {
    var axis = try Self.study()
    axis.axes =
      try axes("engine.token_budget: [64, 512]") + axes("engine.policy: [prefill-first]")
      + axes("kv: [bf16, int8]")
    let all = try await PlanRunner(axis, threads: 2).run()
    #expect(all.trials.count == 24)
    var fixed = try Self.study()
    fixed.engine.maximumBatchedTokens = 64
    fixed.engine.policy = .prefillFirst
    fixed.schemes = [
      .init(text: "bf16", scheme: try QuantizationScheme(parsing: "wbf16-abf16-kvint8"))
    ]
    let own = try await PlanRunner(fixed, threads: 2).run()
    #expect(own.trials.count == 6)
    for trial in own.trials {
      let same = all.trials.first {
        $0.design.plan == trial.design.plan && $0.design.settings == [64, 1, 1]
      }
      #expect(same?.figures?.metrics == trial.figures?.metrics, "\(trial.design.plan)")
    }
  }

  @Test("a budget of tokens below the sequences is told of the design, not of the study")
  func impossibleEngines() async throws {
    var study = try Self.study()
    study.axes = try axes("engine.token_budget: [32, 512]")
    let result = try await PlanRunner(study, threads: 2).run()
    #expect(result.trials.count == 6 && result.obstacles.count == 6)
    #expect(result.obstacles.allSatisfy { result.verdict($0).kind == .impossible })
  }

  @Test("plan, formats, batching and device are searched together, near the best of all")
  func together() async throws {
    var study = try Self.study()
    study.schemes.append(.init(text: "w4a16", scheme: try QuantizationScheme(parsing: "w4a16")))
    study.limits.degrees[.pipeline] = [1]
    study.axes =
      try axes("device.sms: [27, 54, 108]") + axes("engine.token_budget: [64, 512]")
      + axes("kv: [bf16, int8]")
    study.cluster.pools[0].device.priceRule = .proportional
    study.ranking = try #require(PlanMetric.position(of: "cost"))
    let all = try await PlanRunner(study, threads: 2).run()
    #expect(all.isExhaustive && all.size == 3 * 2 * 3 * 2 * 2)
    study.search.budget = 36
    let some = try await PlanRunner(study, threads: 2).run()
    let best = try #require(all.best?.figures)["cost"]
    let found = try #require(some.best?.figures)["cost"]
    #expect(found >= best && found < 1.15 * best, "\(found), best of all \(best)")
  }
}
