import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct TraceGenerationTests {
  static let models = [
    "llama2-7b", "llama2-70b", "llama3.1-405b", "mixtral-8x7b", "qwen3-30b-a3b-fp8", "qwen3-0.6b",
    "gpt-oss-120b", "deepseek-v3", "deepseek-v2-lite", "llama4-scout-17b-16e", "opt-6.7b",
    "opt-350m", "bitnet-b1.58-3b", "gpt2", "phi2", "phi3-mini-4k", "gemma2-9b", "mistral-7b",
    "llama4-maverick-17b-128e", "qwen2-57b-a14b", "phi3.5-moe", "bitnet-b1.58-2b-4t", "deepseek-v2",
  ]

  /// The rows of a trace and the count by parameters are two ways to the same number.
  @Test(arguments: models, [1, 7, 64])
  func decodeDoesTheWorkOfItsParameters(name: String, batch: Int) throws {
    let model = try shippedModel(name)
    let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128")
    for context in [1, 1000, 9000] {
      let trace = try model.trace(phase: .decode, scheme: scheme, batch: batch, context: context)
      let expected = model.flopsPerToken(context: context) * Double(batch)
      #expect(
        2 * trace.macs == expected,
        "\(name), batch \(batch), context \(context): \(expected), found \(2 * trace.macs)")
    }
  }

  /// The usual estimate: 2 FLOPs a parameter a token (Kaplan et al., arXiv 2001.08361, 2.1), plus
  /// attention: 2·2·heads·head size·(s + 1)/2 a token and layer under the causal mask.
  @Test func prefillDoesTwoFlopsAParameter() throws {
    let model = try shippedModel("llama2-7b")
    let trace = try model.trace(
      phase: .prefill, scheme: QuantizationScheme(uniform: .fp16), batch: 2, context: 2047,
      options: TraceOptions(hasAllLogits: true))
    let tokens = 2.0 * 2047
    let multiplied = 6_738_415_616.0 - 32_000 * 4096
    let attention = 32.0 * 4 * 4096 * 1024
    let expected = tokens * (2 * multiplied + attention)
    #expect(
      abs(2 * trace.macs - expected) < 1e-4 * expected, "expected \(expected), \(2 * trace.macs)")
  }

  /// Megatron-LM (arXiv 2104.04473, section 5.1), the forward quarter of 96Bslh²(1 + s/6h + V/16lh),
  /// whose attention is not masked: GPT-2's layers are those that the formula is about.
  @Test func gpt2AgreesWithMegatronsFormula() throws {
    let model = try shippedModel("gpt2")
    let s = 1024.0
    let h = 768.0
    let l = 12.0
    let formula = 24 * s * l * h * h * (1 + s / (6 * h) + 50_257 / (12 * l * h))
    let trace = try model.trace(
      phase: .prefill, scheme: QuantizationScheme(uniform: .fp16), batch: 1, context: 1024,
      options: TraceOptions(hasAllLogits: true))
    // The mask halves attention: 4s²h a layer becomes 2s(s + 2)h, with the mean rounded up.
    let masked = formula - l * (4 * s * s * h) + l * (4 * s * ((s + 2) / 2) * h)
    #expect(abs(2 * trace.macs - masked) < 1e-9 * masked, "expected \(masked), \(2 * trace.macs)")
  }

  @Test func groupedQueriesShareTheirKeys() throws {
    let trace = try shippedModel("llama3.1-70b").trace(
      phase: .decode, scheme: QuantizationScheme(parsing: "w4a16kv8"), batch: 4, context: 512)
    let score = try #require(trace.rows.first { $0.name == "layers.0-79.attention_score" })
    #expect(score.operation.m == 8)
    #expect(score.operation.k == 128)
    #expect(score.operation.n == 512)
    #expect(score.operation.batch == 4 * 8)
    #expect(score.operation.weights == TensorQuantization(.int8))
    #expect(score.operation.activations == .fp16)
    #expect(score.operation.fusion == .output)
    #expect(score.repeatCount == 80)
  }

  /// The KV cache that attention reads is the KV cache that the sequences hold.
  @Test(arguments: models)
  func decodeReadsTheWholeCacheOnce(name: String) throws {
    let model = try shippedModel(name)
    let scheme = try QuantizationScheme(parsing: "w4a8kv8")
    let context = 5000
    let trace = try model.trace(phase: .decode, scheme: scheme, batch: 3, context: context)
    var bytes = 0.0
    for row in trace.rows where !row.operation.fusion.contains(.weights) {
      guard [.attentionScore, .attentionContext].contains(row.operation.kind) else { continue }
      let operation = row.operation
      bytes += Double(operation.k * operation.n * operation.batch * row.repeatCount)
    }
    let expected = 3 * model.kvCacheBytes(scheme, context: context)
    #expect(bytes == expected, "\(name): expected \(expected), found \(bytes)")
  }

  /// Elements of weights that the GEMMs of a trace read are the model's matrices, each once, as
  /// soon as there are tokens enough for all experts.
  @Test(arguments: models)
  func manyTokensReadAllWeightsOnce(name: String) throws {
    let model = try shippedModel(name)
    let trace = try model.trace(
      phase: .decode, scheme: QuantizationScheme(uniform: .fp16), batch: 4096, context: 1)
    var elements = 0.0
    for row in trace.rows where row.operation.kind == .gemm {
      let operation = row.operation
      elements += Double(operation.k * operation.n * operation.batch * row.repeatCount)
    }
    // What is left is norms, biases, sinks, the token table and learned positions.
    var rest = Double(model.parameterCount) - elements
    if !model.hasTiedEmbeddings { rest -= Double(model.vocabularySize * model.embeddingSize) }
    if case .learned(let rows) = model.positions { rest -= Double(rows * model.hiddenSize) }
    #expect(rest >= 0 && rest < 0.002 * Double(model.parameterCount), "\(name): \(rest) are left")
  }

  @Test func expertsShareTheirTokens() throws {
    let model = try shippedModel("mixtral-8x7b")
    for batch in [1, 2, 3, 5, 16, 333] {
      let trace = try model.trace(
        phase: .decode, scheme: QuantizationScheme(uniform: .fp16), batch: batch, context: 10)
      let rows = trace.rows.filter { $0.name.contains("experts.gate_proj") }
      let pairs = rows.reduce(0) { $0 + $1.operation.m * $1.operation.batch }
      #expect(pairs == 2 * batch)
      let distinct = rows.reduce(0) { $0 + $1.operation.batch }
      // E(1 − (1 − k/E)^T) with E = 8 and k = 2.
      var missed = 1.0
      for _ in 0..<batch { missed *= 0.75 }
      #expect(distinct == Int((8 * (1 - missed)).rounded()), "batch \(batch)")
    }
  }

  @Test func windowsAndChunksShortenAttention() throws {
    let scheme = QuantizationScheme(uniform: .fp16)
    func lengths(_ name: String, _ phase: Phase, _ context: Int) throws -> [String: Int] {
      let trace = try shippedModel(name).trace(
        phase: phase, scheme: scheme, batch: 1, context: context)
      var lengths: [String: Int] = [:]
      for row in trace.rows where row.operation.kind == .attentionScore {
        lengths[row.name] = row.operation.n
      }
      return lengths
    }
    #expect(
      try lengths("gemma2-9b", .decode, 6000) == [
        "layers.0-40/2.attention_score": 4096, "layers.1-41/2.attention_score": 6000,
      ])
    #expect(
      try lengths("llama4-scout-17b-16e", .decode, 10_000) == [
        "layers.0-46(36).attention_score": 10_000 - 8192, "layers.3-47/4.attention_score": 10_000,
      ])
    #expect(
      try lengths("mistral-7b", .decode, 6000) == ["layers.0-31.attention_score": 4096])
    // A window of 128 over 255 tokens: (1 + … + 128 + 127·128)/255 = 96.13.
    let gptOss = try lengths("gpt-oss-120b", .prefill, 255)
    #expect(gptOss == ["layers.0-34/2.attention_score": 97, "layers.1-35/2.attention_score": 128])
  }

  /// DeepSeek-V2 (arXiv 2405.04434), 2.1.2: in decode all heads share one latent key.
  @Test func latentAttentionIsAbsorbedInDecodeAndExpandedInPrefill() throws {
    let model = try shippedModel("deepseek-v3")
    let scheme = QuantizationScheme(uniform: .bf16)
    let decode = try model.trace(phase: .decode, scheme: scheme, batch: 2, context: 100)
    let absorbed = try #require(decode.rows.first { $0.operation.kind == .attentionScore })
    #expect(
      [absorbed.operation.m, absorbed.operation.k, absorbed.operation.batch] == [128, 576, 2])
    let prefill = try model.trace(phase: .prefill, scheme: scheme, batch: 2, context: 99)
    let expanded = try #require(prefill.rows.first { $0.operation.kind == .attentionScore })
    #expect(
      [expanded.operation.m, expanded.operation.k, expanded.operation.n, expanded.operation.batch]
        == [99, 192, 50, 256])
  }

  @Test func withoutFusionEverythingGoesThroughMemory() throws {
    for name in Self.models {
      let trace = try shippedModel(name).trace(
        phase: .prefill, scheme: QuantizationScheme(uniform: .fp16), batch: 1, context: 16,
        options: TraceOptions(fusion: false))
      #expect(trace.rows.allSatisfy { $0.operation.fusion == [] }, "\(name)")
    }
  }

  @Test func overridesSplitLayers() throws {
    let trace = try shippedModel("llama2-7b").trace(
      phase: .decode, scheme: QuantizationScheme(parsing: "w4a8kv8+layers.0-1=w8+lmhead=w8a8"),
      batch: 1, context: 8)
    let queries = trace.rows.filter { $0.name.hasSuffix("q_proj") }
    #expect(queries.map(\.name) == ["layers.0-1.q_proj", "layers.2-31.q_proj"])
    #expect(queries.map(\.operation.weights.format) == [.int8, .int4])
    #expect(queries.map(\.repeatCount) == [2, 30])
    let head = try #require(trace.rows.last)
    #expect(head.name == "lm_head")
    #expect(head.operation.weights.format == .int8)
  }

  @Test(arguments: [
    (0, 1, "'batch' is 0"), (1, 0, "'context' is 0"), (-3, 5, "'batch' is -3"),
    (1 << 40, 1 << 40, "more than 2^40 tokens"), (Int.max, 2, "more than 2^40 tokens"),
    (1 << 20, 1 << 20, "m·k·n·batch·repeat"),
  ])
  func impossibleSizesAreRefused(batch: Int, context: Int, part: String) throws {
    let model = try shippedModel("llama2-7b")
    for phase in [Phase.prefill, .decode] {
      let message = diagnosis {
        _ = try model.trace(
          phase: phase, scheme: QuantizationScheme(uniform: .fp16), batch: batch, context: context)
      }
      guard phase == .prefill || batch < 1 || context < 1 else { continue }
      #expect(message.contains(part), "\(message)")
    }
  }
}
