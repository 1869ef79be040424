import ArchSimSearch
public import ArchSimText

/// Evaluates one share of a run into a directory of its own, and goes on where it was stopped.
///
/// ```swift
/// let shard = try StudyShard(parsing: "2/8")
/// let result = try await ShardRunner(study, shard, output: "shares/share-2-of-8", version: "1").run()
/// ```
///
/// Once all shares are done, ``RunMerge`` makes the run of them that one process would have made.
public struct ShardRunner: Sendable {
  /// What became of a share.
  public struct Result: Sendable {
    /// The share.
    public var shard: StudyShard
    /// The trials that it is to have.
    public var planned: Range<Int>
    /// Trials that it has.
    public var trials: Int
    /// Of these, such as an earlier sitting left.
    public var resumedTrials: Int
    /// Of its trials, such as hold all constraints.
    public var feasibleTrials: Int
    /// Why it ended.
    public var ending: StudyEnding
  }

  /// The study of the whole run.
  public let study: Study
  /// The share.
  public let shard: StudyShard
  /// Where it goes.
  public let output: String
  /// Threads that cost designs.
  public let threads: Int
  /// The program that evaluates it: shares of different programs are not merged.
  public let version: String
  /// When the journal of a share that is begun begins another file; nil for never.
  public var rotation: JournalRotation?

  /// Prepares a share.
  ///
  /// - Parameters:
  ///   - study: The study of the whole run.
  ///   - shard: The share.
  ///   - output: Its directory, which is created, or holds what an earlier sitting left of it.
  ///   - threads: Threads that cost designs; by default one a processor.
  ///   - version: The program that evaluates it.
  /// - Throws: A diagnostic when the study's search learns from its trials, so that no share can be
  ///   evaluated by itself.
  public init(
    _ study: Study, _ shard: StudyShard, output: String, threads: Int? = nil, version: String
  ) throws(Diagnostic) {
    let search = try study.makeSearch()
    guard !search.isAdaptive else {
      throw Diagnostic(
        "'\(study.search.algorithm)' learns from trials, so that those of a share depend on all "
          + "before",
        hint: "shares can be had of \(study.fixedAlgorithms.joined(separator: ", "))")
    }
    self.study = study
    self.shard = shard
    self.output = output
    self.threads = min(1024, max(1, threads ?? Machine.processorCount))
    self.version = version
  }

  /// Prepares to go on with the share in a directory.
  ///
  /// - Parameters:
  ///   - directory: The directory of a share.
  ///   - threads: Threads that cost designs; by default one a processor.
  ///   - version: The program that evaluates it.
  /// - Returns: The share; nil when the directory holds none.
  /// - Throws: A diagnostic when it is damaged.
  public static func resuming(
    _ directory: String, threads: Int? = nil, version: String
  ) throws(Diagnostic) -> ShardRunner? {
    guard ShardFile.exists(in: directory) else { return nil }
    let file = try ShardFile(directory)
    guard let shard = file.single else {
      throw Diagnostic(
        "these are shares \(file.name), which were merged: there is nothing to go on with",
        at: SourceLocation(file: directory))
    }
    let study = try StudyFile.read(RunDirectory(path: directory).study)
    return try ShardRunner(
      study, shard, output: directory, threads: threads, version: version)
  }

  /// Evaluates what is left of the share.
  ///
  /// - Parameters:
  ///   - cancellation: A switch to end early.
  ///   - progress: Called after every batch of trials.
  /// - Returns: What became of it.
  /// - Throws: A diagnostic when the directory cannot be written, or holds something else.
  public func run(
    cancellation: CancellationFlag? = nil,
    progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) async throws(Diagnostic) -> Result {
    let start = ContinuousClock.now
    let planned = shard.trials(of: study.plannedTrials)
    var file = ShardFile(shard: shard, trials: planned, version: version)
    let directory = RunDirectory(path: output)
    try begin(file, in: directory)
    var recorder = try TrialRecorder(
      study, in: directory, first: planned.lowerBound, isNew: false, holdsSample: false,
      rotation: rotation)
    var search = try study.makeSearch()
    search.skip(planned.lowerBound + recorder.skippedTrials)
    var evaluator = try ProxyEvaluator(
      study, runDirectory: self.output, keepsAnswers: study.search.keep == .all)
    var ending = StudyEnding.budget
    while recorder.digest.count < planned.count {
      guard cancellation?.isCancelled != true else {
        ending = .cancelled
        break
      }
      let left = planned.count - recorder.digest.count
      let points = search.ask(min(max(1, search.preferredBatch), left))
      guard !points.isEmpty else {
        ending = .exhausted
        file.isExhausted = true
        break
      }
      var new = points[...]
      while let point = new.first, let outcome = try recorder.earlier(point) {
        _ = try recorder.add(point, outcome, isNew: false)
        new.removeFirst()
      }
      let outcomes = try await evaluator.evaluate(
        Array(new), threads: threads, cancellation: cancellation)
      for (point, outcome) in zip(new, outcomes) {
        _ = try recorder.add(point, outcome, isNew: true)
      }
      try recorder.synchronizeIfDue()
      progress?(
        StudyProgress(
          trials: recorder.digest.count, budget: planned.count,
          resumedTrials: recorder.resumedTrials, feasibleTrials: recorder.digest.feasible,
          frontSize: recorder.digest.front.entries.count, elapsed: ContinuousClock.now - start))
    }
    try recorder.finish()
    if file.isExhausted { try file.write(to: self.output) }
    return Result(
      shard: shard, planned: planned, trials: recorder.digest.count,
      resumedTrials: recorder.resumedTrials, feasibleTrials: recorder.digest.feasible,
      ending: ending)
  }

  /// Takes the directory for this share, or makes sure that it is this share's already.
  private func begin(_ file: ShardFile, in directory: RunDirectory) throws(Diagnostic) {
    let text = StudyFile.text(study)
    guard ShardFile.exists(in: directory.path) else {
      try directory.begin(text, study.workload.inputs)
      guard !JournalFiles(directory.journal).exist, !TextFile.exists(directory.kept) else {
        throw Diagnostic(
          "this directory holds a whole run", at: SourceLocation(file: directory.path),
          hint: "choose another with --output")
      }
      return try file.write(to: directory.path)
    }
    let old = try ShardFile(directory.path)
    guard old.single == shard else {
      throw Diagnostic(
        "this directory holds \(old.words), not \(shard)",
        at: SourceLocation(file: directory.path), hint: "choose another with --output")
    }
    guard old.version == version else {
      throw Diagnostic(
        "this share was begun by version \(old.version), and this is \(version)",
        at: SourceLocation(file: directory.path), hint: "delete it to begin anew")
    }
    try directory.requireSame(text, study.workload.inputs)
    try old.requireTrials(of: study, in: directory.path)
  }
}
