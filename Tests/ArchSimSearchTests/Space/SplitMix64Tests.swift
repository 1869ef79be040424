import Testing

@testable import ArchSimSearch

@Suite struct SplitMix64Tests {
  /// The outputs for seed 1234567 that the algorithm is commonly checked with (Rosetta Code).
  @Test func matchesPublishedOutputs() {
    var generator = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var generator = SplitMix64(seed: 1)
    let count = 20_000
    let uniforms = (0..<count).map { _ in generator.uniform() }
    let normals = (0..<count).map { _ in generator.normal() }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    // Five standard errors.
    #expect((mean(uniforms) - 0.5).magnitude < 0.011)
    #expect((mean(uniforms.map { $0 * $0 }) - 1.0 / 3).magnitude < 0.011)
    #expect(mean(normals).magnitude < 0.036)
    #expect((mean(normals.map { $0 * $0 }) - 1).magnitude < 0.051)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[generator.integer(below: 7)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
  }

  @Test func streamsDependOnPurposeAndSeedOnly() {
    let root = SplitMix64(seed: 5)
    var first = root.split(1)
    var again = root.split(1)
    var other = root.split(2)
    let value = first.next()
    #expect(value == again.next())
    #expect(value != other.next())
  }
}
