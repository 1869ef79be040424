import ArchSimWorkload

/// Which units run a product, and at what pace.
struct LookupPlan {
  var usesTensorUnits = false
  /// Cycles of a step.
  var steps: Double
  /// Whether an operand enters in another format than it has.
  var isConverted = false
  /// Lane operations for each element of the right operand and pass over it.
  var lanesPerWeight = 0.0
  /// Lane operations for each output.
  var lanesPerOutput = 0.0
}

extension LookupTableState {
  /// How the chip runs a product of these formats; nil when only the vector lanes can.
  ///
  /// Attention goes to the floating-point units where there are any: keys and values are made at
  /// run time, so nobody can have reinterpreted them.
  func plan(_ operation: Operator) -> LookupPlan? {
    let weights = operation.weights.format
    let isAttention = operation.kind != .gemm
    if isAttention, tensor.units > 0 { return tensorPlan(operation) }
    let isInteger = weights.isInteger && weights.blockSize == 0
    let widest = unit.kind == .bitSerial ? 8 : 16
    let isPlain = operation.activations.blockSize == 0
    if isInteger, isPlain, weights.elementBits <= widest,
      let isConverted = accepts(operation.activations)
    {
      var plan = LookupPlan(
        steps: Double(unit.cyclesPerStep(weightBits: weights.elementBits)))
      plan.isConverted = isConverted
      let multipliesFloats = !unit.isLookup && !unit.activations.isInteger
      if multipliesFloats {
        // The conventional way: weights become floating point before they are multiplied.
        plan.steps = 1
        plan.isConverted = true
        plan.lanesPerWeight = 1
      } else if operation.weights.groupSize > 0 {
        let group = Double(operation.weights.groupSize)
        plan.lanesPerOutput = wholeCycles(Double(operation.k) / group)
      }
      if !unit.isLookup, unit.activations.isInteger {
        let width = max(1, unit.activations.elementBits)
        plan.steps *= Double((operation.activations.elementBits - 1) / width + 1)
      }
      return plan
    }
    if !unit.isLookup, isPlain, fits(weights, unit.activations),
      fits(operation.activations, unit.activations)
    {
      return LookupPlan(steps: 1)
    }
    return tensor.units > 0 ? tensorPlan(operation) : nil
  }

  /// Whether activations of a format can enter: false as they are, true once converted, nil never.
  private func accepts(_ format: NumberFormat) -> Bool? {
    if unit.activations.isInteger {
      if format.isInteger {
        return unit.isLookup ? format.elementBits > unit.entryBits : false
      }
      // Tables of floating-point sums are rounded to integer entries when they are made.
      return unit.isLookup ? true : nil
    }
    return !fits(format, unit.activations)
  }

  private func fits(_ format: NumberFormat, _ native: NumberFormat) -> Bool {
    switch (format.element, native.element) {
    case (.floatingPoint(let exponent, let mantissa), .floatingPoint(let widest, let longest)):
      format.blockSize == 0 && exponent <= widest && mantissa <= longest
    case (.integer(let bits, _), .floatingPoint(_, let longest)):
      bits <= longest + 1
    case (.ternary, .floatingPoint):
      true
    default:
      false
    }
  }

  private func tensorPlan(_ operation: Operator) -> LookupPlan {
    var plan = LookupPlan(usesTensorUnits: true, steps: 1)
    let weights = operation.weights.format
    let isNative = weights.element == NumberFormat.fp16.element && weights.blockSize == 0
    plan.isConverted = !(isNative && fits(operation.activations, .fp16))
    plan.lanesPerWeight = isNative ? 0 : 1
    return plan
  }
}
