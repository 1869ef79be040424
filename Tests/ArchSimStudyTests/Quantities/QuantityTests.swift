import ArchSim
import Testing

@testable import ArchSimStudy

struct QuantityTests {
  static let rows: [(text: String, unit: Unit, value: Double)] = [
    ("500 MHz", .hertz, 500e6), ("500MHz", .hertz, 500e6), ("1.1 GHz", .hertz, 1.1e9),
    ("0.3 GHz", .hertz, 0.3e9), ("1e3 Hz", .hertz, 1000), ("128 KiB", .bytes, 131_072),
    ("1 kB", .bytes, 1000), ("1.5 MiB", .bytes, 1_572_864), ("819 GB/s", .bytesPerSecond, 819e9),
    ("8 Gb/s", .bytesPerSecond, 1e9), ("1.2 V", .volts, 1.2), ("900 mV", .volts, 0.9),
    ("28 nm", .nanometres, 28), ("25 mm2", .squareMillimetres, 25),
    ("25 mm²", .squareMillimetres, 25), ("709 um2", .squareMillimetres, 709e-6),
    ("3.7 pJ", .joules, 3.7e-12), ("5 W", .watts, 5), ("50 ms", .seconds, 0.05),
    ("2 µs", .seconds, 2e-6), ("2 us", .seconds, 2e-6), ("-3", .none, -3), ("+4", .none, 4),
    ("  7  ", .none, 7), ("20 USD", .dollars, 20), ("1000", .cycles, 1000),
  ]

  @Test("quantities are read as people write them, rounded once", arguments: rows)
  func reading(_ text: String, _ unit: Unit, _ value: Double) throws {
    #expect(try Quantity.parse(text, as: unit, "x", at: nil) == value)
  }

  @Test("what is written exactly reads back bit by bit")
  func exactRoundTrip() throws {
    var generator = SplitMix64(seed: 11)
    for unit in Unit.allCases {
      for _ in 0..<500 {
        let exponent = Double(generator.integer(below: 25) - 10)
        var value = generator.uniform() * 10.0.power(exponent)
        if generator.integer(below: 2) == 0 { value = value.rounded() }
        let text = Quantity.exactText(value, unit)
        let again = try Quantity.parse(text, as: unit, "x", at: nil)
        #expect(again == value, "seed 11, \(unit): \(value) written \(text)")
      }
    }
  }
}

extension Double {
  fileprivate func power(_ exponent: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(exponent.magnitude) { result *= exponent < 0 ? 1 / self : self }
    return result
  }
}
