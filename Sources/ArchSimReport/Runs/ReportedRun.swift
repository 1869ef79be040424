public import ArchSimStudy

/// A run as the formats of `archsim report` write it.
public struct ReportedRun: Sendable {
  /// What the run found.
  public var result: StudyResult
  /// Where it is kept, for the commands that replay its trials.
  public var directory: String
  /// Columns of the screen that tables must fit; nil for any number.
  public var width: Int?
  /// The neighbours of a chosen trial, where they were asked for.
  public var sensitivity: StudySensitivity?

  /// Describes a run.
  public init(_ result: StudyResult, directory: String, width: Int? = nil) {
    self.result = result
    self.directory = directory
    self.width = width
  }

  /// All that is said of it in text, Markdown, JSON and CSV: what `explore` says, which parameters
  /// matter, why the front bends where it does, and the neighbours of a chosen trial.
  public var report: Report {
    var report = Report.explore(result, directory: directory)
    report.kind = "report"
    if let importance = result.importance() { report.add(importance, of: result) }
    report.add(result.knees(), of: result)
    if let sensitivity { report.add(sensitivity, of: result) }
    return report
  }
}
