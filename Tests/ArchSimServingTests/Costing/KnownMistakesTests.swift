import ArchSim
import Testing

/// What other simulators are known to get wrong, a test each.
///
/// Idle time, figures over all replicas and busiest experts have theirs in `QueueingTheoryTests`,
/// `ConservationTests` and `ExpertRoutingTests`.
struct KnownMistakesTests {
  private func costing(
    _ model: ModelArchitecture, _ plan: String = "tp1", scheme: String = "bf16",
    routing: ExpertRouting = .uniform, pool: DevicePool? = nil
  ) throws -> PlanCosting {
    try PlanCosting(
      ParallelPlan(parsing: plan), model: model, scheme: QuantizationScheme(parsing: scheme),
      pool: pool ?? ServingFixtures.pool(), routing: routing)
  }

  private func decode(_ costing: inout PlanCosting, _ count: Int, _ context: Int) -> IterationCost {
    costing.cost(of: IterationWork(decodeContexts: [Int](repeating: context, count: count)))
  }

  private func attention(_ cost: IterationCost) -> Double {
    cost.secondsByKind[WorkKind.attention.rawValue]
  }

  @Test(
    "decode reads one more token of cache for each token of context",
    arguments: ["llama3.1-8b", "llama2-7b", "deepseek-v2-lite", "mixtral-8x7b"])
  func contextGrows(_ name: String) throws {
    let model = try ServingFixtures.model(name)
    var costing = try costing(model)
    let scheme = try QuantizationScheme(parsing: "bf16")
    let perToken = model.kvCacheBytesPerToken(scheme)
    var last = decode(&costing, 4, 256)
    for context in [1000, 4000, 16_000, 64_000] {
      let next = decode(&costing, 4, context)
      #expect(next.latencySeconds > last.latencySeconds, "\(name) at \(context)")
      #expect(next.flops > last.flops)
      last = next
    }
    let bytes = decode(&costing, 4, 5001).bytes - decode(&costing, 4, 5000).bytes
    #expect(abs(bytes / (4 * perToken) - 1) < 1e-6, "expected \(4 * perToken), actual \(bytes)")
  }

  @Test("grouped queries cost what their key-value heads cost")
  func groupedQueries() throws {
    // Llama 2 7B has 32 heads of keys and values; the same with 8 reads a quarter.
    let model = try ServingFixtures.model("llama2-7b")
    var grouped = model
    for index in grouped.layerRuns.indices {
      guard case .grouped(var heads) = grouped.layerRuns[index].layer.attention.kind else {
        continue
      }
      heads.keyValueHeads = 8
      grouped.layerRuns[index].layer.attention.kind = .grouped(heads)
    }
    var many = try costing(model)
    var few = try costing(grouped)
    let ratio = attention(decode(&many, 64, 32_768)) / attention(decode(&few, 64, 32_768))
    #expect(abs(ratio / 4 - 1) < 0.05, "expected 4, actual \(ratio)")
  }

