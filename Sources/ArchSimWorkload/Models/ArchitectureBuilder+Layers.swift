import ArchSimText

extension ArchitectureBuilder {
  mutating func makeLayers() throws(Diagnostic) -> [DecoderLayer] {
    let kind = try attentionKind()
    let spans = try attentionSpans()
    let rotates = try layersThatRotate()
    let feedForwards = try makeFeedForwards()
    let bias = try reader.flag(
      "attention_bias", "qkv_bias", "use_qkv_bias", "enable_bias", "use_bias",
      otherwise: family.hasInputBias)
    let hasOutputBias = family.hasOutputBias == nil ? false : bias
    let rotarySize = try rotarySize(kind)
    var norms = LayerNorms(family.placement, norm: family.norm)
    if try !reader.flag("do_layer_norm_before", otherwise: true) { norms.placement = .after }

    return (0..<layerCount).map { index in
      var kind = kind
      if !rotates[index], case .grouped(var grouped) = kind, grouped.queryKeyNorm == .unscaled {
        // Llama 4 normalises queries and keys only where it rotates them.
        grouped.queryKeyNorm = .none
        kind = .grouped(grouped)
      }
      let attention = Attention(
        kind, span: spans[index], rotarySize: rotates[index] ? rotarySize : 0,
        hasInputBias: bias, hasOutputBias: hasOutputBias, hasSinks: family.hasSinks,
        hasOutputNorm: family.hasSubNorms)
      return DecoderLayer(attention: attention, feedForward: feedForwards[index], norms: norms)
    }
  }

  private mutating func headCount() throws(Diagnostic) -> Int {
    guard let standard = family.defaults["num_attention_heads"] else {
      return try reader.size("num_attention_heads", "n_head", "n_heads", limit: 65_536)
    }
    return try reader.size("num_attention_heads", assuming: standard, limit: 65_536)
  }

  private mutating func attentionKind() throws(Diagnostic) -> Attention.Kind {
    let heads = try headCount()
    if reader.member(["kv_lora_rank"]) != nil {
      try reader.requireKeys([["qk_nope_head_dim"], ["qk_rope_head_dim"], ["v_head_dim"]])
      return .latent(
        LatentAttention(
          heads: heads, queryRank: try reader.optionalSize("q_lora_rank", limit: 1 << 24),
          keyValueRank: try reader.size("kv_lora_rank", limit: 1 << 24),
          plainHeadSize: try reader.size("qk_nope_head_dim", limit: 65_536),
          rotaryHeadSize: try reader.size("qk_rope_head_dim", limit: 65_536),
          valueHeadSize: try reader.size("v_head_dim", limit: 65_536)))
    }
    let keyValueHeads: Int
    if let standard = family.defaults["num_key_value_heads"] {
      keyValueHeads = try reader.size("num_key_value_heads", assuming: standard, limit: 65_536)
    } else if let given = try reader.optionalSize("num_key_value_heads", limit: 65_536) {
      keyValueHeads = given
    } else {
      keyValueHeads = heads
      if !family.isKnown { reader.assume("num_key_value_heads = \(heads)") }
    }
    guard heads.isMultiple(of: keyValueHeads) else {
      throw Diagnostic(
        "\(heads) attention heads cannot share \(keyValueHeads) key and value heads evenly",
        at: reader.location("num_key_value_heads"))
    }
    var norm = family.queryKeyNorm
    if norm == .unscaled, try !reader.flag("use_qk_norm", otherwise: true) { norm = .none }
    if family.name == "glm4_moe", try reader.flag("use_qk_norm", otherwise: false) {
      norm = .scaled
    }
    return .grouped(
      GroupedQueryAttention(
        heads: heads, keyValueHeads: keyValueHeads, headSize: try headSize(heads: heads),
        queryKeyNorm: norm, isFused: family.isAttentionFused))
  }

  private func headSize(heads: Int) throws(Diagnostic) -> Int {
    if let given = try reader.optionalSize("head_dim", limit: 65_536) { return given }
    if let standard = family.headSize { return standard }
    guard hiddenSize.isMultiple(of: heads) else {
      throw Diagnostic(
        "hidden_size \(hiddenSize) is no multiple of \(heads) attention heads",
        at: reader.location("num_attention_heads", "n_head", "n_heads"),
        hint: "give head_dim where heads are not hidden_size / num_attention_heads wide")
    }
    return hiddenSize / heads
  }

