/// The vertical scale of a chart: logarithmic when values differ by much, otherwise even.
struct ValueScale: Hashable {
  private let low: Double
  private let high: Double
  private let isLogarithmic: Bool
  private let top: Double
  private let bottom: Double

  /// Fits values, some of which may be missing, between two places of a picture.
  init(_ values: [Double], top: Double, bottom: Double) {
    self.top = top
    self.bottom = bottom
    let least = values.min() ?? 0
    let most = values.max() ?? 1
    isLogarithmic = least > 0 && most / least > 10
    let margin = most > least ? (most - least) * 0.05 : max(most.magnitude * 0.05, 1e-300)
    low = isLogarithmic ? least * 0.9 : least - margin
    high = isLogarithmic ? most * 1.1 : most + margin
  }

  /// Where a value stands; what is beyond stands at the edge.
  func place(_ value: Double) -> Double {
    let value = min(max(value, low), high)
    let share =
      isLogarithmic
      ? binaryLogarithm(value / low) / binaryLogarithm(high / low) : (value - low) / (high - low)
    return bottom - share * (bottom - top)
  }

  /// Round values, about six.
  var ticks: [Double] {
    let magnitudes = powersOfTen(from: low, to: high)
    if isLogarithmic {
      let all = magnitudes.flatMap { [$0, 2 * $0, 5 * $0] }.filter { $0 >= low && $0 <= high }
      let whole = magnitudes.filter { $0 >= low && $0 <= high }
      return all.count > 9 && whole.count > 1 ? whole : all
    }
    var unit = 1.0
    while unit * 10 <= high - low { unit *= 10 }
    while unit > high - low { unit /= 10 }
    let step = [0.1, 0.2, 0.5, 1].map { $0 * unit }.first { (high - low) / $0 <= 8 } ?? unit
    var ticks: [Double] = []
    var number = (low / step).rounded(.up)
    while number * step <= high, ticks.count < 20 {
      ticks.append(number * step)
      number += 1
    }
    return ticks
  }

  private func powersOfTen(from low: Double, to high: Double) -> [Double] {
    guard low > 0 else { return [] }
    var power = 1.0
    while power > low { power /= 10 }
    while power * 10 <= low { power *= 10 }
    var powers: [Double] = []
    while power <= high {
      powers.append(power)
      power *= 10
    }
    return powers
  }
}

/// The logarithm of a positive number to base 2, exact to about twelve digits: charts need no more.
func binaryLogarithm(_ value: Double) -> Double {
  guard value > 0, value.isFinite else { return 0 }
  // ln m = 2 artanh((m − 1)/(m + 1)), for m between 1 and 2.
  let ratio = (value.significand - 1) / (value.significand + 1)
  var term = ratio
  var sum = 0.0
  for odd in stride(from: 1, through: 25, by: 2) {
    sum += term / Double(odd)
    term *= ratio * ratio
  }
  return Double(value.exponent) + 2 * sum / 0.693147180559945309
}
