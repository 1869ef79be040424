import ArchSimHardware
public import ArchSimStudy
import ArchSimText

extension Report {
  /// How well a proxy predicts.
  ///
  /// - Parameters:
  ///   - accuracies: One a metric.
  ///   - existence: The share of designs for which it is right whether they exist, if known.
  ///   - learned: Designs that it was learned from.
  ///   - division: How those that it is judged by were chosen, in words.
  /// - Returns: The report; its CSV is a row a metric.
  public static func proxy(
    _ accuracies: [ProxyAccuracy], existence: Double?, learned: Int?, division: String
  ) -> Report {
    var report = Report("proxy")
    var facts = Facts("judged")
    facts.append(
      Column("learned_from", "learned from", "Designs that it learned from"), Cell(learned))
    facts.append(
      Column("judged_by", "judged by", "Designs that it did not learn from"),
      .integer(accuracies.map(\.designs).max() ?? 0))
    facts.append(Column("division", "divided", "How the latter were chosen"), .text(division))
    facts.append(
      Column(
        "existence", "right whether designs exist", isFraction: true,
        "The share of designs for which it says rightly whether they exist"), Cell(existence))
    report.add(facts)
    var table = Table(
      "metrics",
      columns: [
        Column("metric", "metric", "The metric"),
        Column("unit", "unit", "Its base unit"),
        Column("rmse", "RMSE", digits: 3, "Root of the mean squared error, in the base unit"),
        Column(
          "rmse_over_mean", "RMSE/mean (%)", digits: 3, visibility: .textOnly,
          "That over the mean of the metric"),
        Column(
          "relative_to_mean", "RMSE/mean", visibility: .dataOnly, "RMSE over the mean of the metric"
        ),
        Column(
          "rmse_relative", "relative RMSE (%)", digits: 3, visibility: .textOnly,
          "Root of the mean squared relative error"),
        Column(
          "relative_rmse", "relative RMSE", visibility: .dataOnly,
          "Root of the mean squared relative error"),
        Column("spearman", "Spearman", digits: 6, "Rank correlation of predicted and true"),
      ])
    for accuracy in accuracies {
      func cell(_ value: Double) -> Cell { value.isFinite ? .number(value) : .none }
      table.append([
        .text(accuracy.metric), .text(accuracy.unit.symbol), cell(accuracy.rootMeanSquaredError),
        cell(accuracy.relativeToMean * 100), cell(accuracy.relativeToMean),
        cell(accuracy.rootMeanSquaredRelativeError * 100),
        cell(accuracy.rootMeanSquaredRelativeError), cell(accuracy.spearman),
      ])
    }
    report.add(table)
    return report
  }
}

extension Cell {
  fileprivate init(_ count: Int?) { self = count.map(Cell.integer) ?? .none }
}
