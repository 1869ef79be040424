import ArchSim
import Testing

@testable import ArchSimStudy

struct PlanRunnerTests {
  static func study() throws -> PlanStudy {
    try PlanFile.read(Repository.path("Tests/CommandLineTests/Fixtures/plan.yaml"))
  }

  @Test("plans are ranked by the objective to three digits, then by latency")
  func ranking() async throws {
    let result = try await PlanRunner(try Self.study(), threads: 2).run()
    #expect(result.isExhaustive && result.size == 6 && result.ranking.count == 6)
    var last: (Double, Double) = (.infinity, 0)
    for index in result.ranking {
      let figures = try #require(result.trials[index].figures)
      let key = (figures["goodput"].roundedTo(significantDigits: 3), figures["latency"])
      #expect(key.0 < last.0 || (key.0 == last.0 && key.1 >= last.1), "\(key) after \(last)")
      last = key
    }
  }

  @Test("no plan of the front is beaten, and every other is")
  func front() async throws {
    let result = try await PlanRunner(try Self.study(), threads: 2).run()
    func values(_ index: Int) -> [Double] {
      let figures = result.trials[index].figures
      return ["latency", "energy", "cost"].map { figures?[$0] ?? .infinity }
        + [-(figures?["throughput"] ?? 0)]
    }
    for index in result.ranking {
      let isBeaten = result.ranking.contains { dominates(values($0), values(index)) }
      #expect(isBeaten == !result.front.contains(index), "\(result.trials[index].design.plan)")
    }
  }

  @Test("a gain over a heuristic is the ratio of the two plans' metrics")
  func gains() async throws {
    let result = try await PlanRunner(try Self.study(), threads: 2).run()
    #expect(result.baselines.map(\.name).count == 3)
    let best = try #require(result.best?.figures)
    for baseline in result.baselines {
      let own = try #require(baseline.trial.figures)
      for (position, metric) in PlanMetric.all.enumerated().prefix(5) {
        let gain = try #require(baseline.gain(of: best, metric: position))
        let product =
          metric.isMaximized
          ? gain * own.metrics[position] : gain * best.metrics[position]
        let other = metric.isMaximized ? best.metrics[position] : own.metrics[position]
        #expect(abs(product - other) <= 1e-9 * other, "\(baseline.name), \(metric.name)")
      }
    }
  }

  /// A search that may simulate half of the plans finds one nearly as good as the best.
  @Test("a search is deterministic, and near an exhaustive one")
  func search() async throws {
    var study = try Self.study()
    let limits = study.limits.degrees
    study.limits.degrees = [:]
    study.limits.hasIdleDevices = true
    let all = try await PlanRunner(study, threads: 2).run()
    study.search.budget = all.trials.count / 2
    let some = try await PlanRunner(study, threads: 1).run()
    let again = try await PlanRunner(study, threads: 3).run()
    #expect(all.isExhaustive && !some.isExhaustive && limits.count == 1)
    #expect(some.trials.count <= study.search.budget)
    #expect(some.summaryText == again.summaryText && some.plansText == again.plansText)
    let best = try #require(all.best?.figures)["goodput"]
    let found = try #require(some.best?.figures)["goodput"]
    #expect(found > 0.9 * best, "\(found) of \(best)")
  }

  @Test("hardware is searched with plans: more bandwidth never makes the best plan slower")
  func hardware() async throws {
    var study = try Self.study()
    study.axes = [
      PlanAxis(.device("hbm.bandwidth"), values: [1e12, 2e12, 4e12], texts: ["1", "2", "4"])
    ]
    let result = try await PlanRunner(study, threads: 2).run()
    #expect(result.trials.count == 18)
    for plan in Set(result.trials.map(\.design.plan.description)).sorted() {
      let latencies = result.trials.filter { $0.design.plan.description == plan }
        .sorted { $0.design.settings[0] < $1.design.settings[0] }
        .compactMap { $0.figures?["latency"] }
      #expect(latencies.count == 3)
      #expect(latencies == latencies.sorted(by: >), "\(plan): \(latencies)")
    }
  }

  @Test("a capacity is met at its rate and broken one per cent above")
  func capacity() async throws {
    var study = try Self.study()
    study.limits.degrees[.pipeline] = [4]
    let capacities = try await PlanRunner(study, threads: 1).capacities()
    let entry = try #require(capacities.entries.first)
    #expect(entry.figures?.meetsObjective == true)
    #expect(entry.failingRequestsPerSecond < 1.0101 * entry.requestsPerSecond)
    study.requests = try PlanRequests.source(
      study.requests, at: entry.failingRequestsPerSecond, nil)
    let above = try await PlanRunner(study, threads: 1).run()
    #expect(above.trials.first?.figures?.meetsObjective == false)
  }

  @Test("weights in fewer bits fit where others miss bytes, and both are told")
  func schemes() async throws {
    var study = try Self.study()
    study.limits.degrees = [.pipeline: [1], .tensor: [1], .attentionData: [1]]
    for pool in study.cluster.pools.indices {
      study.cluster.pools[pool].device.memoryBytes = 3.6e9
    }
    study.schemes.append(.init(text: "w4a16", scheme: try QuantizationScheme(parsing: "w4a16")))
    let result = try await PlanRunner(study, threads: 1).run()
    #expect(result.best?.design.scheme == 1)
    let missing = try #require(result.obstacles.first)
    #expect(missing.design.scheme == 0 && missing.reason?.unit == .bytes)
    #expect(result.verdict(missing).kind == .memory)
    #expect(result.verdict(missing).text.contains("missing"), "\(result.verdict(missing))")
  }
}
