public import ArchSimHardware
public import ArchSimText

/// How well a proxy predicts a metric of designs.
public struct ProxyAccuracy: Hashable, Sendable {
  /// The metric.
  public var metric: String
  /// Its unit.
  public var unit: Unit
  /// Designs that it was judged by.
  public var designs: Int
  /// The root of the mean squared error, in the metric's base unit.
  public var rootMeanSquaredError: Double
  /// That error over the mean magnitude of the metric.
  public var relativeToMean: Double
  /// The root of the mean squared relative error: every design by its own value; no number where a
  /// value is zero.
  public var rootMeanSquaredRelativeError: Double
  /// Spearman's rank correlation of predicted and true values; no number where all are equal.
  public var spearman: Double

  init(metric: String, unit: Unit = .none, truth: [Double], predicted: [Double]) {
    self.metric = metric
    self.unit = unit
    designs = truth.count
    let count = Double(max(1, truth.count))
    let squares = zip(truth, predicted).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    rootMeanSquaredError = (squares / count).squareRoot()
    let mean = truth.reduce(0) { $0 + $1.magnitude } / count
    relativeToMean = rootMeanSquaredError == 0 ? 0 : rootMeanSquaredError / mean
    let relative = zip(truth, predicted).reduce(0) { sum, pair in
      let error = pair.1 == pair.0 ? 0 : (pair.1 - pair.0) / pair.0
      return sum + error * error
    }
    let root = (relative / count).squareRoot()
    rootMeanSquaredRelativeError = root.isFinite ? root : .nan
    spearman = rankCorrelation(truth, predicted)
  }
}

/// Spearman's rank correlation: that of the ranks, equal values sharing their mean rank.
///
/// Spearman: *The proof and measurement of association between two things*, American Journal of
/// Psychology 15 (1904). No number where one side is all the same.
func rankCorrelation(_ one: [Double], _ other: [Double]) -> Double {
  let first = SignedRankTest.doubledRanks(of: one).map(Double.init)
  let second = SignedRankTest.doubledRanks(of: other).map(Double.init)
  let mean = Double(one.count + 1)
  var products = 0.0
  var squares = (0.0, 0.0)
  for (a, b) in zip(first, second) {
    products += (a - mean) * (b - mean)
    squares.0 += (a - mean) * (a - mean)
    squares.1 += (b - mean) * (b - mean)
  }
  return squares.0 > 0 && squares.1 > 0
    ? products / (squares.0 * squares.1).squareRoot() : .nan
}

extension Proxy {
  /// Judges the proxy by designs whose metrics are known, each design once.
  public func accuracies(on dataset: Dataset) -> [ProxyAccuracy] {
    let distinct = dataset.distinct().rows
    let predictions = distinct.map { predict(parameters(of: $0, in: dataset)).metrics }
    return shown.indices.compactMap { metric in
      let model = models[shown[metric]]
      guard let position = dataset.column(model.name) else { return nil }
      let kept = distinct.indices.filter { distinct[$0][position].number != nil }
      guard !kept.isEmpty else { return nil }
      return ProxyAccuracy(
        metric: model.name, unit: model.unit,
        truth: kept.compactMap { distinct[$0][position].number },
        predicted: kept.map { predictions[$0][metric] })
    }
  }

  /// The share of designs for which it is right whether they exist; nil when it knows of none that
  /// do not, or the dataset does not say.
  public func existenceAccuracy(on dataset: Dataset) -> Double? {
    guard existence != nil, let position = dataset.column("exists") else { return nil }
    let known = dataset.distinct().rows.filter { $0[position] != .missing }
    guard !known.isEmpty else { return nil }
    let right = known.count { row in
      row[position] == .boolean(predict(parameters(of: row, in: dataset)).exists)
    }
    return Double(right) / Double(known.count)
  }

  /// The parameters of a row, in the order in which the proxy wants them.
  public func parameters(of row: [Dataset.Value], in dataset: Dataset) -> [Dataset.Value] {
    features.columns.map { column in dataset.column(column.name).map { row[$0] } ?? .missing }
  }

  /// Makes sure that a dataset has the parameters that the proxy needs, as it knows them.
  ///
  /// - Parameters:
  ///   - dataset: The dataset.
  ///   - location: Where it is from, for the error.
  /// - Throws: A diagnostic that names the first parameter that is missing or of another kind.
  public func requireParameters(
    _ dataset: Dataset, at location: SourceLocation
  ) throws(Diagnostic) {
    for column in features.columns {
      guard let position = dataset.column(column.name) else {
        throw Diagnostic("missing the parameter '\(column.name.shortened)'", at: location)
      }
      guard dataset.columns[position] == column else {
        throw Diagnostic(
          "the parameter '\(column.name.shortened)' is not what the proxy learned it as",
          at: location)
      }
    }
  }
}
