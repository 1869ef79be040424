import ArchSimSearch
import ArchSimText

/// One number for how good a trial is: more is better, and it is always finite.
///
/// ArchGym's `1/|observation − target|` has a pole at the target and punishes beating it; none of
/// these does.
struct GymReward: Sendable {
  /// How the number is made; docs/formats/gym.md has the formulas.
  enum Kind: String, CaseIterable {
    /// −1 to 1, positive exactly for designs that hold all constraints.
    case score
    /// 0 to 1, how far the constraints are met, saturating where they are.
    case target
    /// Minus the objectives over their references.
    case minimize
  }

  var kind = Kind.score
  /// For each objective a typical value, in its own unit and direction; never 0.
  var references: [Double]
  private let study: Study

  /// What `minimize` gives to designs that cannot exist, and at least to all others.
  static let worst = -1000.0
  /// Designs that tell what is typical.
  private static let sampleCount = 64

  init(_ study: Study) {
    self.study = study
    references = study.objectives.map { _ in 1 }
  }

  /// The medians of a few random designs that can exist; 1 where there is none.
  static func typical(_ study: Study, _ evaluator: inout PointEvaluator) -> [Double] {
    var generator = SplitMix64(seed: study.search.seed).split(0x6779_6D)
    let points = (0..<sampleCount).map { _ in study.space.search.sample(using: &generator) }
    let outcomes = (try? evaluator.evaluate(points)) ?? []
    return study.objectives.map { objective in
      let values = outcomes.compactMap { outcome -> Double? in
        guard case .evaluated(let metrics) = outcome, metrics[objective.metric].isFinite else {
          return nil
        }
        return metrics[objective.metric]
      }.sorted()
      guard !values.isEmpty else { return 1 }
      let median = values[values.count / 2]
      return median == 0 ? 1 : median
    }
  }

  /// The reward of a trial.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - violations: How far it violates each constraint; empty when it has no metrics.
  /// - Returns: A finite number, more of which is better.
  func value(_ trial: Trial, _ violations: [Double]) -> Double {
    guard let metrics = trial.metrics,
      study.objectives.allSatisfy({ !metrics[$0.metric].isNaN })
    else { return nothing }
    var total = 0.0
    for violation in violations where violation > 0 { total += violation }
    switch kind {
    case .score:
      guard total <= 0 else { return total.isFinite ? -total / (1 + total) : -1 }
      var sum = 0.0
      for (objective, reference) in zip(study.objectives, references) {
        sum += score(metrics[objective.metric], objective, reference)
      }
      return sum / Double(references.count)
    case .target:
      guard !violations.isEmpty else { return 1 }
      let met = violations.reduce(0.0) { $0 + ($1 > 0 ? 1 / (1 + $1) : 1) }
      return met / Double(violations.count)
    case .minimize:
      var sum = -total
      for (objective, reference) in zip(study.objectives, references) {
        let value = objective.minimized(metrics[objective.metric])
        // By how much a target is missed is relative to it already.
        sum -= objective.target == nil ? value / reference.magnitude : value
      }
      return sum > Self.worst ? min(sum, .greatestFiniteMagnitude) : Self.worst
    }
  }

  /// The reward of a design that cannot exist, or that nobody could evaluate.
  private var nothing: Double {
    switch kind {
    case .score: -1
    case .target: 0
    case .minimize: Self.worst
    }
  }

  /// 0 to 1, one half at the reference; for a target 1 wherever it is reached.
  private func score(_ value: Double, _ objective: Objective, _ reference: Double) -> Double {
    if objective.target != nil { return 1 / (1 + objective.minimized(value)) }
    if !study.metrics[objective.metric].isSigned, value >= 0, reference > 0 {
      // The logistic function of the logarithm of how many times better than the reference.
      let share = 1 / (1 + reference / value)
      return objective.direction == .minimize ? 1 - share : share
    }
    let better = objective.minimized(reference - value) / reference.magnitude
    guard better.isFinite else { return better > 0 ? 1 : 0 }
    return 0.5 * (1 + better / (1 + better.magnitude))
  }
}
