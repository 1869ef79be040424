public import ArchSimText

extension QuantizationScheme {
  /// How a published checkpoint is quantized, by the `quantization_config` in its `config.json`.
  ///
  /// GPTQ, AWQ, compressed-tensors, FP8 (DeepSeek, Qwen, FBGEMM), MXFP4 (gpt-oss), BitNet,
  /// bitsandbytes and modelopt are known. Modules that the recipe leaves out become overrides in the
  /// checkpoint's own 16-bit format.
  ///
  /// - Parameter config: The whole `config.json`.
  /// - Returns: The scheme, or nil when the checkpoint is not quantized.
  /// - Throws: A diagnostic for a method or value that is not known.
  public static func ofCheckpoint(config: JSONValue) throws(Diagnostic) -> QuantizationScheme? {
    _ = try config.requireObject("the configuration")
    var inner = config
    for key in ["text_config", "language_config", "llm_config"] {
      if let nested = config[key], !nested.isNull { inner = nested }
    }
    let reader = ConfigurationReader(inner)
    let context = RecipeContext(
      native: try ArchitectureBuilder.nativeFormat(reader, config),
      layerCount: try reader.optionalSize("num_hidden_layers", "n_layer", limit: 10_000))
    let recipe = [config["quantization_config"], inner["quantization_config"]].compactMap(\.self)
      .first { !$0.isNull }
    guard let recipe else {
      // The first BitNet checkpoints have these two keys and no recipe.
      guard try reader.optionalSize("weight_bits") == 1 else { return nil }
      let bits = try reader.optionalSize("input_bits", limit: 16) ?? 8
      return context.scheme(.init(.ternary), activations: .int(bits))
    }
    _ = try recipe.requireObject("quantization_config")
    return try context.scheme(recipe: ConfigurationReader(recipe))
  }

  /// Where modelopt writes its recipe: `hf_quant_config.json` beside a `config.json`, and
  /// `NAME.hf_quant_config.json` beside a `NAME.json`.
  ///
  /// - Parameter configuration: The path of the model's configuration.
  /// - Returns: The path of the recipe, which need not exist.
  public static func recipePath(beside configuration: String) -> String {
    let stem = configuration.hasSuffix(".json") ? String(configuration.dropLast(5)) : configuration
    return stem == "config" || stem.hasSuffix("/config")
      ? stem.dropLast(6) + "hf_quant_config.json" : stem + ".hf_quant_config.json"
  }

  /// How a checkpoint is quantized by the `hf_quant_config.json` that modelopt writes beside
  /// `config.json`.
  ///
  /// - Parameters:
  ///   - file: The whole file.
  ///   - config: The model's `config.json`, for its 16-bit format and its number of layers.
  /// - Returns: The scheme, or nil when the file says that nothing is quantized.
  /// - Throws: A diagnostic for an algorithm or value that is not known.
  public static func ofCheckpoint(
    quantizationFile file: JSONValue, config: JSONValue? = nil
  ) throws(Diagnostic) -> QuantizationScheme? {
    let recipe = try file.require("quantization")
    _ = try recipe.requireObject("quantization")
    var context = RecipeContext(native: .bf16, layerCount: nil)
    if let config {
      let reader = ConfigurationReader(config)
      context.native = try ArchitectureBuilder.nativeFormat(reader, config)
      context.layerCount = try reader.optionalSize("num_hidden_layers", limit: 10_000)
    }
    return try context.modeloptScheme(ConfigurationReader(recipe))
  }
}

/// What a recipe does not say: the format of what it leaves alone, and how many layers there are.
struct RecipeContext {
  var native: NumberFormat
  var layerCount: Int?

  /// The methods that ``scheme(recipe:)`` knows.
  static let methods = [
    "gptq", "awq", "compressed-tensors", "fp8", "fbgemm_fp8", "mxfp4", "bitnet", "bitsandbytes",
    "modelopt",
  ]

  func scheme(
    _ weights: TensorQuantization, activations: NumberFormat? = nil,
    kvCache: NumberFormat? = nil, overrides: [QuantizationOverride] = []
  ) -> QuantizationScheme {
    QuantizationScheme(
      weights: weights, activations: activations ?? native, output: native,
      kvCache: kvCache.map { TensorQuantization($0) }, overrides: overrides)
  }

