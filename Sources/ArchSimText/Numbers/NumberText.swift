extension Double {
  /// The number with a fixed count of digits after the decimal point: `(2.5).text(fractionDigits: 2)` is `2.50`.
  ///
  /// Rounds the shortest decimal form of the double to nearest, ties to even. Zero has no sign.
  /// Infinities are `inf` and `-inf`, and what is not a number is `nan`.
  ///
  /// - Parameter fractionDigits: Digits after the point; negative counts as 0.
  /// - Returns: The text.
  public func text(fractionDigits: Int) -> String {
    guard isFinite else { return nonFiniteText }
    let count = Swift.min(Swift.max(0, fractionDigits), 400)
    var decimal = DecimalDigits(self)
    decimal.round(toDigits: decimal.point + count)
    return decimal.plainText(minimumFractionDigits: count)
  }

  /// The number in at most so many significant digits: `0.00123`, `12.3`, `1.23e+12`.
  ///
  /// Trailing zeros after the point are dropped. Numbers below 0.0001, and those of more than six
  /// integer digits (or of more than the digits asked for, if that is more), have an exponent.
  ///
  /// - Parameter significantDigits: Digits to keep, from 1 to 17.
  /// - Returns: The text.
  public func text(significantDigits: Int) -> String {
    guard isFinite else { return nonFiniteText }
    let count = Swift.min(Swift.max(1, significantDigits), 17)
    var decimal = DecimalDigits(self)
    decimal.round(toDigits: count)
    return decimal.shortText(significantDigits: count)
  }

  fileprivate var nonFiniteText: String { isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
}

extension DecimalDigits {
  fileprivate func shortText(significantDigits: Int) -> String {
    guard isZero || (point > -4 && point <= max(6, significantDigits)) else {
      return scientificText
    }
    return plainText(minimumFractionDigits: 0)
  }
}

extension Int {
  /// The integer with a comma between groups of three digits: `12,345,678`.
  public var groupedText: String {
    let digits = Array(magnitude.description.utf8)
    var text: [UInt8] = self < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A quantity with the SI prefix that leaves one to three digits before the point: `1.23 ms`.
///
/// Prefixes run from f (10⁻¹⁵) to T (10¹²); beyond them the nearest prefix is kept. Rounding comes
/// first, so 999.96 s is `1 ks` and never `1000 s`.
///
/// - Parameters:
///   - value: The quantity in the unit without prefix.
///   - unit: The unit's symbol, such as `B/s`; may be empty.
///   - significantDigits: Digits to keep, from 1 to 17; trailing zeros after the point are dropped.
/// - Returns: The number, a space, and the prefixed unit.
public func siText(_ value: Double, unit: String, significantDigits: Int = 3) -> String {
  let prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T"]
  let prefixOfOne = 5
  var number = value.isFinite ? "" : value.nonFiniteText
  var prefix = ""
  if value.isFinite {
    let count = min(max(1, significantDigits), 17)
    var decimal = DecimalDigits(value)
    decimal.round(toDigits: count)
    if !decimal.isZero {
      let power = decimal.point - 1
      let thousands = power >= 0 ? power / 3 : -((2 - power) / 3)
      let index = min(max(0, thousands + prefixOfOne), prefixes.count - 1)
      prefix = prefixes[index]
      decimal.point -= 3 * (index - prefixOfOne)
    }
    number = decimal.shortText(significantDigits: count)
  }
  let symbol = prefix + unit
  return symbol.isEmpty ? number : "\(number) \(symbol)"
}
