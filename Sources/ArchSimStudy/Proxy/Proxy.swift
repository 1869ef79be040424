import ArchSimHardware
import ArchSimSearch
public import ArchSimText

/// A fast stand-in for a cost model: metrics of designs, learned from a dataset.
///
/// ```swift
/// let (train, test, _) = try dataset.divided(.random, fraction: 0.2, seed: 1)
/// let proxy = try await Proxy.fit(train)
/// for accuracy in proxy.accuracies(on: test) { print(accuracy.metric, accuracy.spearman) }
/// ```
///
/// Every metric has a model of its own: a polynomial of the second degree over the logarithms of the
/// parameters, and boosted trees for what it leaves over. Positive metrics are learned by their
/// logarithms, so that errors are relative.
public struct Proxy: Sendable {
  /// The model of one metric.
  struct Model: Hashable, Sendable {
    var name: String
    var unit: Unit
    /// Whether the logarithm is predicted.
    var isLogarithmic: Bool
    /// Designs that it was learned from.
    var rows: Int
    var surface: ResponseSurface
    var trees: [BoostedTree]
    /// Values that it never leaves: those seen, and a tenth of their range more.
    var bounds: ClosedRange<Double>

    func value(_ row: [Double]) -> Double {
      var sum = surface.value(row)
      for tree in trees { sum += tree.value(row) }
      sum = min(max(sum, bounds.lowerBound), bounds.upperBound)
      return isLogarithmic ? exponential(sum) : sum
    }
  }

  /// The name of the study.
  public let study: String
  /// How it was trained.
  public let settings: ProxySettings
  let features: ProxyFeatures
  let models: [Model]
  /// Whether designs exist at all; nil where all did that were seen.
  let existence: Model?

  /// Names of the metrics that it predicts.
  public var metrics: [String] { models.map(\.name) }

  /// The parameters that it needs to know of a design, in the order of ``predict(_:)``.
  public var parameters: [Dataset.Column] { features.columns }

  /// What is predicted of a design.
  public struct Prediction: Sendable {
    /// Whether it is a design at all.
    public var exists: Bool
    /// One number a metric, in the order of ``Proxy/metrics``.
    public var metrics: [Double]
  }

  /// Predicts the metrics of a design from the values of its parameters.
  public func predict(_ design: [Dataset.Value]) -> Prediction {
    let row = features.row(design)
    return Prediction(
      exists: existence.map { $0.value(row) >= 0.5 } ?? true,
      metrics: models.map { $0.value(row) })
  }

  /// Learns metrics from a dataset.
  ///
  /// - Parameters:
  ///   - dataset: Designs; rows of the same design count once, and those that do not exist only for
  ///     whether designs exist.
  ///   - metrics: Names of metrics; nil for all.
  ///   - settings: How.
  ///   - threads: Metrics learned at a time; by default one a processor.
  /// - Returns: The proxy, which does not depend on the number of threads.
  /// - Throws: A diagnostic when a metric is unknown or there are fewer than 20 designs.
  public static func fit(
    _ dataset: Dataset, metrics: [String]? = nil, settings: ProxySettings = ProxySettings(),
    threads: Int? = nil
  ) async throws(Diagnostic) -> Proxy {
    let known = dataset.columns(.metric).map { dataset.columns[$0].name }
    for name in metrics ?? [] where !known.contains(name) {
      throw Diagnostic(
        "there is no metric '\(name.shortened)' in this dataset",
        hint: didYouMean(name, among: known))
    }
    let distinct = dataset.distinct()
    let features = ProxyFeatures(distinct)
    let rows = distinct.rows.map { features.row(dataset.design(of: $0)) }
    let positions = dataset.columns(.metric).filter {
      metrics?.contains(dataset.columns[$0].name) ?? true
    }
    var tasks: [Lesson] = []
    for position in positions {
      let kept = distinct.rows.indices.filter { distinct.rows[$0][position].number != nil }
      guard kept.count >= leastDesigns else {
        throw Diagnostic(
          "expected at least \(leastDesigns) designs with '\(dataset.columns[position].name)' to "
            + "learn from, found \(kept.count)")
      }
      tasks.append(
        Lesson(
          column: dataset.columns[position], rows: kept.map { rows[$0] },
          targets: kept.compactMap { distinct.rows[$0][position].number }))
    }
    if let position = dataset.column("exists") {
      let kept = distinct.rows.indices.filter { distinct.rows[$0][position] != .missing }
      let targets = kept.map { distinct.rows[$0][position] == .boolean(true) ? 1.0 : 0 }
      if targets.contains(0) {
        tasks.append(
          Lesson(
            column: dataset.columns[position], rows: kept.map { rows[$0] }, targets: targets))
      }
    }
    let learned = await parallelMap(
      tasks, threads: threads ?? Machine.processorCount
    ) { $0.learn(settings) }.compactMap(\.self)
    return Proxy(
      study: dataset.study, settings: settings, features: features,
      models: Array(learned.prefix(positions.count)),
      existence: learned.count > positions.count ? learned.last : nil)
  }

  /// Fewest designs that anything is learned from.
  static let leastDesigns = 20

  /// What one model is learned from.
  private struct Lesson: Sendable {
    var column: Dataset.Column
    var rows: [[Double]]
    var targets: [Double]

    func learn(_ settings: ProxySettings) -> Model {
      let isLogarithmic = column.role == .metric && targets.allSatisfy { $0 > 0 }
      let wanted = isLogarithmic ? targets.map(logarithm) : targets
      let low = wanted.min() ?? 0
      let high = wanted.max() ?? 0
      let margin = 0.1 * (high - low)
      var generator = SplitMix64(seed: settings.seed)
      var order = rows.indices.map { Int32($0) }
      generator.shuffle(&order)
      // A tenth says when to stop.
      let judges = order.prefix(rows.count / 10).map(Int.init)
      let learners = Array(order.dropFirst(rows.count / 10))
      let surface = ResponseSurface(
        learners.map { rows[Int($0)] }, learners.map { wanted[Int($0)] })
      var residuals = zip(rows, wanted).map { $1 - surface.value($0) }
      let trees = boost(&residuals, learners, judges, settings, &generator)
      return Model(
        name: column.name, unit: column.unit, isLogarithmic: isLogarithmic, rows: rows.count,
        surface: surface, trees: trees, bounds: (low - margin)...(high + margin))
    }

    private func boost(
      _ residuals: inout [Double], _ learners: [Int32], _ judges: [Int],
      _ settings: ProxySettings, _ generator: inout SplitMix64
    ) -> [BoostedTree] {
      func error() -> Double { judges.reduce(0) { $0 + residuals[$1] * residuals[$1] } }
      let grower = TreeGrower(rows: BinnedRows(rows), settings: settings)
      let seen = max(2, Int(settings.share * Double(learners.count)))
      var learners = learners
      var trees: [BoostedTree] = []
      var best = (error: error(), count: 0)
      while trees.count < settings.trees, trees.count - best.count < settings.patience {
        for place in 0..<min(seen, learners.count) {
          learners.swapAt(place, place + generator.integer(below: learners.count - place))
        }
        var chosen = Array(learners.prefix(seen))
        let tree = grower.grow(&chosen, residuals: residuals)
        for row in rows.indices { residuals[row] -= tree.value(rows[row]) }
        trees.append(tree)
        let now = error()
        if now < best.error { best = (now, trees.count) }
      }
      return Array(trees.prefix(best.count))
    }
  }
}
