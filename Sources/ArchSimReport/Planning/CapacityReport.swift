import ArchSimHardware
import ArchSimServing
public import ArchSimStudy
import ArchSimText

extension Report {
  /// The highest rates of requests that plans bear under an SLO, highest first.
  ///
  /// - Parameter capacities: What a search found.
  /// - Returns: The report; its CSV is a row a plan.
  public static func capacities(_ capacities: PlanCapacityResult) -> Report {
    let view = PlanView(result: capacities.result)
    var report = Report("capacity")
    report.add(view.asked)
    let metrics = view.capacityMetrics
    var columns = [
      Column("rank", "#", "Its place"),
      Column("plan", "plan", minimumWidth: 16, overflow: .cutEnd, "The plan"),
      Column("requests_per_second", "requests/s", digits: 3, "The highest rate that meets the SLO"),
      Column("trials", "rates tried", priority: 60, "Rates that were tried"),
      Column(
        "repeats", "requests ×", priority: 61,
        "How often the requests came one after the other, to be a load and no burst"),
      Column(
        "limited", "", visibility: .dataOnly,
        "Whether the requests are too few, even repeated, to find the rate"),
    ]
    columns += metrics.map { position in
      let metric = PlanMetric.all[position]
      return Column(
        metric.name, PlanView.title(position), unit: metric.unit == .dollars ? .none : metric.unit,
        digits: 3,
        priority: 80, "\(metric.documentation), at that rate")
    }
    var table = Table("plans", title: "Capacity under the SLO", columns: columns)
    for (rank, entry) in capacities.entries.enumerated() {
      var cells: [Cell] = [
        .integer(rank + 1), .text(view.label(entry.design)), .number(entry.requestsPerSecond),
        .integer(entry.trials), .integer(entry.repeats), .boolean(entry.isLimitedByRequests),
      ]
      cells += metrics.map { position in
        guard let value = entry.figures?.metrics[position], value.isFinite else { return .none }
        return .number(value)
      }
      table.append(cells)
    }
    report.add(table)
    return report
  }
}

extension PlanView {
  /// What a capacity is told with.
  var capacityMetrics: [Int] {
    let bounds = result.study.objective.bounds.map {
      "\($0.metric.rawValue)_\($0.statistic.rawValue)"
    }
    return (bounds + ["latency", "throughput", "energy", "cost", "utilization"])
      .compactMap(PlanMetric.position)
  }
}
