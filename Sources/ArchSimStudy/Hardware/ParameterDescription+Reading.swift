public import ArchSimHardware
public import ArchSimText

extension ParameterDescription {
  /// Reads a value as people write it, with its unit.
  ///
  /// - Parameters:
  ///   - text: What the user wrote: `64`, `500 MHz`, `shift-add`.
  ///   - location: Where it stands.
  /// - Returns: A number in the parameter's unit, or the position of a choice.
  /// - Throws: A diagnostic when the value has the wrong unit, is out of range or no choice.
  public func parse(_ text: String, at location: SourceLocation?) throws(Diagnostic) -> Double {
    switch kind {
    case .choice(let names):
      guard let position = names.firstIndex(of: text) else {
        throw Diagnostic(
          "unknown value '\(text.shortened)' for '\(name)'", at: location,
          hint: didYouMean(text, among: names) ?? "expected one of \(names.joined(separator: ", "))"
        )
      }
      return Double(position)
    case .integer(let range):
      let value = try Quantity.parse(text, as: unit, name, at: location)
      guard let whole = Int(exactly: value) else {
        throw Diagnostic(
          "expected a whole number\(unit == .none ? "" : " of \(unit.symbol)") for '\(name)', "
            + "found '\(text.shortened)'", at: location)
      }
      guard range.contains(whole) else {
        throw outOfRange(
          text, Double(range.lowerBound), Double(range.upperBound), at: location)
      }
      return value
    case .real(let range):
      let value = try Quantity.parse(text, as: unit, name, at: location)
      guard range.contains(value) else {
        throw outOfRange(text, range.lowerBound, range.upperBound, at: location)
      }
      return value
    }
  }

  /// A value as ``parse(_:at:)`` reads it back exactly.
  public func exactText(_ value: Double) -> String {
    guard case .choice = kind else { return Quantity.exactText(value, unit) }
    return text(value)
  }

  private func outOfRange(
    _ text: String, _ low: Double, _ high: Double, at location: SourceLocation?
  ) -> Diagnostic {
    Diagnostic(
      "'\(name)' is \(text.shortened), expected \(Quantity.exactText(low, unit)) to "
        + Quantity.exactText(high, unit), at: location)
  }
}
