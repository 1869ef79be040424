/// How much is expected of a design, as a logarithm, from what is predicted of it.
///
/// Predictions come in the order objectives, constraints; all in the units of the models.
struct Acquisition: Sendable {
  /// What counts as progress.
  enum Goal: Sendable {
    /// Nothing is feasible yet: find a design that is.
    case feasibility
    /// Improve on the best value of the only objective.
    case improvement(best: Double)
    /// Improve on a front.
    case hypervolume(HypervolumeGain)
  }

  var goal: Goal
  let objectiveCount: Int
  /// Per constraint the value up to which it holds.
  var thresholds: [Double]

  /// The acquisition and its slope with the mean and the deviation of every prediction.
  struct Slope {
    var value = 0.0
    var byMean: [Double]
    var byDeviation: [Double]
  }

  func value(_ predictions: [GaussianProcess.Prediction]) -> Double {
    var value = 0.0
    switch goal {
    case .feasibility: break
    case .improvement(let best):
      let own = predictions[0]
      let improvement = NormalDistribution.logImprovement((best - own.mean) / own.deviation)
      value += improvement.logarithm + logarithm(own.deviation)
    case .hypervolume(let gain):
      value += gain.logarithm(predictions)
    }
    for (index, threshold) in thresholds.enumerated() {
      let own = predictions[objectiveCount + index]
      value += NormalDistribution.logCumulative((threshold - own.mean) / own.deviation).logarithm
    }
    return value
  }

  func slope(_ predictions: [GaussianProcess.Prediction]) -> Slope {
    var slope = Slope(
      byMean: Array(repeating: 0, count: predictions.count),
      byDeviation: Array(repeating: 0, count: predictions.count))
    switch goal {
    case .feasibility: break
    case .improvement(let best):
      let own = predictions[0]
      let z = (best - own.mean) / own.deviation
      let improvement = NormalDistribution.logImprovement(z)
      slope.value = improvement.logarithm + logarithm(own.deviation)
      slope.byMean[0] = -improvement.derivative / own.deviation
      slope.byDeviation[0] = (1 - z * improvement.derivative) / own.deviation
    case .hypervolume(let gain):
      gain.addSlope(predictions, to: &slope)
    }
    for (index, threshold) in thresholds.enumerated() {
      let own = predictions[objectiveCount + index]
      let z = (threshold - own.mean) / own.deviation
      let probability = NormalDistribution.logCumulative(z)
      slope.value += probability.logarithm
      slope.byMean[objectiveCount + index] = -probability.derivative / own.deviation
      slope.byDeviation[objectiveCount + index] = -z * probability.derivative / own.deviation
    }
    return slope
  }
}
