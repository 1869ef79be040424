import ArchSimSearch

/// What follows from the trials of a run or of a share of it, as far as memory does not grow with them:
/// counts, the front, the box of the objectives, and a sample.
///
/// Trials are added in the order of their numbers. The digests of two contiguous parts make that of
/// both, so that it does not matter where a run was cut.
struct TrialDigest: Sendable {
  let study: Study
  /// The number of the first trial, which is not 0 in a share.
  let first: Int
  /// Trials.
  private(set) var count = 0
  /// Of these, such as are designs.
  private(set) var evaluated = 0
  /// Such as nobody knows anything of.
  private(set) var failed = 0
  /// Such as a proxy predicted.
  private(set) var predicted = 0
  /// Such as hold all constraints.
  private(set) var feasible = 0
  /// The front; payloads are numbers of trials.
  private(set) var front: ParetoArchive
  /// For each objective the least and the greatest finite value of a feasible trial, to be minimized.
  private(set) var low: [Double]
  private(set) var high: [Double]
  private(set) var history: FrontHistory
  /// Why no trial is feasible, while none is.
  private(set) var diagnosis: FeasibilityDiagnosis?
  /// The trial that comes closest, while none is feasible.
  private var nearest: Trial?
  private var sample: TrialSample
  /// The trials of the front, and some that were there.
  private var members: [Int: Trial] = [:]

  /// Begins without trials.
  ///
  /// - Parameters:
  ///   - study: The study of the whole run.
  ///   - first: The number of the first trial to come.
  ///   - sampleSize: Trials that are held besides the front; as the study says when nil.
  init(_ study: Study, first: Int = 0, sampleSize: Int? = nil) {
    self.study = study
    self.first = first
    front = ParetoArchive(objectiveCount: study.objectives.count)
    low = study.objectives.map { _ in .infinity }
    high = study.objectives.map { _ in -.infinity }
    history = FrontHistory(plannedTrials: study.plannedTrials)
    diagnosis = FeasibilityDiagnosis(study: study)
    sample = TrialSample(
      capacity: sampleSize ?? study.search.keep.sampleSize, seed: study.search.seed)
  }

  /// The number of the next trial.
  var next: Int { first + count }

  /// Adds the next trial.
  ///
  /// - Returns: What a search is told of it.
  @discardableResult
  mutating func add(_ trial: Trial) -> Observation {
    let observation = study.observation(of: trial)
    count += 1
    if trial.isPredicted { predicted += 1 }
    switch trial.outcome {
    case .evaluated: evaluated += 1
    case .failed: failed += 1
    case .infeasible: break
    }
    if observation.isFeasible {
      feasible += 1
      diagnosis = nil
      nearest = nil
      for (position, value) in observation.objectives.enumerated() where value.isFinite {
        low[position] = min(low[position], value)
        high[position] = max(high[position], value)
      }
    } else if feasible == 0 {
      diagnosis?.add(trial)
      if diagnosis?.nearestTrial == trial.index { nearest = trial }
    }
    hold(trial, observation)
    return observation
  }

  private mutating func hold(_ trial: Trial, _ observation: Observation) {
    sample.add(trial)
    guard front.insert(observation, payload: trial.index) else { return }
    let isFirst = !front.entries.dropLast().contains {
      $0.observation.objectives == observation.objectives
    }
    if isFirst {
      history.add(.init(trial: trial.index, objectives: observation.objectives))
    }
    insert(member: trial)
  }

  private mutating func insert(member trial: Trial) {
    members[trial.index] = trial
    guard members.count > 2 * front.entries.count + 64 else { return }
    let old = members
    members = [:]
    for entry in front.entries { members[entry.payload] = old[entry.payload] }
  }

  /// Adds the trials that follow.
  ///
  /// - Parameter other: The digest of trials of the same study, the first of which is ``next``.
  mutating func append(_ other: TrialDigest) {
    history.append(other.history, to: front)
    count += other.count
    evaluated += other.evaluated
    failed += other.failed
    predicted += other.predicted
    feasible += other.feasible
    for position in low.indices {
      low[position] = min(low[position], other.low[position])
      high[position] = max(high[position], other.high[position])
    }
    if feasible > 0 {
      diagnosis = nil
      nearest = nil
    } else if let more = other.diagnosis {
      diagnosis?.append(more)
      if diagnosis?.nearestTrial == other.nearest?.index { nearest = other.nearest }
    }
    sample.append(other.sample)
    for entry in other.front.entries {
      guard front.insert(entry.observation, payload: entry.payload) else { continue }
      if let trial = other.members[entry.payload] { insert(member: trial) }
    }
  }

  /// The trials that are held, in ascending order: the sample, and the front or what comes closest.
  var kept: [Trial] {
    let drawn = sample.trials
    let known = Set(drawn.map(\.index))
    let found = frontTrials + [nearest].compactMap(\.self)
    let others = found.filter { !known.contains($0.index) }
    return others.isEmpty ? drawn : (drawn + others).sorted { $0.index < $1.index }
  }

  /// The trials of the front, in ascending order.
  var frontTrials: [Trial] { front.entries.compactMap { members[$0.payload] } }

  /// Puts back what was counted of trials that are not held any more, and those that are.
  mutating func restore(
    count: Int, evaluated: Int, failed: Int, predicted: Int, feasible: Int, low: [Double],
    high: [Double], notes: [FrontHistory.Note], diagnosis: FeasibilityDiagnosis?, kept: [Trial]
  ) {
    for trial in kept { hold(trial, study.observation(of: trial)) }
    history = FrontHistory(plannedTrials: study.plannedTrials)
    for note in notes { history.add(note) }
    (self.count, self.evaluated, self.failed) = (count, evaluated, failed)
    (self.predicted, self.feasible) = (predicted, feasible)
    (self.low, self.high, self.diagnosis) = (low, high, diagnosis)
    nearest = diagnosis.flatMap { found in kept.first { $0.index == found.nearestTrial } }
  }
}
