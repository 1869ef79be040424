import ArchSim
import Testing

/// Plans on devices under the same random engines and traces as other costs.
struct PlanSystemTests {
  private static let plans = [
    "tp1", "tp2", "pp2", "tp2.pp2", "pp4.mb4", "tp2.pp2v2.mb4", "tp2.attn-dp2.ffn-tp4",
    "tp2.spec3@0.6", "tp4.sp", "tp8",
  ]
  private let options = SimulationOptions(recordsRequests: true, logLimit: 1_000_000)

  private func costing(_ plan: ParallelPlan, pool: DevicePool? = nil) throws -> PlanCosting {
    try PlanCosting(
      plan, model: ServingFixtures.model("llama3.2-1b"),
      scheme: QuantizationScheme(parsing: "bf16"), pool: pool ?? ServingFixtures.pool())
  }

  private func system(_ number: Int, _ random: RandomSystem) throws -> ServingSystem {
    let plan = try ParallelPlan(parsing: Self.plans[number % Self.plans.count])
    var system = random.system
    for index in system.pools.indices {
      system.pools[index].costing = try costing(plan)
      system.pools[index].pipelineStages = plan.microBatches > 1 ? 1 : plan.pipeline
      system.pools[index].engine.host.secondsPerKernel = 1e-5
      if let speculation = plan.speculation {
        system.pools[index].engine.speculation = speculation
      }
    }
    return system
  }

  @Test("every request ends exactly once under every plan, and the cache is never overfull")
  func conservation() throws {
    var preemptions = 0
    for number in 0..<40 {
      let random = RandomSystem(number)
      let result = try ServingSimulation.run(
        system(number, random), RequestSource(random.trace), options: options)
      let comment: Comment = "system \(number)"
      expectConservation(result, random.trace.requests, comment)
      let total = result.total
      let sum = total.secondsByKind.sum()
      #expect(abs(sum / total.iterationSeconds - 1) < 1e-9, comment)
      #expect(total.secondsByKind.min() > -1e-9, comment)
      preemptions += total.preemptions
    }
    #expect(preemptions > 200)
  }

  /// Works of every kind, by chance.
  private func works(seed: UInt64) -> [IterationWork] {
    var generator = SplitMix64(seed: seed)
    return (0..<60).map { _ in
      let contexts = (0..<Int(generator.next() % 40)).map { _ in
        1 + Int(generator.next() % (generator.next() % 4 == 0 ? 20_000 : 1000))
      }
      let chunks = (0..<Int(generator.next() % 4)).map { _ in
        PromptChunk(
          tokens: 1 + Int(generator.next() % 600), cached: Int(generator.next() % 4000),
          isLast: generator.next() % 2 == 0)
      }
      return IterationWork(
        decodeContexts: contexts, chunks: chunks, tokensPerDecode: 1 + Int(generator.next() % 3))
    }
  }

  @Test("an iteration's cost depends on its work alone, whatever came before", arguments: plans)
  func history(_ name: String) throws {
    let plan = try ParallelPlan(parsing: name)
    var forwards = try costing(plan)
    var backwards = try costing(plan)
    let works = works(seed: 3)
    let one = works.map { forwards.cost(of: $0) }
    let two = Array(works.reversed().map { backwards.cost(of: $0) }.reversed())
    #expect(one == two, "seed 3")
    #expect(works.map { forwards.cost(of: $0) } == one, "seed 3, asked again")
  }

  @Test("no iteration takes longer with more bandwidth of memory or links", arguments: plans)
  func bandwidth(_ name: String) throws {
    let plan = try ParallelPlan(parsing: name)
    let pool = try ServingFixtures.pool()
    var faster = pool
    let position = try #require(pool.device.family.position(of: "hbm.bandwidth"))
    faster.device.values[position] *= 1.5
    var wider = pool
    wider.topology.levels[0].link.bytesPerSecond *= 1.5
    var base = try costing(plan, pool: pool)
    var memory = try costing(plan, pool: faster)
    var links = try costing(plan, pool: wider)
    for (index, work) in works(seed: 8).enumerated() {
      let seconds = base.cost(of: work).latencySeconds
      // Kernels take whole cycles, so that sums may differ by one a kernel.
      let most = seconds * (1 + 1e-4)
      #expect(memory.cost(of: work).latencySeconds <= most, "seed 8, work \(index), memory")
      #expect(links.cost(of: work).latencySeconds <= most, "seed 8, work \(index), links")
    }
  }

