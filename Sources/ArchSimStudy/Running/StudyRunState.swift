import ArchSimSearch
import ArchSimText

/// Everything that changes during a run.
struct StudyRunState: ~Copyable {
  let study: Study
  let resumedTrials: Int
  private var evaluator: ProxyEvaluator
  var trials: [Trial] = []
  var front: ParetoArchive
  var ending = StudyEnding.budget
  private let journal: Journal
  private var search: any SearchAlgorithm
  private var file: AppendFile?
  /// Trials of an earlier sitting that the search has not asked for yet.
  private var replay: ArraySlice<Journal.Entry>
  private var known: [DesignPoint: Int] = [:]
  private var feasibleTrials = 0
  /// The worst objectives of feasible trials.
  private var worst: [Double] = []
  private var lastFigures: (elapsed: Duration, best: [Double?], hypervolume: Double?)?
  /// Shortest time between two looks at the front for ``progress(elapsed:)``.
  private static let figureInterval = Duration.milliseconds(100)
  private var lastSynchronization = ContinuousClock.now

  /// Longest time that finished trials stay off the disk.
  private static let synchronizationInterval = Duration.seconds(1)

  init(_ runner: StudyRunner) throws(Diagnostic) {
    let study = runner.study
    // Before anything is written.
    if let settings = study.evaluator { try ProgramEvaluator.requireProgram(settings) }
    let journal = Journal(study: study)
    let search = try study.makeSearch()
    var entries: [Journal.Entry] = []
    let file = try Self.openJournal(runner, journal, entries: &entries)
    let evaluator = try ProxyEvaluator(study, runDirectory: runner.output)
    self.study = study
    self.journal = journal
    self.search = search
    self.file = file
    replay = entries[...]
    resumedTrials = entries.count
    self.evaluator = evaluator
    front = ParetoArchive(objectiveCount: study.objectives.count)
  }

  /// Opens the journal to append to it, and reads what earlier sittings left there.
  private static func openJournal(
    _ runner: StudyRunner, _ journal: Journal, entries: inout [Journal.Entry]
  ) throws(Diagnostic) -> AppendFile? {
    guard let output = runner.output else { return nil }
    let directory = RunDirectory(path: output)
    try ShardFile.requireNone(in: output)
    try TournamentDirectory.requireNone(in: output)
    var length = 0
    if runner.mode == .resume {
      try directory.requireSame(
        StudyFile.text(runner.study), runner.study.workload.inputs)
      if TextFile.exists(directory.journal) {
        let bytes = try TextFile.read(directory.journal, limit: Int.max, what: "journal")
        (entries, length) = try journal.read(bytes, file: directory.journal)
      }
    } else {
      try directory.begin(StudyFile.text(runner.study), runner.study.workload.inputs)
    }
    return try AppendFile(directory.journal, truncatingTo: length)
  }

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
    case duplicate(Int)
    /// A point that this batch has twice; the number counts its new points.
    case repeated
  }

  /// Points of the search's own number, as far as the budget reaches.
  mutating func ask() -> [DesignPoint] {
    // More than the search likes where a program wants work for all its processes.
    let batch = max(search.preferredBatch, study.evaluator?.batch ?? 1)
    return search.ask(max(1, min(batch, study.search.budget - trials.count)))
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
      if let trial = known[point] {
        jobs.origins.append(.duplicate(trial))
      } else if !seen.insert(point).inserted {
        jobs.origins.append(.repeated)
      } else if let entry = replay.first {
        let text = journal.text(of: point)
        guard text == entry.point else {
          throw Diagnostic(
            "this journal belongs to another study or version: expected the point "
              + "\(text.shortened)",
            at: SourceLocation(file: file?.path ?? "", line: entry.index + 1), kind: .failure)
        }
        jobs.origins.append(.journal(entry.outcome))
        replay.removeFirst()
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
      case .duplicate(let trial): observations.append(study.observation(of: trials[trial]))
      case .repeated:
        guard let trial = known[point] else { continue }
        observations.append(study.observation(of: trials[trial]))
      case .journal(let outcome):
        observations.append(add(point, outcome))
      case .evaluation:
        guard let outcome = next.next() else { return }
        observations.append(add(point, outcome))
        if let trial = trials.last { try file?.append(journal.line(trial)) }
      }
    }
    search.tell(observations)
    let now = ContinuousClock.now
    if now - lastSynchronization >= Self.synchronizationInterval {
      try synchronize()
      lastSynchronization = now
    }
  }

  private mutating func add(_ point: DesignPoint, _ outcome: Trial.Outcome) -> Observation {
    let trial = Trial(
      index: trials.count, point: point, outcome: outcome, isPredicted: study.isPredicted(point))
    let observation = study.observation(of: trial)
    known[point] = trials.count
    trials.append(trial)
    if observation.isFeasible {
      feasibleTrials += 1
      if worst.isEmpty {
        worst = observation.objectives
      } else {
        for (position, value) in observation.objectives.enumerated() where value > worst[position] {
          worst[position] = value
        }
      }
    }
    front.insert(observation, payload: trial.index)
    return observation
  }

  /// Brings the journal to the disk.
  mutating func synchronize() throws(Diagnostic) {
    try file?.synchronize()
  }

  /// How far the run is; what is dear to compute is not computed more often than people look.
  mutating func progress(elapsed: Duration) -> StudyProgress {
    var progress = StudyProgress(
      trials: trials.count, budget: study.search.budget, resumedTrials: resumedTrials,
      feasibleTrials: feasibleTrials, frontSize: front.entries.count, elapsed: elapsed)
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
      front.entries.lazy.map { $0.observation.objectives[position] }.filter(\.isFinite).min().map {
        study.objectives[position].value(ofMinimized: $0)
      }
    }
  }

  /// The hypervolume of the front in the box of all feasible trials.
  private var hypervolume: Double? {
    guard study.objectives.count <= 3, !worst.isEmpty, !front.entries.isEmpty else { return nil }
    let ideal = worst.indices.map { position in
      front.entries.reduce(Double.infinity) { min($0, $1.observation.objectives[position]) }
    }
    let rows = front.entries.map { entry in
      ideal.indices.map { position -> Double in
        let range = worst[position] - ideal[position]
        return range > 0 ? (entry.observation.objectives[position] - ideal[position]) / range : 0
      }
    }
    return ArchSimSearch.hypervolume(of: rows, reference: ideal.map { _ in 1 })
  }
}
