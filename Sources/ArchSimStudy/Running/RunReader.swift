import ArchSimSearch
public import ArchSimText

/// A run read back from its directory, finished or not, without costing its trials again.
///
/// ```swift
/// let run = try RunReader("runs/mixpe")
/// let result = await run.result()
/// print(result.front.count, "designs on the front of", run.trials.count)
/// ```
///
/// Nothing is written: a run that goes on meanwhile is read up to its last whole line.
public struct RunReader: Sendable {
  /// The version of the files of a run directory, which `summary.json` says.
  ///
  /// It grows when a file changes so that older readers would misread it; what is only added leaves
  /// it as it is.
  public static let schema = 1

  /// The run directory.
  public let directory: String
  /// The study as it ran.
  public let study: Study
  /// The trials that are held: all of few, of many those of the front and a sample.
  public let trials: KeptTrials
  /// Trials that were done.
  public let trialCount: Int
  private let digest: TrialDigest
  /// What was left out, such as a last line that a crash tore off.
  public let warnings: [Diagnostic]
  /// Why the run ended, or ``StudyEnding/cancelled`` when it did not.
  public let ending: StudyEnding

  /// Reads a run.
  ///
  /// - Parameters:
  ///   - directory: The run directory.
  ///   - holdsAll: Whether ``trials`` are all of them, however many.
  /// - Throws: A diagnostic when there is no run, its journal is damaged or of another study, or it has
  ///   not kept what is asked for.
  public init(_ directory: String, holdsAll: Bool = false) throws(Diagnostic) {
    let files = RunDirectory(path: directory)
    try ShardFile.requireNone(in: directory)
    try TournamentDirectory.requireNone(in: directory)
    let study = try Self.study(in: files)
    try Self.requireKnownSchema(of: files)
    var warnings: [Diagnostic] = []
    guard study.search.keep == .all || !holdsAll else {
      throw Diagnostic(
        "this needs all trials, and the run has kept '\(study.search.keep.rawValue)'",
        at: SourceLocation(file: directory))
    }
    let digest = try Self.digest(study, in: files, holdsAll: holdsAll, &warnings)
    if digest.count == 0 {
      warnings.append(
        Diagnostic("this run has no trials", at: SourceLocation(file: directory), kind: .warning))
    }
    self.directory = directory
    self.study = study
    self.digest = digest
    self.warnings = warnings
    trials = KeptTrials(digest.kept)
    trialCount = digest.count
    ending = Self.ending(of: study, after: digest.count, in: files)
  }

  private static func digest(
    _ study: Study, in files: RunDirectory, holdsAll: Bool, _ warnings: inout [Diagnostic]
  ) throws(Diagnostic) -> TrialDigest {
    guard study.search.keep == .all else {
      guard TextFile.exists(files.kept) else { return TrialDigest(study) }
      return try KeptFile(path: files.kept).read(study)
    }
    var digest = TrialDigest(study, sampleSize: holdsAll ? .max : nil)
    let journal = Journal(study: study)
    var reader = try JournalReader(files.journal)
    while let trial = try reader.next(journal.trial(_:index:)) { digest.add(trial) }
    if reader.isTorn {
      var place = reader.location
      place.line = (place.line ?? 0) + 1
      warnings.append(
        Diagnostic(
          "the last line has no end and is left out: it was torn by a crash, or is being written",
          at: place, kind: .warning))
    }
    return digest
  }

  /// What the run found.
  ///
  /// Baselines beside the front are costed here, since the journal does not hold them.
  ///
  /// - Parameter threads: Threads that cost baselines; by default one a processor.
  /// - Returns: The same as the run itself returned, had it ended after these trials.
  public func result(threads: Int? = nil) async -> StudyResult {
    await Self.result(digest, ending: ending, threads: threads)
  }

  /// What the trials of a digest found.
  static func result(
    _ digest: TrialDigest, ending: StudyEnding, threads: Int?
  ) async -> StudyResult {
    let comparisons = await StudyComparison.comparisons(
      digest.study, digest.frontTrials,
      threads: min(1024, max(1, threads ?? Machine.processorCount)), cancellation: nil)
    return StudyResult(digest, ending: ending, resumedTrials: 0, comparisons: comparisons)
  }

