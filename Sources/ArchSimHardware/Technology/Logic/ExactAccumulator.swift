public import ArchSimWorkload

/// The narrowest accumulator that holds a sum of products without any rounding (Kulisch).
///
/// An element of `x` exponent and `y` mantissa bits, subnormals included and no code kept for
/// infinities, is a signed multiple of its least value below `2^(2^x + y − 1)`: its significand of
/// `y + 1` bits stands at one of `2^x − 1` places. A two's-complement integer of `r` bits has a
/// magnitude of `r − 1`. Magnitudes of products add, `count` of them need `⌈log₂ count⌉` bits more,
/// and the sign one. arXiv 2311.12359, section 3, gives the same for minifloats
/// (`2^xa + ya + 2^xb + yb + ⌈log₂ n⌉ − 1`) and two bits more for integers.
public enum ExactAccumulator {
  /// Bits of the accumulator.
  ///
  /// - Parameters:
  ///   - weights: The format of one factor.
  ///   - activations: The format of the other.
  ///   - count: Products that are summed.
  /// - Returns: Bits with the sign; nil for formats of more than ten exponent bits.
  public static func bits(
    weights: NumberFormat, activations: NumberFormat, count: Int
  ) -> Int? {
    guard let first = magnitudeBits(weights), let second = magnitudeBits(activations) else {
      return nil
    }
    return first + second + 1 + bitsToCount(count)
  }

  /// Bits of the largest magnitude in units of the least.
  private static func magnitudeBits(_ format: NumberFormat) -> Int? {
    switch format.element {
    case .integer(let bits, let signed): signed ? bits - 1 : bits
    case .ternary: 1
    case .floatingPoint(let exponentBits, let mantissaBits):
      exponentBits > 10 ? nil : (1 << exponentBits) + mantissaBits - 1
    case .exponent: nil
    }
  }

  /// `⌈log₂ count⌉`.
  private static func bitsToCount(_ count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }
}
