/// How numbers become places along an axis, and which numbers the axis names.
struct ChartScale: Hashable, Sendable {
  /// The number at the beginning of the axis.
  let low: Double
  /// The number at its end.
  let high: Double
  /// Whether equal ratios, rather than equal differences, are equally far apart.
  let isLogarithmic: Bool

  /// The ratio from which an axis of positive numbers is logarithmic.
  static let wideRatio = 20.0

  /// A scale that holds all numbers that are finite, with some room beside them.
  ///
  /// - Parameters:
  ///   - values: The numbers.
  ///   - logarithmic: What it should be; by default logarithmic for positive numbers over a wide
  ///     range. Numbers that are not positive make it linear.
  ///   - includesZero: Whether the axis begins at 0, as that of bars must.
  ///   - margin: The room at either end, as a share of the axis.
  init(
    _ values: some Sequence<Double>, logarithmic: Bool? = nil, includesZero: Bool = false,
    margin: Double = 0.04
  ) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    if includesZero {
      low = min(0, low)
      high = max(0, high)
    }
    isLogarithmic = low > 0 && (logarithmic ?? (high / low > Self.wideRatio))
    if isLogarithmic {
      let room = max(margin * Mathematics.log10(high / low), high == low ? 0.1 : 1e-4)
      self.low = low * Mathematics.power10(-room)
      self.high = high * Mathematics.power10(room)
    } else {
      let range = high - low
      let room = range > 0 ? range * margin : max(high.magnitude * 0.1, 1e-12)
      self.low = includesZero && low == 0 ? 0 : low - room
      self.high = includesZero && high == 0 && low < 0 ? 0 : high + room
    }
  }

  /// Where a number lies: 0 at the beginning of the axis, 1 at its end.
  func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? Mathematics.log10(value / low) / Mathematics.log10(high / low)
      : (value - low) / (high - low)
  }

  /// The number that lies at a fraction of the axis.
  func value(_ fraction: Double) -> Double {
    isLogarithmic
      ? low * Mathematics.power10(fraction * Mathematics.log10(high / low))
      : low + fraction * (high - low)
  }

  /// Round numbers along the axis.
  ///
  /// - Parameter count: About how many.
  /// - Returns: The numbers, ascending.
  func ticks(_ count: Int) -> [Double] {
    guard isLogarithmic else { return linearTicks(count) }
    let decades = Mathematics.log10(high / low)
    if decades < 1 { return linearTicks(count) }
    let first = Int(Mathematics.log10(low).rounded(.down))
    let last = Int(Mathematics.log10(high).rounded(.up))
    let factors: [Double] =
      decades * 3 <= Double(count) ? [1, 2, 5] : decades * 2 <= Double(count) ? [1, 3] : [1]
    let step = max(1, Int((decades / Double(max(1, count))).rounded(.up)))
    var ticks: [Double] = []
    for exponent in first...last where (exponent - first).isMultiple(of: step) {
      for factor in factors {
        let tick = factor * Mathematics.power10(Double(exponent))
        if tick >= low * 0.999999, tick <= high * 1.000001 { ticks.append(tick) }
      }
    }
    return ticks.count >= 2 ? ticks : linearTicks(count)
  }

  private func linearTicks(_ count: Int) -> [Double] {
    let range = high - low
    guard range > 0, range.isFinite else { return [low] }
    let rough = range / Double(max(1, count))
    let power = Mathematics.power10(Mathematics.log10(rough).rounded(.down))
    let step = ([1, 2, 2.5, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10) * power
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [low] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }
}