  @Test("a batch that comes at once takes the sum of its iterations", arguments: plans)
  func batch(_ name: String) throws {
    let plan = try ParallelPlan(parsing: name)
    // Lanes of a pipeline overlap; drafts end by chance.
    guard plan.speculation == nil, plan.pipeline == 1 || plan.microBatches > 1 else { return }
    var costing = try costing(plan)
    let host = HostOverhead(
      secondsPerIteration: 2e-3, secondsPerSequence: 1e-4, secondsPerKernel: 2e-5)
    let system = ServingSystem(pools: [
      ReplicaPool(
        cacheTokens: 1 << 20, engine: ServingEngine(host: host), costing: costing)
    ])
    let count = 12
    let prompt = 40
    let output = 25
    let requests = SyntheticRequests(
      count: count, arrivals: .atOnce, prompt: .fixed(prompt), output: .fixed(output), seed: 1)
    let total = try ServingSimulation.run(system, RequestSource(requests)).total
    let chunk = PromptChunk(tokens: prompt, cached: 0, isLast: true)
    let prefill = costing.cost(of: IterationWork(chunks: Array(repeating: chunk, count: count)))
    var expected = max(prefill.latencySeconds, Double(prefill.kernels) * host.secondsPerKernel)
    for step in 1..<output {
      let contexts = [Int](repeating: prompt + step, count: count)
      expected += costing.cost(of: IterationWork(decodeContexts: contexts)).latencySeconds
    }
    expected +=
      Double(output) * (host.secondsPerIteration + host.secondsPerSequence * Double(count))
    #expect(
      abs(total.durationSeconds / expected - 1) < 1e-9,
      "expected \(expected), actual \(total.durationSeconds)")
  }

  @Test("prompts wait for launches where no graph holds them, decodes do not")
  func launches() throws {
    let plan = try ParallelPlan(parsing: "tp8")
    var costing = try PlanCosting(
      plan, model: ServingFixtures.model("llama3.1-70b"),
      scheme: QuantizationScheme(parsing: "bf16"), pool: ServingFixtures.pool())
    let kernels = costing.cost(of: IterationWork(decodeContexts: [1])).kernels
    // Of a layer: two norms, four products, rotary embedding, activation, the write of keys and
    // values, attention, two all-reduces.
    #expect((80 * 12...80 * 12 + 8).contains(kernels), "\(kernels)")
    // Four stages launch four micro-batches in seven steps, each a quarter of all kernels.
    var whole = try self.costing(ParallelPlan(parsing: "pp4"))
    var parts = try self.costing(ParallelPlan(parsing: "pp4.mb4"))
    let work = IterationWork(decodeContexts: [9, 9, 9, 9])
    #expect(parts.cost(of: work).kernels == whole.cost(of: work).kernels * 7 / 4)
    let trace = RequestTrace(
      name: "one", requests: [Request(arrivalSeconds: 0, promptTokens: 8, outputTokens: 3)])
    let host = HostOverhead(secondsPerKernel: 1e-4)
    let system = ServingSystem(pools: [
      ReplicaPool(cacheTokens: 4096, engine: ServingEngine(host: host), costing: costing)
    ])
    let total = try ServingSimulation.run(system, RequestSource(trace)).total
    #expect(abs(total.timeToFirstToken.mean - 1e-4 * Double(kernels)) < 1e-12)
    #expect(total.timePerOutputToken.mean < 0.02)
    let waited = total.secondsByKind[WorkKind.host.rawValue]
    #expect(waited > 0 && waited < total.timeToFirstToken.mean)
  }
}