  private func rotarySize(_ kind: Attention.Kind) throws(Diagnostic) -> Int {
    guard family.extraPositions == nil, family.isRotary else { return 0 }
    switch kind {
    case .latent(let latent): return latent.rotaryHeadSize
    case .grouped(let grouped):
      let part = try reader.fraction("partial_rotary_factor", "rotary_pct") ?? 1
      return Int((Double(grouped.headSize) * part).rounded(.down))
    }
  }

  /// Llama 4 leaves the rotation out of every fourth layer, or as `no_rope_layers` says with 0.
  private func layersThatRotate() throws(Diagnostic) -> [Bool] {
    guard case .chunked = family.spans else {
      return Array(repeating: true, count: layerCount)
    }
    let flags = try reader.integers("no_rope_layers", in: 0...1) ?? []
    if !flags.isEmpty {
      try requireLayerCount(flags.count, "no_rope_layers")
      return flags.map { $0 == 1 }
    }
    let interval = try reader.optionalSize("no_rope_layer_interval", limit: 10_000) ?? 4
    return (1...layerCount).map { !$0.isMultiple(of: interval) }
  }

  private func requireLayerCount(_ count: Int, _ name: String) throws(Diagnostic) {
    guard count == layerCount else {
      throw Diagnostic(
        "'\(name)' has \(count) entries, expected one for each of \(layerCount) layers",
        at: reader.location(name))
    }
  }

  private mutating func attentionSpans() throws(Diagnostic) -> [AttentionSpan] {
    if let types = try reader.strings("layer_types") { return try spans(of: types) }
    var window = try reader.optionalSize("sliding_window", limit: 1 << 40)
    if window == nil, let standard = family.defaults["sliding_window"] { window = standard }
    let sliding = window.map { AttentionSpan.sliding($0) } ?? .full
    switch family.spans {
    case .slidingWindow:
      let isUsed = try reader.flag("use_sliding_window", otherwise: true)
      if !family.isKnown, isUsed, window != nil { reader.assume("a sliding window in all layers") }
      return Array(repeating: isUsed ? sliding : .full, count: layerCount)
    case .fromLayer:
      guard try reader.flag("use_sliding_window", otherwise: false) else {
        return Array(repeating: .full, count: layerCount)
      }
      let first = try reader.optionalCount("max_window_layers") ?? 28
      return (0..<layerCount).map { $0 >= first ? sliding : .full }
    case .alternating(let standard):
      let period =
        try reader.optionalSize("sliding_window_pattern", limit: 10_000) ?? standard
      return (1...layerCount).map { $0.isMultiple(of: period) ? .full : sliding }
    case .chunked:
      guard let chunk = try reader.optionalSize("attention_chunk_size", limit: 1 << 40) else {
        return Array(repeating: .full, count: layerCount)
      }
      return try layersThatRotate().map { $0 ? .chunked(chunk) : .full }
    }
  }

  private func spans(
    of types: [(text: String, location: SourceLocation)]
  ) throws(Diagnostic) -> [AttentionSpan] {
    try requireLayerCount(types.count, "layer_types")
    let window = try reader.optionalSize("sliding_window", limit: 1 << 40)
    let chunk = try reader.optionalSize("attention_chunk_size", limit: 1 << 40)
    var spans: [AttentionSpan] = []
    for (text, location) in types {
      switch (text, window, chunk) {
      case ("full_attention", _, _): spans.append(.full)
      case ("sliding_attention", let window?, _): spans.append(.sliding(window))
      case ("chunked_attention", _, let chunk?): spans.append(.chunked(chunk))
      case ("sliding_attention", nil, _):
        throw Diagnostic("layers slide, but 'sliding_window' is missing", at: location)
      case ("chunked_attention", _, nil):
        throw Diagnostic("layers have chunks, but 'attention_chunk_size' is missing", at: location)
      default:
        let known = ["full_attention", "sliding_attention", "chunked_attention"]
        throw Diagnostic(
          "attention of kind '\(text)' is not modelled", at: location,
          hint: didYouMean(text, among: known))
      }
    }
    return spans
  }
}
