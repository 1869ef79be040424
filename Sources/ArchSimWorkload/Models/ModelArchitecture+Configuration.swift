public import ArchSimText

extension ModelArchitecture {
  /// Reads a Hugging Face `config.json`.
  ///
  /// A `model_type` that is not known is read by the usual keys, as a decoder like Llama, with a
  /// warning that lists what was assumed. Models of text and images are read by their `text_config`.
  ///
  /// - Parameter config: The whole file.
  /// - Throws: A diagnostic at the place of what is missing, of the wrong type, or out of range.
  public init(config: JSONValue) throws(Diagnostic) {
    _ = try config.requireObject("the configuration")
    var builder = try ArchitectureBuilder(config)
    self = try builder.build()
    let count = parameters { $0.instances }
    guard count <= 1e15 else {
      throw Diagnostic(
        "these sizes multiply to more than 10^15 parameters", at: config.location,
        hint: "check hidden_size, intermediate_size, vocab_size and the number of experts")
    }
  }

  /// Bytes that a `config.json` may have, far more than any has.
  public static let configurationLimit = 4 << 20

  /// Names of the kinds of models (`model_type`) that are known in detail.
  public static let familyNames: [String] = ModelFamily.names
}

/// Turns a configuration into an architecture.
struct ArchitectureBuilder {
  var reader: ConfigurationReader
  let family: ModelFamily
  let root: JSONValue
  var warnings: [Diagnostic] = []
  var layerCount = 0
  var hiddenSize = 0

  init(_ root: JSONValue) throws(Diagnostic) {
    self.root = root
    var config = root
    for key in ["text_config", "language_config", "llm_config"] {
      guard let nested = root[key], !nested.isNull else { continue }
      _ = try nested.requireObject(key)
      config = nested
      warnings.append(
        Diagnostic(
          "only '\(key)' is read: other parts of the model are left out", at: nested.location,
          kind: .warning))
      break
    }
    reader = ConfigurationReader(config)
    family = ModelFamily(modelType: try Self.modelType(of: config, root: root))
    try requireDecoder()
  }

  private static func modelType(
    of config: JSONValue, root: JSONValue
  ) throws(Diagnostic) -> String {
    let reader = ConfigurationReader(config)
    let inner = try reader.strings("architectures")
    let outer = try ConfigurationReader(root).strings("architectures")
    let architecture = (inner ?? outer)?.first?.text ?? ""
    // The first BitNet checkpoints call themselves `llama` but have two norms more.
    if architecture.lowercased() == "bitnetforcausallm" { return "bitnet" }
    guard let type = try reader.string("model_type") else {
      let stem = architecture.replacing(/For[A-Z].*|LMHeadModel/, with: "").lowercased()
      return ModelFamily.names.first { $0.replacing("_", with: "") == stem } ?? stem
    }
    switch type {
    case "llama4": return "llama4_text"
    case "gemma3": return "gemma3_text"
    case "qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text": return "qwen2"
    case "qwen3_vl_text": return "qwen3"
    case "qwen3_vl_moe_text": return "qwen3_moe"
    default: return type
    }
  }

