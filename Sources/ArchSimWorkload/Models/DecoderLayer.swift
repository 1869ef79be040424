/// One layer of a decoder: attention, feed-forward, and the normalisations around them.
public struct DecoderLayer: Hashable, Sendable {
  /// The attention.
  public var attention: Attention
  /// The feed-forward.
  public var feedForward: FeedForward
  /// Normalisations of the residual stream in this layer.
  public var norms: LayerNorms

  /// Creates a layer.
  public init(
    attention: Attention, feedForward: FeedForward, norms: LayerNorms = LayerNorms()
  ) {
    self.attention = attention
    self.feedForward = feedForward
    self.norms = norms
  }
}

/// Where a layer normalises the residual stream.
public struct LayerNorms: Hashable, Sendable {
  /// Where the two (or four) normalisations stand.
  public enum Placement: Hashable, Sendable {
    /// Before attention and before the feed-forward.
    case before
    /// After attention's and after the feed-forward's residual sum (OPT-350m).
    case after
    /// Before and after both, the latter ahead of the residual sum (Gemma 2 and 3).
    case both
    /// After attention and after the feed-forward, ahead of the residual sum (OLMo 2).
    case afterBlock
    /// Once, before both, which work on the same input side by side (Phi-2).
    case shared
  }

  /// Where they stand.
  public var placement: Placement
  /// What each is.
  public var norm: Normalization

  /// Creates a layer's normalisations.
  public init(_ placement: Placement = .before, norm: Normalization = .rootMeanSquare) {
    self.placement = placement
    self.norm = norm
  }

  /// How many there are in a layer.
  public var count: Int {
    switch placement {
    case .shared: 1
    case .before, .after, .afterBlock: 2
    case .both: 4
    }
  }
}

/// A kind of normalisation, as far as its parameters go.
public enum Normalization: Hashable, Sendable {
  /// Root mean square with a learned scale an element.
  case rootMeanSquare
  /// Mean and variance with a learned scale and bias an element.
  case layer
  /// Nothing learned.
  case unscaled

  /// Learned parameters an element.
  public var parametersPerElement: Int {
    switch self {
    case .rootMeanSquare: 1
    case .layer: 2
    case .unscaled: 0
    }
  }
}

/// A number of equal layers, one after the other.
public struct LayerRun: Hashable, Sendable {
  /// The layer.
  public var layer: DecoderLayer
  /// How many of it.
  public var count: Int

  /// Creates a run.
  public init(_ layer: DecoderLayer, count: Int) {
    self.layer = layer
    self.count = count
  }
}
