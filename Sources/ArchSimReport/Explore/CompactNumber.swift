/// Numbers of few digits as JSON, as short as they can be: `1.234e-5` is `1234e-8`.
enum CompactNumber {
  /// Writes a number; what is not finite is `null`.
  static func append(_ value: Double, digits: Int = 4, to bytes: inout [UInt8]) {
    guard value.isFinite else {
      bytes += [UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "l"), UInt8(ascii: "l")]
      return
    }
    guard value != 0 else {
      bytes.append(UInt8(ascii: "0"))
      return
    }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var (whole, exponent) = parts(value.magnitude, digits: digits)
    while whole % 10 == 0 {
      whole /= 10
      exponent += 1
    }
    // Small whole numbers look best plain.
    while exponent > 0, exponent <= 2 {
      whole *= 10
      exponent -= 1
    }
    bytes += Array("\(whole)".utf8)
    guard exponent != 0 else { return }
    bytes.append(UInt8(ascii: "e"))
    bytes += Array("\(exponent)".utf8)
  }

  /// A number as text; what is not finite is `null`.
  static func text(_ value: Double, digits: Int) -> String {
    var bytes: [UInt8] = []
    append(value, digits: digits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The digits of a positive number and the power of ten that they are multiplied by.
  ///
  /// - Parameters:
  ///   - value: The number, above zero and finite.
  ///   - digits: How many digits there are.
  /// - Returns: A whole number of exactly so many digits, and the exponent.
  static func parts(_ value: Double, digits: Int) -> (mantissa: Int, exponent: Int) {
    // log10 from the binary exponent, exact to one: the loops put it right.
    var exponent = Int((Double(value.exponent) * 0.301_029_995_663_981_2).rounded(.down))
    exponent += 1 - digits
    let (least, most) = (power(digits - 1), power(digits))
    var mantissa = scaled(value, by: -exponent)
    while mantissa >= most {
      exponent += 1
      mantissa = scaled(value, by: -exponent)
    }
    while mantissa < least {
      exponent -= 1
      mantissa = scaled(value, by: -exponent)
    }
    let rounded = mantissa.rounded()
    return rounded >= most ? (Int(least), exponent + 1) : (Int(rounded), exponent)
  }

  /// A number times a power of ten.
  static func scaled(_ value: Double, by exponent: Int) -> Double {
    guard exponent.magnitude <= 300 else {
      // Twice, since one power alone may be out of range.
      let half = exponent / 2
      return scaled(scaled(value, by: half), by: exponent - half)
    }
    return exponent >= 0 ? value * power(exponent) : value / power(-exponent)
  }

  private static func power(_ exponent: Int) -> Double {
    exponent <= 22 && exponent >= 0 ? powers[exponent] : Mathematics.power10(Double(exponent))
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
