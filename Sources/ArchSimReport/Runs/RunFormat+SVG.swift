import ArchSimText

extension RunFormat {
  /// One chart for papers, with text that stays text.
  public static let svg = RunFormat(
    "svg", "one chart for papers (see --figure)", fileExtensions: ["svg"]
  ) { (run: ReportedRun) throws(Diagnostic) -> String in
    let page = ExplorePage(
      view: ExploreView(result: run.result, directory: run.directory), version: run.version,
      random: run.random)
    try run.figure.require(among: ReportFigure.ofDesigns, run: run.directory, of: "explore")
    return try sheet(page.figures(run.figure), run.figure, run.directory)
  } plans: { (run: ReportedPlans) throws(Diagnostic) -> String in
    try run.figure.require(among: ReportFigure.ofPlans, run: run.directory, of: "plan")
    let page = PlanPage(
      run.result, version: run.version, directory: run.directory,
      services: run.figure.needsServices ? nil : [])
    return try sheet(page.figures(run.figure), run.figure, run.directory)
  }

  private static func sheet(
    _ figures: [any Figure], _ figure: ReportFigure, _ directory: String
  ) throws(Diagnostic) -> String {
    guard !figures.isEmpty else {
      throw Diagnostic(
        "this run has nothing to show as '\(figure.rawValue)'",
        at: SourceLocation(file: directory), kind: .failure)
    }
    return FigureSheet(figures: figures).text(width: 720)
  }
}
