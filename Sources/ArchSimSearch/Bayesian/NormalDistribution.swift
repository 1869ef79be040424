/// Logarithms of what the normal distribution says, accurate far into its tails.
///
/// Ament, Daulton, Eriksson, Balandat, Bakshy: *Unexpected improvements to expected improvement for
/// Bayesian optimization*, NeurIPS 2023: an acquisition that underflows to zero has no slope to
/// climb, its logarithm has.
enum NormalDistribution {
  /// A logarithm and its derivative.
  struct Value {
    var logarithm: Double
    var derivative: Double
  }

  private static let rootOfTwoPi = (2 * Double.pi).squareRoot()
  /// Below this, the sums of the asymptotic series are exact to rounding.
  private static let tail = -25.0

  static func density(_ z: Double) -> Double { exponential(-0.5 * z * z) / rootOfTwoPi }

  static func cumulative(_ z: Double) -> Double {
    0.5 * complementaryErrorFunction(-z * 0.5.squareRoot())
  }

  /// The logarithm of the probability of a number below z.
  static func logCumulative(_ z: Double) -> Value {
    if z > tail {
      let probability = cumulative(z)
      return Value(
        logarithm: ArchSimSearch.logarithm(probability), derivative: density(z) / probability)
    }
    let inverse = 1 / (z * z)
    let series = 1 - inverse * (1 - inverse * (3 - 15 * inverse))
    return Value(
      logarithm: -0.5 * z * z - ArchSimSearch.logarithm(-z * rootOfTwoPi)
        + ArchSimSearch.logarithm(series),
      derivative: -z / series)
  }

  /// The logarithm of φ(z) + z·Φ(z), the improvement expected in units of the deviation.
  static func logImprovement(_ z: Double) -> Value {
    if z > tail {
      let probability = cumulative(z)
      let improvement = density(z) + z * probability
      return Value(
        logarithm: ArchSimSearch.logarithm(improvement), derivative: probability / improvement)
    }
    let inverse = 1 / (z * z)
    let series = 1 - inverse * (3 - inverse * (15 - 105 * inverse))
    let cumulativeSeries = 1 - inverse * (1 - inverse * (3 - 15 * inverse))
    return Value(
      logarithm: -0.5 * z * z - ArchSimSearch.logarithm(z * z * rootOfTwoPi)
        + ArchSimSearch.logarithm(series),
      derivative: -z * cumulativeSeries / series)
  }
}
