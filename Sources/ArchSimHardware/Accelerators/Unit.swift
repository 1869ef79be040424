import ArchSimText

/// The unit of a design parameter or a metric, and how people write it.
///
/// Values are held in the base unit: bytes, hertz, bytes per second, volts, metres of the node as
/// nanometres, square millimetres, joules, watts, seconds.
public enum Unit: UInt8, Hashable, Sendable, CaseIterable {
  /// A pure number.
  case none
  /// Capacity, in bytes; written with binary or decimal prefixes.
  case bytes
  /// Frequency, in hertz.
  case hertz
  /// Bandwidth, in bytes per second.
  case bytesPerSecond
  /// Voltage, in volts.
  case volts
  /// Feature size, in nanometres.
  case nanometres
  /// Area, in square millimetres.
  case squareMillimetres
  /// Energy, in joules.
  case joules
  /// Power, in watts.
  case watts
  /// Time, in seconds.
  case seconds
  /// Money, in US dollars.
  case dollars
  /// Clock cycles.
  case cycles

  /// The symbol behind a number in the base unit.
  public var symbol: String {
    switch self {
    case .none: ""
    case .bytes: "B"
    case .hertz: "Hz"
    case .bytesPerSecond: "B/s"
    case .volts: "V"
    case .nanometres: "nm"
    case .squareMillimetres: "mm2"
    case .joules: "J"
    case .watts: "W"
    case .seconds: "s"
    case .dollars: "USD"
    case .cycles: "cycles"
    }
  }

  /// A value as people write it: `500 MHz`, `128 KiB`, `25 mm2`.
  ///
  /// Sizes are written with binary prefixes unless they are round in decimal ones; `reference` makes
  /// a size be written as another one is, so that a sentence does not mix the two.
  public func text(
    _ value: Double, significantDigits: Int = 4, like reference: Double? = nil
  ) -> String {
    switch self {
    case .none, .cycles, .dollars, .squareMillimetres, .nanometres, .volts:
      let number = value.text(significantDigits: significantDigits)
      return symbol.isEmpty ? number : "\(number) \(symbol)"
    case .bytes where !isRoundInDecimal(reference ?? value):
      return binaryText(value, significantDigits: significantDigits)
    case .bytes, .hertz, .bytesPerSecond, .joules, .watts, .seconds:
      return siText(value, unit: symbol, significantDigits: significantDigits)
    }
  }

  /// Whether a size was meant in decimal prefixes: 16 GB is not 14.9 GiB.
  private func isRoundInDecimal(_ value: Double) -> Bool {
    let millions = value / 1_000_000
    return millions.magnitude >= 1 && millions == millions.rounded()
  }

  private func binaryText(_ value: Double, significantDigits: Int) -> String {
    for (prefix, scale) in [("GiB", 1_073_741_824.0), ("MiB", 1_048_576), ("KiB", 1024)]
    where value.magnitude >= scale {
      return "\((value / scale).text(significantDigits: significantDigits)) \(prefix)"
    }
    return "\(value.text(significantDigits: significantDigits)) B"
  }
}
