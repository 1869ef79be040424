import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct CheckpointQuantizationTests {
  /// A Llama with two layers and a recipe.
  private func scheme(_ recipe: String) throws -> QuantizationScheme? {
    let text = """
      {"model_type": "llama", "num_hidden_layers": 2, "torch_dtype": "bfloat16",
       "quantization_config": \(recipe)}
      """
    return try QuantizationScheme.ofCheckpoint(
      config: JSONParser.parse(Array(text.utf8), file: "config.json"))
  }

  @Test func aPlainCheckpointHasNone() throws {
    #expect(try QuantizationScheme.ofCheckpoint(config: shippedConfig("llama3.1-8b")) == nil)
  }

  @Test func deepSeekIsFP8InBlocks() throws {
    let scheme = try #require(
      try QuantizationScheme.ofCheckpoint(config: shippedConfig("deepseek-v3")))
    #expect(scheme.weights.format == .fp8E4M3)
    #expect(scheme.weights.groupSize == 128)
    #expect(scheme.activations == .fp8E4M3)
    #expect(scheme.output == .bf16)
    // The checkpoint's files hold 688.6 GB with the prediction layer of 11.6 B weights, so about
    // 676 GB without it (deepseek-ai/DeepSeek-V3, model.safetensors.index.json: 688 586 727 753).
    let bytes = try shippedModel("deepseek-v3").weightBytes(scheme)
    #expect(abs(bytes - 675e9) < 0.01 * 675e9, "found \(bytes)")
  }

  @Test func gptOssIsMXFP4InItsExpertsAlone() throws {
    let config = try shippedConfig("gpt-oss-120b")
    let scheme = try #require(try QuantizationScheme.ofCheckpoint(config: config))
    #expect(scheme.activations == .bf16)
    func format(_ name: String, _ role: ModuleRole) -> NumberFormat {
      scheme.quantization(of: ModulePath(name, role: role, layer: 3)).weights.format
    }
    #expect(format("model.layers.3.mlp.experts.down_proj", .experts) == .mxfp4)
    #expect(format("model.layers.3.self_attn.q_proj", .attention) == .bf16)
    #expect(format("model.layers.3.mlp.router", .router) == .bf16)
    #expect(format("lm_head", .lmHead) == .bf16)
    // gpt-oss model card (arXiv 2508.10925), table 1: a checkpoint of 60.8 GiB.
    let gibibytes = try ModelArchitecture(config: config).weightBytes(scheme) / 0x1p30
    #expect(abs(gibibytes - 60.8) < 0.005 * 60.8, "found \(gibibytes) GiB")
  }

  @Test func qwenLeavesItsRoutersAlone() throws {
    let scheme = try #require(
      try QuantizationScheme.ofCheckpoint(config: shippedConfig("qwen3-30b-a3b-fp8")))
    // 145 entries are four patterns: the head, and three that name all 48 layers.
    #expect(scheme.overrides.count == 4, "\(scheme.overrides.map(\.selector.text))")
    let router = ModulePath("model.layers.7.mlp.gate", role: .router, layer: 7)
    let expert = ModulePath("model.layers.7.mlp.experts.0.gate_proj", role: .experts, layer: 7)
    #expect(scheme.quantization(of: router).weights.format == .bf16)
    #expect(scheme.quantization(of: expert).weights.format == .fp8E4M3)
  }

  @Test func modeloptWritesAFileOfItsOwn() throws {
    let file = "Configs/models/llama3.1-70b-fp8.hf_quant_config.json"
    let scheme = try #require(
      try QuantizationScheme.ofCheckpoint(
        quantizationFile: JSONParser.parse(projectFile(file), file: file),
        config: shippedConfig("llama3.1-70b-fp8")))
    #expect(scheme.weights == TensorQuantization(.fp8E4M3))
    #expect(scheme.activations == .fp8E4M3)
    #expect(scheme.kvCache == TensorQuantization(.fp8E4M3))
    #expect(scheme.overrides.map(\.selector) == [.pattern("lm_head")])
    // nvidia/Llama-3.1-70B-Instruct-FP8: about 72.7 GB of files.
    let bytes = try shippedModel("llama3.1-70b-fp8").weightBytes(scheme)
    #expect(abs(bytes - 72.7e9) < 0.01 * 72.7e9, "found \(bytes)")
  }

  @Test func bitNetIsTernary() throws {
    let scheme = try #require(
      try QuantizationScheme.ofCheckpoint(config: shippedConfig("bitnet-b1.58-3b")))
    #expect(scheme.weights.format == .ternary)
    #expect(scheme.activations == .int8)
  }

  /// Recipes as published checkpoints have them, and the scheme that says the same.
  @Test(arguments: [
    (
      #"{"quant_method": "gptq", "bits": 4, "group_size": 128, "sym": true, "desc_act": true}"#,
      "w4-abf16-obf16-g128"
    ),
    (
      #"{"quant_method": "gptq", "bits": 8, "group_size": -1, "sym": false}"#,
      "w8-abf16-obf16-zp"
    ),
    (
      #"{"quant_method": "awq", "bits": 4, "group_size": 64, "zero_point": true, "version": "gemm"}"#,
      "w4-abf16-obf16-g64-zp"
    ),
    (#"{"quant_method": "fp8", "activation_scheme": "static"}"#, "wfp8-afp8-obf16"),
    (
      #"{"quant_method": "bitnet", "modules_to_not_convert": ["lm_head"]}"#,
      "wternary-a8-obf16+lm_head=bf16"
    ),
    (
      #"{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_use_double_quant": true}"#,
      "w4-abf16-obf16-g64-s8"
    ),
    (
      """
      {"quant_method": "compressed-tensors", "ignore": ["lm_head", "re:.*self_attn.*"],
       "config_groups": {"group_0": {"targets": ["Linear"],
         "weights": {"num_bits": 8, "type": "int", "strategy": "channel", "symmetric": true},
         "input_activations": {"num_bits": 8, "type": "int", "dynamic": true}}}}
      """,
      "w8a8-obf16+lm_head=bf16+re:.*self_attn.*=bf16"
    ),
    (
      """
      {"quant_method": "compressed-tensors", "kv_cache_scheme": {"num_bits": 8, "type": "float"},
       "config_groups": {"group_0": {"targets": ["Linear"],
         "weights": {"num_bits": 4, "type": "float", "group_size": 16, "symmetric": true},
         "input_activations": {"num_bits": 4, "type": "float", "group_size": 16}},
       "group_1": {"targets": ["re:.*down_proj"], "input_activations": null,
         "weights": {"num_bits": 4, "type": "int", "group_size": 128, "symmetric": true}}}}
      """,
      "wnvfp4-anvfp4-kvfp8-obf16+re:.*down_proj=w4-abf16-g128"
    ),
    (
      """
      {"quant_method": "modelopt", "quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8",
       "exclude_modules": ["lm_head", "model.layers.*.self_attn*"]}
      """,
      "wnvfp4-anvfp4-kvfp8-obf16+lm_head=bf16+model.layers.*.self_attn*=bf16"
    ),
    (
      """
      {"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "kv_cache_quant_algo": null,
       "quantized_layers": {"model.layers.0.mlp.up_proj": {"quant_algo": "FP8"},
         "model.layers.1.mlp": {"quant_algo": "W4A8_AWQ", "group_size": 64}}}
      """,
      "bf16+model.layers.0.mlp.up_proj=wfp8-afp8+model.layers.1.mlp=w4-afp8-g64"
    ),
  ])
  func recipesAreRead(recipe: String, scheme text: String) throws {
    let expected = try QuantizationScheme(parsing: text)
    #expect(try scheme(recipe) == expected, "\(recipe)")
  }

  @Test(arguments: [
    (#"{"quant_method": "gtpq", "bits": 4}"#, "did you mean 'gptq'?"),
    (#"{"quant_method": "gptq", "group_size": 128}"#, "missing 'bits'"),
    (#"{"quant_method": "gptq", "bits": 99}"#, "'bits' is 99, expected 1 to 16"),
    (#"{"quant_method": "gptq", "bits": "4"}"#, "expected an integer for 'bits'"),
    (#"{"quant_method": "fp8", "weight_block_size": [128]}"#, "expected rows and columns"),
    (#"{"quant_method": "modelopt", "quant_algo": "FP9"}"#, "did you mean 'FP8'?"),
    (#"{"quant_method": "awq", "bits": 4, "modules_to_not_convert": "lm_head"}"#, "an array"),
    (#"[4]"#, "expected an object"),
  ])
  func mistakesAreNamed(recipe: String, part: String) {
    let message = diagnosis { _ = try scheme(recipe) }
    #expect(message.hasPrefix("config.json:2:"), "\(message)")
    #expect(message.contains(part), "\(message)")
  }
}
