import ArchSimHardware
public import ArchSimStudy

extension Report {
  /// What objectives and constraints may name.
  ///
  /// - Parameter metrics: The metrics.
  /// - Returns: The report.
  public static func metrics(_ metrics: [Metric]) -> Report {
    var table = Table(
      "metrics",
      columns: [
        Column("name", "metric", "The name in objectives, constraints and results"),
        Column("unit", "unit", "The unit; none for a pure number"),
        Column("better", "better", "less or more, which way is usually better"),
        Column(
          "documentation", "meaning", minimumWidth: 30, overflow: .wrap,
          "What it is and how it is computed"),
      ])
    for metric in metrics {
      let symbol = metric.unit.symbol
      table.append([
        .text(metric.name), symbol.isEmpty ? .none : .text(symbol),
        .text(metric.direction == .minimize ? "less" : "more"), .text(metric.documentation),
      ])
    }
    var report = Report("metrics")
    report.add(table)
    return report
  }
}