  mutating func build() throws(Diagnostic) -> ModelArchitecture {
    try reader.requireKeys(requiredKeys)
    hiddenSize = try reader.size(
      "hidden_size", "n_embd", "d_model", "n_embed", limit: 1 << 24)
    layerCount = try reader.size("num_hidden_layers", "n_layer", "n_layers", limit: 10_000)
    let vocabularySize = try value("vocab_size")
    let contextKeys = ["max_position_embeddings", "n_positions", "max_seq_len", "n_ctx"]
    let maximumContext = try reader.optionalSize(
      contextKeys[0], contextKeys[1], contextKeys[2], contextKeys[3], limit: 1 << 40)

    var positions = family.isRotary ? PositionEncoding.rotary : .none
    if let extra = family.extraPositions {
      guard let maximumContext, maximumContext <= ConfigurationReader.largestSize else {
        try reader.requireKeys([contextKeys])
        throw Diagnostic("too many positions", at: reader.location("max_position_embeddings"))
      }
      positions = .learned(maximumContext + extra)
    }
    let layers = try makeLayers()
    var finalNorm: Normalization? = family.norm
    let isNormBefore = try reader.flag("do_layer_norm_before", otherwise: true)
    let isNormRemoved = try reader.flag("_remove_final_layer_norm", otherwise: false)
    if !isNormBefore || isNormRemoved { finalNorm = nil }
    let model = ModelArchitecture(
      name: family.name, vocabularySize: vocabularySize, hiddenSize: hiddenSize,
      embeddingSize: try reader.optionalSize("word_embed_proj_dim", limit: 1 << 24),
      positions: positions, layerRuns: ModelArchitecture.runs(of: layers), finalNorm: finalNorm,
      embeddingNorm: family.hasEmbeddingNorm ? family.norm : nil,
      hasTiedEmbeddings: try hasTiedEmbeddings(),
      hasHeadBias: try reader.flag("lm_head_bias", otherwise: family.hasHeadBias),
      nativeFormat: try Self.nativeFormat(reader, root), maximumContext: maximumContext)
    noteWhatIsLeftOut()
    noteAssumptions()
    var result = model
    result.warnings = warnings
    return result
  }

  /// The keys without which there is no model, each with its synonyms.
  private var requiredKeys: [[String]] {
    let keys = [
      ["vocab_size"], ["hidden_size", "n_embd", "d_model", "n_embed"],
      ["num_hidden_layers", "n_layer", "n_layers"], ["num_attention_heads", "n_head", "n_heads"],
    ]
    let hasFeedForward =
      family.isFourTimesAsWide || reader.member(["moe_intermediate_size"]) != nil
    return keys.filter { family.defaults[$0[0]] == nil }
      + (hasFeedForward ? [] : [["intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"]])
  }

  /// A size for which the family may have a default.
  mutating func value(_ key: String) throws(Diagnostic) -> Int {
    guard let standard = family.defaults[key] else { return try reader.size(key) }
    return try reader.size(key, assuming: standard)
  }

  private mutating func hasTiedEmbeddings() throws(Diagnostic) -> Bool {
    if reader.member(["tie_word_embeddings"]) == nil, let outer = root["tie_word_embeddings"],
      !outer.isNull
    {
      return try outer.requireBoolean("tie_word_embeddings")
    }
    if family.isKnown {
      return try reader.flag("tie_word_embeddings", otherwise: family.hasTiedEmbeddings)
    }
    return try reader.flag("tie_word_embeddings", assuming: family.hasTiedEmbeddings)
  }

  /// The format of `torch_dtype`; `bf16` when it says nothing that is known.
  static func nativeFormat(
    _ reader: ConfigurationReader, _ root: JSONValue
  ) throws(Diagnostic) -> NumberFormat {
    let inner = try reader.string("torch_dtype", "dtype")
    let outer = try ConfigurationReader(root).string("torch_dtype", "dtype")
    switch inner ?? outer {
    case "float16": return .fp16
    case "float32": return .fp32
    default: return .bf16
    }
  }

  private mutating func noteAssumptions() {
    let assumed = reader.assumptions.joined(separator: ", ")
    if !family.isKnown {
      let name = family.name.isEmpty ? "model without a model_type" : "model '\(family.name)'"
      let more = assumed.isEmpty ? "" : "; assumed \(assumed)"
      warnings.append(
        Diagnostic(
          "\(name) is not known: read as a decoder with RMS norms, rotary positions, a gated "
            + "feed-forward and no biases that it does not give\(more)",
          at: reader.location("model_type"),
          hint: nearestName(to: family.name, among: ModelFamily.names).map {
            "did you mean '\($0)'?"
          }, kind: .warning))
    } else if !assumed.isEmpty {
      warnings.append(
        Diagnostic("assumed \(assumed)", at: reader.config.location, kind: .warning))
    }
  }
}
