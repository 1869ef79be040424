import ArchSimHardware
public import ArchSimStudy
import ArchSimText

extension Report {
  /// Published numbers beside ours: a table a source, what the rows come to, and which of our
  /// constants were fitted.
  ///
  /// - Parameters:
  ///   - validation: The rows with our answers.
  ///   - isPage: Whether it is to be a page by itself, which begins with what the rows come to; a
  ///     screen ends with it.
  /// - Returns: The report.
  public static func validation(_ validation: Validation, isPage: Bool = false) -> Report {
    var report = Report("validation")
    if isPage {
      report.add(lines: introduction)
      report.add(summary(of: validation))
    }
    for section in validation.sections {
      report.add(table(of: section))
      report.add(title: "", items: remarks(on: section), lines: [])
    }
    report.add(data(of: validation))
    if !isPage { report.add(summary(of: validation)) }
    report.add(calibration(isInText: isPage))
    return report
  }

  private static let introduction = [
    """
    Published and measured numbers beside what our models say. This page is written by \
    `archsim validate --format markdown --output docs/validation.md`; a test fails when it is \
    stale. Rows are files in [Configs/validation](formats/validation.md).
    """,
    """
    Errors are ours over theirs, less one. A row is *held* within its tolerance; an *exception* is \
    missed, kept, and says why; a row that is *missed* fails the command. Rows marked as fitted \
    took part in the calibration of a constant listed at the end and prove less than others. \
    Bounds have no error.
    """,
  ]

  // MARK: For people

  private static func table(of section: Validation.Section) -> Table {
    let several = Set(section.outcomes.map(\.row.table)).count > 1
    var table = Table(
      section.file.name, title: "\(section.file.title) (\(section.file.name))",
      columns: [
        Column("table", "table", priority: 20, minimumWidth: 10, overflow: .wrap),
        Column("setting", "setting", minimumWidth: 16, overflow: .wrap),
        Column("metric", "metric", minimumWidth: 12, overflow: .wrap),
        Column("published", "published", minimumWidth: 12, overflow: .wrap),
        Column("ours", "ours", minimumWidth: 12, overflow: .wrap),
        Column("ratio", "ratio", digits: 4, priority: 60),
        Column("error", "error", isFraction: true),
        Column("tolerance", "tolerance", priority: 40),
        Column("verdict", "verdict"),
        Column("fitted", "", priority: 30),
      ], isInData: false)
    for outcome in section.outcomes {
      let row = outcome.row
      table.append([
        several ? .text(row.table) : .none, .text(row.setting), .text(row.metric),
        .text(text(of: row.published, row.unit)), .text(row.unit.text(outcome.ours)),
        Cell(outcome.ratio), Cell(outcome.error), .text(text(of: row.tolerance, row)),
        .text(outcome.verdict.rawValue), row.isFitted ? "fitted" : .none,
      ])
    }
    return table
  }

  private static func remarks(on section: Validation.Section) -> [String] {
    var remarks = ["Source: \(section.file.source)."]
    if let summary = section.file.summary { remarks.append(summary) }
    // One remark may stand for many rows.
    var places: [(remark: String, rows: [String])] = []
    for outcome in section.outcomes {
      let row = outcome.row
      let exception = outcome.verdict == .exception ? row.exception : nil
      for remark in [exception, row.note].compactMap(\.self) {
        let place = "\(row.setting): \(row.metric)"
        if let index = places.firstIndex(where: { $0.remark == remark }) {
          if places[index].rows.last != place { places[index].rows.append(place) }
        } else {
          places.append((remark, [place]))
        }
      }
    }
    for (remark, rows) in places { remarks.append("\(rows.joined(separator: "; ")). \(remark)") }
    return remarks
  }

  private static func text(
    of published: ValidationRow.Published, _ unit: ValidationUnit
  ) -> String {
    switch published {
    case .value(let value): unit.text(value)
    case .range(let least?, let most?): "\(unit.text(least)) to \(unit.text(most))"
    case .range(let least?, nil): "≥ \(unit.text(least))"
    case .range(nil, let most?): "≤ \(unit.text(most))"
    case .range(nil, nil): ""
    }
  }

  private static func text(of tolerance: ValidationRow.Tolerance, _ row: ValidationRow) -> String {
    guard case .value = row.published else { return "bound" }
    return switch tolerance {
    case .exact: "exact"
    case .relative(let share): "\((share * 100).text(significantDigits: 4)) %"
    case .absolute(let size): "± \(row.unit.text(size))"
    }
  }

  // MARK: As data

