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
      let free = SearchAlgorithms.all.filter {
        (try? $0.make(study.problem, [:]))?.isAdaptive == false
      }
      throw Diagnostic(
        "'\(study.search.algorithm)' learns from trials, so that those of a share depend on all "
          + "before",
        hint: "shares can be had of \(free.map(\.name).joined(separator: ", "))")
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
    let study = try StudyFile.read(RunDirectory(path: directory).study)
    return try ShardRunner(
      study, file.shard, output: directory, threads: threads, version: version)
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
    let journal = Journal(study: study)
    var old: [Trial] = []
    var length = 0
    if TextFile.exists(directory.journal) {
      let bytes = try TextFile.read(directory.journal, limit: .max, what: "journal")
      (old, length) = try journal.trials(
        bytes, file: directory.journal, first: planned.lowerBound)
    }
    var output = try AppendFile(directory.journal, truncatingTo: length)
    var search = try study.makeSearch()
    search.skip(planned.lowerBound)
    var evaluator = try ProxyEvaluator(study, runDirectory: self.output)
    var result = Result(
      shard: shard, planned: planned, trials: 0, resumedTrials: old.count, feasibleTrials: 0,
      ending: .budget)
    while result.trials < planned.count {
      guard cancellation?.isCancelled != true else {
        result.ending = .cancelled
        break
      }
      let points = search.ask(min(max(1, search.preferredBatch), planned.count - result.trials))
      guard !points.isEmpty else {
        result.ending = .exhausted
        file.isExhausted = true
        break
      }
      let known = old.dropFirst(result.trials).prefix(points.count)
      for (point, trial) in zip(points, known) where trial.point != point {
        throw Diagnostic(
          "this journal belongs to another study or version: expected the point "
            + "\(journal.text(of: point).shortened)",
          at: SourceLocation(
            file: directory.journal, line: trial.index - planned.lowerBound + 1), kind: .failure)
      }
      let outcomes = try await evaluator.evaluate(
        Array(points.dropFirst(known.count)), threads: threads, cancellation: cancellation)
      var trials = Array(known)
      for (point, outcome) in zip(points.dropFirst(known.count), outcomes) {
        let index = planned.lowerBound + result.trials + trials.count
        let trial = Trial(
          index: index, point: point, outcome: outcome, isPredicted: study.isPredicted(point))
        try output.append(journal.line(trial))
        trials.append(trial)
      }
      result.trials += trials.count
      result.feasibleTrials += trials.count { study.observation(of: $0).isFeasible }
      try output.synchronize()
      progress?(
        StudyProgress(
          trials: result.trials, budget: planned.count,
          resumedTrials: min(old.count, result.trials), feasibleTrials: result.feasibleTrials,
          frontSize: 0, elapsed: ContinuousClock.now - start))
    }
    try output.synchronize()
    if file.isExhausted { try file.write(to: self.output) }
    return result
  }

  /// Takes the directory for this share, or makes sure that it is this share's already.
  private func begin(_ file: ShardFile, in directory: RunDirectory) throws(Diagnostic) {
    let text = StudyFile.text(study)
    guard ShardFile.exists(in: directory.path) else {
      try directory.begin(text, study.workload.inputs)
      guard !TextFile.exists(directory.journal) else {
        throw Diagnostic(
          "this directory holds a whole run", at: SourceLocation(file: directory.path),
          hint: "choose another with --output")
      }
      return try file.write(to: directory.path)
    }
    let old = try ShardFile(directory.path)
    guard old.shard == shard else {
      throw Diagnostic(
        "this directory holds share \(old.shard), not \(shard)",
        at: SourceLocation(file: directory.path), hint: "choose another with --output")
    }
    guard old.version == version else {
      throw Diagnostic(
        "this share was begun by version \(old.version), and this is \(version)",
        at: SourceLocation(file: directory.path), hint: "delete it to begin anew")
    }
    try directory.requireSame(text, study.workload.inputs)
  }
}
