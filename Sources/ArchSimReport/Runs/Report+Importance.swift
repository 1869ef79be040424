import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension Report {
  /// Adds which parameters matter: shares by objective and for the front, the largest first.
  mutating func add(_ importance: StudyImportance, of result: StudyResult) {
    let study = result.study
    var columns = [Column("parameter", "parameter", "A parameter of the space")]
    var shares: [[Double]] = []
    if let front = importance.byFront {
      columns.append(
        Column(
          "front", "to be near the front", isFraction: true,
          "Its share in what decides whether a trial is on or near the Pareto front"))
      shares.append(front.shares)
    }
    for (objective, own) in zip(study.objectives, importance.byObjective) {
      columns.append(
        Column(
          objective.name, "to \(objective.text)", isFraction: true, priority: 80,
          "Its share in what decides whether a trial is among the best by this objective"))
      shares.append(own.shares)
    }
    let percent = (importance.quantile * 100).text(significantDigits: 3)
    var table = Table("importance", title: "Which parameters matter", columns: columns)
    let order = study.space.parameters.indices.sorted { one, other in
      let (left, right) = (shares[0][one], shares[0][other])
      return left != right ? left > right : one < other
    }
    for position in order {
      table.append(
        [.text(study.space.parameters[position].name)] + shares.map { .number($0[position]) })
    }
    add(table)
    add(lines: [
      "Shares of what each parameter alone explains of a trial being among the best \(percent) % "
        + "(PED-ANOVA on \(result.trials.count) trials\(result.sampleNote))."
    ])
  }
}
