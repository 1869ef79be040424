import ArchSim
import Testing

/// How results move with load, cost and time.
struct MonotoneTests {
  private func system(
    slowdown: Double = 1, stages: Int = 1, engine: ServingEngine = ServingEngine(),
    cacheTokens: Int = 50_000, perContext: Double = 2e-7
  ) -> ServingSystem {
    ServingSystem(pools: [
      ReplicaPool(
        pipelineStages: stages, cacheTokens: cacheTokens, engine: engine,
        costing: LinearCosting(
          secondsPerIteration: 0.02 * slowdown, secondsPerToken: 5e-5 * slowdown,
          secondsPerDecodeContext: perContext * slowdown, stages: stages))
    ])
  }

  private let source = RequestSource(
    SyntheticRequests(
      count: 600, arrivals: .poisson(requestsPerSecond: 4),
      prompt: .logNormal(mean: 400, deviation: 400, within: 1...4000),
      output: .logNormal(mean: 60, deviation: 60, within: 1...500), seed: 3))

  @Test("more load, longer latencies and fuller batches")
  func load() throws {
    var last = 0.0
    var perIteration = 0.0
    for speed in [0.5, 1, 2, 4, 8] {
      let total = try ServingSimulation.run(system(), source.scaled(by: speed)).total
      #expect(total.endToEnd.mean >= last)
      let tokens = Double(total.iterationTokens) / Double(total.iterations)
      #expect(tokens > perIteration)
      last = total.endToEnd.mean
      perIteration = tokens
    }
  }

  @Test("dearer iterations, longer latencies")
  func cost() throws {
    var last = 0.0
    for slowdown in [0.5, 1, 1.5, 2] {
      let total = try ServingSimulation.run(system(slowdown: slowdown), source).total
      #expect(total.endToEnd.mean > last)
      #expect(total.timePerOutputToken.mean < total.endToEnd.mean)
      last = total.endToEnd.mean
    }
  }

  @Test("time is relative: half as fast devices with requests half as often take twice as long")
  func scale() throws {
    let fast = try ServingSimulation.run(system(), source).total
    let slow = try ServingSimulation.run(system(slowdown: 2), source.scaled(by: 0.5)).total
    #expect(abs(slow.endToEnd.mean / fast.endToEnd.mean - 2) < 1e-9)
    #expect(abs(slow.timeToFirstToken.mean / fast.timeToFirstToken.mean - 2) < 1e-9)
    #expect(slow.iterations == fast.iterations)
  }

  @Test("time is relative, to the last bit, for systems of every kind")
  func scaleOfAll() throws {
    let options = SimulationOptions(recordsRequests: true)
    for number in 0..<24 {
      let fast = RandomSystem(number)
      let slow = RandomSystem(number, slowdown: 2)
      let one = try ServingSimulation.run(fast.system, RequestSource(fast.trace), options: options)
      let two = try ServingSimulation.run(slow.system, RequestSource(slow.trace), options: options)
      #expect(
        two.records.map(\.lastTokenSeconds)
          == one.records.map { $0.rejection == nil ? 2 * $0.lastTokenSeconds : -1 },
        "system \(number)")
      #expect(two.total.iterations == one.total.iterations, "system \(number)")
      #expect(two.total.preemptions == one.total.preemptions, "system \(number)")
    }
  }

  @Test("ten times the load shortens no mean latency, but for anomalies of scheduling")
  func loadOfAll() throws {
    for number in 0..<24 {
      let random = RandomSystem(number)
      let source = RequestSource(random.trace)
      var last = 0.0
      for speed in [0.01, 0.1, 1, 10] {
        let total = try ServingSimulation.run(random.system, source.scaled(by: speed)).total
        #expect(
          total.endToEnd.mean >= last * 0.97,
          "system \(number) at \(speed): expected at least \(last), actual \(total.endToEnd.mean)")
        last = total.endToEnd.mean
      }
    }
  }

  @Test("a decode step takes longer the longer its context is")
  func context() throws {
    var last = 0.0
    for prompt in [100, 1000, 10_000] {
      let trace = RequestTrace(
        name: "one", requests: [Request(arrivalSeconds: 0, promptTokens: prompt, outputTokens: 9)])
      let total = try ServingSimulation.run(
        system(cacheTokens: 20_000), RequestSource(trace)
      ).total
      // Eight steps, at contexts from the prompt and 1 to the prompt and 8.
      let expected = 0.02 + 5e-5 + 2e-7 * (Double(prompt) + 4.5)
      #expect(abs(total.timePerOutputToken.mean - expected) < 1e-12)
      #expect(total.timePerOutputToken.mean > last)
      last = total.timePerOutputToken.mean
    }
  }

  @Test("pipeline stages raise throughput and not the speed of one request")
  func pipeline() throws {
    let crowd = RequestSource(
      SyntheticRequests(
        count: 256, arrivals: .atOnce, prompt: .fixed(64), output: .fixed(64), seed: 1))
    let engine = ServingEngine(maximumSequences: 16)
    let one = try ServingSimulation.run(system(engine: engine), crowd).total
    let four = try ServingSimulation.run(system(stages: 4, engine: engine), crowd).total
    // A lane's iteration is as long as before, and four run at once.
    let gain = one.durationSeconds / four.durationSeconds
    #expect(gain > 3.5 && gain <= 4, "expected nearly 4, got \(gain)")
    let single = RequestSource(
      SyntheticRequests(
        count: 1, arrivals: .atOnce, prompt: .fixed(64), output: .fixed(64), seed: 1))
    let alone = try ServingSimulation.run(system(engine: engine), single).total
    let piped = try ServingSimulation.run(system(stages: 4, engine: engine), single).total
    #expect(alone.endToEnd.mean == piped.endToEnd.mean)
  }

  @Test("prompts in chunks keep tokens coming, prompts first give first tokens sooner")
  func policies() throws {
    let chunked = ServingEngine(policy: .chunkedPrefill, maximumBatchedTokens: 512)
    let first = ServingEngine(policy: .prefillFirst, maximumBatchedTokens: 8192)
    let fixed = ServingEngine(policy: .fixedBatch, maximumBatchedTokens: 8192)
    let loaded = source.scaled(by: 2)
    let byChunks = try ServingSimulation.run(system(engine: chunked), loaded).total
    let byPrompts = try ServingSimulation.run(system(engine: first), loaded).total
    let byBatches = try ServingSimulation.run(system(engine: fixed), loaded).total
    #expect(byChunks.timeBetweenTokens.maximum < byPrompts.timeBetweenTokens.maximum / 2)
    #expect(byPrompts.timeToFirstToken.mean < byBatches.timeToFirstToken.mean / 2)
    // No iteration has more tokens than the budget.
    let options = SimulationOptions(logLimit: 1_000_000)
    let log = try ServingSimulation.run(system(engine: chunked), loaded, options: options).log
    let most = log?.iterations.map { $0.decodes + $0.promptTokens }.max()
    #expect(most == 512)
  }
}
