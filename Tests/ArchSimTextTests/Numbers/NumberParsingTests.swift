import ArchSimText
import Testing

@Suite struct NumberParsingTests {
  @Test(arguments: [
    ("12", 12.0), ("-0.5", -0.5), ("+1e-3", 0.001), (".5", 0.5), ("5.", 5), ("1E5", 1e5),
    ("007", 7), ("1e-400", 0),
  ])
  func decimalNumbersAreRead(text: String, number: Double) {
    #expect(parseNumber(text) == number, "for \(text)")
    #expect(parseNumber(text[...]) == number, "for \(text)")
  }

  @Test(arguments: [
    "", " 1", "1 ", "0x10", "nan", "NaN", "inf", "-inf", "infinity", "1_000", "1,000", ".", "-",
    "+", "1e", "1e+", "e5", "1.2.3", "--1", "1-", "1e5.0", "1e400", "0x1p3", "١", "1\u{0}", "1f",
  ])
  func othersAreNot(text: String) {
    #expect(parseNumber(text) == nil, "for \(text.debugDescription)")
    #expect(parseInteger(text) == nil, "for \(text.debugDescription)")
  }

  @Test func integersAreRead() {
    #expect(parseInteger("-12") == -12)
    #expect(parseInteger("+12") == 12)
    #expect(parseInteger("12"[...]) == 12)
    #expect(parseInteger("\(Int.min)") == Int.min)
    for text in ["9223372036854775808", "1.0", "1e3"] { #expect(parseInteger(text) == nil) }
  }

  @Test(arguments: [71] as [UInt64])
  func everyDescriptionIsRead(seed: UInt64) {
    var random = TestRandom(seed: seed)
    for _ in 0..<2_000 {
      let value = random.nextDouble()
      #expect(parseNumber(value.description) == value, "seed \(seed): \(value)")
    }
  }
}
