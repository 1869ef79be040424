public import ArchSimStudy

/// A run over plans as the formats of `archsim report` write it.
public struct ReportedPlans: Sendable {
  /// What the run found.
  public var result: PlanResult
  /// Where it is kept, for the command that runs it again.
  public var directory: String
  /// Columns of the screen that tables must fit; nil for any number.
  public var width: Int?
  /// Whether text may have colours.
  public var style = TextStyle.plain
  /// The version of the program, which pages name.
  public var version = ""
  /// The chart that is written where a format writes one.
  public var figure = ReportFigure.front

  /// Describes a run.
  public init(_ result: PlanResult, directory: String, width: Int? = nil) {
    self.result = result
    self.directory = directory
    self.width = width
  }

  /// All that is said of it in text, Markdown, JSON and CSV: what `plan` says.
  public var report: Report { .plans(result) }
}
