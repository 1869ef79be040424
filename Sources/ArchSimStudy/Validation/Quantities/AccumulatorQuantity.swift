import ArchSimHardware
import ArchSimText
import ArchSimWorkload

/// Bits of an exact accumulator of so many products: `accumulator: 4608`, `weights`, `activations`.
struct AccumulatorQuantity: ValidationQuantity {
  static let key = "accumulator"
  static let keys = [key, "weights", "activations"]

  private let bits: Int
  let summary: String

  init(reading map: YAMLMap) throws(Diagnostic) {
    let count = try map.require(Self.key).integer(Self.key, in: 1...1_000_000_000_000)
    func format(_ key: String) throws(Diagnostic) -> NumberFormat {
      let value = try map.require(key)
      return try NumberFormat(parsing: try value.text(key), at: value.location)
    }
    let weights = try format("weights")
    let activations = try format("activations")
    guard
      let bits = ExactAccumulator.bits(weights: weights, activations: activations, count: count)
    else {
      throw Diagnostic("no exact accumulator for these formats", at: map.location)
    }
    self.bits = bits
    summary = "exact accumulator of \(count) products \(weights) × \(activations)"
  }

  var unit: ValidationUnit { .symbol("bit") }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double { Double(bits) }
}
