public import ArchSimText

/// A run over plans read back from its directory, finished or not, without simulating its trials
/// again.
///
/// ```swift
/// let run = try PlanReader("runs/llama-70b")
/// let result = try await run.result()
/// print(result.front.count, "plans on the front of", run.trialCount)
/// ```
///
/// Nothing is written: a run that goes on meanwhile is read up to its last whole line.
public struct PlanReader: Sendable {
  /// The run directory.
  public let directory: String
  /// The study as it ran.
  public let study: PlanStudy
  /// What was left out, such as a last line that a crash tore off.
  public let warnings: [Diagnostic]
  private let entries: [PlanJournal.Entry]
  private let journalPath: String

  /// Trials of the journal.
  public var trialCount: Int { entries.count }

  /// Reads a run.
  ///
  /// - Parameter directory: The run directory.
  /// - Throws: A diagnostic when there is no run, or its journal is damaged.
  public init(_ directory: String) throws(Diagnostic) {
    let files = PlanRunner.directory(directory)
    guard TextFile.exists(files.study) else {
      throw Diagnostic(
        "there is no run here: expected 'plan.yaml' in it", at: SourceLocation(file: directory))
    }
    try RunReader.requireKnownSchema(of: files)
    study = try PlanFile.read(files.study)
    var warnings: [Diagnostic] = []
    var entries: [PlanJournal.Entry] = []
    if TextFile.exists(files.journal) {
      let bytes = try TextFile.read(files.journal, limit: .max, what: "journal")
      let read = try PlanJournal(study: study).read(bytes, file: files.journal)
      entries = read.entries
      if read.length < bytes.count {
        warnings.append(
          Diagnostic(
            "the last line has no end and is left out: it was torn by a crash, or is being written",
            at: SourceLocation(file: files.journal, line: entries.count + 1), kind: .warning))
      }
    }
    if entries.isEmpty {
      warnings.append(
        Diagnostic("this run has no trials", at: SourceLocation(file: directory), kind: .warning))
    }
    self.directory = directory
    self.warnings = warnings
    self.entries = entries
    journalPath = files.journal
  }

  /// What the run found.
  ///
  /// What plans were asked for is worked out anew and looked up in the journal. Heuristics that are
  /// not among the trials are simulated, since the journal does not hold them.
  ///
  /// - Parameter threads: Threads that account for plans; by default one a processor.
  /// - Returns: The same as the run itself returned, had it ended after these trials.
  /// - Throws: A diagnostic when the journal is of another study or version.
  public func result(threads: Int? = nil) async throws(Diagnostic) -> PlanResult {
    var log = PlanLog(reading: study, entries, path: journalPath)
    let result = try await PlanRunner(study, threads: threads).run(&log, nil, nil)
    guard log.remainingTrials == 0 else {
      throw Diagnostic(
        "this journal belongs to another plan or version: expected \(result.trials.count) trials, "
          + "found \(trialCount)", at: SourceLocation(file: journalPath), kind: .failure)
    }
    return result
  }

  /// Whether a directory holds a run over plans.
  public static func isRun(_ directory: String) -> Bool {
    TextFile.exists(PlanRunner.directory(directory).study) && !RunReader.isRun(directory)
  }
}
