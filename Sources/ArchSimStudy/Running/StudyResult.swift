import ArchSimSearch

/// What a run found.
public struct StudyResult: Sendable {
  /// The study.
  public let study: Study
  /// The trials that are held: all of few, of many those of the front and a sample.
  public let trials: KeptTrials
  /// Trials.
  public let trialCount: Int
  /// Trials that are designs at all.
  public let evaluatedTrials: Int
  /// Trials that nobody could evaluate.
  public let failedTrials: Int
  /// Numbers of the trials that no other one dominates, in ascending order.
  public let front: [Int]
  /// For each objective, the number of the best feasible trial; nil when none is feasible.
  public let best: [Int?]
  /// Trials that hold all constraints.
  public let feasibleTrials: Int
  /// The share of the box between the best values and ``reference`` that is dominated, after every
  /// ``hypervolumeStep`` trials and in the end; empty with more than three objectives or without a
  /// feasible trial.
  ///
  /// Objectives are scaled to 0 at the best value of any feasible trial of the run and 1 at the
  /// reference, so that their units do not matter.
  public let hypervolume: [Double]
  /// Trials from one value of ``hypervolume`` to the next: 1 where all trials are held.
  public let hypervolumeStep: Int
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

  /// What was on the front when an interval of ``hypervolumeStep`` trials ended, in ascending order
  /// of trials; empty where all trials are held.
  private let notes: [FrontHistory.Note]

  /// A result that holds all trials.
  init(
    study: Study, trials: [Trial], front: [Int], ending: StudyEnding, resumedTrials: Int,
    comparisons: [StudyComparison]
  ) {
    self.study = study
    self.trials = KeptTrials(trials)
    trialCount = trials.count
    evaluatedTrials = trials.count { $0.metrics != nil }
    failedTrials = trials.count {
      if case .failed = $0.outcome { true } else { false }
    }
    self.front = front.sorted()
    self.ending = ending
    self.resumedTrials = resumedTrials
    self.comparisons = comparisons
    proxy = ProxyUse(
      study, self.trials, front: front, of: trials.count,
      predicted: trials.count { $0.isPredicted })
    let observations = trials.map { study.observation(of: $0) }
    let feasible = observations.indices.filter { observations[$0].isFeasible }
    feasibleTrials = feasible.count
    best = Self.best(study, front.sorted()) { observations[$0].objectives }
    let box = ObjectiveBox(feasible.map { observations[$0].objectives })
    reference = zip(study.objectives, box.reference).map { $0.0.value(ofMinimized: $0.1) }
    hypervolume = box.trace(observations)
    hypervolumeStep = 1
    notes = []
    diagnosis =
      feasible.isEmpty && !trials.isEmpty ? FeasibilityDiagnosis(study: study, trials: trials) : nil
  }

  /// What a digest says.
  init(
    _ digest: TrialDigest, ending: StudyEnding, resumedTrials: Int, comparisons: [StudyComparison]
  ) {
    let kept = digest.kept
    if kept.count == digest.count {
      self.init(
        study: digest.study, trials: kept, front: digest.front.entries.map(\.payload),
        ending: ending, resumedTrials: resumedTrials, comparisons: comparisons)
    } else {
      self.init(
        digest, holding: kept, ending: ending, resumedTrials: resumedTrials,
        comparisons: comparisons)
    }
  }

  private init(
    _ digest: TrialDigest, holding kept: [Trial], ending: StudyEnding, resumedTrials: Int,
    comparisons: [StudyComparison]
  ) {
    let study = digest.study
    self.study = study
    trials = KeptTrials(kept)
    trialCount = digest.count
    evaluatedTrials = digest.evaluated
    failedTrials = digest.failed
    feasibleTrials = digest.feasible
    front = digest.front.entries.map(\.payload).sorted()
    self.ending = ending
    self.resumedTrials = resumedTrials
    self.comparisons = comparisons
    let trials = self.trials
    proxy = ProxyUse(
      study, trials, front: front, of: digest.count, predicted: digest.predicted)
    best = Self.best(study, front) { study.observation(of: trials[$0]).objectives }
    let box =
      digest.feasible > 0 ? ObjectiveBox(low: digest.low, high: digest.high) : ObjectiveBox([])
    reference = zip(study.objectives, box.reference).map { $0.0.value(ofMinimized: $0.1) }
    hypervolumeStep = digest.history.cell
    notes = digest.history.notes
    hypervolume = box.trace(notes, step: hypervolumeStep, count: digest.count)
    diagnosis = digest.diagnosis?.sorted
  }

