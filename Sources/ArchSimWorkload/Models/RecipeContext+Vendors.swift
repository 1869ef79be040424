import ArchSimText

extension RecipeContext {
  /// compressed-tensors: groups of modules, each with a recipe for weights and activations.
  func compressedTensors(
    _ recipe: ConfigurationReader, overrides ignored: [QuantizationOverride]
  ) throws(Diagnostic) -> QuantizationScheme? {
    guard let groups = recipe.member(["config_groups"]) else { return nil }
    var base: (weights: TensorQuantization, activations: NumberFormat)?
    var overrides: [QuantizationOverride] = []
    for group in try groups.value.requireObject(groups.name) {
      _ = try group.value.requireObject(group.name)
      let reader = ConfigurationReader(group.value)
      guard let weights = try tensor(reader, "weights") else { continue }
      let activations = try tensor(reader, "input_activations")?.format ?? native
      for target in try reader.strings("targets")?.map(\.text) ?? ["Linear"] {
        // A class of modules is all of them; anything else names some.
        if base == nil, target == "Linear" || target.hasSuffix("Linear") {
          base = (weights, activations)
        } else {
          let selector: ModuleSelector =
            target.hasPrefix("re:")
            ? .regularExpression(String(target.dropFirst(3))) : .pattern(target)
          overrides.append(
            QuantizationOverride(selector, weights: weights, activations: activations))
        }
      }
    }
    let cache = try tensor(recipe, "kv_cache_scheme")?.format
    // Without a recipe for all linear layers, only the modules that are named are quantized.
    let (weights, activations) = base ?? (TensorQuantization(native), native)
    return scheme(
      weights, activations: activations, kvCache: cache, overrides: overrides + ignored)
  }

  /// One tensor of a compressed-tensors recipe; nil when it is null.
  private func tensor(
    _ recipe: ConfigurationReader, _ name: String
  ) throws(Diagnostic) -> TensorQuantization? {
    guard let (_, value) = recipe.member([name]) else { return nil }
    _ = try value.requireObject(name)
    let reader = ConfigurationReader(value)
    let bits = try reader.size("num_bits", limit: 16)
    let group = try Self.groupSize(reader, "group_size")
    let hasZeroPoint = try !reader.flag("symmetric", otherwise: true)
    switch (try reader.string("type") ?? "int", bits) {
    case ("int", 16), ("float", 16): return TensorQuantization(native)
    case ("int", _):
      return TensorQuantization(
        hasZeroPoint ? .uint(bits) : .int(bits), groupSize: group, hasZeroPoint: hasZeroPoint)
    case ("float", 8):
      guard let block = try reader.integers("block_structure", in: 1...(1 << 20)),
        block.count == 2
      else { return TensorQuantization(group == 32 ? mxfp8 : .fp8E4M3) }
      return TensorQuantization(.fp8E4M3, groupSize: block[1], scaleBits: 0)
    case ("float", 4): return TensorQuantization(group == 32 ? .mxfp4 : .nvfp4)
    case (let type, _):
      throw Diagnostic(
        "numbers of type '\(type)' with \(bits) bits are not known", at: value.location)
    }
  }

  private var mxfp8: NumberFormat {
    NumberFormat(NumberFormat.fp8E4M3.element, blockSize: 32, blockScaleBits: 8)
  }

  /// The algorithms of modelopt that are known.
  static let modeloptAlgorithms = [
    "FP8", "FP8_PER_CHANNEL_PER_TOKEN", "FP8_PB_WO", "NVFP4", "NVFP4_AWQ", "MXFP8", "MXFP4",
    "W4A16_AWQ", "W4A16", "W4A8_AWQ", "W8A16", "INT4_AWQ", "W8A8_SQ_PER_CHANNEL", "INT8_SQ",
    "W4A8_MXFP4_FP8", "W4A16_NVFP4", "MIXED_PRECISION",
  ]

  /// modelopt: one algorithm for all modules, or with `MIXED_PRECISION` one for each that it lists.
  func modeloptScheme(_ recipe: ConfigurationReader) throws(Diagnostic) -> QuantizationScheme? {
    guard let name = try recipe.string("quant_algo") else { return nil }
    var overrides: [QuantizationOverride] = []
    var base: (weights: TensorQuantization, activations: NumberFormat)
    if name.uppercased() == "MIXED_PRECISION" {
      base = (TensorQuantization(native), native)
      guard let (key, layers) = recipe.member(["quantized_layers"]) else {
        throw Diagnostic("missing 'quantized_layers'", at: recipe.config.location)
      }
      for layer in try layers.requireObject(key) {
        _ = try layer.value.requireObject(layer.name)
        let reader = ConfigurationReader(layer.value)
        guard let algorithm = try reader.string("quant_algo") else { continue }
        let (weights, activations) = try modelopt(algorithm, reader)
        overrides.append(
          QuantizationOverride(
            .pattern(layer.name), weights: weights, activations: activations))
      }
    } else {
      base = try modelopt(name, recipe)
    }
    overrides += try excludedModules(recipe)
    return scheme(
      base.weights, activations: base.activations, kvCache: try cacheFormat(recipe),
      overrides: overrides)
  }

  private func modelopt(
    _ name: String, _ recipe: ConfigurationReader
  ) throws(Diagnostic) -> (weights: TensorQuantization, activations: NumberFormat) {
    let given = try Self.groupSize(recipe, "group_size")
    let group = given > 0 ? given : 128
    switch name.uppercased() {
    case "FP8", "FP8_PER_CHANNEL_PER_TOKEN": return (.init(.fp8E4M3), .fp8E4M3)
    case "FP8_PB_WO": return (.init(.fp8E4M3, groupSize: group, scaleBits: 0), native)
    case "NVFP4", "NVFP4_AWQ": return (.init(.nvfp4), .nvfp4)
    case "W4A16_NVFP4": return (.init(.nvfp4), native)
    case "MXFP4": return (.init(.mxfp4), .mxfp4)
    case "MXFP8": return (.init(mxfp8), mxfp8)
    case "W4A8_MXFP4_FP8": return (.init(.mxfp4), .fp8E4M3)
    case "W4A16_AWQ", "INT4_AWQ", "W4A16": return (.init(.int4, groupSize: group), native)
    case "W4A8_AWQ": return (.init(.int4, groupSize: group), .fp8E4M3)
    case "W8A16": return (.init(.int8), native)
    case "W8A8_SQ_PER_CHANNEL", "INT8_SQ": return (.init(.int8), .int8)
    default:
      throw Diagnostic(
        "quantization algorithm '\(name)' is not known", at: recipe.location("quant_algo"),
        hint: nearestName(to: name, among: Self.modeloptAlgorithms).map { "did you mean '\($0)'?" }
          ?? "known are \(Self.modeloptAlgorithms.joined(separator: ", "))")
    }
  }

  private func cacheFormat(_ recipe: ConfigurationReader) throws(Diagnostic) -> NumberFormat? {
    if let (name, value) = recipe.member(["kv_cache_scheme"]) {
      _ = try value.requireObject(name)
      return try tensor(recipe, name)?.format
    }
    guard let name = try recipe.string("kv_cache_quant_algo") else { return nil }
    switch name.uppercased() {
    case "FP8": return .fp8E4M3
    case "INT8": return .int8
    case "NVFP4": return .nvfp4
    default:
      throw Diagnostic(
        "KV cache format '\(name)' is not known", at: recipe.location("kv_cache_quant_algo"),
        hint: didYouMean(name, among: ["FP8", "INT8", "NVFP4"]))
    }
  }
}
