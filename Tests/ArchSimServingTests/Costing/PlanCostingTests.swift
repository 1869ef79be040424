import ArchSim
import Testing

/// Costs of iterations against traces, closed forms and each other.
struct PlanCostingTests {
  private let scheme: QuantizationScheme

  init() throws {
    scheme = try QuantizationScheme(parsing: "bf16")
  }

  private func costing(
    _ model: ModelArchitecture, _ plan: String, pool: DevicePool,
    kernels: EngineKernels = .separate, scheme: QuantizationScheme? = nil
  ) throws -> PlanCosting {
    try PlanCosting(
      ParallelPlan(parsing: plan), model: model, scheme: scheme ?? self.scheme, pool: pool,
      kernels: kernels)
  }

  /// Seconds of a trace on a device, and of choosing a token from each row of logits.
  private func seconds(
    _ trace: LayerTrace, on device: Device, rows: Int, model: ModelArchitecture
  ) throws -> Double {
    let sampling = TraceRow(
      name: "sampling",
      operation: Operator(
        .softmax, m: rows, n: model.vocabularySize, weights: TensorQuantization(.bf16),
        activations: .bf16, output: .bf16))
    let folded = FoldedTrace(LayerTrace(name: trace.name, rows: trace.rows + [sampling]))
    var totals: [ReplayTotals] = []
    let summary = try device.family.evaluate(device.values, on: [folded], totals: &totals)
    return Double(totals[0].cycles) / summary.clockHertz
  }

