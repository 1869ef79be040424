import ArchSimSearch

/// Draws hyperparameters for a tournament: what a user might have set instead of the defaults.
///
/// A number is drawn evenly on a logarithmic scale between a quarter and four times its default, as
/// far as its declared range goes. One that an algorithm derives from the problem is drawn between
/// the ends of its range; a whole one goes up to half of the budget. Numbers whose range and default
/// are whole are rounded.
struct HyperparameterDraw {
  let algorithm: SearchAlgorithmDescription
  let budget: Int

  /// How far from the default numbers are drawn.
  static let factor = 4.0

  /// Settings of the algorithm: first none, which are the defaults, then such as were drawn.
  ///
  /// An algorithm without hyperparameters has one sample only. Samples depend on the seed and the
  /// algorithm, not on what else takes part, and more of them begin with the same.
  func samples(_ count: Int, seed: UInt64) -> [[SearchSettings.Setting]] {
    guard !algorithm.hyperparameters.isEmpty, count > 1 else { return [[]] }
    // Fowler, Noll and Vo's hash gives every name a stream of its own.
    let purpose = algorithm.name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let root = SplitMix64(seed: seed).split(purpose)
    return [[]]
      + (1..<count).map { sample in
        var generator = root.split(UInt64(sample))
        return algorithm.hyperparameters.map { hyperparameter in
          SearchSettings.Setting(
            name: hyperparameter.name, value: value(of: hyperparameter, using: &generator))
        }
      }
  }

  private func value(
    of hyperparameter: Hyperparameter, using generator: inout SplitMix64
  ) -> Double {
    let range = range(of: hyperparameter)
    let share = generator.uniform()
    var value = range.lowerBound + share * (range.upperBound - range.lowerBound)
    if range.lowerBound > 0 {
      value = range.lowerBound * power(range.upperBound / range.lowerBound, share)
    }
    if Self.isWhole(hyperparameter) { value.round() }
    return min(max(value, hyperparameter.range.lowerBound), hyperparameter.range.upperBound)
  }

  /// What a hyperparameter is drawn from.
  func range(of hyperparameter: Hyperparameter) -> ClosedRange<Double> {
    let low = hyperparameter.range.lowerBound
    let high = hyperparameter.range.upperBound
    guard let usual = hyperparameter.defaultValue else {
      guard Self.isWhole(hyperparameter) else { return low...high }
      return low...max(low, min(high, Double(budget / 2)))
    }
    guard usual > 0 else { return low...high }
    return max(low, usual / Self.factor)...min(high, usual * Self.factor)
  }

  /// Whether only whole numbers make sense.
  static func isWhole(_ hyperparameter: Hyperparameter) -> Bool {
    [hyperparameter.range.lowerBound, hyperparameter.range.upperBound]
      .allSatisfy { $0.rounded() == $0 }
      && (hyperparameter.defaultValue.map { $0.rounded() == $0 } ?? true)
  }
}
