import ArchSimHardware
import ArchSimText

/// An axis of a chart: what it shows, its scale, and how its numbers are written.
struct ChartAxis: Hashable, Sendable {
  let scale: ChartScale
  /// The name with the unit, as it stands beside the axis.
  let title: String
  private let divisor: Double

  /// An axis of quantities.
  ///
  /// - Parameters:
  ///   - name: What it shows.
  ///   - unit: The unit of the numbers.
  ///   - scale: Where they lie.
  ///   - isFraction: Whether they are shares, to be written in per cent.
  init(_ name: String, unit: Unit = .none, scale: ChartScale, isFraction: Bool = false) {
    self.scale = scale
    // The prefix suits the middle of a logarithmic axis, and the end of a linear one.
    let typical =
      scale.isLogarithmic
      ? scale.low * (scale.high / scale.low).squareRoot() : max(-scale.low, scale.high)
    let prefixed = isFraction ? .percent : Scale(unit: unit, largest: typical)
    divisor = prefixed.divisor
    title =
      prefixed.symbol.isEmpty ? name : "\(name) (\(prefixed.symbol.typographic))"
  }

  /// A number of the axis as people read it.
  func text(_ value: Double) -> String {
    let number = value / divisor
    // A hair beside zero is zero.
    if number.magnitude < (scale.high - scale.low) / divisor * 1e-9 { return "0" }
    if number.magnitude >= 1e5 || number.magnitude < 1e-3 {
      return siText(number, unit: "", significantDigits: 4).replacing(" ", with: "\u{2009}")
    }
    return number.text(significantDigits: 5).replacing("-", with: "−")
  }
}

extension String {
  /// Units with a raised digit, as in print.
  var typographic: String { replacing("mm2", with: "mm²") }

  /// A number and its unit, which no line break parts.
  var unbroken: String { replacing(" ", with: "\u{00A0}") }

  /// The name of a metric in words.
  var spaced: String { replacing("_", with: " ") }
}