  /// Reads one trial, without reading all others.
  ///
  /// - Parameters:
  ///   - number: The number of the trial.
  ///   - directory: The run directory.
  /// - Returns: The study and the trial.
  /// - Throws: A diagnostic when there is no such run or trial, or its line is damaged.
  public static func trial(
    _ number: Int, in directory: String
  ) throws(Diagnostic) -> (study: Study, trial: Trial) {
    let files = RunDirectory(path: directory)
    let study = try study(in: files)
    guard study.search.keep == .all else {
      let digest = try KeptFile(path: files.kept).read(study)
      guard let trial = KeptTrials(digest.kept).trial(number) else {
        let isThere = (0..<digest.count).contains(number)
        throw Diagnostic(
          isThere
            ? "trial \(number) was not kept: the run keeps '\(study.search.keep.rawValue)'"
            : noTrial(number, of: digest.count), at: SourceLocation(file: files.kept))
      }
      return (study, trial)
    }
    var count = 0
    var reader = try JournalReader(files.journal)
    // A last line without its line break was torn by a crash and is no trial.
    while let line = try reader.nextLine() {
      if count == number {
        do throws(Diagnostic) {
          let value = try JSONParser.parse(line, file: reader.location.file)
          return (study, try Journal(study: study).trial(value, index: number))
        } catch {
          throw reader.damaged(error)
        }
      }
      count += 1
    }
    guard JournalFiles(files.journal).exist else {
      throw Diagnostic("no such journal", at: SourceLocation(file: files.journal))
    }
    throw Diagnostic(noTrial(number, of: count), at: SourceLocation(file: files.journal))
  }

  private static func noTrial(_ number: Int, of count: Int) -> String {
    "there is no trial \(number): this run has " + (count == 0 ? "none" : "0 to \(count - 1)")
  }

  /// Whether a directory holds a run over designs.
  public static func isRun(_ directory: String) -> Bool {
    TextFile.exists(RunDirectory(path: directory).study)
  }

  /// Refuses a path for what is to be written that is one of the files that a run, a share or a
  /// tournament is made of, whoever's it is.
  ///
  /// - Parameter path: The path.
  /// - Throws: A diagnostic when it is.
  public static func requireNoFileOfRun(_ path: String) throws(Diagnostic) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[...$0]) } ?? "."
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    let has = { (names: [String]) in
      names.contains { TextFile.exists(FilePath.join(directory, $0)) }
    }
    guard has(["study.yaml", "plan.yaml"]), has(["trials.jsonl", "kept.jsonl", "tournament.json"]),
      [
        "kept.jsonl", "journal.json", "study.yaml", "plan.yaml", "trials.jsonl", "pareto.csv",
        "plans.csv", "summary.json",
        "shard.json", "evaluations.jsonl", "tournament.json", "designs.jsonl", "runs.jsonl",
        "checkpoints.csv",
      ].contains(name)
        || JournalFiles(FilePath.join(directory, "trials.jsonl")).isClosed(String(name)),
      TextFile.exists(path)
    else { return }
    throw Diagnostic("this file is a part of the run", at: SourceLocation(file: path))
  }

  private static func study(in files: RunDirectory) throws(Diagnostic) -> Study {
    guard TextFile.exists(files.study) else {
      let isOfPlans = TextFile.exists(FilePath.join(files.path, "plans.csv"))
      throw Diagnostic(
        "there is no run here: expected 'study.yaml' in it",
        at: SourceLocation(file: files.path),
        hint: isOfPlans ? "this is a run of 'archsim plan'" : nil)
    }
    return try StudyFile.read(files.study)
  }

  /// Makes sure that no later version of this program wrote the run.
  static func requireKnownSchema(of files: RunDirectory) throws(Diagnostic) {
    guard TextFile.exists(files.summary),
      let bytes = try? TextFile.read(files.summary),
      let summary = try? JSONParser.parse(bytes, file: files.summary),
      let found = try? summary["schema"]?.requireInteger("schema"), found > schema
    else { return }
    throw Diagnostic(
      "this run has schema \(found), of a later version of archsim: this one knows \(schema)",
      at: SourceLocation(file: files.summary))
  }

  /// Why a run ended: as its summary says, when that is of these trials.
  private static func ending(
    of study: Study, after count: Int, in files: RunDirectory
  ) -> StudyEnding {
    if count >= study.search.budget { return .budget }
    if count == study.space.search.cardinality { return .exhausted }
    guard let bytes = try? TextFile.read(files.summary),
      let summary = try? JSONParser.parse(bytes, file: files.summary),
      let trials = try? summary.require("trials").requireInteger("trials"), trials == count,
      let word = try? summary.require("ending").requireString("ending")
    else { return .cancelled }
    return StudyEnding(rawValue: word) ?? .cancelled
  }
}
