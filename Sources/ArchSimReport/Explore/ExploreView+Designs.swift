import ArchSimHardware
import ArchSimSearch
import ArchSimStudy

extension ExploreView {
  /// What every design of a study reached, where it chooses between several: the best that each
  /// objective alone has among its feasible trials.
  var designs: Table? {
    // Of a sample, the counts and the best would be those of the sample.
    guard study.designs.count > 1, result.trials.count == result.trialCount else { return nil }
    var columns = [
      Column("design", "design", "The design that points start from"),
      Column("family", "family", priority: 50, "Its family"),
      Column("trials", "trials", priority: 60, "Trials of it"),
      Column("feasible", "feasible", priority: 70, "Of these, such as hold all constraints"),
      Column("front", "on the front", priority: 80, "Of these, such as no other trial dominates"),
    ]
    for objective in study.objectives {
      columns.append(column(metric: objective.metric))
      columns.append(
        Column(
          "trial_\(objective.name)", "trial", isName: true, priority: 40,
          "The trial that is best to \(objective.text)"))
    }
    var table = Table("designs", title: "Best of each design", columns: columns)
    let trials = result.trials.map { study.bind($0.point).design }
    let isFeasible = result.trials.map { study.observation(of: $0).isFeasible }
    let front = Set(result.front)
    for (position, design) in study.designs.enumerated() {
      let own = trials.indices.filter { trials[$0] == position }
      let feasible = own.filter { isFeasible[$0] }
      var cells: [Cell] = [
        .text(design.name ?? design.hardware.name), .text(design.hardware.family.name),
        .integer(own.count), .integer(feasible.count),
        .integer(own.count { front.contains($0) }),
      ]
      for objective in study.objectives {
        let best = feasible.min { minimized(objective, of: $0) < minimized(objective, of: $1) }
        cells.append(best.map { value(metric: objective.metric, of: result.trials[$0]) } ?? .none)
        cells.append(best.map { .integer($0) } ?? .none)
      }
      table.append(cells)
    }
    return table
  }
}
