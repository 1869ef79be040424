extension OperatorKind {
  /// The name in the `op` column of a layer trace.
  public var name: String {
    switch self {
    case .gemm: "gemm"
    case .attentionScore: "attention-score"
    case .attentionContext: "attention-context"
    case .normalization: "norm"
    case .softmax: "softmax"
    case .rotary: "rotary"
    case .activation: "activation"
    case .elementwise: "elementwise"
    case .embedding: "embedding"
    }
  }

  /// The kind with a name, or nil when there is none.
  ///
  /// - Parameter name: A name as ``name`` gives it.
  public init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

extension Fusion {
  /// The right operand is on the chip already: the operator before has read it.
  ///
  /// Latent attention reads its cache once for scores and results.
  public static let weights = Fusion(rawValue: 4)

  /// All names of the `fusion` column of a layer trace.
  static let names: [(name: String, fusion: Fusion)] = [
    ("none", []), ("input", .input), ("output", .output), ("both", .both),
    ("weights", .weights), ("input+weights", [.input, .weights]),
    ("output+weights", [.output, .weights]), ("both+weights", [.both, .weights]),
  ]

  /// The name in the `fusion` column of a layer trace.
  public var name: String {
    let known = intersection([.both, .weights])
    return Self.names.first { $0.fusion == known }?.name ?? "none"
  }

  /// The set with a name, or nil when there is none.
  ///
  /// - Parameter name: A name as ``name`` gives it.
  public init?(name: String) {
    guard let fusion = Self.names.first(where: { $0.name == name })?.fusion else { return nil }
    self = fusion
  }
}