  /// For each objective the best of the front, since among equals a trial outside of it is worse in
  /// something else.
  private static func best(
    _ study: Study, _ front: [Int], _ objectives: (Int) -> [Double]
  ) -> [Int?] {
    study.objectives.indices.map { objective in
      front.filter { objectives($0)[objective].isFinite }
        .min { objectives($0)[objective] < objectives($1)[objective] }
    }
  }

  /// The hypervolume after so many trials; nil where it is not known.
  public func hypervolume(after count: Int) -> Double? {
    let place = (count + hypervolumeStep - 1) / hypervolumeStep - 1
    return hypervolume.indices.contains(place) ? hypervolume[place] : nil
  }

  /// The trials, counted from 1, after which the best value of an objective changed, and that value.
  ///
  /// Where not all trials are held, changes are known to have happened by the end of an interval of
  /// ``hypervolumeStep`` trials.
  ///
  /// - Parameter position: The objective by its position in the study.
  /// - Returns: The changes in ascending order of trials.
  public func bestSoFar(ofObjective position: Int) -> [(trials: Int, value: Double)] {
    let objective = study.objectives[position]
    var steps: [(trials: Int, value: Double)] = []
    func note(_ value: Double, after trials: Int) {
      if let last = steps.last?.value {
        guard objective.direction == .minimize ? value < last : value > last else { return }
      }
      if steps.last?.trials == trials { steps.removeLast() }
      steps.append((trials, value))
    }
    if trials.count == trialCount {
      for trial in trials {
        let observation = study.observation(of: trial)
        guard let value = trial.metrics?[objective.metric], value.isFinite, observation.isFeasible
        else { continue }
        note(value, after: trial.index + 1)
      }
    } else {
      for one in notes {
        let end = min((one.trial / hypervolumeStep + 1) * hypervolumeStep, trialCount)
        note(objective.value(ofMinimized: one.objectives[position]), after: end)
      }
    }
    return steps
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
      append(low: values.min() ?? .infinity, high: values.max() ?? -.infinity)
    }
  }

  /// Of the least and the greatest finite values, which are infinite where there is none.
  init(low: [Double], high: [Double]) {
    for (low, high) in zip(low, high) { append(low: low, high: high) }
  }

  private mutating func append(low: Double, high: Double) {
    guard low <= high else {
      ideal.append(0)
      reference.append(1)
      return
    }
    let range = high - low
    ideal.append(low)
    reference.append(high + (range > 0 ? range * 0.1 : max(high.magnitude * 0.1, 1e-300)))
  }

  func trace(_ observations: [Observation]) -> [Double] {
    guard !ideal.isEmpty, ideal.count <= 3 else { return [] }
    var trace = HypervolumeTrace(reference: ideal.map { _ in 1 })
    return observations.map { observation in
      guard observation.isFeasible else { return trace.value }
      return trace.insert(scaled(observation.objectives))
    }
  }

  /// At the end of every so many trials, from what was on the front then.
  func trace(_ notes: [FrontHistory.Note], step: Int, count: Int) -> [Double] {
    guard !ideal.isEmpty, ideal.count <= 3 else { return [] }
    var trace = HypervolumeTrace(reference: ideal.map { _ in 1 })
    var rest = notes[...]
    return stride(from: 0, to: count, by: step).map { start in
      while let note = rest.first, note.trial < start + step {
        trace.insert(scaled(note.objectives))
        rest.removeFirst()
      }
      return trace.value
    }
  }

  private func scaled(_ objectives: [Double]) -> [Double] {
    objectives.indices.map { (objectives[$0] - ideal[$0]) / (reference[$0] - ideal[$0]) }
  }
}
