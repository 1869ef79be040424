import ArchSimSearch

/// What a run found.
public struct StudyResult: Sendable {
  /// The study.
  public let study: Study
  /// All trials, in the order in which they were proposed.
  public let trials: [Trial]
  /// Numbers of the trials that no other one dominates, in ascending order.
  public let front: [Int]
  /// For each objective, the number of the best feasible trial; nil when none is feasible.
  public let best: [Int?]
  /// Trials that hold all constraints.
  public let feasibleTrials: Int
  /// The share of the box between the best values and ``reference`` that is dominated, after each
  /// trial; empty with more than three objectives or without a feasible trial.
  ///
  /// Objectives are scaled to 0 at the best value of any feasible trial of the run and 1 at the
  /// reference, so that their units do not matter.
  public let hypervolume: [Double]
  /// The reference of ``hypervolume``: for each objective its worst value among all feasible trials
  /// of the run, a tenth of its range beyond; in the objective's own unit and direction.
  public let reference: [Double]
  /// The front beside the baselines, baseline by baseline.
  public let comparisons: [StudyComparison]
  /// Why no trial is feasible; nil when one is.
  public let diagnosis: FeasibilityDiagnosis?
  /// Why the run ended.
  public let ending: StudyEnding
  /// Trials that an earlier sitting did.
  public let resumedTrials: Int
  /// How much a proxy predicted, and how well; nil where the study has none.
  public let proxy: ProxyUse?

  init(
    study: Study, trials: [Trial], front: [Int], ending: StudyEnding, resumedTrials: Int,
    comparisons: [StudyComparison]
  ) {
    self.study = study
    self.trials = trials
    self.front = front.sorted()
    self.ending = ending
    self.resumedTrials = resumedTrials
    self.comparisons = comparisons
    proxy = ProxyUse(study, trials, front: front)
    let observations = trials.map { study.observation(of: $0) }
    let feasible = observations.indices.filter { observations[$0].isFeasible }
    feasibleTrials = feasible.count
    // Of the front, since among equals a trial outside of it is worse in something else.
    let sortedFront = front.sorted()
    best = study.objectives.indices.map { objective in
      sortedFront.filter { observations[$0].objectives[objective].isFinite }
        .min { observations[$0].objectives[objective] < observations[$1].objectives[objective] }
    }
    let box = ObjectiveBox(feasible.map { observations[$0].objectives })
    reference = zip(study.objectives, box.reference).map { $0.0.value(ofMinimized: $0.1) }
    hypervolume = box.trace(observations)
    diagnosis =
      feasible.isEmpty && !trials.isEmpty ? FeasibilityDiagnosis(study: study, trials: trials) : nil
  }
}

/// The box of objectives in which hypervolume is measured.
private struct ObjectiveBox {
  var ideal: [Double] = []
  var reference: [Double] = []

  init(_ rows: [[Double]]) {
    guard let first = rows.first else { return }
    for column in first.indices {
      let values = rows.map { $0[column] }.filter(\.isFinite)
      guard let low = values.min(), let high = values.max() else {
        ideal.append(0)
        reference.append(1)
        continue
      }
      let range = high - low
      ideal.append(low)
      reference.append(high + (range > 0 ? range * 0.1 : max(high.magnitude * 0.1, 1e-300)))
    }
  }

  func trace(_ observations: [Observation]) -> [Double] {
    guard !ideal.isEmpty, ideal.count <= 3 else { return [] }
    var trace = HypervolumeTrace(reference: ideal.map { _ in 1 })
    return observations.map { observation in
      guard observation.isFeasible else { return trace.value }
      let scaled = observation.objectives.indices.map {
        (observation.objectives[$0] - ideal[$0]) / (reference[$0] - ideal[$0])
      }
      return trace.insert(scaled)
    }
  }
}
