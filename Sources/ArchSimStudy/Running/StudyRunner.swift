import ArchSimSearch
public import ArchSimText

/// Runs a study: asks the search for designs, costs them on all cores, writes every trial down and
/// tells the search what came out.
///
/// The trials depend on the study alone: not on threads, not on the machine, and not on how often
/// the run was interrupted and resumed.
///
/// ```swift
/// let runner = StudyRunner(study, output: "runs/mixpe")
/// let result = try await runner.run { print($0.trials, "of", $0.budget) }
/// ```
public struct StudyRunner: Sendable {
  /// What a run does with what is in its directory.
  public enum Mode: Hashable, Sendable {
    /// Starts from the first trial; an older run of the same study is replaced.
    case start
    /// Goes on where a run of the same study stopped.
    case resume
  }

  /// The study.
  public let study: Study
  /// The run directory; nil to keep everything in memory.
  public let output: String?
  /// Threads that cost designs.
  public let threads: Int
  /// What to do with what is there.
  public let mode: Mode
  /// When the journal of a run that is started begins another file; nil for never.
  public var rotation: JournalRotation?

  /// Threads of a run that is not told how many: one a processor.
  public static var defaultThreads: Int { Machine.processorCount }

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - output: The run directory, which is created; nil to keep everything in memory.
  ///   - threads: Threads that cost designs; by default one a processor.
  ///   - mode: What to do with what is in the directory.
  public init(
    _ study: Study, output: String? = nil, threads: Int? = nil, mode: Mode = .start
  ) {
    self.study = study
    self.output = output
    self.threads = min(1024, max(1, threads ?? Self.defaultThreads))
    self.mode = mode
  }

  /// Prepares to go on with the run in a directory.
  ///
  /// - Parameters:
  ///   - directory: The run directory.
  ///   - threads: Threads that cost designs; by default one a processor.
  /// - Throws: A diagnostic when there is no run.
  public init(resuming directory: String, threads: Int? = nil) throws(Diagnostic) {
    let file = RunDirectory(path: directory).study
    guard TextFile.exists(file) else {
      throw Diagnostic(
        "there is no run to resume: expected 'study.yaml' in it",
        at: SourceLocation(file: directory))
    }
    self.init(try StudyFile.read(file), output: directory, threads: threads, mode: .resume)
  }

  /// Runs until the budget is spent, the space is exhausted or the switch is thrown.
  ///
  /// - Parameters:
  ///   - cancellation: A switch to end the run early.
  ///   - progress: Called after every batch of trials.
  /// - Returns: What follows from all trials, those of earlier sittings included.
  /// - Throws: A diagnostic when the directory cannot be written, belongs to another run, or holds a
  ///   journal that is damaged or of another study.
  public func run(
    cancellation: CancellationFlag? = nil,
    progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) async throws(Diagnostic) -> StudyResult {
    var state = try StudyRunState(self)
    let start = ContinuousClock.now
    while state.count < study.search.budget, cancellation?.isCancelled != true {
      let points = state.ask()
      guard !points.isEmpty else {
        state.ending = .exhausted
        break
      }
      let jobs = try state.jobs(for: points)
      let outcomes = try await state.evaluate(
        jobs.new, threads: threads, cancellation: cancellation)
      try state.record(points, jobs, outcomes)
      progress?(state.progress(elapsed: ContinuousClock.now - start))
    }
    if cancellation?.isCancelled == true, state.count < study.search.budget {
      state.ending = .cancelled
    }
    try state.finish()
    let digest = state.digest
    let comparisons = await StudyComparison.comparisons(
      study, digest.frontTrials, threads: threads, cancellation: cancellation)
    let result = StudyResult(
      digest, ending: state.ending, resumedTrials: state.resumedTrials, comparisons: comparisons)
    if let output { try result.write(to: RunDirectory(path: output)) }
    return result
  }
}

/// How far a run is.
public struct StudyProgress: Sendable {
  /// Trials done, those of earlier sittings included.
  public var trials: Int
  /// Trials planned.
  public var budget: Int
  /// Trials that an earlier sitting did.
  public var resumedTrials: Int
  /// Trials that hold all constraints.
  public var feasibleTrials: Int
  /// Designs of the front.
  public var frontSize: Int
  /// Time since this sitting began.
  public var elapsed: Duration
  /// For each objective the best value so far, in its own unit; nil without a feasible trial.
  public var best: [Double?]
  /// The share of the box of all feasible trials so far that the front dominates.
  ///
  /// Unlike that of a result it may shrink, as the box grows; nil with more than three objectives.
  public var hypervolume: Double?

  /// Says how far a run is.
  public init(
    trials: Int, budget: Int, resumedTrials: Int, feasibleTrials: Int, frontSize: Int,
    elapsed: Duration, best: [Double?] = [], hypervolume: Double? = nil
  ) {
    self.trials = trials
    self.budget = budget
    self.resumedTrials = resumedTrials
    self.feasibleTrials = feasibleTrials
    self.frontSize = frontSize
    self.elapsed = elapsed
    self.best = best
    self.hypervolume = hypervolume
  }
}

/// Why a run ended.
public enum StudyEnding: String, Hashable, Sendable {
  /// The budget is spent.
  case budget
  /// Every point of the space was tried.
  case exhausted
  /// Somebody threw the switch.
  case cancelled
}
