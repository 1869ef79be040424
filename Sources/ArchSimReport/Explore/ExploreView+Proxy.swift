import ArchSimStudy

/// What a proxy said in a run, and how right it was.
extension ExploreView {
  /// How many trials were predicted; nothing where the study has no proxy.
  func addProxy(to facts: inout Facts) {
    guard let proxy = result.proxy else { return }
    facts.append(
      Column("predicted", "predicted", "Trials that the proxy predicted"),
      .integer(proxy.predicted))
    facts.append(
      Column("evaluated", "evaluated truly", "Trials that were evaluated truly"),
      .integer(proxy.evaluated))
    facts.append(
      Column(
        "predicted_front", "predicted on the front",
        "Trials of the front that the proxy predicted, not evaluated"),
      .integer(proxy.predictedFront))
  }

  /// How right the proxy was about the trials that were evaluated; nil without a proxy.
  var proxy: Table? {
    guard let proxy = result.proxy else { return nil }
    var table = Table(
      "proxy", title: "The proxy beside the designs that were evaluated truly",
      columns: [
        Column("metric", "metric", "The metric"),
        Column("designs", "designs", "Designs that were evaluated truly and have it"),
        Column(
          "", "relative RMSE (%)", digits: 3, visibility: .textOnly,
          "Root of the mean squared relative error"),
        Column(
          "relative_rmse", "relative RMSE", visibility: .dataOnly,
          "Root of the mean squared relative error"),
        Column("spearman", "Spearman", digits: 6, "Rank correlation of predicted and true"),
      ])
    for accuracy in proxy.accuracies {
      func cell(_ value: Double) -> Cell { value.isFinite ? .number(value) : .none }
      table.append([
        .text(accuracy.metric), .integer(accuracy.designs),
        cell(accuracy.rootMeanSquaredRelativeError * 100),
        cell(accuracy.rootMeanSquaredRelativeError), cell(accuracy.spearman),
      ])
    }
    return table
  }

  /// Whether a trial was predicted, as a column of data; nil without a proxy.
  var predictedColumn: Column? {
    guard result.proxy != nil else { return nil }
    return Column("predicted", "predicted", "Whether the proxy predicted it")
  }
}
