import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct QuantizationSchemeTests {
  @Test func readsTheUsualNotation() throws {
    let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128")
    #expect(scheme.weights == TensorQuantization(.int4, groupSize: 128))
    #expect(scheme.weights.bitsPerElement == 4.125)
    #expect(scheme.activations == .int8)
    #expect(scheme.kvCache == TensorQuantization(.int8))
    #expect(scheme.queries == .int8)
    #expect(scheme.output == .fp16)
  }

  /// Pairs that say the same.
  @Test(arguments: [
    ("fp16", "w16a16kv16"), ("w4a16", "w4a16kv16"), ("W8A8KV8", "w8a8kv8"), ("int8", "w8a8kv8"),
    ("wint4-afp16", "w4a16"), ("w4", "w4a16"), ("w4a8-kv8-g128", "w4a8kv8-g128"),
    ("w4a8kv8-zp-g128", "w4a8kv8-g128-zp"), ("wuint4-a16-g64-zp", "w4a16-g64-zp"),
    ("w4a16-s16-g0", "w4a16"), ("wmxfp4-abf16", "wmxfp4-abf16-kvbf16-obf16"),
    ("w4a16+lmhead=fp16", "w4a16+lmhead=w16a16"), ("w4a16+layers.3=w8", "w4a16+layers.3-3=w8"),
  ])
  func spellingsAgree(one: String, other: String) throws {
    #expect(try QuantizationScheme(parsing: one) == QuantizationScheme(parsing: other))
  }

  @Test(arguments: [
    "fp16", "bf16", "fp32", "w8a8kv8", "w4a16", "w4a8kv8-g128", "w4a8kv8-g128-zp", "wternary-a8",
    "wmxfp4-abf16-kvfp8.e4m3", "w4a4kv4-g64-s8-kvg64-kvzp", "w4a8kv8q16-g128", "nvfp4",
    "w4a8kv8-g128+lmhead=fp16+experts=w3-g64", "w4a16+layers.0-3=w8-a8+re:.*down_proj=fp16",
    "w8a8kv8+model.layers.*.mlp=w4-g32-zp",
  ])
  func canonicalTextIsItsOwnReading(text: String) throws {
    let scheme = try QuantizationScheme(parsing: text)
    #expect(scheme.description == text)
  }

  @Test func everySchemeIsReadBack() throws {
    var random = TestRandom(state: 7)
    let formats: [NumberFormat] = [
      .int4, .int8, .fp16, .bf16, .fp32, .fp8E4M3, .mxfp4, .nvfp4, .ternary, .uint(4), .int(3),
    ]
    let selectors: [ModuleSelector] = [
      .role(.lmHead), .role(.experts), .layers(0...0), .layers(2...31), .pattern("*.k_proj"),
      .regularExpression("model.layers.[0-3]..*"),
    ]
    func tensor() -> TensorQuantization {
      TensorQuantization(
        formats.randomElement(using: &random) ?? .int4,
        groupSize: [0, 32, 128].randomElement(using: &random) ?? 0,
        scaleBits: [8, 16].randomElement(using: &random) ?? 8,
        hasZeroPoint: Bool.random(using: &random))
    }
    for trial in 0..<500 {
      var scheme = QuantizationScheme(
        weights: tensor(), activations: formats.randomElement(using: &random) ?? .int8)
      if Bool.random(using: &random) { scheme.kvCache = tensor() }
      if Bool.random(using: &random) { scheme.queries = .fp8E4M3 }
      if Bool.random(using: &random) { scheme.output = .bf16 }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        scheme.overrides.append(
          QuantizationOverride(
            selectors.randomElement(using: &random) ?? .role(.lmHead), weights: tensor(),
            activations: Bool.random(using: &random) ? formats.randomElement(using: &random) : nil))
      }
      let text = scheme.description
      let back = try QuantizationScheme(parsing: text)
      #expect(back == scheme, "seed 7, trial \(trial): \(text) is read as \(back)")
    }
  }

  /// Real checkpoints leave these as they are: the `lm_head`, embeddings and norms of GPTQ and AWQ
  /// files are `float16`, and FP8 files list `mlp.gate` and `lm_head` as not converted.
  @Test func whatCheckpointsLeaveAloneIsLeftAlone() throws {
    let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128")
    for role in [ModuleRole.embedding, .lmHead, .router, .norms] {
      let module = scheme.quantization(of: ModulePath("x", role: role))
      #expect(module.weights == TensorQuantization(.fp16), "\(role)")
      #expect(module.activations == .fp16, "\(role)")
    }
    for role in [ModuleRole.attention, .feedForward, .experts, .sharedExperts] {
      let module = scheme.quantization(of: ModulePath("x", role: role))
      #expect(module.weights == scheme.weights, "\(role)")
    }
  }

  @Test func theLastOverrideThatMatchesCounts() throws {
    let scheme = try QuantizationScheme(
      parsing: "w4a8+lmhead=w4+layers.0-3=w8+layers.2=fp16+self_attn=w6-a6+*.layers.9.*down=w2")
    func weights(_ name: String, _ role: ModuleRole, _ layer: Int?) -> ModuleQuantization {
      scheme.quantization(of: ModulePath(name, role: role, layer: layer))
    }
    let mlp = "mlp.down_proj"
    #expect(weights("lm_head", .lmHead, nil).weights.format == .int4)
    #expect(weights("model.layers.1.\(mlp)", .feedForward, 1).weights.format == .int8)
    #expect(weights("model.layers.1.\(mlp)", .feedForward, 1).activations == .int8)
    #expect(weights("model.layers.2.\(mlp)", .feedForward, 2).activations == .fp16)
    #expect(weights("model.layers.4.\(mlp)", .feedForward, 4).weights.format == .int4)
    let query = weights("model.layers.2.self_attn.q_proj", .attention, 2)
    #expect(query.weights.format == .int(6))
    #expect(query.activations == .int(6))
    // A range of layers is about projections, not about the router that stays in 16 bits.
    #expect(weights("model.layers.1.mlp.gate", .router, 1).weights.format == .fp16)
  }

  @Test(arguments: [
    ("w4a8kv8-g128x", "unexpected 'g128x'"), ("", "unexpected ''"), ("w4a17", "a17"),
    ("w0a8", "w0"), ("a8kv8", "does not say how weights are stored"),
    ("w4a8a8", "gives 'a' twice"),
    ("w4-w8", "gives 'w' twice"), ("w4a8+", "expected '=' in '+'"), ("w4a8+lmhead", "expected '='"),
    ("w4a8+lmhaed=fp16", "did you mean 'lmhead'?"), ("w4a8+=fp16", "'' selects no modules"),
    ("w4a8+lmhead=w4kv8", "may change weights and activations only"),
    ("w4a8+lmhead=a8", "does not say how weights are stored"),
    ("wmxfp5-a8", "did you mean 'wmxfp4'?"),
    ("fp61", "did you mean 'fp16'?"), ("w4a8-kvg64", "gives no format"),
    ("w4a8+re:(=fp16", "is not a regular expression"), ("w99999999999999999999", "unexpected"),
    ("w4a8+layers.5-2=fp16", "selects no layers"), ("w4a8+layers.=fp16", "selects no layers"),
  ])
  func mistakesAreNamed(text: String, part: String) {
    let place = SourceLocation(file: "study.yaml", line: 2, column: 9)
    let message = diagnosis { _ = try QuantizationScheme(parsing: text, at: place) }
    #expect(message.hasPrefix("study.yaml:2:9: error: "), "\(text): \(message)")
    #expect(message.contains(part), "\(text): \(message)")
  }
}