  private static func data(of validation: Validation) -> Table {
    var table = Table(
      "rows",
      columns: [
        Column("source", "source", "The name of the file"),
        Column("table", "table", "The table or figure of the source"),
        Column("setting", "setting", "What was measured"),
        Column("metric", "metric", "Which number of it"),
        Column("unit", "unit", "The unit of the numbers; empty for pure numbers"),
        Column("published", "published", "The published number; none for bounds"),
        Column("at_least", "at least", "The lower bound, where one was published"),
        Column("at_most", "at most", "The upper bound, where one was published"),
        Column("ours", "ours", "What our model says"),
        Column("ratio", "ratio", "Ours over theirs"),
        Column("error", "error", "Ours over theirs, less one"),
        Column("tolerance", "tolerance", "The largest error that is let pass"),
        Column("verdict", "verdict", "held, exception or missed"),
        Column("fitted", "fitted", "Whether a constant was fitted to the row"),
        Column("exception", "exception", "Why the row is missed and kept"),
        Column("note", "note", "What to know of the published number"),
        Column("computation", "computation", "What is computed"),
        Column("place", "place", "The file and line of the row"),
      ], isInText: false)
    for section in validation.sections {
      for outcome in section.outcomes {
        table.append(data(of: outcome, section.file.name))
      }
    }
    return table
  }

  private static func data(of outcome: Validation.Outcome, _ source: String) -> [Cell] {
    let row = outcome.row
    var published = Cell.none
    var least: Double?
    var most: Double?
    var tolerance = Cell.none
    switch row.published {
    case .value(let value):
      published = .number(value)
      switch row.tolerance {
      case .exact: tolerance = .number(0)
      case .relative(let share): tolerance = .number(share)
      case .absolute(let size): tolerance = .number(size / value.magnitude)
      }
    case .range(let low, let high): (least, most) = (low, high)
    }
    return [
      .text(source), .text(row.table), .text(row.setting), .text(row.metric),
      .text(row.unit.symbol), published, Cell(least), Cell(most), .number(outcome.ours),
      Cell(outcome.ratio), Cell(outcome.error), tolerance, .text(outcome.verdict.rawValue),
      .boolean(row.isFitted), Cell(row.exception), Cell(row.note), .text(row.computation),
      .text("\(row.location)"),
    ]
  }

  private static func summary(of validation: Validation) -> Table {
    var table = Table(
      "summary", title: "Summary",
      columns: [
        Column("source", "source", "The name of the file; 'all' for all of them"),
        Column("rows", "rows", "Rows"),
        Column("bounds", "bounds", priority: 20, "Rows of those that publish bounds"),
        Column("fitted", "fitted", priority: 30, "Rows of those to which constants were fitted"),
        Column("mean_error", "mean", isFraction: true, "Mean magnitude of the errors"),
        Column(
          "median_error", "median", isFraction: true, priority: 40, "Median magnitude of the errors"
        ),
        Column("worst_error", "worst", isFraction: true, "The largest error"),
        Column(
          "within_10_percent", "within 1/10", isFraction: true, "Share of numbers met within 10 %"),
        Column(
          "within_25_percent", "within 1/4", isFraction: true, "Share of numbers met within 25 %"),
        Column("exceptions", "exceptions", "Rows that are missed and say why"),
        Column("missed", "missed", "Rows outside of their tolerance"),
      ])
    func append(_ name: String, _ summary: Validation.Summary) {
      table.append([
        .text(name), .integer(summary.rows), .integer(summary.bounds),
        .integer(summary.fitted), Cell(summary.mean), Cell(summary.median), Cell(summary.worst),
        Cell(summary.withinTenth), Cell(summary.withinQuarter), .integer(summary.exceptions),
        .integer(summary.missed),
      ])
    }
    for section in validation.sections { append(section.file.name, section.summary) }
    if validation.sections.count > 1 {
      append("all", validation.summary)
      append("all, not fitted", validation.unfittedSummary)
    }
    return table
  }

  /// The constants that this project fitted; everything else was published.
  private static func calibration(isInText: Bool) -> Table {
    var table = Table(
      "calibration", title: "Constants that were fitted",
      columns: [
        Column("constant", "constant", minimumWidth: 20, overflow: .wrap, "What it is"),
        Column("value", "value", "The number"),
        Column("unit", "unit", "Its unit"),
        Column("fitted_to", "fitted to", minimumWidth: 20, overflow: .wrap, "The data"),
      ], isInText: isInText)
    for constant in TechnologyConstants.all where constant.source.verification == .calibrated {
      table.append([
        .text(constant.name), .number(constant.value), .text(constant.unit),
        .text(constant.source.citation),
      ])
    }
    return table
  }
}
