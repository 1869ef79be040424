import ArchSimText
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (2.5, 2, "2.50"), (2.5, 0, "2"), (3.5, 0, "4"), (0.5, 0, "0"), (1.5, 0, "2"),
    (9.995, 2, "10.00"), (0.9999, 3, "1.000"), (999.9999, 1, "1000.0"), (-0.001, 2, "0.00"),
    (-0.006, 2, "-0.01"), (0, 3, "0.000"), (1e-5, 3, "0.000"), (0.05, 1, "0.0"),
    (0.0501, 1, "0.1"), (0.96, 0, "1"), (1e21, 1, "1000000000000000000000.0"), (2.675, 2, "2.68"),
    (123456.789, 1, "123456.8"), (1e-7, 8, "0.00000010"), (0.1, 20, "0.10000000000000000000"),
    (7, -3, "7"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"), (.nan, 2, "nan"),
  ])
  func fixedDigits(value: Double, digits: Int, text: String) {
    #expect(value.text(fractionDigits: digits) == text, "\(value) to \(digits) digits")
  }

  @Test(arguments: [
    (0.00123, 3, "0.00123"), (12.34, 3, "12.3"), (1.234e12, 3, "1.23e+12"), (0, 3, "0"),
    (999.96, 4, "1000"), (999.96, 3, "1000"), (0.000099996, 3, "0.0001"),
    (0.00009994, 3, "9.99e-05"),
    (0.00012345, 3, "0.000123"),
    (0.000012345, 3, "1.23e-05"), (123456, 3, "123000"), (999_999, 3, "1e+06"),
    (1_234_567, 3, "1.23e+06"), (1_234_567, 7, "1234567"), (12, 3, "12"), (-4.5, 3, "-4.5"),
    (1.25, 2, "1.2"), (1.35, 2, "1.4"), (.leastNonzeroMagnitude, 3, "5e-324"), (1.5, 0, "2"),
    (-0.0, 3, "0"),
    (.infinity, 3, "inf"), (.nan, 3, "nan"), (1.7976931348623157e308, 3, "1.8e+308"),
  ])
  func significantDigits(value: Double, digits: Int, text: String) {
    #expect(value.text(significantDigits: digits) == text, "\(value) to \(digits) digits")
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678"),
    (-1000, "-1,000"), (-999, "-999"), (Int.max, "9,223,372,036,854,775,807"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groups(value: Int, text: String) { #expect(value.groupedText == text) }

  @Test(arguments: [
    (1.23e-3, "s", "1.23 ms"), (4.5e9, "B/s", "4.5 GB/s"), (12e-12, "J", "12 pJ"),
    (0, "J", "0 J"), (1, "s", "1 s"), (999.96, "s", "1 ks"), (0.99996, "s", "1 s"),
    (999.4, "s", "999 s"), (1e-6, "s", "1 µs"), (1e-9, "s", "1 ns"), (999e-9, "s", "999 ns"),
    (1e-15, "J", "1 fJ"), (1e-18, "J", "0.001 fJ"), (1e-24, "J", "1e-09 fJ"),
    (1.5e15, "B", "1500 TB"), (1e30, "B", "1e+18 TB"), (-2.5e6, "Hz", "-2.5 MHz"),
    (12_345, "", "12.3 k"), (12, "", "12"), (.infinity, "s", "inf s"),
    (312e12, "FLOP/s", "312 TFLOP/s"),
  ])
  func prefixes(value: Double, unit: String, text: String) {
    #expect(siText(value, unit: unit) == text, "\(value) \(unit)")
  }

  /// 17 significant digits are enough for every double (Steele and White, PLDI 1990).
  @Test(arguments: [61, 62] as [UInt64])
  func seventeenDigitsComeBack(seed: UInt64) {
    var random = TestRandom(seed: seed)
    for _ in 0..<2_000 {
      let value = random.nextDouble()
      let text = value.text(significantDigits: 17)
      #expect(parseNumber(text) == value, "seed \(seed): \(value) gave \(text)")
    }
  }

  /// Rounding moves a number by at most half of the last digit.
  @Test(arguments: [63, 64] as [UInt64])
  func roundingIsNear(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    var unit = 1.0
    for digits in 0...6 {
      for _ in 0..<200 {
        let value = Double.random(in: -1000...1000, using: &random)
        let fixed = try #require(parseNumber(value.text(fractionDigits: digits)))
        #expect(
          abs(fixed - value) <= unit / 2 * (1 + 1e-9), "seed \(seed): \(value) gave \(fixed)")
        let short = try #require(parseNumber(value.text(significantDigits: digits + 1)))
        #expect(
          abs(short - value) <= abs(value) * unit / 2 * (1 + 1e-9),
          "seed \(seed): \(value) gave \(short)")
      }
      unit /= 10
    }
  }
}
