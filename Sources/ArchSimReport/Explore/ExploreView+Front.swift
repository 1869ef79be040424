import ArchSimStudy

extension ExploreView {
  /// The whole front with all metrics, in the order of trials.
  var frontAsData: Table {
    let metrics = study.metrics.indices.filter { study.hasMetric[$0] }
    var columns = [Column("trial", "trial", "The number of the trial")]
    for parameter in study.space.parameters {
      columns.append(
        Column(parameter.name, parameter.name, unit: parameter.unit, "A parameter of the space"))
    }
    columns += metrics.map { column(metric: $0) }
    for baseline in study.baselines {
      columns += [
        Column(
          "speedup_\(Report.identifier(baseline.name))", "", "Baseline's latency over the point's"),
        Column(
          "energy_ratio_\(Report.identifier(baseline.name))", "",
          "Baseline's energy over the point's"),
      ]
    }
    if let column = predictedColumn { columns.append(column) }
    if hasReplay { columns.append(Column("replay", "replay", "The command that replays it")) }
    var table = Table("front", columns: columns, isInText: false)
    for index in result.front {
      let trial = result.trials[index]
      var cells: [Cell] = [.integer(index)]
      cells += study.space.parameters.indices.map { data(parameter: $0, of: trial) }
      cells += metrics.map { value(metric: $0, of: trial) }
      for baseline in study.baselines.indices {
        let comparison = comparison(trial: index, baseline: baseline)
        cells += [Cell(comparison?.speedup), Cell(comparison?.energyRatio)]
      }
      if result.proxy != nil { cells.append(.boolean(trial.isPredicted)) }
      if hasReplay { cells.append(.text(command(trial: "\(index)"))) }
      table.append(cells)
    }
    return table
  }

  /// Some of the front, best first by the first objective.
  func frontForPeople(rowLimit: Int) -> Table {
    let metrics = namedMetrics
    var columns = [Column("trial", "trial")]
    if result.proxy != nil { columns.append(Column("", "outcome")) }
    for (position, metric) in metrics.enumerated() {
      let isObjective = position < study.objectives.count
      columns.append(column(metric: metric, priority: isObjective ? Column.required : 60))
    }
    for baseline in study.baselines {
      columns.append(Column("", "vs \(baseline.name)", digits: 3, priority: 70))
    }
    for (position, parameter) in study.space.parameters.enumerated() {
      columns.append(Column("", parameter.name, priority: max(1, 50 - position)))
    }
    let title =
      study.baselines.isEmpty
      ? "Pareto front" : "Pareto front ('vs' is the speed-up over that baseline)"
    var table = Table("", title: title, columns: columns, isInData: false)
    for index in shownFront(rowLimit: rowLimit) {
      let trial = result.trials[index]
      var cells: [Cell] = [.text("\(index)")]
      if result.proxy != nil { cells.append(.text(trial.isPredicted ? "predicted" : "true")) }
      cells += metrics.map { value(metric: $0, of: trial) }
      cells += study.baselines.indices.map {
        Cell(comparison(trial: index, baseline: $0)?.speedup)
      }
      cells += study.space.parameters.indices.map { text(parameter: $0, of: trial) }
      table.append(cells)
    }
    return table
  }

  /// Trials of the front, best first by the first objective, thinned out evenly; the best by every
  /// objective are always among them.
  private func shownFront(rowLimit: Int) -> [Int] {
    let sorted = distinctFront
    guard sorted.count > rowLimit else { return sorted }
    var chosen = Set(study.objectives.indices.compactMap { best(by: $0) })
    let others = sorted.filter { !chosen.contains($0) }
    let places = rowLimit - chosen.count
    for place in 0..<max(0, places) {
      // Evenly spaced places; the first and the last are the ends.
      chosen.insert(others[places == 1 ? 0 : place * (others.count - 1) / (places - 1)])
    }
    return sorted.filter(chosen.contains)
  }

  /// Objectives that differ by less look the same in a table of four digits.
  static let nearness = 0.001

  /// The front, best first by the first objective, without trials that are near another one in all
  /// objectives; the best by every objective stay.
  var distinctFront: [Int] {
    let ends = Set(study.objectives.indices.compactMap { best(by: $0) })
    var kept: [Int] = []
    for trial in sortedFront {
      guard !ends.contains(trial) else {
        kept.append(trial)
        continue
      }
      // Only the last ones can be near in the first objective, by which all are sorted.
      let isLeftOut =
        ends.contains { isNear(trial, $0, objectives: study.objectives[...]) }
        || kept.reversed().prefix { isNear(trial, $0, objectives: study.objectives.prefix(1)) }
          .contains { isNear(trial, $0, objectives: study.objectives.dropFirst()) }
      if !isLeftOut { kept.append(trial) }
    }
    return kept
  }

  private func isNear(_ one: Int, _ other: Int, objectives: ArraySlice<Objective>) -> Bool {
    objectives.allSatisfy { objective in
      let (first, second) = (minimized(objective, of: one), minimized(objective, of: other))
      return (first - second).magnitude <= Self.nearness * max(first.magnitude, second.magnitude)
    }
  }

  private var sortedFront: [Int] {
    guard let objective = study.objectives.first else { return result.front }
    func key(_ trial: Int) -> (Double, Int) { (minimized(objective, of: trial), trial) }
    return result.front.sorted { key($0) < key($1) }
  }
}
