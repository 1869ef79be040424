public import ArchSimStudy

/// A run as the formats of `archsim report` write it.
public struct ReportedRun: Sendable {
  /// What the run found.
  public var result: StudyResult
  /// Where it is kept, for the commands that replay its trials.
  public var directory: String
  /// Columns of the screen that tables must fit; nil for any number.
  public var width: Int?

  /// Describes a run.
  public init(_ result: StudyResult, directory: String, width: Int? = nil) {
    self.result = result
    self.directory = directory
    self.width = width
  }

  /// All that is said of it in text, Markdown, JSON and CSV.
  public var report: Report {
    Report.explore(result, directory: directory)
  }
}
