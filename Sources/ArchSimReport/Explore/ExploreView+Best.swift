import ArchSimHardware
import ArchSimStudy
import ArchSimText

extension ExploreView {
  /// The best trial by every objective, as data.
  var bestAsData: Table {
    var columns = [
      Column("objective", "objective", "What is wanted"),
      Column("trial", "trial", "The number of the trial; none without a feasible one"),
      Column("value", "value", "The metric in its base unit"),
      Column("unit", "unit", "That unit"),
    ]
    for baseline in study.baselines {
      let name = Report.identifier(baseline.name)
      columns += [
        Column("speedup_\(name)", "", "Baseline's latency over the point's"),
        Column("energy_ratio_\(name)", "", "Baseline's energy over the point's"),
      ]
    }
    if let column = predictedColumn { columns.append(column) }
    if hasReplay { columns.append(Column("replay", "replay", "The command that replays it")) }
    var table = Table("best", columns: columns, isInText: false)
    for (position, objective) in study.objectives.enumerated() {
      guard let index = best(by: position) else {
        table.append([.text(objective.text)])
        continue
      }
      var cells: [Cell] = [
        .text(objective.text), .integer(index),
        value(metric: objective.metric, of: result.trials[index]),
        .text(study.metrics[objective.metric].unit.symbol),
      ]
      for baseline in study.baselines.indices {
        let comparison = comparison(trial: index, baseline: baseline)
        cells += [Cell(comparison?.speedup), Cell(comparison?.energyRatio)]
      }
      if result.proxy != nil { cells.append(.boolean(result.trials[index].isPredicted)) }
      if hasReplay { cells.append(.text(command(trial: "\(index)"))) }
      table.append(cells)
    }
    return table
  }

  /// Adds the best trial by an objective for people: its parameters, how it compares, and how to
  /// replay it.
  func addBest(by position: Int, to report: inout Report) {
    let objective = study.objectives[position]
    guard let index = best(by: position),
      let value = result.trials[index].metrics?[objective.metric]
    else { return }
    let trial = result.trials[index]
    let parameters = study.space.parameters.indices.compactMap { position -> String? in
      guard case .text(let text) = self.text(parameter: position, of: trial) else { return nil }
      return "\(study.space.parameters[position].name)=\(text)"
    }
    var lines: [String] = []
    for (position, baseline) in study.baselines.enumerated() {
      guard let comparison = comparison(trial: index, baseline: position) else { continue }
      lines.append("  " + words(comparison, baseline))
    }
    if hasReplay { lines.append("  " + command(trial: "\(index)")) }
    let kind = trial.isPredicted ? ", predicted" : ""
    report.add(
      title: "Best to \(objective.text): \(study.metrics[objective.metric].unit.text(value)), "
        + "trial \(index)\(kind)", items: parameters, lines: lines)
  }

  /// How the point stands beside a baseline, in words.
  private func words(_ comparison: StudyComparison, _ baseline: Baseline) -> String {
    let condition = baseline.isEqualArea ? " at equal area" : ""
    guard let speedup = comparison.speedup, let ratio = comparison.energyRatio else {
      let reason =
        comparison.values == nil
        ? "has no room for an array in this area" : "cannot run this workload"
      return "beside \(baseline.name)\(condition): the baseline \(reason)"
    }
    let speed = speedup.text(significantDigits: 3)
    let energy = ratio.text(significantDigits: 3)
    return "beside \(baseline.name)\(condition): speed-up \(speed)×, energy reduced \(energy)×"
  }
}
