extension LogicBlock {
  /// A floating-point multiplier: significands multiplied, exponents added, one normalising shift.
  public static func floatingPointMultiplier(
    _ first: FloatingPointShape, _ second: FloatingPointShape
  ) -> GateBudget {
    let exponent = max(first.exponentBits, second.exponentBits)
    let significand = max(first.significandBits, second.significandBits)
    return
      (multiplier(bits: first.significandBits, by: second.significandBits)
      + adder(bits: exponent) + adder(bits: exponent)
      + multiplexer(bits: significand, inputs: 2)).asFloatingPoint
  }

  /// A floating-point adder: compare, align, add, count zeros, normalise, round.
  public static func floatingPointAdder(_ shape: FloatingPointShape) -> GateBudget {
    accumulateDatapath(shape, exponentAdders: LogicParameter.exponentAdders.value - 1)
  }

  /// What a multiply-accumulate holds besides its significand multiplier and registers: the
  /// product's exponent and the addition to an accumulator of `shape`, without rounding between.
  static func floatingPointAccumulate(_ shape: FloatingPointShape) -> GateBudget {
    accumulateDatapath(shape, exponentAdders: LogicParameter.exponentAdders.value)
  }

  private static func accumulateDatapath(
    _ shape: FloatingPointShape, exponentAdders: Double
  ) -> GateBudget {
    let exponent = width(shape.exponentBits) + LogicParameter.exponentGuardBits.value
    let sum = width(shape.mantissaBits) + LogicParameter.significandGuardBits.value
    let shifters = 2 * sum * Mathematics.logarithm2(sum) * LogicParameter.multiplexer.value
    return GateBudget(
      floatingPoint: exponentAdders * exponent * LogicParameter.adderBit.value
        + sum * (LogicParameter.adderBit.value + LogicParameter.significandBit.value) + shifters)
  }
}