  @Test(
    "on one device an iteration costs what the model's trace costs",
    arguments: ["llama3.2-1b", "mixtral-8x7b", "deepseek-v2-lite", "gemma2-9b", "gpt-oss-20b"],
    ["systolic", "gpu"])
  func unsharded(_ name: String, _ family: String) throws {
    let model = try ServingFixtures.model(name)
    let pool = try ServingFixtures.single(family)
    var costing = try costing(model, "tp1", pool: pool, kernels: .fused)
    for (batch, context) in [(1, 700), (12, 5000), (64, 33)] {
      let work = IterationWork(decodeContexts: [Int](repeating: context, count: batch))
      let actual = costing.cost(of: work).latencySeconds
      let trace = try model.trace(phase: .decode, scheme: scheme, batch: batch, context: context)
      let expected = try seconds(trace, on: pool.device, rows: batch, model: model)
      #expect(
        abs(actual / expected - 1) < 1e-9,
        "decode \(batch) × \(context): expected \(expected), actual \(actual)")
    }
    for (batch, context) in [(1, 512), (3, 200)] {
      let chunk = PromptChunk(tokens: context, cached: 0, isLast: true)
      let work = IterationWork(chunks: [PromptChunk](repeating: chunk, count: batch))
      let actual = costing.cost(of: work).latencySeconds
      let trace = try model.trace(phase: .prefill, scheme: scheme, batch: batch, context: context)
      let expected = try seconds(trace, on: pool.device, rows: batch, model: model)
      #expect(
        abs(actual / expected - 1) < 1e-9,
        "prefill \(batch) × \(context): expected \(expected), actual \(actual)")
    }
  }

  @Test("a pipeline alone does the same work: latency is its sum, occupancy its slowest stage")
  func pipeline() throws {
    let model = try ServingFixtures.model("llama3.1-8b")
    let pool = try ServingFixtures.pool()
    var one = try costing(model, "tp1", pool: pool)
    var four = try costing(model, "pp4", pool: pool)
    let work = IterationWork(decodeContexts: [100, 2000, 512, 64])
    let whole = one.cost(of: work)
    let piped = four.cost(of: work)
    let sent = piped.secondsByKind[WorkKind.communication.rawValue]
    #expect(abs(piped.latencySeconds - sent - whole.latencySeconds) < 1e-9)
    #expect(piped.occupancySeconds >= piped.latencySeconds / 4)
    #expect(piped.occupancySeconds < piped.latencySeconds / 3)
    #expect(abs(piped.energyJoules / whole.energyJoules - 1) < 0.01)
  }

  @Test("the bubble of m micro-batches on p stages of v runs is (p − 1)/(v·m) (2104.04473, 2.2)")
  func bubble() throws {
    // 32 equal layers without embedding or head to speak of.
    var model = try ServingFixtures.model("llama3.1-8b")
    model.vocabularySize = 1
    var pool = try ServingFixtures.pool()
    pool.topology.levels[0].link = Link(name: "free", bytesPerSecond: 1e30, latencySeconds: 0)
    pool.device.collectiveLaunchSeconds = 0
    for (runs, parts) in [(1, 4), (1, 8), (2, 4), (2, 16), (4, 8)] {
      let name = "pp4" + (runs > 1 ? "v\(runs)" : "") + ".mb\(parts)"
      var costing = try costing(model, name, pool: pool)
      let work = IterationWork(
        decodeContexts: [Int](repeating: 256, count: 16 * parts))
      let cost = costing.cost(of: work)
      let bubble = cost.latencySeconds / cost.occupancySeconds - 1
      let expected = 3 / Double(runs * parts)
      #expect(
        abs(bubble / expected - 1) < 0.03, "\(name): expected \(expected), actual \(bubble)")
    }
  }

  @Test("kinds of work add up to the latency, and waiting is never negative")
  func kinds() throws {
    let model = try ServingFixtures.model("mixtral-8x7b")
    for plan in ["tp8", "ep8.attn-dp8", "tp4.pp2.mb4", "tp2.ep4.attn-dp4", "tp4.ep2.attn-dp2"] {
      var costing = try costing(model, plan, pool: ServingFixtures.pool())
      let cost = costing.cost(
        of: IterationWork(
          decodeContexts: [Int](repeating: 900, count: 40),
          chunks: [PromptChunk(tokens: 300, cached: 100, isLast: true)]))
      #expect(abs(cost.secondsByKind.sum() / cost.latencySeconds - 1) < 1e-9, "\(plan)")
      #expect(cost.secondsByKind.min() > -1e-12, "\(plan): \(cost.secondsByKind)")
      #expect(cost.energyJoules > 0 && cost.occupancySeconds <= cost.latencySeconds)
    }
  }

  @Test("more bandwidth between devices never costs time, and more tokens never save any")
  func monotone() throws {
    let model = try ServingFixtures.model("llama3.1-70b")
    let pool = try ServingFixtures.pool(nodes: 2)
    var fast = pool
    for index in fast.topology.levels.indices {
      fast.topology.levels[index].link.bytesPerSecond *= 2
    }
    for plan in ["tp8", "tp16", "tp8.pp2", "tp4.attn-dp4.ffn-tp16", "tp8.sp"] {
      var slow = try costing(model, plan, pool: pool)
      var quick = try costing(model, plan, pool: fast)
      var previous = 0.0
      for batch in [1, 8, 64, 256] {
        let work = IterationWork(decodeContexts: [Int](repeating: 1000, count: batch))
        let cost = slow.cost(of: work).latencySeconds
        #expect(quick.cost(of: work).latencySeconds <= cost, "\(plan)")
        #expect(cost >= previous, "\(plan) at \(batch)")
        previous = cost
      }
      let near = slow.cost(of: IterationWork(decodeContexts: [1000])).latencySeconds
      let far = slow.cost(of: IterationWork(decodeContexts: [100_000])).latencySeconds
      #expect(far > near, "\(plan): decode grows with the context")
    }
  }

  @Test("different contexts cost between equal ones of the same sum and all at the longest")
  func lengths() throws {
    let model = try ServingFixtures.model("llama3.1-8b")
    var costing = try costing(model, "tp1", pool: ServingFixtures.pool())
    func attention(_ contexts: [Int]) -> Double {
      costing.cost(of: IterationWork(decodeContexts: contexts))
        .secondsByKind[WorkKind.attention.rawValue]
    }
    var generator = SplitMix64(seed: 12)
    for round in 0..<50 {
      let count = 1 + Int(generator.next() % 64)
      let contexts = (0..<count).map { _ in
        1 + Int(generator.next() % (generator.next() % 8 == 0 ? 60_000 : 2000))
      }
      let mean = (contexts.reduce(0, +) + count / 2) / count
      let mixed = attention(contexts)
      #expect(
        mixed >= attention([Int](repeating: mean, count: count))
          && mixed <= attention([Int](repeating: contexts.max() ?? 0, count: count)),
        "seed 12, batch \(round): \(contexts)")
    }
    // Far from latencies equal requests cost what their bytes cost.
    let one = attention([Int](repeating: 20_000, count: 32))
    let two = attention([Int](repeating: 40_000, count: 32))
    #expect(abs(two / one - 2) < 0.05, "\(two / one)")
  }

  @Test("windows are counted request by request, not at their mean")
  func windows() throws {
    let model = try ServingFixtures.model("gpt-oss-20b")
    var costing = try costing(model, "tp1", pool: ServingFixtures.pool())
    let mixed = costing.cost(of: IterationWork(decodeContexts: [64, 8064]))
    let even = costing.cost(of: IterationWork(decodeContexts: [4064, 4064]))
    // Half of the layers see 128 tokens at most: 64 + 128 against 128 + 128.
    #expect(mixed.bytes < even.bytes)
    #expect(mixed.flops < even.flops)
  }

  @Test("chunks of a prompt do the operations of the whole, and read the cache again")
  func chunks() throws {
    let model = try ServingFixtures.model("llama3.1-8b")
    var costing = try costing(model, "tp1", pool: ServingFixtures.pool())
    let whole = costing.cost(
      of: IterationWork(chunks: [PromptChunk(tokens: 2048, cached: 0, isLast: true)]))
    var flops = 0.0
    var bytes = 0.0
    for start in stride(from: 0, to: 2048, by: 512) {
      let part = costing.cost(
        of: IterationWork(
          chunks: [PromptChunk(tokens: 512, cached: start, isLast: start == 1536)]))
      flops += part.flops
      bytes += part.bytes
    }
    #expect(abs(flops / whole.flops - 1) < 1e-12)
    #expect(bytes > whole.bytes)
  }

  @Test("operations and bytes of a decode are those of the model (MoE-CAP, equations 4 and 5)")
  func utilisation() throws {
    for name in ["llama3.1-8b", "mixtral-8x7b", "deepseek-v3"] {
      let model = try ServingFixtures.model(name)
      var costing = try costing(model, "tp1", pool: ServingFixtures.single("gpu"))
      let cost = costing.cost(of: IterationWork(decodeContexts: [1000]))
      #expect(
        abs(cost.flops / model.flopsPerToken(context: 1000) - 1) < 1e-12, "\(name)")
      let table = Double(model.vocabularySize * model.hiddenSize) * 2
      let all = model.weightBytes(scheme) - table + model.kvCacheBytes(scheme, context: 1000)
      #expect(abs(cost.denseBytes / all - 1) < 1e-9, "\(name)")
      if let mixture = model.routedMixture {
        let experts = model.weightSections(scheme).groups.reduce(0) {
          $0 + $1.expertBytes * Double($1.indices.count)
        }
        let idle = experts * (1 - Double(mixture.activeExperts) / Double(mixture.experts))
        #expect(abs(cost.bytes / (all - idle) - 1) < 1e-9, "\(name)")
      } else {
        #expect(cost.bytes == cost.denseBytes)
      }
    }
  }

  @Test("a draft's tokens run with the model's, and cost less than as many iterations")
  func speculation() throws {
    let model = try ServingFixtures.model("llama3.1-70b")
    var costing = try costing(model, "tp8.spec4@0.7", pool: ServingFixtures.pool())
    let plain = costing.cost(of: IterationWork(decodeContexts: [1000, 1000]))
    let verify = costing.cost(
      of: IterationWork(decodeContexts: [1000, 1000], tokensPerDecode: 5))
    #expect(verify.latencySeconds > plain.latencySeconds)
    #expect(verify.latencySeconds < 2 * plain.latencySeconds)
  }

  @Test("no work costs nothing")
  func nothing() throws {
    let model = try ServingFixtures.model("llama3.1-8b")
    var costing = try costing(model, "tp1", pool: ServingFixtures.pool())
    let cost = costing.cost(of: IterationWork())
    #expect(cost.latencySeconds == 0 && cost.energyJoules == 0)
  }
}
