import ArchSim
import Testing

@testable import ArchSimStudy

struct PlanCapacityTests {
  /// One plan, and so many equal requests at an even rate.
  private static func study(count: Int, slo: String = "ttft_p95 <= 200 ms") throws -> PlanStudy {
    var study = try PlanRunnerTests.study()
    study.limits.degrees = [.data: [4]]
    study.objective = try ServiceObjective(parsing: slo)
    study.engine.maximumSequences = 8
    let requests = (0..<count).map {
      Request(arrivalSeconds: 0.025 * Double($0), promptTokens: 400, outputTokens: 20)
    }
    study.requests = RequestSource(RequestTrace(name: "even", requests: requests))
    return study
  }

  private static func capacity(_ study: PlanStudy) async throws -> PlanCapacityResult.Entry {
    let result = try await PlanRunner(study, threads: 2).capacities()
    #expect(result.entries.count == 1)
    return try #require(result.entries.first)
  }

  @Test("few requests, repeated, bear the rate that many bear")
  func shortTraces() async throws {
    let long = try await Self.capacity(try Self.study(count: 1200))
    #expect(!long.isLimitedByRequests && long.failingRequestsPerSecond.isFinite)
    for count in [5] {
      let short = try await Self.capacity(try Self.study(count: count))
      #expect(short.repeats > 1 && !short.isLimitedByRequests)
      #expect(short.failingRequestsPerSecond <= 1.0101 * short.requestsPerSecond)
      let ratio = short.requestsPerSecond / long.requestsPerSecond
      #expect((0.9...1.1).contains(ratio), "\(count) requests: \(ratio) of the long trace")
    }
  }

  @Test("the copies of a trace keep its rate, its order, and their prompts to themselves")
  func copies() {
    let trace = RequestTrace(
      name: "t",
      requests: [0, 0.5, 2, 2].map {
        Request(arrivalSeconds: $0, promptTokens: 32, outputTokens: 1)
      }, blockLists: [[7, 8], [7], [], [9]], blockTokens: 16)
    let source = RequestSource(trace).scaled(by: 3)
    let longer = source.repeated(5)
    #expect(longer.count == 20)
    #expect(abs(longer.requestsPerSecond / source.requestsPerSecond - 1) < 1e-12)
    guard case .trace(let repeated) = longer.origin else { return }
    #expect(repeated.distinctBlockCount == 15 && repeated.blocks.count == 20)
    #expect(repeated.requests.prefix(4).map(\.arrivalSeconds) == [0, 0.5, 2, 2])
    #expect(isAscending(repeated.requests.map(\.arrivalSeconds)))
    #expect(source.repeated(1).count == 4)
    let one = RequestSource(
      RequestTrace(
        name: "1", requests: [Request(arrivalSeconds: 0, promptTokens: 1, outputTokens: 1)]))
    #expect(one.repeated(9).count == 1)
  }

  private func isAscending(_ values: [Double]) -> Bool {
    zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
  }

  @Test("a looser SLO, more bandwidth and shorter prompts never bear less")
  func monotone() async throws {
    var last = 0.0
    for limit in ["60 ms", "100 ms", "1 s"] {
      let entry = try await Self.capacity(try Self.study(count: 60, slo: "ttft_p95 <= \(limit)"))
      // Bisection stops within one per cent.
      #expect(entry.requestsPerSecond >= last / 1.0101, "\(limit): \(entry.requestsPerSecond)")
      last = entry.requestsPerSecond
    }
    last = 0
    for bandwidth in [0.5e12, 1e12, 4e12] {
      var study = try Self.study(count: 60)
      study.axes = [PlanAxis(.device("hbm.bandwidth"), values: [bandwidth], texts: ["b"])]
      let entry = try await Self.capacity(study)
      #expect(entry.requestsPerSecond >= last / 1.0101, "\(bandwidth)")
      last = entry.requestsPerSecond
    }
  }

  @Test("the first rate that is tried changes the answer by no more than the bisection's tolerance")
  func firstGuess() async throws {
    let study = try Self.study(count: 60)
    let runner = PlanRunner(study, threads: 1)
    let design = try #require(try await runner.run().best).design
    var rates: [Double] = []
    for guess in [0.1, 900] {
      rates.append(try runner.capacity(of: design, from: guess).requestsPerSecond)
    }
    let least = rates.min() ?? 0
    #expect((rates.max() ?? 0) <= 1.03 * least && least > 0, "\(rates)")
  }

  @Test("an SLO that says nothing of waiting ends, and is told to be limited by the requests")
  func unbounded() async throws {
    let study = try Self.study(count: 10, slo: "tpot_p95 <= 10 s")
    var small = study
    small.engine.maximumSequences = 4
    let result = try await PlanRunner(small, threads: 1).capacities()
    let entry = try #require(result.entries.first)
    #expect(entry.isLimitedByRequests && entry.trials <= 14)
    #expect(result.warning?.message.contains("limited by the requests") == true)
  }

  @Test("an SLO that no rate meets gives none, and ends")
  func hopeless() async throws {
    let entry = try await Self.capacity(try Self.study(count: 10, slo: "ttft_p95 <= 1 us"))
    #expect(entry.requestsPerSecond == 0 && entry.figures == nil && entry.trials <= 22)
  }
}
