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
  /// - Returns: The report; its CSV is a row a run.
  public static func runs(
    _ comparison: RunComparison<some ComparedResult>, rowLimit: Int = 20
  ) -> Report {
    let view = RunComparisonView(comparison: comparison)
    var report = Report("compare-runs")
    report.add(view.runs)
    report.add(view.best)
    report.add(view.fronts)
    report.add(view.jointFront(rowLimit: rowLimit))
    if comparison.joint.count > rowLimit {
      report.add(lines: [
        "\(rowLimit) of \(comparison.joint.count), spread evenly; --format json has the fronts of "
          + "all runs"
      ])
    }
    report.add(view.differences)
    report.add(view.shownDifferences)
    if view.shownDifferences.rows.count < comparison.differences.count {
      report.add(lines: ["Keys of what only some studies have are counted; --format json has all."])
    }
    if comparison.differences.isEmpty { report.add(lines: ["The studies are the same."]) }
    return report
  }
}

/// A comparison of runs as its report sees it.
struct RunComparisonView<Result: ComparedResult> {
  let comparison: RunComparison<Result>

  /// The metric of an objective; objectives are those of the first run.
  private func metric(_ objective: Objective) -> Metric {
    comparison.runs[0].result.metric(of: objective)
  }

  /// Whether any study promises something to users.
  private var hasPromises: Bool {
    comparison.runs.indices.contains { run in
      comparison.runs[run].front.contains { meetsPromise(RunMember(run: run, trial: $0)) != nil }
    }
  }

  private func meetsPromise(_ member: RunMember) -> Bool? {
    comparison.runs[member.run].result.meetsPromise(ofTrial: member.trial)
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
      Column(
        "ending", "ended by", priority: 55, "budget, exhausted, cancelled; complete for plans"),
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
          .text(run.name), .text(run.directory), .text(run.result.studyName),
          .integer(run.result.trialCount),
          .text(run.result.endingName), .integer(run.result.feasibleTrials),
          .integer(run.front.count), .integer(run.jointCount), Cell(run.hypervolume),
        ] + comparison.reference.map(Cell.number))
    }
    return table
  }

  /// The trial of every run that it puts first, and its best by every objective.
  var best: Table {
    let hasPromises = hasPromises
    var columns = [
      Column("objective", "objective", "What is wanted"),
      Column("run", "run", minimumWidth: 12, overflow: .cutStart, "The run"),
      Column("trial", "trial", isName: true, priority: 45, "The number of its best trial"),
      Column("text", "value", visibility: .textOnly),
      Column("value", "", visibility: .dataOnly, "The metric in its base unit"),
      Column("unit", "", visibility: .dataOnly, "That unit"),
      Column("relative", "× the best", "The value over the best of all runs"),
    ]
    if hasPromises { columns.append(Self.promiseColumn) }
    columns.append(
      Column(
        "point", Result.namesTrials ? "plan" : "point", priority: Result.namesTrials ? 60 : 40,
        minimumWidth: 30, overflow: .wrap, "What it chose"))
    var table = Table("best", title: "Best by each objective", columns: columns)
    var wanted: [(text: String, objective: Objective, trials: [Int?])] = []
    if let ranking = comparison.ranking {
      wanted.append(("ranked by \(ranking.name)", ranking, comparison.runs.map(\.first)))
    }
    for (position, objective) in comparison.objectives.enumerated() {
      wanted.append((objective.text, objective, comparison.runs.map { $0.best[position] }))
    }
    for (text, objective, trials) in wanted {
      let unit = metric(objective).unit
      let members = trials.enumerated().map { run, trial in
        trial.map { RunMember(run: run, trial: $0) }
      }
      let values = members.map { $0.flatMap { comparison.value(of: objective, at: $0) } }
      let known = values.compactMap(\.self)
      let least = objective.direction == .minimize ? known.min() : known.max()
      for ((run, value), member) in zip(zip(comparison.runs, values), members) {
        var cells: [Cell] = [
          .text(text), .text(run.name), member.map { .integer($0.trial) } ?? .none,
          value.map { .text(unit.text($0)) } ?? .text("no feasible trial"), Cell(value),
          .text(unit.symbol), Cell(value.flatMap { value in least.map { value / $0 } }),
        ]
        if hasPromises { cells.append(promise(member)) }
        table.append(
          cells + [member.map { .text(run.result.choiceText(ofTrial: $0.trial)) } ?? .none])
      }
    }
    return table
  }

  private static var promiseColumn: Column {
    Column("meets_slo", "SLO", priority: 70, "Whether the service meets the SLO of its study")
  }

  private func promise(_ member: RunMember?) -> Cell {
    member.flatMap(meetsPromise).map { .boolean($0) } ?? .none
  }

  private func frontColumns(_ hasPromises: Bool, ofText: Bool) -> [Column] {
    var columns = [
      Column("run", "run", minimumWidth: 12, overflow: .cutStart, "The run"),
      Column("trial", "trial", isName: true, priority: 45, "The number of the trial"),
    ]
    if Result.namesTrials || !ofText {
      columns.append(
        Column(
          "point", Result.namesTrials ? "plan" : "point", minimumWidth: 16, overflow: .cutEnd,
          "What it chose"))
    }
    columns += comparison.objectives.map { objective in
      let metric = metric(objective)
      return Column(metric.name, metric.name, unit: metric.unit, metric.documentation)
    }
    if hasPromises { columns.append(Self.promiseColumn) }
    return columns
  }

  private func cells(_ member: RunMember, _ hasPromises: Bool, ofText: Bool) -> [Cell] {
    let run = comparison.runs[member.run]
    var cells: [Cell] = [.text(run.name), .integer(member.trial)]
    if Result.namesTrials || !ofText {
      cells.append(.text(run.result.choiceText(ofTrial: member.trial)))
    }
    cells += comparison.objectives.map { Cell(comparison.value(of: $0, at: member)) }
    return hasPromises ? cells + [promise(member)] : cells
  }

  /// The fronts of all runs, one below the other.
  var fronts: Table {
    let hasPromises = hasPromises
    var table = Table(
      "fronts",
      columns: frontColumns(hasPromises, ofText: false)
        + [Column("joint", "joint", "Whether no other run dominates it")],
      isInText: false)
    let joint = Set(comparison.joint)
    for (position, run) in comparison.runs.enumerated() {
      for trial in run.front {
        let member = RunMember(run: position, trial: trial)
        table.append(
          cells(member, hasPromises, ofText: false) + [.boolean(joint.contains(member))])
      }
    }
    return table
  }

  /// The front of all runs together, thinned out evenly.
  func jointFront(rowLimit: Int) -> Table {
    let hasPromises = hasPromises
    var table = Table(
      "", title: "Joint front", columns: frontColumns(hasPromises, ofText: true), isInData: false)
    let joint = comparison.joint
    let count = min(rowLimit, joint.count)
    for place in 0..<count {
      let member = joint[count < 2 ? 0 : place * (joint.count - 1) / (count - 1)]
      table.append(cells(member, hasPromises, ofText: true))
    }
    return table
  }
}
