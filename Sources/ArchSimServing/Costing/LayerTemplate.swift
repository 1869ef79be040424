import ArchSimHardware
import ArchSimWorkload

/// An operator whose rows follow from the number of tokens, taken from the trace of one token.
///
/// Every operator with weights has as many rows as there are tokens, times a constant; so the trace
/// builder is asked once, and other numbers of tokens scale what it wrote. A test holds this to
/// traces that are built anew.
struct TemplateOperator {
  enum Scale {
    /// `m` times the tokens.
    case tokens
    /// `m` times the tokens that each tensor-parallel device keeps.
    case sequenceTokens
    /// A product of routed experts: `batch` experts with `m` rows.
    case experts
    /// `m` times the pairs of tokens and routed experts.
    case pairs
  }

  var operation: Operator
  var kind: WorkKind
  var scale: Scale
}

/// The operators of a section for one token.
struct SectionTemplate {
  private(set) var operators: [TemplateOperator] = []

  /// Takes the rows that a table by tokens can hold: all but attention and, in latent attention,
  /// what is made from the cache.
  init(
    rows: [TraceRow], kind: WorkKind?, plan: ParallelPlan, hiddenSize: Int, kernels: EngineKernels
  ) {
    for row in rows {
      let name = row.name.split(separator: ".").dropFirst(kind == nil ? 2 : 0).joined(
        separator: ".")
      guard !Self.isAttention(row.operation.kind, name) else { continue }
      operators.append(
        TemplateOperator(
          operation: kernels.kernel(row.operation, name: name),
          kind: kind ?? Self.kind(of: row.operation.kind, name),
          scale: Self.scale(
            of: row.operation, name, plan: plan, hiddenSize: hiddenSize)))
    }
  }

  /// Kernels of their own among the operators: products, and what runs in none of them.
  var kernels: Int {
    operators.count { $0.operation.kind.isMatrixMultiply || $0.operation.fusion.isEmpty }
  }

  static func isAttention(_ kind: OperatorKind, _ name: String) -> Bool {
    switch kind {
    case .attentionScore, .attentionContext: true
    case .softmax: name == "softmax"
    default: name.hasPrefix("kv_b_proj")
    }
  }

  private static func kind(of kind: OperatorKind, _ name: String) -> WorkKind {
    if name.hasPrefix("experts.") || name.hasPrefix("router") { return .experts }
    return kind == .gemm ? .linear : .elementwise
  }

  private static func scale(
    of operation: Operator, _ name: String, plan: ParallelPlan, hiddenSize: Int
  ) -> TemplateOperator.Scale {
    if name.hasPrefix("experts.") { return operation.kind == .gemm ? .experts : .pairs }
    let isResidual = operation.kind == .normalization || operation.kind == .elementwise
    if plan.isSequenceParallel, isResidual, operation.n == hiddenSize,
      !name.hasPrefix("shared_expert")
    {
      return .sequenceTokens
    }
    return .tokens
  }

  /// Time by kind and energy of the section for a number of tokens.
  ///
  /// - Parameters:
  ///   - tokens: Tokens of one group of attention.
  ///   - sequenceShare: Devices that share them in sequence-parallel operators.
  ///   - load: What the device's routed experts have to do; energy is scaled to the average device.
  ///   - pricing: The device.
  /// - Returns: Seconds by ``WorkKind``, and joules of an average device.
  func cost(
    tokens: Int, sequenceShare: Int, load: ExpertRouting.Load?, pricing: inout DevicePricing
  ) -> (seconds: SIMD8<Double>, joules: Double) {
    var seconds = SIMD8<Double>.zero
    var joules = 0.0
    for template in operators {
      var operation = template.operation
      var cost = TimeAndEnergy()
      switch template.scale {
      case .tokens:
        operation.m = clampedProduct(operation.m, tokens)
        cost = pricing.price(operation)
      case .sequenceTokens:
        let share = (tokens + sequenceShare - 1) / sequenceShare
        operation.m = clampedProduct(operation.m, share)
        cost = pricing.price(operation)
      case .experts, .pairs:
        let busiest = load?.busiest ?? ExpertLoad(distinct: 1, pairs: tokens)
        let pairs = max(1, busiest.pairs)
        if template.scale == .pairs {
          operation.m = clampedProduct(operation.m, pairs)
          cost = pricing.price(operation)
        } else {
          let distinct = min(max(1, busiest.distinct), pairs)
          let busier = pairs % distinct
          for (extra, experts) in [(1, busier), (0, distinct - busier)] where experts > 0 {
            operation.m = pairs / distinct + extra
            operation.batch = experts
            cost += pricing.price(operation)
          }
        }
        cost.joules *= min(1, (load?.meanPairs ?? Double(pairs)) / Double(pairs))
      }
      seconds[template.kind.rawValue] += cost.seconds
      joules += cost.joules
    }
    return (seconds, joules)
  }
}
