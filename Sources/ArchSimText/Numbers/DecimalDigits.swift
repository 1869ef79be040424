/// A finite number as decimal digits: (−1)^negative × 0.d₁d₂d₃… × 10^point.
///
/// The digits of a double are its shortest that read back as the same double, so rounding them
/// rounds the number that people see: 2.675 is a tie, although the double lies just below it.
struct DecimalDigits {
  var isNegative: Bool
  /// Without leading and trailing zeros; empty for zero.
  var digits: [UInt8] = []
  var point = 0

  /// Creates the shortest digits of a finite double.
  init(_ value: Double) {
    self.init(text: value.description, isNegative: value.sign == .minus)
  }

  /// Reads decimal text whose form has been checked: `-12.50e-3`.
  init(text: String, isNegative: Bool) {
    self.isNegative = isNegative
    var isFraction = false
    var exponent = 0
    var isExponent = false
    var isExponentNegative = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if isExponent {
          // Far beyond every double and integer, and far from overflowing.
          exponent = min(exponent * 10 + Int(digit), 1_000_000_000_000)
        } else {
          if !digits.isEmpty || digit != 0 {
            digits.append(digit)
            if !isFraction { point += 1 }
          } else if isFraction {
            point -= 1
          }
        }
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
      case UInt8(ascii: "-"): if isExponent { isExponentNegative = true }
      default: break
      }
    }
    point += isExponentNegative ? -exponent : exponent
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  var isZero: Bool { digits.isEmpty }

  /// Keeps a number of digits, rounding to nearest and ties to the even digit.
  mutating func round(toDigits count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      (digits, point) = ([], 0)
      return
    }
    let isTie = digits[count] == 5 && digits.count == count + 1
    let isLastOdd = count > 0 && digits[count - 1] % 2 == 1
    let roundsUp = isTie ? isLastOdd : digits[count] >= 5
    digits.removeLast(digits.count - count)
    if roundsUp {
      var index = count - 1
      while index >= 0, digits[index] == 9 { index -= 1 }
      if index < 0 {
        digits = [1]
        point += 1
      } else {
        digits.removeLast(digits.count - index - 1)
        digits[index] += 1
      }
    }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// The digits written out, with at least the given number after the decimal point.
  func plainText(minimumFractionDigits: Int) -> String {
    var text: [UInt8] = isNegative && !isZero ? [UInt8(ascii: "-")] : []
    if point <= 0 {
      text.append(UInt8(ascii: "0"))
    } else {
      for index in 0..<point { text.append(digit(at: index)) }
    }
    let fractionDigits = max(minimumFractionDigits, digits.count - point)
    if fractionDigits > 0, !(isZero && minimumFractionDigits == 0) {
      text.append(UInt8(ascii: "."))
      for offset in 0..<fractionDigits { text.append(digit(at: point + offset)) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digits with an exponent: `1.23e+12`.
  var scientificText: String {
    var mantissa = self
    mantissa.point = isZero ? 0 : 1
    let exponent = isZero ? 0 : point - 1
    let power = exponent.magnitude.description
    return mantissa.plainText(minimumFractionDigits: 0)
      + (exponent < 0 ? "e-" : "e+") + (power.utf8.count < 2 ? "0" + power : power)
  }

  private func digit(at index: Int) -> UInt8 {
    UInt8(ascii: "0") + (digits.indices.contains(index) ? digits[index] : 0)
  }
}

/// The outcome of reading decimal text as an integer without rounding.
enum ExactInteger: Equatable {
  /// It is this integer.
  case value(Int)
  /// It is not an integer.
  case fractional
  /// It is an integer that 64 bits do not hold.
  case outOfRange

  /// Reads decimal text; what is no decimal number counts as fractional.
  init(decimalText text: String) {
    guard isDecimalText(text) else {
      self = .fractional
      return
    }
    let decimal = DecimalDigits(text: text, isNegative: text.utf8.first == UInt8(ascii: "-"))
    guard decimal.digits.count <= decimal.point || decimal.isZero else {
      self = .fractional
      return
    }
    guard decimal.point <= 19 else {
      self = .outOfRange
      return
    }
    // Accumulated below zero, where the range of integers is larger by one.
    var value = 0
    for index in 0..<decimal.point {
      let digit = index < decimal.digits.count ? Int(decimal.digits[index]) : 0
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.subtractingReportingOverflow(digit)
      guard !overflow, !carry else {
        self = .outOfRange
        return
      }
      value = sum
    }
    if decimal.isNegative {
      self = .value(value)
    } else {
      self = value == .min ? .outOfRange : .value(-value)
    }
  }
}
