public import ArchSimWorkload

/// How a processing element multiplies.
public enum MultiplierKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A multiplier for its two formats.
  case multiplier
  /// MixPE: the activation shifted by each set bit of the weight, and added. Its weights are
  /// integers.
  case shiftAdd
  /// BitFusion: narrow multipliers that fuse into wider ones. Its operands are integers.
  case composable
}

/// Where per-group scales and zero points are applied.
public enum Dequantization: UInt8, Hashable, Sendable, CaseIterable {
  /// To each group's sum, after the product: one multiply-add an output and group (MixPE,
  /// arXiv 2411.16158, section 3).
  case afterGroup
  /// To each weight on its way into the array, which then multiplies in the activation's format.
  case beforeProduct
}

/// One multiply unit of an array: what it multiplies natively and how.
public struct ProcessingElement: Hashable, Sendable {
  /// How it multiplies.
  public var kind: MultiplierKind
  /// The widest weights of one step.
  public var weights: NumberFormat
  /// The widest activations of one step.
  public var activations: NumberFormat
  /// The narrowest operands that still gain speed on a composable element, in bits.
  public var narrowestBits: Int
  /// Where scales are applied.
  public var dequantization: Dequantization

  /// Creates a processing element.
  public init(
    kind: MultiplierKind, weights: NumberFormat, activations: NumberFormat, narrowestBits: Int = 4,
    dequantization: Dequantization
  ) {
    self.kind = kind
    self.weights = weights
    self.activations = activations
    self.narrowestBits = narrowestBits
    self.dequantization = dequantization
  }

  /// How the element runs a product of these operands.
  public func plan(weights operand: TensorQuantization, activations: NumberFormat) -> ProductPlan? {
    // Block-scaled formats bring scales along as groups do: the shortest span decides.
    let span = Self.shortest(
      operand.groupSize, Self.shortest(operand.format.blockSize, activations.blockSize))
    guard span > 0 else {
      return steps(weights: operand.format, activations: activations)
    }
    switch dequantization {
    case .afterGroup:
      guard var plan = steps(weights: operand.format, activations: activations) else { return nil }
      plan.conversion = .group(size: span)
      return plan
    case .beforeProduct:
      guard var plan = steps(weights: activations, activations: activations) else { return nil }
      plan.conversion = .weight
      return plan
    }
  }

  /// Passes and widths of operands as they stand, or nil when the element cannot take them.
  private func steps(weights operand: NumberFormat, activations input: NumberFormat) -> ProductPlan?
  {
    if kind == .composable {
      guard operand.isInteger, input.isInteger else { return nil }
      let weightWidth = max(operand.elementBits, narrowestBits)
      let inputWidth = max(input.elementBits, narrowestBits)
      return ProductPlan(
        steps: Self.pieces(operand.elementBits, weights.elementBits)
          * Self.pieces(input.elementBits, activations.elementBits),
        rowFactor: max(1, activations.elementBits / inputWidth),
        columnFactor: max(1, weights.elementBits / weightWidth))
    }
    guard let weightSteps = Self.steps(operand, on: weights),
      let inputSteps = Self.steps(input, on: activations)
    else { return nil }
    return ProductPlan(steps: weightSteps * inputSteps)
  }

  /// Steps that a unit for `native` takes over an operand: integers are taken in pieces, floating
  /// point must fit, and an integer fits a floating-point unit whose significand holds it.
  private static func steps(_ operand: NumberFormat, on native: NumberFormat) -> Int? {
    switch (operand.element, native.element) {
    case (.integer, .integer), (.ternary, .integer):
      return pieces(operand.elementBits, native.elementBits)
    case (.ternary, .ternary):
      return 1
    case (.floatingPoint(let exponent, let mantissa), .floatingPoint(let widest, let longest)):
      return exponent <= widest && mantissa <= longest ? 1 : nil
    case (.integer(let bits, _), .floatingPoint(_, let longest)):
      return bits <= longest + 1 ? 1 : nil
    case (.ternary, .floatingPoint):
      return 1
    default:
      return nil
    }
  }

  /// The shorter of two spans, where 0 stands for the whole reduction.
  private static func shortest(_ first: Int, _ second: Int) -> Int {
    first == 0 ? second : second == 0 ? first : min(first, second)
  }

  private static func pieces(_ bits: Int, _ width: Int) -> Int {
    (bits - 1) / max(1, width) + 1
  }
}

/// How an array runs a product: passes, speed-up of narrow operands, and what scales cost.
public struct ProductPlan: Hashable, Sendable {
  /// What is multiplied by scales, and when.
  public enum Conversion: Hashable, Sendable {
    /// Nothing: scales, if any, span the whole reduction and join the output's.
    case none
    /// Each group's sum of each output; a size of 0 stands for the whole reduction.
    case group(size: Int)
    /// Each weight that enters the array.
    case weight
  }

  /// Steps a multiply-accumulate takes.
  public var steps: Int
  /// Results an element makes side by side along the rows.
  public var rowFactor: Int
  /// Results an element makes side by side along the columns.
  public var columnFactor: Int
  /// What scales cost.
  public var conversion: Conversion

  /// Creates a plan.
  public init(
    steps: Int, rowFactor: Int = 1, columnFactor: Int = 1, conversion: Conversion = .none
  ) {
    self.steps = steps
    self.rowFactor = rowFactor
    self.columnFactor = columnFactor
    self.conversion = conversion
  }
}
