/// Points that fill the unit cube more evenly than random ones.
///
/// The additive sequence of Roberts (*The unreasonable effectiveness of quasirandom sequences*, 2018):
/// multiples of 1/φ, 1/φ², … modulo 1, where φ is the real root of φ^(d+1) = φ + 1, shifted at random.
struct QuasiRandomSequence: Sendable {
  private let steps: [Double]
  private let shift: [Double]

  init(dimension: Int, using generator: inout SplitMix64) {
    var root = 2.0
    for _ in 0..<60 { root = power(1 + root, 1 / Double(dimension + 1)) }
    var step = 1.0
    steps = (0..<dimension).map { _ in
      step /= root
      return step
    }
    var shift: [Double] = []
    for _ in 0..<dimension { shift.append(generator.uniform()) }
    self.shift = shift
  }

  func point(_ index: Int) -> [Double] {
    steps.indices.map { axis in
      let value = shift[axis] + steps[axis] * Double(index + 1)
      return value - value.rounded(.down)
    }
  }

  /// The number below which a standard normal draw falls with a probability, to about 1e-9.
  ///
  /// Acklam's rational approximation (2003) with one step of Halley's method.
  static func normalQuantile(_ probability: Double) -> Double {
    let p = min(max(probability, 1e-12), 1 - 1e-12)
    func tail(_ q: Double) -> Double {
      let numerator =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
          - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
      let denominator =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
          + 3.754408661907416) * q + 1
      return numerator / denominator
    }
    var x: Double
    if p < 0.02425 {
      x = tail((-2 * logarithm(p)).squareRoot())
    } else if p > 1 - 0.02425 {
      x = -tail((-2 * logarithm(1 - p)).squareRoot())
    } else {
      let q = p - 0.5
      let r = q * q
      let numerator =
        (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
          + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
      let denominator =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
          + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
      x = numerator / denominator
    }
    let error = NormalDistribution.cumulative(x) - p
    let step = error / NormalDistribution.density(x)
    x -= step / (1 + x * step / 2)
    return x
  }
}
