/// The median of some numbers and the quartiles around it.
///
/// Places between two numbers are interpolated, as R's type 7 does (Hyndman, Fan: *Sample quantiles
/// in statistical packages*, The American Statistician 50, 1996). Numbers may be infinite: a run that
/// found nothing is worse than all that did.
public struct Quartiles: Hashable, Sendable {
  /// A quarter of the numbers is at most this.
  public var lower: Double
  /// Half of the numbers is at most this.
  public var median: Double
  /// Three quarters of the numbers are at most this.
  public var upper: Double

  /// Sorts some numbers and reads off the quartiles; nil when there are none, or one is not a number.
  public init?(_ numbers: [Double]) {
    guard !numbers.isEmpty, !numbers.contains(where: \.isNaN) else { return nil }
    let sorted = numbers.sorted()
    lower = Self.quantile(0.25, of: sorted)
    median = Self.quantile(0.5, of: sorted)
    upper = Self.quantile(0.75, of: sorted)
  }

  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let index = min(sorted.count - 1, Int(place))
    let fraction = place - Double(index)
    // Nothing is interpolated where there is nothing to, so that infinities do not spread.
    guard fraction > 0, index + 1 < sorted.count, sorted[index] != sorted[index + 1] else {
      return sorted[index]
    }
    return sorted[index] + fraction * (sorted[index + 1] - sorted[index])
  }
}
