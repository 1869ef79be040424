/// The attention of a decoder layer: how keys and values are made, and how far a token sees.
public struct Attention: Hashable, Sendable {
  /// How queries, keys and values are made.
  public var kind: Kind
  /// How many tokens back a token sees.
  public var span: AttentionSpan
  /// Dimensions of each query and key head that are rotated by their position; 0 for none.
  public var rotarySize: Int
  /// Whether the input projections have biases.
  public var hasInputBias: Bool
  /// Whether the output projection has a bias.
  public var hasOutputBias: Bool
  /// Whether each head has a learned sink that takes part in the softmax (gpt-oss).
  public var hasSinks: Bool
  /// Whether the heads' results are normalised before the output projection (BitNet).
  public var hasOutputNorm: Bool

  /// How queries, keys and values are made.
  public enum Kind: Hashable, Sendable {
    /// Each key and value head serves a group of query heads.
    case grouped(GroupedQueryAttention)
    /// Keys and values are expanded from a shared latent vector.
    case latent(LatentAttention)
  }

  /// Creates an attention.
  public init(
    _ kind: Kind, span: AttentionSpan = .full, rotarySize: Int = 0, hasInputBias: Bool = false,
    hasOutputBias: Bool = false, hasSinks: Bool = false, hasOutputNorm: Bool = false
  ) {
    self.kind = kind
    self.span = span
    self.rotarySize = rotarySize
    self.hasInputBias = hasInputBias
    self.hasOutputBias = hasOutputBias
    self.hasSinks = hasSinks
    self.hasOutputNorm = hasOutputNorm
  }

  /// Query heads.
  public var heads: Int {
    switch kind {
    case .grouped(let grouped): grouped.heads
    case .latent(let latent): latent.heads
    }
  }

  /// Elements of the result of all heads, the reduction of the output projection.
  public var outputSize: Int {
    switch kind {
    case .grouped(let grouped): grouped.heads * grouped.headSize
    case .latent(let latent): latent.heads * latent.valueHeadSize
    }
  }

  /// Elements that one token adds to the KV cache of one layer.
  public var cacheElementsPerToken: Int {
    switch kind {
    case .grouped(let grouped): 2 * grouped.keyValueHeads * grouped.headSize
    case .latent(let latent): latent.keyValueRank + latent.rotaryHeadSize
    }
  }
}

/// Attention in which groups of query heads share a key and value head: multi-head (as many key
/// heads as query heads), grouped-query, and multi-query (one key head).
public struct GroupedQueryAttention: Hashable, Sendable {
  /// Query heads.
  public var heads: Int
  /// Key heads, and as many value heads.
  public var keyValueHeads: Int
  /// Elements of a head.
  public var headSize: Int
  /// What is done to queries and keys before they meet.
  public var queryKeyNorm: QueryKeyNorm
  /// Whether the checkpoint holds query, key and value projections as one matrix.
  public var isFused: Bool

  /// What is done to queries and keys before they meet.
  public enum QueryKeyNorm: Hashable, Sendable {
    /// Nothing.
    case none
    /// Each head is normalised, with a learned scale an element of a head (Qwen3, Gemma 3).
    case scaled
    /// Each head is normalised without learned scales (Llama 4).
    case unscaled
    /// All heads together are normalised, with a learned scale an element (OLMo 2).
    case scaledAcrossHeads
  }

  /// Creates a grouped-query attention.
  public init(
    heads: Int, keyValueHeads: Int, headSize: Int, queryKeyNorm: QueryKeyNorm = .none,
    isFused: Bool = false
  ) {
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.queryKeyNorm = queryKeyNorm
    self.isFused = isFused
  }
}

/// Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).
///
/// The cache holds, for each token, one latent vector of `keyValueRank` and one rotated key of
/// `rotaryHeadSize` that all heads share.
public struct LatentAttention: Hashable, Sendable {
  /// Query heads.
  public var heads: Int
  /// Width of the queries' latent vector; nil when queries are projected directly.
  public var queryRank: Int?
  /// Width of the latent vector of keys and values.
  public var keyValueRank: Int
  /// Elements of a head that carry no position.
  public var plainHeadSize: Int
  /// Elements of a head that are rotated by the position.
  public var rotaryHeadSize: Int
  /// Elements of a value head.
  public var valueHeadSize: Int

  /// Creates a latent attention.
  public init(
    heads: Int, queryRank: Int?, keyValueRank: Int, plainHeadSize: Int, rotaryHeadSize: Int,
    valueHeadSize: Int
  ) {
    self.heads = heads
    self.queryRank = queryRank
    self.keyValueRank = keyValueRank
    self.plainHeadSize = plainHeadSize
    self.rotaryHeadSize = rotaryHeadSize
    self.valueHeadSize = valueHeadSize
  }
}

/// How many tokens back a token sees, itself included.
public enum AttentionSpan: Hashable, Sendable {
  /// All.
  case full
  /// At most a window of this many tokens.
  case sliding(Int)
  /// Those in its own chunk of this many tokens.
  case chunked(Int)

  /// Tokens that the last of `context` tokens attends to, itself included.
  ///
  /// - Parameter context: Tokens up to and with the one that asks, at least 1.
  /// - Returns: The number of tokens.
  public func visibleTokens(context: Int) -> Int {
    switch self {
    case .full: context
    case .sliding(let window): min(context, window)
    case .chunked(let chunk): (context - 1) % chunk + 1
    }
  }

  /// Tokens that each of `context` prompt tokens attends to on average under a causal mask.
  ///
  /// Full: `(s + 1)/2`. Window `w < s`: `(w(w + 1)/2 + (s − w)w)/s`. Chunks of `c`: the same sum
  /// for each chunk.
  ///
  /// - Parameter context: Tokens of the prompt, at least 1.
  /// - Returns: The mean number of tokens.
  public func meanVisibleTokens(context: Int) -> Double {
    func triangle(_ length: Int) -> Double { Double(length) * (Double(length) + 1) / 2 }
    let pairs: Double
    switch self {
    case .full: pairs = triangle(context)
    case .sliding(let window):
      let ramp = min(context, window)
      pairs = triangle(ramp) + Double(context - ramp) * Double(window)
    case .chunked(let chunk):
      pairs = Double(context / chunk) * triangle(chunk) + triangle(context % chunk)
    }
    return pairs / Double(context)
  }

  /// Tokens of a sequence that the cache has to keep.
  ///
  /// - Parameter context: Tokens of the sequence.
  /// - Returns: The number of tokens.
  public func cachedTokens(context: Int) -> Int {
    switch self {
    case .full: context
    case .sliding(let size), .chunked(let size): min(context, size)
    }
  }
}
