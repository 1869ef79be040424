/// Reading unsigned weights of `bits` as sums of `±1`, which makes half of every table redundant.
///
/// `q' = 2q − (2^b − 1)` turns each bit into `±1`, so that a group's negated weights select the
/// negated sum; `s' = s/2` and `z' = 2z + 1 − 2^b` keep `s (q − z) = s' (q' − z')` (LUT Tensor Core,
/// arXiv 2408.06003, section 3.1). It happens when a model is stored and costs nothing at run time.
public struct WeightReinterpretation: Hashable, Sendable {
  /// Bits of a weight, 1 to 16.
  public let bits: Int

  /// The reading of weights of `bits`; others than 1 to 16 count as the nearest.
  public init(bits: Int) {
    self.bits = min(max(bits, 1), 16)
  }

  /// The odd number that stands for an unsigned weight.
  public func weight(_ stored: Int) -> Int { 2 * stored - ((1 << bits) - 1) }

  /// The scale of the odd numbers.
  public func scale(_ scale: Double) -> Double { scale / 2 }

  /// The zero point of the odd numbers.
  public func zeroPoint(_ zeroPoint: Double) -> Double { 2 * zeroPoint + 1 - Double(1 << bits) }
}
