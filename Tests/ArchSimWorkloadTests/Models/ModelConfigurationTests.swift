import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct ModelConfigurationTests {
  /// A small Llama in which one line can be changed.
  private static let lines = [
    #""model_type": "llama""#, #""vocab_size": 1000"#, #""hidden_size": 64"#,
    #""num_hidden_layers": 4"#, #""num_attention_heads": 8"#, #""num_key_value_heads": 2"#,
    #""intermediate_size": 160"#, #""tie_word_embeddings": false"#,
  ]

  /// The text with other lines for some keys, and further ones.
  private static func text(_ changes: [String], without dropped: [String] = []) -> String {
    func key(_ line: String) -> Substring { line.prefix { $0 != ":" } }
    var lines = lines.filter { line in !dropped.contains { key(line) == "\"\($0)\"" } }
    for change in changes {
      if let index = lines.firstIndex(where: { key($0) == key(change) }) {
        lines[index] = change
      } else {
        lines.append(change)
      }
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }

  private func read(_ changes: String..., without dropped: [String] = []) throws
    -> ModelArchitecture
  {
    try model(Self.text(changes, without: dropped))
  }

  @Test(arguments: [
    (#""hidden_size": "64""#, "4:16: error: expected an integer for 'hidden_size'"),
    (#""hidden_size": 0"#, "4:16: error: 'hidden_size' is 0, expected 1 to"),
    (#""hidden_size": -64"#, "4:16: error: 'hidden_size' is -64"),
    (#""hidden_size": 64.5"#, "4:16: error: expected an integer"),
    (#""hidden_size": 1e300"#, "4:16: error: expected an integer"),
    (#""hidden_size": null"#, "1:1: error: missing 'hidden_size'"),
    (#""vocab_size": 99999999999"#, "3:15: error: 'vocab_size' is 99999999999"),
    (#""num_hidden_layers": 100000"#, "5:22: error: 'num_hidden_layers' is 100000"),
    (#""num_attention_heads": 7"#, "error: 7 attention heads cannot share 2"),
    (#""hidden_size": 65"#, "6:24: error: hidden_size 65 is no multiple of 8 attention heads"),
    (#""num_key_value_heads": 3"#, "7:24: error: 8 attention heads cannot share 3"),
    (#""num_key_value_heads": 16"#, "7:24: error: 8 attention heads cannot share 16"),
    (#""tie_word_embeddings": "no""#, "9:24: error: expected true or false"),
    (#""model_type": 3"#, "2:15: error: expected a string for 'model_type'"),
    (#""layer_types": ["full_attention"]"#, "10:16: error: 'layer_types' has 1 entries"),
    (
      #""layer_types": ["a", "b", "c", "d"]"#, "10:17: error: attention of kind 'a' is not modelled"
    ),
    (
      #""layer_types": ["sliding_attention", "b", "c", "d"]"#, "'sliding_window' is missing"
    ),
    (#""num_local_experts": 4"#, "missing 'num_experts_per_tok'"),
    (#""sliding_window": -1"#, "'sliding_window' is -1"),
    (#""partial_rotary_factor": 1.5"#, "'partial_rotary_factor' is 1.5, expected 0 to 1"),
    (#""kv_lora_rank": 16"#, "missing 'qk_nope_head_dim', 'qk_rope_head_dim', 'v_head_dim'"),
    (#""is_encoder_decoder": true"#, "expected a decoder alone"),
    (#""text_config": 5"#, "expected an object for 'text_config'"),
  ])
  func mistakesHaveAPlace(line: String, part: String) {
    let message = diagnosis { _ = try read(line) }
    #expect(message.hasPrefix("config.json:"), "\(line): \(message)")
    #expect(message.contains(part), "\(line): \(message)")
  }

  @Test func everythingThatIsMissingIsNamedAtOnce() {
    let message = diagnosis { _ = try read(without: ["vocab_size", "num_hidden_layers"]) }
    #expect(
      message.hasPrefix("config.json:1:1: error: missing 'vocab_size', 'num_hidden_layers'"),
      "\(message)")
    let typo = diagnosis { _ = try read(#""hiden_size": 64"#, without: ["hidden_size"]) }
    #expect(typo.contains("is 'hiden_size' meant to be it?"), "\(typo)")
    #expect(diagnosis { _ = try model("[]") }.contains("expected an object"))
  }

  @Test func absurdProductsAreRefused() {
    let message = diagnosis {
      _ = try read(
        #""hidden_size": 16777216"#, #""num_hidden_layers": 10000"#,
        #""num_local_experts": 65536"#, #""num_experts_per_tok": 2"#,
        #""intermediate_size": 16777216"#)
    }
    #expect(message.contains("more than 10^15 parameters"), "\(message)")
  }

  @Test func anUnknownKindIsReadWithAWarning() throws {
    let model = try read(#""model_type": "lama""#, without: ["tie_word_embeddings"])
    let warning = try #require(model.warnings.first?.description)
    #expect(warning.hasPrefix("config.json:2:15: warning: model 'lama' is not known"), "\(warning)")
    #expect(warning.contains("tie_word_embeddings = false"), "\(warning)")
    #expect(warning.contains("did you mean 'llama'?"), "\(warning)")
    #expect(try model.parameterCount == read().parameterCount)
    #expect(try read().warnings.isEmpty)
  }

  @Test func layersDifferWhereTheirConfigurationSays() throws {
    func spans(_ model: ModelArchitecture) -> [AttentionSpan] {
      model.layerRuns.flatMap { Array(repeating: $0.layer.attention.span, count: $0.count) }
    }
    // Mistral: a window in all layers, unless it is null.
    #expect(
      try spans(read(#""model_type": "mistral""#, #""sliding_window": 16"#))
        == Array(repeating: .sliding(16), count: 4))
    #expect(
      try spans(read(#""model_type": "mistral""#, #""sliding_window": null"#))
        == Array(repeating: .full, count: 4))
    // Qwen: a window only when it is used, and only from max_window_layers on.
    let qwen = [#""model_type": "qwen2""#, #""sliding_window": 16"#, #""max_window_layers": 3"#]
    let isUsed = Self.text(qwen + [#""use_sliding_window": true"#])
    #expect(try spans(model(isUsed)) == [.full, .full, .full, .sliding(16)])
    let isUnused = Self.text(qwen + [#""use_sliding_window": false"#])
    #expect(try spans(model(isUnused)) == Array(repeating: .full, count: 4))
    // Gemma 2 begins with a window; gpt-oss as well.
    for family in ["gemma2", "gpt_oss"] {
      let model = try read("\"model_type\": \"\(family)\"", #""sliding_window": 16"#)
      #expect(spans(model) == [.sliding(16), .full, .sliding(16), .full], "\(family)")
    }
  }

  @Test func denseAndSparseLayersAlternateAsConfigured() throws {
    func isMixture(_ model: ModelArchitecture) -> [Bool] {
      model.layerRuns.flatMap { run in
        var isMixture = false
        if case .mixture = run.layer.feedForward { isMixture = true }
        return Array(repeating: isMixture, count: run.count)
      }
    }
    let experts = [
      #""num_experts": 4"#, #""num_experts_per_tok": 2"#, #""moe_intermediate_size": 32"#,
    ]
    func layers(_ more: String...) throws -> [Bool] {
      try isMixture(model(Self.text(experts + more)))
    }
    let qwen = #""model_type": "qwen2_moe""#
    #expect(try layers(qwen, #""decoder_sparse_step": 2"#) == [false, true, false, true])
    #expect(try layers(qwen, #""mlp_only_layers": [0, 3]"#) == [false, true, true, false])
    #expect(try layers(#""first_k_dense_replace": 1"#) == [false, true, true, true])
    #expect(
      try layers(#""first_k_dense_replace": 1"#, #""moe_layer_freq": 2"#)
        == [false, false, true, false])
    #expect(try layers(#""moe_layer_freq": [0, 1, 1, 0]"#) == [false, true, true, false])
    #expect(
      try layers(
        #""model_type": "llama4_text""#, #""interleave_moe_layer_step": 2"#,
        #""intermediate_size_mlp": 96"#) == [false, true, false, true])
  }

  @Test func qwen2MoeHasAGatedSharedExpert() throws {
    let plain = try read(
      #""model_type": "qwen3_moe""#, #""num_experts": 4"#, #""num_experts_per_tok": 2"#,
      #""moe_intermediate_size": 32"#, #""head_dim": 8"#)
    let shared = try read(
      #""model_type": "qwen2_moe""#, #""num_experts": 4"#, #""num_experts_per_tok": 2"#,
      #""moe_intermediate_size": 32"#, #""shared_expert_intermediate_size": 48"#,
      #""head_dim": 8"#)
    // A layer more: the expert, its gate and biases of query, key and value; less: two norms of 8.
    let more = 3 * 64 * 48 + 64 + (64 + 16 + 16) - 2 * 8
    #expect(shared.parameterCount - plain.parameterCount == 4 * more)
  }

  /// allenai/OLMo-2-1124-7B (7 298 617 344 parameters) and bigscience/bloom-7b1 (7 069 016 064).
  @Test func unusualNormsAreCounted() throws {
    let olmo = try model(
      """
      {"model_type": "olmo2", "hidden_size": 4096, "intermediate_size": 11008,
       "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 100352,
       "tie_word_embeddings": false}
      """)
    #expect(olmo.parameterCount == 7_298_617_344)
    let bloom = try model(
      """
      {"model_type": "bloom", "n_embed": 4096, "num_attention_heads": 32, "n_layer": 30,
       "vocab_size": 250880}
      """)
    #expect(bloom.parameterCount == 7_069_016_064)
    let trace = try bloom.trace(
      phase: .decode, scheme: QuantizationScheme(uniform: .fp16), batch: 2, context: 9)
    #expect(!trace.rows.contains { $0.operation.kind == .rotary })
    #expect(2 * trace.macs == 2 * bloom.flopsPerToken(context: 9))
  }

  /// Numbers of parameters of the checkpoints on Hugging Face: EleutherAI/pythia-6.9b,
  /// bigcode/starcoder2-3b, stabilityai/stablelm-3b-4e1t and stablelm-2-1_6b,
  /// allenai/OLMoE-1B-7B-0924, microsoft/Phi-3.5-MoE-instruct.
  @Test(arguments: [
    (
      #"""
      {"model_type": "gpt_neox", "hidden_size": 4096, "intermediate_size": 16384,
       "num_attention_heads": 32, "num_hidden_layers": 32, "vocab_size": 50432,
       "rotary_pct": 0.25, "tie_word_embeddings": false}
      """#, 6_857_302_016
    ),
    (
      #"""
      {"model_type": "starcoder2", "hidden_size": 3072, "intermediate_size": 12288,
       "num_attention_heads": 24, "num_key_value_heads": 2, "num_hidden_layers": 30,
       "vocab_size": 49152, "use_bias": true, "sliding_window": 4096}
      """#, 3_030_371_328
    ),
    (
      #"""
      {"model_type": "stablelm", "hidden_size": 2560, "intermediate_size": 6912,
       "num_attention_heads": 32, "num_key_value_heads": 32, "num_hidden_layers": 32,
       "vocab_size": 50304, "use_qkv_bias": false}
      """#, 2_795_443_200
    ),
    (
      #"""
      {"model_type": "stablelm", "hidden_size": 2048, "intermediate_size": 5632,
       "num_attention_heads": 32, "num_key_value_heads": 32, "num_hidden_layers": 24,
       "vocab_size": 100352, "use_qkv_bias": true}
      """#, 1_644_515_328
    ),
    (
      #"""
      {"model_type": "olmoe", "hidden_size": 2048, "intermediate_size": 1024,
       "num_attention_heads": 16, "num_key_value_heads": 16, "num_hidden_layers": 16,
       "vocab_size": 50304, "num_experts": 64, "num_experts_per_tok": 8}
      """#, 6_919_161_856
    ),
    (
      #"""
      {"model_type": "phimoe", "hidden_size": 4096, "intermediate_size": 6400,
       "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32,
       "vocab_size": 32064, "num_local_experts": 16, "num_experts_per_tok": 2,
       "attention_bias": true, "lm_head_bias": true, "sliding_window": 131072}
      """#, 41_873_153_344
    ),
  ])
  func smallerFamiliesHaveTheirPublishedSizes(text: String, parameters: Int) throws {
    let model = try model(text)
    #expect(model.parameterCount == parameters)
    #expect(model.warnings.isEmpty)
  }

  /// Read as decoders they would be counted wrongly, and silently so.
  @Test(arguments: [
    #""full_attention_interval": 4"#, #""attn_layer_period": 8"#, #""mamba_d_state": 16"#,
    #""hybrid_override_pattern": "M-M*""#, #""type_vocab_size": 2, "model_type": "bert""#,
    #""is_encoder_decoder": true"#,
  ])
  func otherKindsOfModelsAreRefused(keys: String) throws {
    let error = #expect(throws: Diagnostic.self) { try read(keys) }
    #expect(error?.location != nil)
  }

  @Test func deepSeekCachesItsLatentVector() throws {
    // DeepSeek-V3: 61 layers of (512 + 64) elements of 16 bit.
    let model = try shippedModel("deepseek-v3")
    #expect(model.kvCacheBytesPerToken(QuantizationScheme(uniform: .bf16)) == 70_272)
    #expect(model.warnings.map(\.message) == ["multi-token prediction layers are left out"])
  }

  @Test func cachesHaveTheirPublishedSizes() throws {
    let half = QuantizationScheme(uniform: .fp16)
    // 2·32 layers·4096 elements·2 B.
    #expect(try shippedModel("llama2-7b").kvCacheBytesPerToken(half) == 524_288)
    // 2·80·8·128·2 B.
    #expect(try shippedModel("llama3.1-70b").kvCacheBytesPerToken(half) == 327_680)
    let quarter = try QuantizationScheme(parsing: "w4a8kv4-kvg128-kvzp")
    let grouped: Double = 2 * 32 * 4096 * 4.156_25 / 8
    #expect(try shippedModel("llama2-7b").kvCacheBytesPerToken(quarter) == grouped)
    // Every second layer of gpt-oss keeps 128 tokens.
    let gptOss = try shippedModel("gpt-oss-120b")
    let pair: Double = 10_000 + 128
    #expect(gptOss.kvCacheBytes(half, context: 10_000) == 18 * 2048 * pair)
  }

  @Test func weightsTakeTheirBytes() throws {
    let model = try shippedModel("llama2-7b")
    #expect(model.weightBytes(QuantizationScheme(uniform: .fp16)) == 2 * 6_738_415_616)
    // Decoder matrices at 4.125 bits; embedding, head and norms at 16.
    let matrices: Double = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008)
    let rest: Double = 6_738_415_616 - matrices
    let expected: Double = matrices * 4.125 / 8 + rest * 2
    #expect(try model.weightBytes(QuantizationScheme(parsing: "w4a16-g128")) == expected)
  }

  @Test func modelsWithImagesAreReadByTheirText() throws {
    let inner = Self.text([#""model_type": "mistral""#])
    let nested = try model(
      #"{"model_type": "mistral3", "vision_config": {"hidden_size": 9}, "text_config": "# + inner
        + "}")
    #expect(nested.name == "mistral")
    #expect(try nested.parameterCount == read().parameterCount)
    #expect(nested.warnings.count == 1)
  }

  /// Whatever happens to a configuration, reading it ends in a model or in a diagnostic.
  @Test func garbledConfigurationsNeverTrap() throws {
    let names = [
      "llama2-7b", "deepseek-v3", "gpt-oss-120b", "llama4-scout-17b-16e", "opt-350m", "gemma2-9b",
      "qwen3-30b-a3b-fp8", "gpt2", "phi2", "bitnet-b1.58-3b",
    ]
    let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128")
    var random = TestRandom(state: 2024)
    var models = 0
    for trial in 0..<1500 {
      let name = names[trial % names.count]
      let config = garble(try shippedConfig(name), with: &random)
      do {
        let model = try ModelArchitecture(config: config)
        models += 1
        #expect(model.parameterCount > 0)
        #expect(model.weightBytes(scheme) >= 0)
        for phase in Phase.allCases {
          _ = try model.trace(phase: phase, scheme: scheme, batch: 3, context: 5000)
        }
      } catch {
        let diagnostic: Diagnostic = error
        #expect(
          diagnostic.kind == .usage && !diagnostic.message.isEmpty,
          "seed 2024, trial \(trial), \(name): \(diagnostic)")
      }
      do {
        _ = try QuantizationScheme.ofCheckpoint(config: config)
      } catch {
        let diagnostic: Diagnostic = error
        #expect(diagnostic.location != nil, "seed 2024, trial \(trial), \(name)")
      }
    }
    #expect(models > 100, "garbling leaves too few models to test anything: \(models)")
  }

  /// One to three members dropped, or given another value, at any depth.
  private func garble(_ value: JSONValue, with random: inout TestRandom) -> JSONValue {
    guard case .object(var members) = value.content, !members.isEmpty else { return value }
    for _ in 0..<Int.random(in: 1...3, using: &random) where !members.isEmpty {
      let index = Int.random(in: 0..<members.count, using: &random)
      if case .object = members[index].value.content, Bool.random(using: &random) {
        members[index].value = garble(members[index].value, with: &random)
        continue
      }
      let numbers = [
        "0", "-1", "1", "2", "3", "7", "64", "4096", "65536", "16777216", "134217728",
        "9223372036854775807", "1e400", "0.5", "-0",
      ]
      let number = numbers[Int.random(in: 0..<numbers.count, using: &random)]
      let contents: [JSONValue.Content] = [
        .null, .boolean(true), .boolean(false), .string("x"), .array([]), .object([]),
        .array([JSONValue(.number(1, text: "1"), at: members[index].value.location)]),
        .number(Double(number) ?? 0, text: number), .number(Double(number) ?? 0, text: number),
      ]
      let choice = Int.random(in: -1..<contents.count, using: &random)
      if choice < 0 {
        members.remove(at: index)
      } else {
        members[index].value.content = contents[choice]
      }
    }
    return JSONValue(.object(members), at: value.location)
  }
}
