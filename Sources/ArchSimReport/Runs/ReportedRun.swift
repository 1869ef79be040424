public import ArchSimStudy

/// A run as the formats of `archsim report` write it.
public struct ReportedRun: Sendable {
  /// What the run found.
  public var result: StudyResult
  /// Where it is kept, for the commands that replay its trials.
  public var directory: String
  /// Columns of the screen that tables must fit; nil for any number.
  public var width: Int?
  /// Whether text may have colours.
  public var style = TextStyle.plain
  /// The neighbours of a chosen trial, where they were asked for.
  public var sensitivity: StudySensitivity?
  /// A run of random search to compare with, for charts; nil for none.
  public var random: StudyResult?
  /// The version of the program, which pages name.
  public var version = ""
  /// The chart that is written where a format writes one.
  public var figure = ReportFigure.front

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
