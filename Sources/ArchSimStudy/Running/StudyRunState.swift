import ArchSimSearch
import ArchSimText

/// Everything that changes during a run.
struct StudyRunState: ~Copyable {
  let study: Study
  var ending = StudyEnding.budget
  private var evaluator: ProxyEvaluator
  private var recorder: TrialRecorder
  private var search: any SearchAlgorithm
  /// What a search that learns was told, by its points; one that does not never proposes one twice.
  private var known: [DesignPoint: Observation] = [:]
  private var lastFigures: (elapsed: Duration, best: [Double?], hypervolume: Double?)?
  /// Shortest time between two looks at the front for ``progress(elapsed:)``.
  private static let figureInterval = Duration.milliseconds(100)

  init(_ runner: StudyRunner) throws(Diagnostic) {
    let study = runner.study
    // Before anything is written.
    if let settings = study.evaluator { try ProgramEvaluator.requireProgram(settings) }
    var search = try study.makeSearch()
    try study.requireKeeping(of: search)
    let directory = runner.output.map { RunDirectory(path: $0) }
    if let directory {
      try ShardFile.requireNone(in: directory.path)
      try TournamentDirectory.requireNone(in: directory.path)
      let text = StudyFile.text(study)
      if runner.mode == .resume {
        try directory.requireSame(text, study.workload.inputs)
      } else {
        try directory.begin(text, study.workload.inputs)
      }
    }
    let recorder = try TrialRecorder(
      study, in: directory, isNew: runner.mode == .start, rotation: runner.rotation)
    evaluator = try ProxyEvaluator(
      study, runDirectory: runner.output, keepsAnswers: study.search.keep == .all)
    search.skip(recorder.skippedTrials)
    self.study = study
    self.search = search
    self.recorder = recorder
  }

  /// What follows from the trials so far.
  var digest: TrialDigest { recorder.digest }

  /// Trials done, those of earlier sittings included.
  var count: Int { recorder.digest.count }

  /// Of these, such as an earlier sitting did.
  var resumedTrials: Int { recorder.resumedTrials }

  /// What a batch needs: which designs are new, and where the answers of the others are.
  struct Jobs {
    /// For each point, where its answer is.
    var origins: [Origin] = []
    /// Points to evaluate.
    var new: [DesignPoint] = []
  }

  enum Origin {
    /// An answer of this batch.
    case evaluation
    /// An answer that the journal has.
    case journal(Trial.Outcome)
    /// A trial that is known already.
    case duplicate(Observation)
    /// A point that this batch has twice; the number counts its new points.
    case repeated
  }

  /// Points of the search's own number, as far as the budget reaches.
  mutating func ask() -> [DesignPoint] {
    // More than the search likes where a program wants work for all its processes.
    let batch = max(search.preferredBatch, study.evaluator?.batch ?? 1)
    return search.ask(max(1, min(batch, study.search.budget - count)))
  }

  /// Evaluates points; the answers end early when the run is given up.
  mutating func evaluate(
    _ points: [DesignPoint], threads: Int, cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [Trial.Outcome] {
    try await evaluator.evaluate(points, threads: threads, cancellation: cancellation)
  }

  /// Finds the points whose answer is known.
  mutating func jobs(for points: [DesignPoint]) throws(Diagnostic) -> Jobs {
    var jobs = Jobs()
    var seen: Set<DesignPoint> = []
    for point in points {
      if let observation = known[point] {
        jobs.origins.append(.duplicate(observation))
      } else if search.isAdaptive, !seen.insert(point).inserted {
        jobs.origins.append(.repeated)
      } else if let outcome = try recorder.earlier(point) {
        jobs.origins.append(.journal(outcome))
      } else {
        jobs.origins.append(.evaluation)
        jobs.new.append(point)
      }
    }
    return jobs
  }

  /// Writes down and tells what came out, in the order in which it was asked.
  ///
  /// Outcomes may end early when the run is given up; the rest of the batch is then forgotten.
  mutating func record(
    _ points: [DesignPoint], _ jobs: Jobs, _ outcomes: [Trial.Outcome]
  ) throws(Diagnostic) {
    var next = outcomes.makeIterator()
    var observations: [Observation] = []
    observations.reserveCapacity(points.count)
    for (point, origin) in zip(points, jobs.origins) {
      switch origin {
      case .duplicate(let observation): observations.append(observation)
      case .repeated:
        guard let observation = known[point] else { continue }
        observations.append(observation)
      case .journal(let outcome):
        observations.append(try add(point, outcome, isNew: false))
      case .evaluation:
        guard let outcome = next.next() else { return }
        observations.append(try add(point, outcome, isNew: true))
      }
    }
    // A search that does not learn would only remember what it is told.
    if search.isAdaptive { search.tell(observations) }
    try recorder.synchronizeIfDue()
  }

  private mutating func add(
    _ point: DesignPoint, _ outcome: Trial.Outcome, isNew: Bool
  ) throws(Diagnostic) -> Observation {
    let observation = try recorder.add(point, outcome, isNew: isNew)
    if search.isAdaptive { known[point] = observation }
    return observation
  }

  /// Brings all to the disk.
  mutating func finish() throws(Diagnostic) { try recorder.finish() }

  /// How far the run is; what is dear to compute is not computed more often than people look.
  mutating func progress(elapsed: Duration) -> StudyProgress {
    var progress = StudyProgress(
      trials: count, budget: study.search.budget, resumedTrials: resumedTrials,
      feasibleTrials: recorder.digest.feasible, frontSize: recorder.digest.front.entries.count,
      elapsed: elapsed)
    if lastFigures.map({ elapsed - $0.elapsed >= Self.figureInterval }) ?? true {
      lastFigures = (elapsed, best, hypervolume)
    }
    progress.best = lastFigures?.best ?? []
    progress.hypervolume = lastFigures?.hypervolume
    return progress
  }

  /// For each objective the best value of the front.
  private var best: [Double?] {
    study.objectives.indices.map { position in
      recorder.digest.front.entries.lazy.map { $0.observation.objectives[position] }.filter(
        \.isFinite
      ).min().map {
        study.objectives[position].value(ofMinimized: $0)
      }
    }
  }

  /// The hypervolume of the front in the box of all feasible trials.
  private var hypervolume: Double? {
    let entries = recorder.digest.front.entries
    let (ideal, worst) = (recorder.digest.low, recorder.digest.high)
    guard study.objectives.count <= 3, !entries.isEmpty else { return nil }
    let rows = entries.map { entry in
      ideal.indices.map { position -> Double in
        let range = worst[position] - ideal[position]
        return range > 0 ? (entry.observation.objectives[position] - ideal[position]) / range : 0
      }
    }
    return ArchSimSearch.hypervolume(of: rows, reference: ideal.map { _ in 1 })
  }
}
