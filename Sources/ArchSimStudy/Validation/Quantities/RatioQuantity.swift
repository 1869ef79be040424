import ArchSimHardware
import ArchSimText

/// One quantity over another of the same unit: `ratio: [first, second]`, and `times` a number.
struct RatioQuantity: ValidationQuantity {
  static let key = "ratio"
  static let keys = [key, "times", "minus"]

  private let numerator: any ValidationQuantity
  private let denominator: any ValidationQuantity
  private let factor: Double
  private let offset: Double

  init(reading map: YAMLMap) throws(Diagnostic) {
    let value = try map.require(Self.key)
    let terms = try value.elements(Self.key)
    guard terms.count == 2 else {
      throw Diagnostic(
        "expected two computations for 'ratio', found \(terms.count)", at: value.location)
    }
    numerator = try ValidationQuantities.read(terms[0], "the numerator")
    denominator = try ValidationQuantities.read(terms[1], "the denominator")
    guard numerator.unit == denominator.unit else {
      throw Diagnostic(
        "a ratio of '\(numerator.unit.symbol)' and '\(denominator.unit.symbol)' says nothing",
        at: value.location)
    }
    factor = try map["times"]?.number("times") ?? 1
    offset = try map["minus"]?.number("minus") ?? 0
  }

  var unit: ValidationUnit { .quantity(.none) }
  var summary: String {
    let times = factor == 1 ? "" : "\(factor.text(significantDigits: 6)) × "
    let minus = offset == 0 ? "" : " − \(offset.text(significantDigits: 6))"
    return "\(times)\(numerator.summary) / \(denominator.summary)\(minus)"
  }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    let first = try numerator.value(&cache)
    let second = try denominator.value(&cache)
    return factor * first / second - offset
  }
}
