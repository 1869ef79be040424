import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText
import ArchSimWorkload

extension Report {
  /// Adds why the front bends where it does: a paragraph a knee, and the same as data.
  mutating func add(_ knees: [FrontKnee], of result: StudyResult) {
    guard !knees.isEmpty else { return }
    let view = KneeView(result: result)
    for knee in knees {
      add(title: view.title(knee), items: view.sentences(knee), lines: [])
    }
    add(view.table(knees))
    add(view.operators(knees))
  }
}

/// Knees as reports see them.
private struct KneeView {
  let result: StudyResult

  var study: Study { result.study }

  func title(_ knee: FrontKnee) -> String {
    let (first, second) = (study.objectives[knee.first], study.objectives[knee.second])
    return "The front bends at trial \(knee.trial) between \(first.name) "
      + "(\(value(first, knee.trial))) and \(second.name) (\(value(second, knee.trial)))"
  }

  /// What limits the time at the knee, and what a step to either side takes.
  func sentences(_ knee: FrontKnee) -> [String] {
    let (first, second) = (study.objectives[knee.first], study.objectives[knee.second])
    var sentences: [String] = []
    let bounds = study.operatorBounds(of: result.trials[knee.trial])
    if !bounds.isEmpty { sentences.append("At the bend the time is \(Self.text(bounds)).") }
    if let side = knee.before {
      sentences.append(
        words(side, of: knee, (first, side.firstRatio), (second, side.secondRatio)))
    }
    if let side = knee.after {
      sentences.append(
        words(side, of: knee, (second, side.secondRatio), (first, side.firstRatio)))
    }
    return sentences
  }

  /// What a step away from the knee gains and costs, what changes for it, and what then limits.
  private func words(
    _ side: FrontKnee.Side, of knee: FrontKnee, _ better: (objective: Objective, ratio: Double),
    _ worse: (objective: Objective, ratio: Double)
  ) -> String {
    var text =
      "To trial \(side.trial): \(better.objective.name) \(Self.change(better.ratio)), "
      + "\(worse.objective.name) \(Self.change(worse.ratio))"
    // A gain of next to nothing has no rate worth reading.
    if let rate = side.rate, (better.ratio - 1).magnitude >= 0.001 {
      text += " (\(rate.text(significantDigits: 3)) % for each 1 %)"
    }
    let (here, there) = (result.trials[knee.trial], result.trials[side.trial])
    let changes = side.changes.map { position in
      "\(study.space.parameters[position].name) \(self.text(position, here)) → "
        + self.text(position, there)
    }
    if !changes.isEmpty { text += ", with \(changes.joined(separator: ", "))" }
    let before = study.operatorBounds(of: here)
    let after = study.operatorBounds(of: there)
    guard !after.isEmpty else { return text + "." }
    let moved = Self.moved(before, after)
    return text + "; the time is \(Self.text(after))"
      + (moved.isEmpty ? ", with the same limit for every operator." : ", as \(moved).")
  }

  /// Operators whose limit is another one, the longest first.
  private static func moved(_ before: [OperatorBound], _ after: [OperatorBound]) -> String {
    guard before.map(\.name) == after.map(\.name) else { return "" }
    let pairs = zip(before, after).filter { $0.bound != $1.bound }
      .sorted { $0.0.share > $1.0.share }
    let shown = pairs.prefix(3).map { "\($0.name) goes from \($0.bound.name) to \($1.bound.name)" }
    let rest = pairs.count > 3 ? " and \(pairs.count - 3) more" : ""
    return shown.isEmpty ? "" : shown.joined(separator: ", ") + rest
  }

  private static func text(_ bounds: [OperatorBound]) -> String {
    // What takes next to no time limits nothing.
    bounds.shares.filter { $0.share >= 0.005 }.map {
      "\(($0.share * 100).text(significantDigits: 3)) % \($0.bound.name)-bound"
    }.joined(separator: ", ")
  }

  private static func change(_ ratio: Double) -> String {
    let percent = (ratio - 1) * 100
    return (percent < 0 ? "−" : "+") + percent.magnitude.text(significantDigits: 3) + " %"
  }

  private func value(_ objective: Objective, _ trial: Int) -> String {
    let metric = study.metrics[objective.metric]
    return metric.unit.text(result.trials[trial].metrics?[objective.metric] ?? .nan)
  }

  private func text(_ position: Int, _ trial: Trial) -> String {
    guard study.space.search.isActive(parameter: position, at: trial.point) else { return "none" }
    return study.space.parameters[position].text(trial.point.values[position])
  }

  // MARK: Data

  func table(_ knees: [FrontKnee]) -> Table {
    var columns = [
      Column("trial", "trial", "The trial at which the front bends"),
      Column("first", "first", "The objective that the front is sorted by"),
      Column("second", "second", "The other objective"),
      Column("depth", "depth", "Its distance below the line between its ends, in the unit square"),
    ]
    for (side, words) in [("before", "first"), ("after", "second")] {
      columns += [
        Column("\(side)_trial", "", "The next trial where the \(words) objective gets better"),
        Column("\(side)_first_ratio", "", "The first metric there over that of the knee"),
        Column("\(side)_second_ratio", "", "The second metric there over that of the knee"),
        Column("\(side)_rate", "", "Per cent that one gets worse for 1 % that the other gains"),
        Column("\(side)_changes", "", "Parameters that differ"),
      ]
    }
    var table = Table("knees", columns: columns, isInText: false)
    for knee in knees {
      var cells: [Cell] = [
        .integer(knee.trial), .text(study.objectives[knee.first].name),
        .text(study.objectives[knee.second].name), .number(knee.depth),
      ]
      for side in [knee.before, knee.after] {
        cells += [
          side.map { .integer($0.trial) } ?? .none, Cell(side?.firstRatio),
          Cell(side?.secondRatio), Cell(side?.rate),
          side.map { .list($0.changes.map { study.space.parameters[$0].name }) } ?? .none,
        ]
      }
      table.append(cells)
    }
    return table
  }

  /// What limits each operator at the knees and beside them.
  func operators(_ knees: [FrontKnee]) -> Table {
    var table = Table(
      "knee_operators",
      columns: [
        Column("trial", "trial", "A knee, or a trial beside one"),
        Column("phase", "phase", "The phase of the operator's trace"),
        Column("operator", "operator", "The operator"),
        Column("bound", "bound", "What limits it"),
        Column("share", "share", isFraction: true, "Its share of all cycles"),
      ], isInText: false)
    var seen: Set<Int> = []
    for knee in knees {
      for trial in [knee.trial, knee.before?.trial, knee.after?.trial].compactMap(\.self)
      where seen.insert(trial).inserted {
        for row in study.operatorBounds(of: result.trials[trial]) {
          table.append([
            .integer(trial), Cell(row.phase?.rawValue), .text(row.name), .text(row.bound.name),
            .number(row.share),
          ])
        }
      }
    }
    return table
  }
}
