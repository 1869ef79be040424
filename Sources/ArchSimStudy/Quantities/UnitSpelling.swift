import ArchSimHardware

/// A way to write a unit, and how many of the base unit it is.
struct UnitSpelling: Sendable {
  /// As written: `MHz`.
  var symbol: String
  /// The factor is `2^binary · 10^decimal`.
  var decimal: Int
  var binary: Int

  init(_ symbol: String, decimal: Int = 0, binary: Int = 0) {
    self.symbol = symbol
    self.decimal = decimal
    self.binary = binary
  }
}

extension Unit {
  /// All ways in which the unit may be written, the base unit first.
  var spellings: [UnitSpelling] {
    switch self {
    case .none: []
    case .bytes: Self.prefixed("B", [("", 0)] + Self.large) + Self.binaryPrefixed("B")
    case .hertz: Self.prefixed("Hz", [("", 0)] + Self.large)
    case .bytesPerSecond:
      Self.prefixed("B/s", [("", 0)] + Self.large) + Self.binaryPrefixed("B/s")
        + (([("", 0)] + Self.large).map {
          UnitSpelling($0.0 + "b/s", decimal: $0.1, binary: -3)
        })
    case .volts: Self.prefixed("V", [("", 0), ("m", -3)])
    case .nanometres:
      [UnitSpelling("nm"), UnitSpelling("um", decimal: 3), UnitSpelling("µm", decimal: 3)]
    case .squareMillimetres:
      ["mm2", "mm^2", "mm²"].map { UnitSpelling($0) }
        + ["um2", "µm2", "um^2", "µm²"].map { UnitSpelling($0, decimal: -6) }
        + ["cm2", "cm^2", "cm²"].map { UnitSpelling($0, decimal: 2) }
    case .joules: Self.prefixed("J", [("", 0), ("k", 3), ("M", 6)] + Self.small)
    case .watts: Self.prefixed("W", [("", 0), ("k", 3), ("M", 6)] + Self.small)
    case .seconds: Self.prefixed("s", [("", 0)] + Self.small)
    case .dollars: [UnitSpelling("USD"), UnitSpelling("$")]
    case .cycles: [UnitSpelling("cycles"), UnitSpelling("cycle")]
    }
  }

  /// A quantity as an example of how to write this unit, with the number that the user wrote.
  func example(_ number: String) -> String {
    switch self {
    case .none: number
    case .bytes: "\(number) KiB"
    case .hertz: "\(number) MHz"
    case .bytesPerSecond: "\(number) GB/s"
    default: "\(number) \(symbol)"
    }
  }

  private static let large = [("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15)]
  private static let small = [
    ("m", -3), ("u", -6), ("µ", -6), ("μ", -6), ("n", -9), ("p", -12), ("f", -15),
  ]

  private static func prefixed(_ unit: String, _ prefixes: [(String, Int)]) -> [UnitSpelling] {
    prefixes.map { UnitSpelling($0.0 + unit, decimal: $0.1) }
  }

  private static func binaryPrefixed(_ unit: String) -> [UnitSpelling] {
    [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40)].map {
      UnitSpelling($0.0 + unit, binary: $0.1)
    }
  }
}
