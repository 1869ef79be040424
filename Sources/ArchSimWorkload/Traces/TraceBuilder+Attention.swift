import ArchSimText

extension TraceBuilder {
  /// Writes the attention of a layer, from its projections to the output projection.
  mutating func write(_ attention: Attention) throws(Diagnostic) {
    switch attention.kind {
    case .grouped(let grouped): try write(grouped, of: attention)
    case .latent(let latent): try write(latent, of: attention)
    }
    if attention.hasOutputNorm {
      try norm(
        "attn_sub_norm", rows: tokens, width: attention.outputSize,
        output: try activations(of: "o_proj"))
    }
    try linear("o_proj", rows: tokens)
  }

  /// Tokens that a query attends to: all that it sees in decode, the mean of the prompt in prefill.
  private func visibleTokens(_ span: AttentionSpan) -> Int {
    switch phase {
    case .decode: span.visibleTokens(context: context)
    case .prefill: Int(span.meanVisibleTokens(context: context).rounded(.up))
    }
  }

  private mutating func write(
    _ grouped: GroupedQueryAttention, of attention: Attention
  ) throws(Diagnostic) {
    let cache = scheme.kvCache.format
    let isChanged = attention.rotarySize > 0 || grouped.queryKeyNorm != .none
    // What changes queries and keys afterwards writes them in their final formats, unless it runs
    // in the epilogue, where the projection does.
    let isLate = isChanged && !options.fusion
    if grouped.isFused {
      let stored = scheme.queries == cache && !isLate ? cache : scheme.output
      try linear("qkv_proj", rows: tokens, output: stored)
    } else {
      try linear("q_proj", rows: tokens, output: isLate ? scheme.output : scheme.queries)
      try linear("k_proj", rows: tokens, output: isLate ? scheme.output : cache)
      try linear("v_proj", rows: tokens, output: cache)
    }
    let queryRows = tokens * grouped.heads
    let keyRows = tokens * grouped.keyValueHeads
    switch grouped.queryKeyNorm {
    case .none: break
    case .scaled, .unscaled:
      try norm("q_norm", rows: queryRows, width: grouped.headSize, output: scheme.queries)
      try norm("k_norm", rows: keyRows, width: grouped.headSize, output: cache)
    case .scaledAcrossHeads:
      try norm(
        "q_norm", rows: tokens, width: grouped.heads * grouped.headSize, output: scheme.queries)
      try norm(
        "k_norm", rows: tokens, width: grouped.keyValueHeads * grouped.headSize, output: cache)
    }
    if attention.rotarySize > 0 {
      try beside(
        .rotary, "q_rotary", rows: queryRows, width: attention.rotarySize, output: scheme.queries)
      try beside(.rotary, "k_rotary", rows: keyRows, width: attention.rotarySize, output: cache)
    }
    let result =
      attention.hasOutputNorm ? scheme.output : try activations(of: "o_proj")
    try writeScores(
      rows: grouped.heads / grouped.keyValueHeads * queryTokens, keySize: grouped.headSize,
      valueSize: grouped.headSize, visible: visibleTokens(attention.span),
      batch: batch * grouped.keyValueHeads, operand: scheme.kvCache, result: result)
  }

  /// Scores, softmax and results, with the keys and values that `batch` groups of rows share.
  private mutating func writeScores(
    rows: Int, keySize: Int, valueSize: Int, visible: Int, batch: Int,
    operand: TensorQuantization, result: NumberFormat, sharesOperand: Bool = false
  ) throws(Diagnostic) {
    let isFused = options.fusion
    try append(
      Operator(
        .attentionScore, m: rows, k: keySize, n: visible, batch: batch, weights: operand,
        activations: scheme.queries, output: scheme.output, fusion: isFused ? .output : []),
      "attention_score")
    try beside(
      .softmax, "softmax", rows: rows, width: visible, batch: batch, output: scheme.queries)
    var fusion: Fusion = isFused ? .input : []
    if isFused, sharesOperand { fusion.insert(.weights) }
    try append(
      Operator(
        .attentionContext, m: rows, k: visible, n: valueSize, batch: batch, weights: operand,
        activations: scheme.queries, output: result, fusion: fusion),
      "attention_context")
  }

  /// Latent attention: in decode absorbed, so that all heads share the cached latent vectors; in
  /// prefill expanded to keys and values of each head (DeepSeek-V2, arXiv 2405.04434, 2.1.2).
  private mutating func write(
    _ latent: LatentAttention, of attention: Attention
  ) throws(Diagnostic) {
    let cache = scheme.kvCache.format
    let expansion = try projection("kv_b_proj").quantization
    if let rank = latent.queryRank {
      try linear("q_a_proj", rows: tokens)
      try norm(
        "q_a_layernorm", rows: tokens, width: rank, output: try activations(of: "q_b_proj"))
    }
    let isLate = !options.fusion
    let queries = phase == .decode ? expansion.activations : scheme.queries
    try linear(
      latent.queryRank == nil ? "q_proj" : "q_b_proj", rows: tokens,
      output: isLate ? scheme.output : queries)
    try linear("kv_a_proj_with_mqa", rows: tokens, output: isLate ? scheme.output : cache)
    try norm("kv_a_layernorm", rows: tokens, width: latent.keyValueRank, output: cache)
    try beside(
      .rotary, "q_rotary", rows: tokens * latent.heads, width: latent.rotaryHeadSize,
      output: scheme.queries)
    try beside(.rotary, "k_rotary", rows: tokens, width: latent.rotaryHeadSize, output: cache)

    let visible = visibleTokens(attention.span)
    let result = try activations(of: "o_proj")
    guard phase == .decode else {
      let headSize = latent.plainHeadSize + latent.rotaryHeadSize
      try linear("kv_b_proj", rows: tokens, output: scheme.queries)
      try writeScores(
        rows: queryTokens, keySize: headSize, valueSize: latent.valueHeadSize, visible: visible,
        batch: batch * latent.heads, operand: TensorQuantization(scheme.queries), result: result)
      return
    }
    try append(
      Operator(
        .gemm, m: tokens, k: latent.plainHeadSize, n: latent.keyValueRank, batch: latent.heads,
        weights: expansion.weights, activations: expansion.activations, output: scheme.queries),
      "kv_b_proj.keys")
    try writeScores(
      rows: latent.heads * queryTokens, keySize: latent.keyValueRank + latent.rotaryHeadSize,
      valueSize: latent.keyValueRank, visible: visible, batch: batch, operand: scheme.kvCache,
      result: expansion.activations, sharesOperand: true)
    try append(
      Operator(
        .gemm, m: tokens, k: latent.keyValueRank, n: latent.valueHeadSize, batch: latent.heads,
        weights: expansion.weights, activations: expansion.activations, output: result),
      "kv_b_proj.values")
  }
}
