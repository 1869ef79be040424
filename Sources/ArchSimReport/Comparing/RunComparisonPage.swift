public import ArchSimStudy
public import ArchSimText

extension HTMLReport {
  /// The page of several runs: their fronts in one chart, how they got there, and how they differ.
  ///
  /// - Parameters:
  ///   - comparison: The runs.
  ///   - version: The version of the program, which the page names.
  /// - Returns: The file.
  public static func runs(
    _ comparison: RunComparison<some ComparedResult>, version: String
  ) -> String {
    RunComparisonPage(comparison: comparison, version: version).page.text
  }

  /// The fronts of several runs in one chart, as an SVG file.
  ///
  /// - Parameter comparison: The runs.
  /// - Returns: The file.
  /// - Throws: A diagnostic when there is nothing to show.
  public static func fronts(
    _ comparison: RunComparison<some ComparedResult>
  ) throws(Diagnostic) -> String {
    let figures = RunComparisonPage(comparison: comparison, version: "").frontFigures
    guard !figures.isEmpty else {
      throw Diagnostic(
        "the fronts of these runs have no chart",
        hint: "runs need two objectives in common, and designs that hold all constraints",
        kind: .failure)
    }
    return FigureSheet(figures: figures).text(width: 720)
  }
}

/// The web page of several runs side by side.
struct RunComparisonPage<Result: ComparedResult> {
  let comparison: RunComparison<Result>
  let version: String

  var view: RunComparisonView<Result> { RunComparisonView(comparison: comparison) }

  var page: HTMLPage {
    var sections: [HTMLPage.Section] = []
    sections.add("runs", "Runs", runs)
    sections.add("fronts", "Fronts", fronts)
    sections.add("convergence", "Convergence", convergence)
    sections.add("best", "Best by each objective", best)
    sections.add("differences", "In what the studies differ", differences)
    return HTMLPage(
      title: "\(comparison.runs.map(\.name).joined(separator: ", ")) · archsim", head: head,
      sections: sections, data: nil, foot: foot)
  }

  private var head: Markup {
    var markup = Markup()
    markup.add("p", ["class": "kind"], "Runs side by side")
    markup.add("h1", comparison.runs.map(\.name).joined(separator: " · "))
    markup.paragraph(answer, style: "answer")
    return markup
  }

  /// What a trial is called.
  static var trialWord: String { Result.namesTrials ? "plan" : "design" }

  /// What the comparison found, in a sentence or two.
  private var answer: String {
    let joint = comparison.joint.count
    let parts = comparison.runs.map { "\($0.jointCount.groupedText) of \($0.name)" }
    var text =
      joint == 0
      ? "No run has a \(Self.trialWord) that holds all constraints."
      : "The joint front has \(joint.groupedText) \(Self.trialWord)s: \(ExplorePage.list(parts))."
    let measured = comparison.runs.filter { $0.hypervolume != nil }
      .sorted { ($0.hypervolume ?? 0) > ($1.hypervolume ?? 0) }
    if measured.count > 1, let first = measured.first, let share = first.hypervolume {
      let others = measured.dropFirst().map {
        "\($0.name) \((($0.hypervolume ?? 0) * 100).text(significantDigits: 4)) %"
      }
      text += " Of the box of all runs \(first.name) dominates "
      text += "\((share * 100).text(significantDigits: 4)) %, \(ExplorePage.list(others))."
    }
    return text
  }

  private var foot: Markup {
    var markup = Markup()
    let directories = comparison.runs.map(\.directory).joined(separator: " ")
    markup.paragraph(
      "Written by archsim \(version): archsim compare \(directories) --page FILE. This page is one "
        + "file, loads nothing and sends nothing.")
    return markup
  }

  private var runs: Markup {
    var markup = Markup()
    markup.add(view.runs, caption: "Objectives: \(objectives)")
    return markup
  }

  private var objectives: String {
    comparison.objectives.map(\.text.spaced).joined(separator: ", ")
  }

  private var best: Markup {
    var markup = Markup()
    markup.add(view.best)
    return markup
  }

  private var differences: Markup {
    var markup = Markup()
    if comparison.differences.isEmpty {
      markup.paragraph("The studies are the same.")
    } else {
      markup.add(view.shownDifferences)
    }
    return markup
  }

  private var fronts: Markup? {
    let figures = frontFigures
    guard let first = figures.first else { return nil }
    var markup = Markup()
    markup.add(
      first,
      note: "Every dot is a \(Self.trialWord) of a run's own front; pale are those that another "
        + "run dominates."
    )
    if figures.count > 1 {
      markup.add("div", ["class": "pair"]) { pair in
        for figure in figures.dropFirst() { pair.add(figure, in: .column) }
      }
    }
    let table = view.jointFront(rowLimit: 30)
    markup.add("details") { details in
      details.add("summary", "The joint front as a table")
      details.add(
        table,
        caption: table.rows.count < comparison.joint.count
          ? "\(table.rows.count) of \(comparison.joint.count) \(Self.trialWord)s, spread evenly"
          : "The joint front, best \(comparison.objectives[0].name.spaced) first")
    }
    return markup
  }

  private var convergence: Markup? {
    let figures = convergenceFigures
    guard !figures.isEmpty else { return nil }
    var markup = Markup()
    markup.paragraph(
      "The best value so far of each objective"
        + (comparison.objectives.count > 1 ? ", and the share of the box of all runs that " : "")
        + (comparison.objectives.count > 1 ? "designs found so far dominate." : "."),
      style: "lead")
    markup.add("div", ["class": "pair"]) { pair in
      for figure in figures { pair.add(figure, in: .column) }
    }
    return markup
  }
}
