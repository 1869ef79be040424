import Testing

@testable import ArchSimReport

@Suite struct CompactNumberTests {
  private static func text(_ value: Double, digits: Int = 4) -> String {
    var bytes: [UInt8] = []
    CompactNumber.append(value, digits: digits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func numbersAreShort() {
    #expect(Self.text(0) == "0")
    #expect(Self.text(16) == "16")
    #expect(Self.text(1600) == "16e2" || Self.text(1600) == "1600")
    #expect(Self.text(-2.5) == "-25e-1")
    #expect(Self.text(1.23456e-5) == "1235e-8")
    #expect(Self.text(.nan) == "null")
    #expect(Self.text(.infinity) == "null")
  }

  @Test func numbersReadBackToTheirDigits() throws {
    var random = RandomSource(seed: 23)
    for round in 0..<5000 {
      let value =
        Double.random(in: -1...1, using: &random)
        * Mathematics.power10(Double.random(in: -200...200, using: &random))
      let read = try #require(Double(Self.text(value)))
      #expect(
        (read - value).magnitude <= 0.500001e-3 * value.magnitude,
        "seed 23, round \(round): \(value) was written as \(Self.text(value))")
    }
  }

  @Test(arguments: [
    .leastNormalMagnitude, .leastNonzeroMagnitude, 1.7e308, 999.95, 9999.5, 1e22,
    1e23,
  ])
  func extremesReadBack(value: Double) throws {
    let read = try #require(Double(Self.text(value)))
    // The smallest doubles have fewer digits than are written.
    #expect((read - value).magnitude <= max(0.500001e-3 * value, .leastNonzeroMagnitude))
  }
}
