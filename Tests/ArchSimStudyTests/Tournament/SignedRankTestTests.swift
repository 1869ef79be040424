import ArchSim
import Testing

@testable import ArchSimStudy

struct SignedRankTestTests {
  /// Differences with the ranks 1 … n, those of a sum being positive.
  static func differences(_ count: Int, positive ranks: Set<Int>) -> [Double] {
    (1...count).map { ranks.contains($0) ? Double($0) : -Double($0) }
  }

  @Test("Darwin's maize: the probability that SciPy's documentation of `wilcoxon` prints")
  func maize() throws {
    let differences: [Double] = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    let test = try #require(SignedRankTest(differences: differences))
    #expect(test.negativeRanks == 24)
    #expect(test.positiveRanks == 96)
    #expect(test.probability == 0.041259765625)
  }

  // Wilcoxon, Katti, Wilcox: Critical values and probability levels for the Wilcoxon rank sum test
  // and the Wilcoxon signed rank test (1970), table II: the largest sum with a two-sided probability
  // of at most 0.05 and of at most 0.01.
  @Test(
    "critical values are those of the published table",
    arguments: [
      (6, 0, nil), (7, 2, nil), (8, 3, 0), (9, 5, 1), (10, 8, 3), (12, 13, 7), (15, 25, 15),
      (20, 52, 37), (25, 89, 68), (30, 137, 109),
    ] as [(Int, Int, Int?)])
  func table(count: Int, five: Int, one: Int?) throws {
    func probability(ofSum sum: Int) throws -> Double {
      var left = sum
      var ranks: Set<Int> = []
      for rank in (1...count).reversed() where rank <= left {
        ranks.insert(rank)
        left -= rank
      }
      let test = try #require(
        SignedRankTest(differences: Self.differences(count, positive: ranks)))
      #expect(test.positiveRanks == Double(sum))
      return test.probability
    }
    #expect(try probability(ofSum: five) <= 0.05, "n = \(count)")
    #expect(try probability(ofSum: five + 1) > 0.05, "n = \(count)")
    if let one {
      #expect(try probability(ofSum: one) <= 0.01, "n = \(count)")
      #expect(try probability(ofSum: one + 1) > 0.01, "n = \(count)")
    }
  }

  @Test("with ties and zeros it is what trying all signs gives")
  func enumeration() throws {
    let seed: UInt64 = 71
    var generator = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let count = 1 + generator.integer(below: 10)
      let differences = (0..<count).map { _ in Double(generator.integer(below: 9) - 4) }
      let test = try #require(SignedRankTest(differences: differences))
      let sizes = differences.filter { $0 != 0 }.map(\.magnitude)
      let ranks = sizes.map { size in
        Double(sizes.count { $0 < size }) + Double(sizes.count { $0 == size } + 1) / 2
      }
      let least = min(test.positiveRanks, test.negativeRanks)
      var extreme = 0
      for signs in 0..<(1 << sizes.count) {
        let sum = ranks.indices.reduce(0.0) { $0 + (signs >> $1 & 1 == 1 ? ranks[$1] : 0) }
        if sum <= least { extreme += 1 }
      }
      let expected = min(1, 2 * Double(extreme) / Double(1 << sizes.count))
      #expect(
        (test.probability - expected).magnitude < 1e-12,
        "\(differences), seed \(seed): \(test.probability) instead of \(expected)")
    }
  }

  @Test("signs and scale of all differences do not matter, and neither do infinities")
  func symmetry() {
    let differences: [Double] = [3, 5, -1, 4, 8, 2]
    let test = SignedRankTest(differences: differences)
    // One of 64 ways has no negative rank and one has rank 1 alone; twice that for two sides.
    #expect(test?.probability == 4.0 / 64)
    #expect(
      test?.probability == SignedRankTest(differences: differences.map { -7 * $0 })?.probability)
    let infinite = SignedRankTest(differences: [3, 5, -1, 4, .infinity, 2])
    #expect(infinite?.probability == test?.probability)
    #expect(SignedRankTest(differences: [])?.probability == 1)
    #expect(SignedRankTest(differences: [0, 0, .nan])?.probability == 1)
    #expect(SignedRankTest(differences: Array(repeating: 1, count: 1001)) == nil)
  }

  @Test("Holm's correction is what R's p.adjust gives")
  func holm() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    #expect(holmCorrected([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
    #expect(holmCorrected([0.6, 0.9]) == [1, 1])
    #expect(holmCorrected([]) == [])
    #expect(holmCorrected([0.2]) == [0.2])
  }

  @Test("quartiles are what R's quantile gives, infinities included")
  func quartiles() throws {
    // quantile(c(7, 1, 3, 10), c(.25, .5, .75))
    let four = try #require(Quartiles([7, 1, 3, 10]))
    #expect([four.lower, four.median, four.upper] == [2.5, 5, 7.75])
    let open = try #require(Quartiles([1, 2, .infinity, .infinity]))
    #expect([open.lower, open.median, open.upper] == [1.75, .infinity, .infinity])
    #expect(Quartiles([]) == nil)
    #expect(Quartiles([1, .nan]) == nil)
    #expect(Quartiles([4])?.upper == 4)
  }
}
