import ArchSimText

extension ArchitectureBuilder {
  private static let expertKeys = [
    "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts",
  ]

  mutating func makeFeedForwards() throws(Diagnostic) -> [FeedForward] {
    let experts = try reader.optionalCount(
      Self.expertKeys[0], Self.expertKeys[1], Self.expertKeys[2], Self.expertKeys[3],
      limit: 65_536)
    guard let experts, experts > 0 else {
      return Array(repeating: .dense(try dense()), count: layerCount)
    }
    let mixture = FeedForward.mixture(try mixture(experts: experts))
    let isMixture = try layersWithExperts()
    // Only a model with dense layers has to say how wide they are.
    guard isMixture.contains(false) else { return isMixture.map { _ in mixture } }
    let plain = FeedForward.dense(try dense())
    return isMixture.map { $0 ? mixture : plain }
  }

  private func dense() throws(Diagnostic) -> DenseFeedForward {
    let width =
      if family.isFourTimesAsWide {
        try reader.optionalSize("n_inner", limit: 1 << 26) ?? 4 * hiddenSize
      } else if family.name == "llama4_text" {
        try reader.size("intermediate_size_mlp", limit: 1 << 24)
      } else {
        try reader.size(
          "intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", limit: 1 << 24)
      }
    return feedForward(width: width, hasBias: try hasFeedForwardBias(), isFused: isDenseFused)
  }

  /// Llama 4 fuses gate and up of its routed experts only.
  private var isDenseFused: Bool { family.isFeedForwardFused && family.name != "llama4_text" }

  private func hasFeedForwardBias() throws(Diagnostic) -> Bool {
    try reader.flag("mlp_bias", "enable_bias", "use_bias", otherwise: family.hasFeedForwardBias)
  }

  private func feedForward(width: Int, hasBias: Bool, isFused: Bool) -> DenseFeedForward {
    DenseFeedForward(
      width: width, isGated: family.isGated, hasBias: hasBias, isFused: isFused,
      hasInnerNorm: family.hasSubNorms)
  }

  private mutating func mixture(experts: Int) throws(Diagnostic) -> MixtureOfExperts {
    let active = try reader.size(
      "num_experts_per_tok", "experts_per_token", "num_experts_per_token", "moe_topk", "moe_k",
      limit: 65_536)
    guard active <= experts else {
      throw Diagnostic(
        "a token cannot use \(active) of \(experts) experts",
        at: reader.location("num_experts_per_tok", "experts_per_token"))
    }
    let width: Int
    if let given = try reader.optionalSize("moe_intermediate_size", limit: 1 << 24) {
      width = given
    } else {
      width = try reader.size("intermediate_size", "ffn_dim", limit: 1 << 24)
      if !family.isKnown { reader.assume("moe_intermediate_size = \(width)") }
    }
    let bias = family.hasFeedForwardBias
    let shared = try sharedWidth(expertWidth: width).map {
      feedForward(width: $0, hasBias: bias, isFused: isDenseFused)
    }
    return MixtureOfExperts(
      experts: experts, activeExperts: active,
      expert: feedForward(width: width, hasBias: bias, isFused: family.isFeedForwardFused),
      shared: shared, hasSharedGate: shared != nil && family.hasSharedGate,
      hasRouterBias: family.hasRouterBias)
  }

  /// The width of all shared experts together; nil when there are none.
  private func sharedWidth(expertWidth: Int) throws(Diagnostic) -> Int? {
    if family.name == "llama4_text" { return expertWidth }
    if let width = try reader.optionalCount(
      "shared_expert_intermediate_size", "shared_intermediate_size", limit: 1 << 24)
    {
      return width == 0 ? nil : width
    }
    let count = try reader.optionalCount("n_shared_experts", "num_shared_experts", limit: 1024)
    guard let count, count > 0 else { return nil }
    return count * expertWidth
  }

  /// Which layers have experts, by all the keys with which models say so.
  private func layersWithExperts() throws(Diagnostic) -> [Bool] {
    let firstDense = try reader.optionalCount("first_k_dense_replace", limit: 10_000) ?? 0
    let sparseStep = try reader.optionalCount("decoder_sparse_step", limit: 10_000) ?? 1
    let dense = try reader.integers("mlp_only_layers", in: 0...10_000) ?? []
    let interleave = try reader.optionalSize("interleave_moe_layer_step", limit: 10_000) ?? 1
    let listed = try reader.integers("moe_layers", in: 0...10_000)
    let (period, flags) = try mixtureFrequency()
    return (0..<layerCount).map { layer in
      if let listed, !listed.isEmpty { return listed.contains(layer) }
      if let flags { return flags[layer] }
      return layer >= firstDense && layer.isMultiple(of: period) && !dense.contains(layer)
        && sparseStep > 0 && (layer + 1).isMultiple(of: sparseStep)
        && (layer + 1).isMultiple(of: interleave)
    }
  }

  /// `moe_layer_freq` is a period in most models and a flag a layer in some.
  private func mixtureFrequency() throws(Diagnostic) -> (period: Int, flags: [Bool]?) {
    guard let (name, value) = reader.member(["moe_layer_freq"]) else { return (1, nil) }
    guard case .array = value.content else {
      return (try ConfigurationReader.integer(value, name, in: 1...10_000), nil)
    }
    let flags = try reader.integers(name, in: 0...1) ?? []
    guard flags.count == layerCount else {
      throw Diagnostic(
        "'\(name)' has \(flags.count) entries, expected one for each of \(layerCount) layers",
        at: value.location)
    }
    return (1, flags.map { $0 == 1 })
  }
}
