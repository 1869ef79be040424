public import ArchSimHardware
public import ArchSimText

/// A number with a unit as people write it: `500 MHz`, `128 KiB`, `25 mm2`, `3.7 pJ`.
///
/// ```swift
/// try Quantity.parse("500 MHz", as: .hertz, "clock", at: location)   // 500_000_000
/// ```
///
/// 1 kB is 1000 B and 1 KiB is 1024 B; a small `b` is a bit. A number without its unit is an error
/// wherever there is a unit: a clock of 500 could be anything.
public enum Quantity {
  /// Reads a quantity.
  ///
  /// - Parameters:
  ///   - text: What the user wrote.
  ///   - unit: The unit that it must have.
  ///   - what: The name of the quantity, for the error.
  ///   - location: Where it stands.
  /// - Returns: The value in the base unit, rounded once.
  /// - Throws: A diagnostic when there is no finite number, no unit, or a wrong one.
  public static func parse(
    _ text: String, as unit: Unit, _ what: String, at location: SourceLocation?
  ) throws(Diagnostic) -> Double {
    let trimmed = text.trimmingSpaces
    let digits = numberPrefix(of: trimmed)
    let symbol = String(trimmed.dropFirst(digits.count)).trimmingSpaces
    let number = String(digits)
    guard let plain = parseNumber(number) else {
      throw Diagnostic(
        "expected \(expectation(unit)) for '\(what)', found '\(text.shortened)'", at: location)
    }
    if let bare = withoutLeadingZeros(number) {
      throw Diagnostic(
        "expected a decimal number for '\(what)', found '\(text.shortened)'", at: location,
        hint: "write \(bare)\(symbol.isEmpty ? "" : " " + symbol)")
    }
    if symbol.isEmpty, unit == .none || unit == .cycles { return plain }
    guard !symbol.isEmpty else {
      throw Diagnostic(
        "'\(what)' needs a unit, found '\(text.shortened)'", at: location,
        hint: "write \(unit.example(number))")
    }
    guard let spelling = unit.spellings.first(where: { $0.symbol == symbol }) else {
      throw Diagnostic(
        unit == .none
          ? "expected a plain number for '\(what)', found '\(text.shortened)'"
          : "expected \(expectation(unit)) for '\(what)', found '\(text.shortened)'",
        at: location, hint: hint(symbol, number: number, unit))
    }
    let value = scaled(number, plain, by: spelling)
    guard value.isFinite else {
      throw Diagnostic("'\(what)' is too large: '\(text.shortened)'", at: location)
    }
    return value
  }

  /// A value as ``parse(_:as:_:at:)`` reads it back, bit by bit, in the nicest unit that does so.
  public static func exactText(_ value: Double, _ unit: Unit) -> String {
    if unit == .none { return plainText(value) }
    // Sizes may be round in either system: 16 GB is no round number of GiB.
    let candidates = [
      unit.text(value, significantDigits: 12),
      siText(value, unit: unit.symbol, significantDigits: 12),
    ]
    for text in candidates.prefix(unit == .bytes ? 2 : 1)
    where (try? parse(text, as: unit, "", at: nil)) == value { return text }
    return "\(plainText(value)) \(unit.symbol)"
  }

  private static func plainText(_ value: Double) -> String {
    guard let whole = Int(exactly: value), whole.magnitude < 1 << 53 else { return "\(value)" }
    return "\(whole)"
  }

  /// Powers of ten join the number's exponent, so that `1.1 GHz` is rounded once.
  private static func scaled(_ number: String, _ plain: Double, by spelling: UnitSpelling) -> Double
  {
    let hasExponent = number.utf8.contains { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    var value = plain
    if spelling.decimal != 0 {
      value =
        hasExponent
        ? plain * (Double("1e\(spelling.decimal)") ?? 1)
        : Double("\(number)e\(spelling.decimal)") ?? .infinity
    }
    let power = Double(1 << spelling.binary.magnitude)
    return spelling.binary < 0 ? value / power : value * power
  }

  /// The longest beginning that reads as a decimal number.
  private static func numberPrefix(of text: String) -> Substring {
    var end = text.startIndex
    var index = text.startIndex
    while index < text.endIndex, "0123456789+-.eE".contains(text[index]) {
      index = text.index(after: index)
      if parseNumber(text[..<index]) != nil { end = index }
    }
    return end == text.startIndex ? text[..<index] : text[..<end]
  }

  private static func expectation(_ unit: Unit) -> String {
    switch unit {
    case .none: "a number"
    case .bytes: "a size such as '128 KiB'"
    case .hertz: "a frequency such as '500 MHz'"
    case .bytesPerSecond: "a bandwidth such as '64 GB/s'"
    case .volts: "a voltage such as '0.9 V'"
    case .nanometres: "a length such as '28 nm'"
    case .squareMillimetres: "an area such as '25 mm2'"
    case .joules: "an energy such as '3.7 mJ'"
    case .watts: "a power such as '5 W'"
    case .seconds: "a time such as '50 ms'"
    case .dollars: "a price such as '20 USD'"
    case .cycles: "cycles such as '1000'"
    }
  }

  private static func hint(_ symbol: String, number: String, _ unit: Unit) -> String? {
    if symbol == "KB" || symbol == "KB/s" { return "kB is 1000 B, KiB is 1024 B" }
    let lower = symbol.lowercased()
    if let near = unit.spellings.first(where: { $0.symbol.lowercased() == lower }) {
      return "write \(number) \(near.symbol)"
    }
    if let other = Unit.allCases.first(where: {
      $0 != unit && $0.spellings.contains { $0.symbol == symbol }
    }) {
      return "'\(symbol)' is a unit of \(other.quantityName)"
    }
    return nil
  }
}

extension Unit {
  fileprivate var quantityName: String {
    switch self {
    case .none: "nothing"
    case .bytes: "size"
    case .hertz: "frequency"
    case .bytesPerSecond: "bandwidth"
    case .volts: "voltage"
    case .nanometres: "length"
    case .squareMillimetres: "area"
    case .joules: "energy"
    case .watts: "power"
    case .seconds: "time"
    case .dollars: "money"
    case .cycles: "cycles"
    }
  }
}

extension String {
  /// Without spaces at either end.
  var trimmingSpaces: String {
    var text = self[...].drop { $0.isWhitespace }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
