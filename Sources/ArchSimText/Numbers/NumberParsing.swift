/// Reads a decimal number: `12`, `-0.5`, `.5`, `+1e-3`.
///
/// - Parameter text: The whole text of the number, without spaces.
/// - Returns: The nearest double; nil for anything that is not plain decimal (hexadecimal, `nan`,
///   `inf`, separators) and for what is too large for a double.
public func parseNumber(_ text: some StringProtocol) -> Double? {
  let text = String(text)
  guard isDecimalText(text), let number = Double(text), number.isFinite else { return nil }
  return number
}

/// Reads a decimal integer: digits with an optional sign.
///
/// - Parameter text: The whole text of the number, without spaces.
/// - Returns: The integer; nil for anything else and for what 64 bits do not hold.
public func parseInteger(_ text: some StringProtocol) -> Int? {
  // `Int` accepts exactly a sign and ASCII digits, and reports overflow as nil.
  Int(text)
}

/// Whether the text is `[+-] digits [. digits] [e [+-] digits]` with a digit beside the point.
func isDecimalText(_ text: String) -> Bool {
  var digits = 0
  var exponentDigits = 0
  var hasPoint = false
  var hasExponent = false
  var maySign = true
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if hasExponent { exponentDigits += 1 } else { digits += 1 }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard maySign else { return false }
    case UInt8(ascii: "."):
      guard !hasPoint, !hasExponent else { return false }
      hasPoint = true
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard !hasExponent, digits > 0 else { return false }
      hasExponent = true
      maySign = true
      continue
    default: return false
    }
    maySign = false
  }
  return digits > 0 && (!hasExponent || exponentDigits > 0)
}
