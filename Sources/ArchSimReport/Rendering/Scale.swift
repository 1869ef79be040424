import ArchSimHardware
import ArchSimText

/// The prefix that all values of a column share, so that they can be compared at a glance.
struct Scale: Hashable {
  /// What a value in the base unit is divided by.
  var divisor: Double
  /// The unit with its prefix, as it stands in the heading.
  var symbol: String
  /// Whether the digits of whole numbers stand in groups of three.
  var isGrouped = true

  static let percent = Scale(divisor: 0.01, symbol: "%")

  /// The scale that suits the largest of the values.
  init(unit: Unit, largest: Double) {
    divisor = 1
    symbol = unit.symbol
    switch unit {
    case .none, .cycles, .dollars, .nanometres, .volts, .squareMillimetres: return
    case .bytes: choose(Self.binary, largest)
    // Nobody counts in kiloseconds.
    case .seconds: choose(Self.decimal.filter { $0.0 <= 1 }, largest)
    case .hertz, .bytesPerSecond, .joules, .watts: choose(Self.decimal, largest)
    }
  }

  init(column: Column, values: some Sequence<Cell>) {
    self =
      column.isFraction
      ? .percent : Scale(unit: column.unit, largest: values.compactMap(\.magnitude).max() ?? 0)
    isGrouped = !column.isName
  }

  private init(divisor: Double, symbol: String) {
    self.divisor = divisor
    self.symbol = symbol
  }

  private static let binary = [
    (1_099_511_627_776.0, "Ti"), (1_073_741_824, "Gi"), (1_048_576, "Mi"), (1024, "Ki"), (1, ""),
  ]
  private static let decimal = [
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"),
    (1e-9, "n"), (1e-12, "p"), (1e-15, "f"),
  ]

  private mutating func choose(_ prefixes: [(Double, String)], _ largest: Double) {
    guard largest > 0, let last = prefixes.last else { return }
    // A hair below a power is rounded up to it when written: 999.96 ms is 1 s.
    let (scale, prefix) = prefixes.first { largest >= $0.0 * 0.9995 } ?? last
    divisor = scale
    symbol = prefix + symbol
  }
}

extension Cell {
  /// The value for people, without unit.
  func text(digits: Int, scale: Scale) -> String {
    switch self {
    case .text(let text): text
    case .integer(let value):
      scale.divisor == 1
        ? (scale.isGrouped ? value.groupedText : "\(value)")
        : (Double(value) / scale.divisor).text(significantDigits: digits)
    case .number(let value):
      // Percentages have one decimal, so that small ones do not look precise.
      scale == .percent
        ? (value / scale.divisor).text(fractionDigits: 1)
        : (value / scale.divisor).text(significantDigits: digits)
    case .boolean(let value): value ? "yes" : "no"
    case .list(let items): items.joined(separator: " ")
    case .none: ""
    }
  }

  /// The value as data, for CSV.
  var dataText: String {
    switch self {
    case .text(let text): text
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : ""
    case .boolean(let value): "\(value)"
    case .list(let items): items.joined(separator: " ")
    case .none: ""
    }
  }
}
