import ArchSimWorkload

extension ProcessingElement {
  /// Bits of a partial sum.
  ///
  /// Integers: both widths and twelve bits more, so that 4096 products never overflow, rounded up
  /// to whole bytes. Floating point: binary32, as tensor cores accumulate.
  var accumulatorBits: Int {
    guard weights.isInteger, activations.isInteger else { return 32 }
    return (weights.elementBits + activations.elementBits + 12 + 7) / 8 * 8
  }

  /// The gates of one element, with operand registers and accumulator.
  var logic: GateBudget {
    if kind == .composable { return composableLogic }
    switch (weights.shape, activations.shape) {
    case (nil, nil):
      return kind == .shiftAdd
        ? ProcessingElementLogic.shiftAndAdd(
          weightBits: weights.elementBits, activationBits: activations.elementBits,
          accumulatorBits: accumulatorBits)
        : ProcessingElementLogic.integerMAC(
          weightBits: weights.elementBits, activationBits: activations.elementBits,
          accumulatorBits: accumulatorBits)
    case (nil, let activation?):
      // An integer weight on a floating-point activation: the exponent rises by the bit's place.
      return ProcessingElementLogic.shiftAndAddMAC(
        weightBits: weights.elementBits, activation: activation, accumulator: .float32)
    case (let weight?, let activation):
      let input =
        activation
        ?? FloatingPointShape(exponentBits: 1, mantissaBits: activations.elementBits - 1)
      return ProcessingElementLogic.floatingPointMAC(
        weight: weight, activation: input, accumulator: .float32)
    }
  }

  /// Narrow multipliers, the adders and shifters that fuse them, and an accumulator for each of the
  /// results that the narrowest operands make side by side (BitFusion, ISCA '18, section III).
  private var composableLogic: GateBudget {
    let pieces = max(1, weights.elementBits / narrowestBits)
    let inputPieces = max(1, activations.elementBits / narrowestBits)
    let count = pieces * inputPieces
    let brick =
      LogicBlock.multiplier(bits: narrowestBits, by: narrowestBits)
      + LogicBlock.register(bits: 2 * narrowestBits)
    let fusion =
      LogicBlock.multiplexer(bits: 2 * narrowestBits, inputs: max(1, pieces.bitWidthNeeded))
      + LogicBlock.adder(bits: weights.elementBits + activations.elementBits)
    let narrowSum = (2 * narrowestBits + 12 + 7) / 8 * 8
    let sums =
      LogicBlock.adder(bits: narrowSum) + LogicBlock.register(bits: narrowSum)
    return Double(count) * (brick + fusion + sums)
  }

  /// The gates that scale a group's sum: to floating point, times a 16-bit scale, added to the
  /// output's running sum.
  var groupDequantizer: GateBudget {
    LogicBlock.normaliser(bits: accumulatorBits).asFloatingPoint
      + ProcessingElementLogic.floatingPointMAC(
        weight: .float16, activation: .float32, accumulator: .float32)
  }

  /// The gates that turn one weight into the activation's format before it enters the array.
  var weightDequantizer: GateBudget {
    guard let activation = activations.shape else {
      return LogicBlock.multiplier(bits: weights.elementBits, by: 8)
        + LogicBlock.register(bits: activations.elementBits)
    }
    return LogicBlock.normaliser(bits: 8).asFloatingPoint
      + LogicBlock.floatingPointMultiplier(activation, activation)
      + LogicBlock.register(bits: activations.elementBits)
  }
}

extension NumberFormat {
  /// The fields of a floating-point format; nil for integers.
  var shape: FloatingPointShape? {
    switch element {
    case .floatingPoint(let exponentBits, let mantissaBits):
      FloatingPointShape(exponentBits: exponentBits, mantissaBits: mantissaBits)
    case .integer, .ternary, .exponent:
      nil
    }
  }
}

extension Int {
  /// Bits to write the number.
  fileprivate var bitWidthNeeded: Int { self <= 0 ? 0 : Int.bitWidth - leadingZeroBitCount }
}