  @Test("latent attention reads its vectors once for all heads")
  func latentAttention() throws {
    // DeepSeek-V2-Lite: 512 + 64 elements a token and layer, whatever the heads (2405.04434, 2.1).
    let latent = try ServingFixtures.model("deepseek-v2-lite")
    var costing = try costing(latent)
    let growth = decode(&costing, 1, 9000).bytes - decode(&costing, 1, 8000).bytes
    let expected = 1000.0 * Double(latent.layerCount) * (512 + 64) * 2
    #expect(abs(growth / expected - 1) < 1e-9, "expected \(expected), actual \(growth)")
    let seconds = attention(decode(&costing, 64, 65_536)) - attention(decode(&costing, 64, 32_768))
    // Values are the same vectors as keys: read once they take this long, twice at most twice.
    let least = 64.0 * 32_768 * Double(latent.layerCount) * (512 + 64) * 2 / (3352e9 * 0.84)
    #expect(
      seconds >= least * 0.999 && seconds < 2.2 * least, "expected \(least) s, actual \(seconds) s")
  }

  @Test("more devices than key-value heads read copies of them")
  func replicatedHeads() throws {
    // Qwen 2.5 7B: 4 heads of keys and values.
    let model = try ServingFixtures.model("qwen2.5-7b")
    func long(_ plan: String) throws -> Double {
      var costing = try costing(model, plan)
      return attention(decode(&costing, 64, 65_536))
    }
    let four = try long("tp4")
    #expect(abs(try long("tp1") / four / 4 - 1) < 0.06)
    #expect(abs(try long("tp8") / four - 1) < 0.06)
  }

  @Test("utilisation divides by dense peaks: half of what data sheets print for sparse matrices")
  func densePeak() throws {
    // NVIDIA's data sheets: A100 312 TFLOPS and 624 TOPS, H100-SXM 989 and 1979 TFLOPS, all dense.
    let sheets = [
      ("bf16", try ServingFixtures.device("gpu"), 312e12),
      ("w8a8", try ServingFixtures.device("gpu"), 624e12),
      ("bf16", try ServingFixtures.h100(), 989e12), ("w4a16", try ServingFixtures.h100(), 989e12),
      ("fp8", try ServingFixtures.h100(), 1979e12),
    ]
    for (scheme, device, peak) in sheets {
      let actual = try device.peakOperations(QuantizationScheme(parsing: scheme))
      #expect(abs(actual / peak - 1) < 0.01, "\(scheme): expected \(peak), actual \(actual)")
    }
    var system = ServingSystem(pools: [
      ReplicaPool(
        cacheTokens: 1 << 18, engine: ServingEngine(maximumBatchedTokens: 16_384),
        ratings: ReplicaRatings(flopsPerSecond: 989e12, bytesPerSecond: 3352e9),
        costing: try costing(ServingFixtures.model("llama3.1-8b")))
    ])
    let prompts = RequestSource(
      SyntheticRequests(
        count: 32, arrivals: .atOnce, prompt: .fixed(2048), output: .fixed(1), seed: 1))
    let prefill = try ServingSimulation.run(system, prompts).total
    #expect((0.5...0.95).contains(prefill.modelFlopsUtilisation))
    system.pools[0].engine.maximumBatchedTokens = 8192
    let outputs = RequestSource(
      SyntheticRequests(
        count: 8, arrivals: .atOnce, prompt: .fixed(16), output: .fixed(256), seed: 1))
    let decode = try ServingSimulation.run(system, outputs).total
    #expect(decode.modelFlopsUtilisation < 0.05)
    #expect((0.5...1).contains(decode.modelBandwidthUtilisation))
  }

  @Test("weights of four bits save bytes and not products, and widening them costs")
  func weightOnly() throws {
    // An A100, whose measured W4A16 gains 2.3 times at one row and loses at 256.
    let pool = try ServingFixtures.single("gpu")
    let model = try ServingFixtures.model("llama3.1-8b")
    var wide = try costing(model, pool: pool)
    var narrow = try costing(model, scheme: "w4a16-g128", pool: pool)
    func linear(_ cost: IterationCost) -> Double { cost.secondsByKind[WorkKind.linear.rawValue] }
    let gain = linear(decode(&wide, 1, 100)) / linear(decode(&narrow, 1, 100))
    #expect((1.5...3.9).contains(gain), "one row gains \(gain)")
    let work = IterationWork(chunks: [PromptChunk(tokens: 256, cached: 0, isLast: true)])
    let loss = linear(narrow.cost(of: work)) / linear(wide.cost(of: work))
    #expect(loss > 1, "256 rows take \(loss) times as long")
  }

  @Test("the device with the busiest experts sets the pace")
  func unevenExperts() throws {
    let model = try ServingFixtures.model("mixtral-8x7b")
    let mixture = try #require(model.routedMixture)
    func experts(_ routing: ExpertRouting, _ tokens: Int) throws -> Double {
      var costing = try costing(model, "ep8.attn-dp8", routing: routing)
      let work = IterationWork(
        chunks: (0..<8).map { _ in PromptChunk(tokens: tokens / 8, cached: 0, isLast: true) })
      return costing.cost(of: work).secondsByKind[WorkKind.experts.rawValue]
    }
    for tokens in [512, 4096] {
      let load = ExpertRouting.uniform.load(mixture, tokens: tokens, devices: 8)
      #expect(Double(load.busiest.pairs) > load.meanPairs * 1.02)
      #expect(try experts(.powerLaw(1.2), tokens) > (try experts(.uniform, tokens)))
    }
  }
}
