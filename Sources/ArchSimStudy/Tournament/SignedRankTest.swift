/// Wilcoxon's signed-rank test: whether pairs differ in one direction more than chance would have it.
///
///     SignedRankTest(differences: [3, 5, -1, 4, 8, 2])?.probability  // 0.0625
///
/// Wilcoxon: *Individual comparisons by ranking methods*, Biometrics Bulletin 1 (1945). Pairs without
/// a difference are left out, equal differences share the mean of their ranks, and the probability is
/// exact in all cases: that of the sum of ranks over all 2ⁿ ways to give them signs, counted one rank
/// at a time instead of one way at a time. Ranks are doubled, so that shared ones are whole.
public struct SignedRankTest: Hashable, Sendable {
  /// Pairs that differ.
  public let count: Int
  /// The sum of the ranks of positive differences.
  public let positiveRanks: Double
  /// The sum of the ranks of negative differences.
  public let negativeRanks: Double
  /// The probability of sums at least as far apart if either sign is as likely: two-sided.
  public let probability: Double

  /// The most pairs: time and memory grow with the cube and the square of their number.
  public static let largestCount = 1000

  /// Tests differences; nil when there are too many of them.
  ///
  /// Differences may be infinite. What is not a number counts as no difference.
  public init?(differences: [Double]) {
    let kept = differences.filter { !$0.isNaN && $0 != 0 }
    guard kept.count <= Self.largestCount else { return nil }
    let ranks = Self.doubledRanks(of: kept.map(\.magnitude))
    var positive = 0
    var negative = 0
    for (difference, rank) in zip(kept, ranks) {
      if difference > 0 { positive += rank } else { negative += rank }
    }
    count = kept.count
    positiveRanks = Double(positive) / 2
    negativeRanks = Double(negative) / 2
    probability = min(1, 2 * Self.probability(ofAtMost: min(positive, negative), ranks: ranks))
  }

  /// Twice the rank of each number, the smallest having rank 1.
  static func doubledRanks(of numbers: [Double]) -> [Int] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = [Int](repeating: 0, count: numbers.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
      // The mean of the ranks start + 1 … end, doubled.
      for place in start..<end { ranks[order[place]] = start + 1 + end }
      start = end
    }
    return ranks
  }

  /// The probability that ranks, each taken or not by a fair coin, add up to a sum at most.
  private static func probability(ofAtMost sum: Int, ranks: [Int]) -> Double {
    var chances = [Double](repeating: 0, count: sum + 1)
    chances[0] = 1
    for rank in ranks {
      for total in stride(from: sum, through: 0, by: -1) {
        let without = chances[total]
        chances[total] = 0.5 * (total >= rank ? without + chances[total - rank] : without)
      }
    }
    return chances.reduce(0, +)
  }
}

/// Corrects probabilities for the number of tests, as Holm does.
///
///     holmCorrected([0.01, 0.04, 0.03, 0.005])  // [0.03, 0.06, 0.06, 0.02]
///
/// The least of n probabilities is multiplied by n, the next by n − 1, and so on, and none may be less
/// than one before it. Holm: *A simple sequentially rejective multiple test procedure*, Scandinavian
/// Journal of Statistics 6 (1979). It holds whatever the tests have to do with each other.
public func holmCorrected(_ probabilities: [Double]) -> [Double] {
  let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
  var corrected = probabilities
  var most = 0.0
  for (place, index) in order.enumerated() {
    most = max(most, min(1, probabilities[index] * Double(probabilities.count - place)))
    corrected[index] = most
  }
  return corrected
}
