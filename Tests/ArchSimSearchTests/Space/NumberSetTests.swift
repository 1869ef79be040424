import Testing

@testable import ArchSimSearch

struct NumberSetTests {
  @Test("a set of numbers says of each whether it was there, bounded or not")
  func likeASet() {
    let seed: UInt64 = 17
    for bound in [1, 63, 64, 5000, 400_000, nil] as [Int?] {
      var generator = SplitMix64(seed: seed)
      var set = NumberSet(bound: bound)
      var expected: Set<UInt64> = []
      for _ in 0..<6000 {
        let number =
          bound.map { UInt64(generator.integer(below: $0)) } ?? generator.next() >> 50
        #expect(set.contains(number) == expected.contains(number), "seed \(seed)")
        #expect(set.insert(number) == expected.insert(number).inserted, "seed \(seed)")
        #expect(set.count == expected.count && !set.isEmpty)
      }
    }
  }
}
