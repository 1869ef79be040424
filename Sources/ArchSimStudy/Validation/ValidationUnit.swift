public import ArchSimHardware
import ArchSimText

/// The unit of a row: one that archsim knows with its prefixes, or a symbol as it stands.
public enum ValidationUnit: Hashable, Sendable {
  /// A unit of parameters and metrics; values may have prefixes.
  case quantity(Unit)
  /// A unit of the technology models, such as `um2` or `pJ`; values stand in it.
  case symbol(String)

  /// What stands behind values as data.
  public var symbol: String {
    switch self {
    case .quantity(let unit): unit.symbol
    case .symbol(let symbol): symbol
    }
  }

  /// A value for people: counts in full, everything else in five digits.
  public func text(_ value: Double) -> String {
    if case .quantity(let unit) = self, unit != .none, unit != .cycles {
      return unit.text(value, significantDigits: 5)
    }
    var number = value.text(significantDigits: 5)
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { number = whole.groupedText }
    return symbol.isEmpty ? number : "\(number) \(symbol)"
  }

  /// Reads a value that must have this unit.
  func parse(_ text: String, _ what: String, at location: SourceLocation) throws(Diagnostic)
    -> Double
  {
    switch self {
    case .quantity(let unit): return try Quantity.parse(text, as: unit, what, at: location)
    case .symbol(let symbol):
      let words = text.split(separator: " ").map(String.init)
      guard let first = words.first, let number = parseNumber(first), words.count <= 2 else {
        throw Diagnostic(
          "expected a number of \(symbol) for '\(what)', found '\(text.shortened)'", at: location)
      }
      guard words.count == 2, words[1] == symbol else {
        throw Diagnostic(
          words.count == 2
            ? "'\(what)' is in \(symbol), found '\(text.shortened)'"
            : "'\(what)' needs a unit, found '\(text.shortened)'",
          at: location, hint: "write \(first) \(symbol)")
      }
      return number
    }
  }
}
