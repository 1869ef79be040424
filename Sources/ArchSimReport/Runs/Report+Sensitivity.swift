import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension Report {
  /// Adds the neighbours of a trial: elasticities by parameter, and every level that was tried.
  mutating func add(_ sensitivity: StudySensitivity, of result: StudyResult) {
    let study = result.study
    var columns = [
      Column("parameter", "parameter", "A parameter that matters at the trial"),
      Column("value", "value", "What it is there"),
    ]
    columns += study.objectives.map {
      Column(
        $0.name, $0.name, digits: 3,
        "Per cent by which the metric changes for one per cent of the parameter")
    }
    var elasticities = Table(
      "elasticities",
      title: "Around trial \(sensitivity.trial.index): % of the metric for 1 % of the parameter",
      columns: columns)
    for parameter in sensitivity.parameters {
      let own = study.space.parameters[parameter.position]
      let value = sensitivity.trial.point.values[parameter.position]
      elasticities.append(
        [.text(own.name), .text(own.text(value))] + parameter.elasticities.map { Cell($0) })
    }
    add(elasticities)
    add(levels(sensitivity, of: study))
  }

  private func levels(_ sensitivity: StudySensitivity, of study: Study) -> Table {
    var columns = [
      Column("parameter", "parameter", "The parameter that changes alone"),
      Column("value", "value", "What it becomes"),
      Column("chosen", "chosen", priority: 70, "Whether the trial itself has this value"),
      Column("feasible", "feasible", priority: 90, "Whether it exists and holds all constraints"),
    ]
    for objective in study.objectives {
      let metric = study.metrics[objective.metric]
      columns.append(Column(metric.name, metric.name, unit: metric.unit, metric.documentation))
      columns.append(
        Column(
          "relative_\(metric.name)", "×", digits: 3, priority: 60,
          "The metric over that of the trial"))
    }
    var table = Table("sensitivity", title: "One parameter at a time", columns: columns)
    for parameter in sensitivity.parameters {
      let own = study.space.parameters[parameter.position]
      for (index, level) in parameter.levels.enumerated() {
        var cells: [Cell] = [
          .text(own.name), .text(own.text(level.value)), .boolean(index == parameter.chosen),
          .boolean(level.isFeasible),
        ]
        for objective in study.objectives {
          let value = level.trial.metrics?[objective.metric]
          let base = sensitivity.trial.metrics?[objective.metric]
          cells.append(Cell(value))
          cells.append(Cell(value.flatMap { value in base.map { value / $0 } }))
        }
        table.append(cells)
      }
    }
    return table
  }
}
