/// What an operator does; its shape says on how much.
public enum OperatorKind: UInt8, Hashable, Sendable, CaseIterable {
  /// `m × k` activations times `k × n` stored weights.
  case gemm
  /// Queries times keys: `m` query rows, `k` the head width, `n` the context; the right operand is
  /// the KV cache.
  case attentionScore
  /// Probabilities times values: `m` query rows, `k` the context, `n` the head width; the right
  /// operand is the KV cache.
  case attentionContext
  /// RMS or layer normalisation of `m` rows of `n`.
  case normalization
  /// Softmax of `m` rows of `n`.
  case softmax
  /// Rotary embedding of `m` rows of `n`.
  case rotary
  /// An activation function, with the product of a gated feed-forward where there is one: `m` rows
  /// of `n` results.
  case activation
  /// A sum of two tensors (residual) or another cheap function: `m` rows of `n`.
  case elementwise
  /// A look-up of `m` rows of `n` in a table of weights.
  case embedding

  /// Whether it multiplies matrices.
  @inlinable public var isMatrixMultiply: Bool {
    switch self {
    case .gemm, .attentionScore, .attentionContext: true
    case .normalization, .softmax, .rotary, .activation, .elementwise, .embedding: false
    }
  }
}

/// Which operands of an operator never leave the chip, because it is fused with its neighbours.
///
/// Flash attention keeps scores and probabilities on the chip: the score GEMM has `.output`, the
/// softmax `.both`, and the context GEMM `.input`.
public struct Fusion: OptionSet, Hashable, Sendable {
  /// The raw bits.
  public let rawValue: UInt8
  /// Creates a set from raw bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// The left operand (activations) comes from the operator before.
  public static let input = Fusion(rawValue: 1)
  /// The result goes to the operator after.
  public static let output = Fusion(rawValue: 2)
  /// Both: the operator works on data that is on the chip anyway.
  public static let both: Fusion = [.input, .output]
}

/// One step of a layer, with its shape and the formats of its operands.
///
/// Shapes are those of a matrix product `m × k` times `k × n`, `batch` times over with operands of
/// its own each time (attention heads, routed experts). Operators that multiply no matrices have
/// `k = 1` and work on `batch × m × n` elements.
///
/// ```swift
/// // One query projection of Llama-2-7B for eight tokens, 4-bit weights in groups of 128:
/// Operator(.gemm, m: 8, k: 4096, n: 4096,
///          weights: TensorQuantization(.int4, groupSize: 128), activations: .int8, output: .fp16)
/// ```
///
/// The most familiar thing that it is *not*: a node of a graph. Order and names belong to
/// ``LayerTrace``; an operator is a value, and two equal operators cost the same.
public struct Operator: Hashable, Sendable {
  /// What it does.
  public var kind: OperatorKind
  /// Rows of the left operand and of the result.
  public var m: Int
  /// The reduction.
  public var k: Int
  /// Columns of the right operand and of the result.
  public var n: Int
  /// Independent instances, each with operands of its own.
  public var batch: Int
  /// The right operand: weights, or the KV cache in attention.
  public var weights: TensorQuantization
  /// The left operand.
  public var activations: NumberFormat
  /// The result as it is stored.
  public var output: NumberFormat
  /// What stays on the chip.
  public var fusion: Fusion
  /// Of attention over instances whose contexts differ, and of which the shape has the mean: the
  /// longest; 0 where all are equal.
  ///
  /// Bytes and multiplications are sums, which the mean keeps. Time is not where instances run side
  /// by side: the last one to end counts. A family that runs them one after another need not look.
  public var longestContext = 0

  /// Creates an operator.
  public init(
    _ kind: OperatorKind, m: Int, k: Int = 1, n: Int, batch: Int = 1,
    weights: TensorQuantization, activations: NumberFormat, output: NumberFormat,
    fusion: Fusion = []
  ) {
    self.kind = kind
    self.m = m
    self.k = k
    self.n = n
    self.batch = batch
    self.weights = weights
    self.activations = activations
    self.output = output
    self.fusion = fusion
  }

  /// Multiply-accumulates of all instances; 0 for operators that multiply no matrices.
  @inlinable public var macs: Double {
    kind.isMatrixMultiply ? Double(m) * Double(k) * Double(n) * Double(batch) : 0
  }
}
