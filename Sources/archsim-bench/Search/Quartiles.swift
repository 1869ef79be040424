import ArchSim

/// The middle of some outcomes, and the range of the middle half.
struct Quartiles {
  var first: Double
  var median: Double
  var third: Double

  /// Takes outcomes apart, with straight lines between neighbours (as NumPy's `percentile` does).
  init(_ outcomes: [Double]) {
    let sorted = outcomes.sorted()
    func quantile(_ share: Double) -> Double {
      guard let last = sorted.indices.last else { return .nan }
      let place = share * Double(last)
      let below = Int(place.rounded(.down))
      let rest = place - Double(below)
      // Without this, an infinite neighbour would make what is not there a number that is not one.
      guard rest > 0, below < last else { return sorted[below] }
      return sorted[below] + rest * (sorted[below + 1] - sorted[below])
    }
    self.init(first: quantile(0.25), median: quantile(0.5), third: quantile(0.75))
  }

  init(first: Double, median: Double, third: Double) {
    self.first = first
    self.median = median
    self.third = third
  }

  /// The median with the quartiles behind it.
  var text: String {
    func short(_ value: Double) -> String { value.text(significantDigits: 6) }
    return "\(short(median)) [\(short(first)), \(short(third))]"
  }

  /// How the median compares with another's.
  func verdict(against other: Quartiles, isLessBetter: Bool) -> Verdict {
    let sign: Double = isLessBetter ? 1 : -1
    // The peers' numbers have six digits.
    let rounding = 5e-6 * max(other.median.magnitude, 0.1)
    let lead = sign * (other.median - median)
    if lead > rounding { return .better }
    if lead >= -rounding { return .equal }
    return sign * median <= max(sign * other.first, sign * other.third) + rounding
      ? .within : .worse
  }

  /// A median beside another one.
  enum Verdict: String, CaseIterable {
    /// Better by more than the last digit.
    case better
    /// The same number.
    case equal
    /// Worse, but not than three quarters of the other's runs.
    case within
    /// Worse than the other's worse quartile.
    case worse
  }
}