  func scheme(recipe: ConfigurationReader) throws(Diagnostic) -> QuantizationScheme? {
    let method = try recipe.string("quant_method") ?? ""
    let excluded = try excludedModules(recipe)
    switch method {
    case "gptq", "awq":
      return scheme(try integerWeights(recipe, method), overrides: excluded)
    case "fp8":
      let format: NumberFormat =
        try recipe.string("fmt", "weight_format") == "e5m2" ? .fp8E5M2 : .fp8E4M3
      let isWeightOnly = try recipe.string("activation_scheme") == "none"
      return scheme(
        try blockWeights(recipe, format), activations: isWeightOnly ? nil : format,
        overrides: excluded)
    case "fbgemm_fp8":
      return scheme(.init(.fp8E4M3), activations: .fp8E4M3, overrides: excluded)
    case "mxfp4": return scheme(.init(.mxfp4), overrides: excluded)
    case "bitnet": return scheme(.init(.ternary), activations: .int8, overrides: excluded)
    case "bitsandbytes": return try bitsandbytes(recipe, overrides: excluded)
    case "compressed-tensors": return try compressedTensors(recipe, overrides: excluded)
    case "modelopt": return try modeloptScheme(recipe)
    default:
      throw Diagnostic(
        "quantization method '\(method)' is not known", at: recipe.location("quant_method"),
        hint: didYouMean(method, among: Self.methods))
    }
  }

  /// GPTQ and AWQ: integers in groups; -1 is one group a column.
  private func integerWeights(
    _ recipe: ConfigurationReader, _ method: String
  ) throws(Diagnostic) -> TensorQuantization {
    let bits = try recipe.size("bits", "w_bit", limit: 16)
    let group = try Self.groupSize(recipe, "group_size", "q_group_size")
    let hasZeroPoint =
      method == "awq"
      ? try recipe.flag("zero_point", otherwise: true) : try !recipe.flag("sym", otherwise: true)
    return TensorQuantization(
      hasZeroPoint ? .uint(bits) : .int(bits), groupSize: group, hasZeroPoint: hasZeroPoint)
  }

  static func groupSize(
    _ recipe: ConfigurationReader, _ names: String...
  ) throws(Diagnostic) -> Int {
    guard let (name, value) = recipe.member(names) else { return 0 }
    return max(0, try ConfigurationReader.integer(value, name, in: -1...(1 << 20)))
  }

  /// Blocks of `rows × columns` share a scale of 32 bits: a group along the reduction is one row of
  /// a block, and a 128th of a scale a group rounds to none (0.002 bits an element).
  private func blockWeights(
    _ recipe: ConfigurationReader, _ format: NumberFormat
  ) throws(Diagnostic) -> TensorQuantization {
    guard let block = try recipe.integers("weight_block_size", in: 1...(1 << 20)) else {
      return TensorQuantization(format)
    }
    guard block.count == 2 else {
      throw Diagnostic(
        "'weight_block_size' has \(block.count) entries, expected rows and columns",
        at: recipe.location("weight_block_size"))
    }
    let scaleBits = Int((32 / Double(block[0])).rounded())
    return TensorQuantization(format, groupSize: block[1], scaleBits: scaleBits)
  }

  private func bitsandbytes(
    _ recipe: ConfigurationReader, overrides: [QuantizationOverride]
  ) throws(Diagnostic) -> QuantizationScheme {
    guard try recipe.flag("load_in_4bit", otherwise: false) else {
      return scheme(.init(.int8), activations: .int8, overrides: overrides)
    }
    // Blocks of 64 with a scale of 32 bits; double quantization leaves 8 bits (QLoRA, 3).
    let isDouble = try recipe.flag("bnb_4bit_use_double_quant", otherwise: false)
    return scheme(
      TensorQuantization(.int4, groupSize: 64, scaleBits: isDouble ? 8 : 32),
      overrides: overrides)
  }

  /// Overrides for the modules that a recipe leaves out, under any of the names it may use.
  func excludedModules(
    _ recipe: ConfigurationReader
  ) throws(Diagnostic) -> [QuantizationOverride] {
    var names: [String] = []
    for key in ["modules_to_not_convert", "ignore", "exclude_modules", "llm_int8_skip_modules"] {
      names += try recipe.strings(key)?.map(\.text) ?? []
    }
    return collapse(names).map {
      let selector: ModuleSelector =
        $0.hasPrefix("re:") ? .regularExpression(String($0.dropFirst(3))) : .pattern($0)
      return QuantizationOverride(
        selector, weights: TensorQuantization(native), activations: native)
    }
  }

  /// Writes entries that name all layers one by one as a single entry with `*`.
  private func collapse(_ names: [String]) -> [String] {
    var order: [String] = []
    var members: [String: (layers: Set<Int>, names: [String])] = [:]
    for name in names {
      var parts = name.split(separator: ".", omittingEmptySubsequences: false)
      var layer: Int?
      if let index = parts.firstIndex(where: { Int($0) != nil }) {
        layer = Int(parts[index])
        parts[index] = "*"
      }
      let key = layer == nil ? name : parts.joined(separator: ".")
      if members[key] == nil { order.append(key) }
      members[key, default: ([], [])].names.append(name)
      if let layer { members[key]?.layers.insert(layer) }
    }
    return order.flatMap { key -> [String] in
      guard let (layers, names) = members[key] else { return [] }
      if layers.isEmpty { return [key] }
      guard let layerCount, layers == Set(0..<layerCount) else { return names }
      return [key]
    }
  }
}
