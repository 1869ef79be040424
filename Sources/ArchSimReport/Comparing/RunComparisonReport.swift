import ArchSimHardware
import ArchSimSearch
public import ArchSimStudy
import ArchSimText

extension Report {
  /// Runs side by side: what each found, the best by every objective, all fronts, and in what the
  /// studies differ.
  ///
  /// - Parameters:
  ///   - comparison: The runs.
  ///   - rowLimit: Most rows of the joint front that people see; data have all.
  /// - Returns: The report; its CSV has the fronts of all runs.
  public static func runs(_ comparison: RunComparison, rowLimit: Int = 20) -> Report {
    let view = RunComparisonView(comparison: comparison)
    var report = Report("compare-runs")
    report.add(view.runs)
    report.add(view.best)
    report.add(view.fronts)
    report.add(view.jointFront(rowLimit: rowLimit))
    if comparison.joint.count > rowLimit {
      report.add(lines: [
        "\(rowLimit) of \(comparison.joint.count) designs, spread evenly; --format csv has the "
          + "fronts of all runs"
      ])
    }
    report.add(view.differences)
    if comparison.differences.isEmpty { report.add(lines: ["The studies are the same."]) }
    return report
  }
}

/// A comparison of runs as its report sees it.
struct RunComparisonView {
  let comparison: RunComparison

  /// The metric of an objective; objectives are those of the first run.
  private func metric(_ objective: Objective) -> Metric {
    comparison.runs[0].result.study.metrics[objective.metric]
  }

  /// What each run did and found.
  var runs: Table {
    var columns = [
      Column(
        "run", "run", minimumWidth: 12, overflow: .cutStart,
        "The run, by what tells its directory from the others"),
      Column("directory", "", visibility: .dataOnly, "Its directory"),
      Column("study", "study", priority: 50, "The name of its study"),
      Column("trials", "trials", priority: 90, "Designs costed"),
      Column("ending", "ended by", priority: 55, "budget, exhausted or cancelled"),
      Column("feasible", "feasible", priority: 60, "Trials that hold all constraints of its study"),
      Column(
        "front", "front", priority: 80,
        "Designs that no other of the run dominates in the objectives"),
      Column(
        "joint", "of the joint front", "Of these, such as no other run dominates either"),
      Column(
        "hypervolume", "hypervolume",
        "Share of the box of all runs that its front dominates; larger is better"),
    ]
    for objective in comparison.objectives {
      columns.append(
        Column(
          "reference_\(objective.name)", "", unit: metric(objective).unit,
          visibility: .dataOnly, "The corner of that box: as bad as in any run, and a tenth"))
    }
    var table = Table("runs", title: "Runs", columns: columns, isInData: true)
    for run in comparison.runs {
      table.append(
        [
          .text(run.name), .text(run.directory), .text(run.result.study.name),
          .integer(run.result.trialCount),
          .text(run.result.ending.rawValue), .integer(run.result.feasibleTrials),
          .integer(run.front.count), .integer(run.jointCount), Cell(run.hypervolume),
        ] + comparison.reference.map(Cell.number))
    }
    return table
  }

  /// The best trial of every run by every objective.
  var best: Table {
    var table = Table(
      "best", title: "Best by each objective",
      columns: [
        Column("objective", "objective", "What is wanted"),
        Column("run", "run", minimumWidth: 12, overflow: .cutStart, "The run"),
        Column("trial", "trial", "The number of its best trial"),
        Column("text", "value", visibility: .textOnly),
        Column("value", "", visibility: .dataOnly, "The metric in its base unit"),
        Column("unit", "", visibility: .dataOnly, "That unit"),
        Column("relative", "× the best", "The value over the best of all runs"),
        Column("point", "point", priority: 40, minimumWidth: 30, overflow: .wrap, "What it chose"),
      ])
    for (position, objective) in comparison.objectives.enumerated() {
      let unit = metric(objective).unit
      let values = comparison.runs.indices.map { run in
        comparison.runs[run].best[position].flatMap {
          comparison.value(of: objective, at: .init(run: run, trial: $0))
        }
      }
      let known = values.compactMap(\.self)
      let least = objective.direction == .minimize ? known.min() : known.max()
      for (run, value) in zip(comparison.runs, values) {
        table.append([
          .text(objective.text), .text(run.name),
          run.best[position].map { .integer($0) } ?? .none,
          value.map { .text(unit.text($0)) } ?? .text("no feasible trial"), Cell(value),
          .text(unit.symbol), Cell(value.flatMap { value in least.map { value / $0 } }),
          run.best[position].map { .text(point(run.result, $0)) } ?? .none,
        ])
      }
    }
    return table
  }

  private func point(_ result: StudyResult, _ number: Int) -> String {
    let space = result.study.space
    let point = result.trials[number].point
    return space.parameters.indices.filter { space.search.isActive(parameter: $0, at: point) }
      .map { "\(space.parameters[$0].name)=\(space.parameters[$0].text(point.values[$0]))" }
      .joined(separator: " ")
  }

  private var frontColumns: [Column] {
    [
      Column("run", "run", minimumWidth: 12, overflow: .cutStart, "The run"),
      Column("trial", "trial", "The number of the trial"),
    ]
      + comparison.objectives.map { objective in
        let metric = metric(objective)
        return Column(metric.name, metric.name, unit: metric.unit, metric.documentation)
      }
  }

  private func cells(_ member: RunComparison.Member) -> [Cell] {
    let run = comparison.runs[member.run]
    return [.text(run.name), .integer(member.trial)]
      + comparison.objectives.map { Cell(comparison.value(of: $0, at: member)) }
  }

  /// The fronts of all runs, one below the other.
  var fronts: Table {
    var table = Table(
      "fronts",
      columns: frontColumns + [Column("joint", "joint", "Whether no other run dominates it")],
      isInText: false)
    let joint = Set(comparison.joint)
    for (position, run) in comparison.runs.enumerated() {
      for trial in run.front {
        let member = RunComparison.Member(run: position, trial: trial)
        table.append(cells(member) + [.boolean(joint.contains(member))])
      }
    }
    return table
  }

  /// The front of all runs together, thinned out evenly.
  func jointFront(rowLimit: Int) -> Table {
    var table = Table("", title: "Joint front", columns: frontColumns, isInData: false)
    let joint = comparison.joint
    let count = min(rowLimit, joint.count)
    for place in 0..<count {
      table.append(cells(joint[count < 2 ? 0 : place * (joint.count - 1) / (count - 1)]))
    }
    return table
  }

  /// In what the studies differ, a column a run.
  var differences: Table {
    var columns = [Column("key", "differs in", "The key of the study file")]
    for (index, run) in comparison.runs.enumerated() {
      columns.append(
        Column(
          "run_\(index + 1)", run.name, priority: index < 2 ? Column.required : 50,
          minimumWidth: 16, overflow: .wrap, "What the study of this run says"))
    }
    var table = Table("differences", title: "In what the studies differ", columns: columns)
    for row in comparison.differences {
      table.append([.text(row.key)] + row.values.map { Cell($0) })
    }
    return table
  }
}
