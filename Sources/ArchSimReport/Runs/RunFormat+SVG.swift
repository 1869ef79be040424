import ArchSimText

extension RunFormat {
  /// One chart for papers, with text that stays text.
  public static let svg = RunFormat(
    "svg", "one chart for papers (see --figure)", fileExtensions: ["svg"]
  ) { (run: ReportedRun) throws(Diagnostic) -> String in
    let page = ExplorePage(
      view: ExploreView(result: run.result, directory: run.directory), version: run.version,
      random: run.random)
    let figures = page.figures(run.figure)
    guard !figures.isEmpty else {
      throw Diagnostic(
        "this run has nothing to show as '\(run.figure.rawValue)'",
        at: SourceLocation(file: run.directory), kind: .failure)
    }
    return FigureSheet(figures: figures).text(width: 720)
  }
}
