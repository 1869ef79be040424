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
/// A metric that follows from others is computed from them. Every other has a model of its own:
/// products of powers of the parameters, or a polynomial of the second degree over their logarithms,
/// and boosted trees for what that leaves over. A network that all of them share has a say in each
/// where that makes errors less. Positive metrics are learned by their logarithms, so that errors are
/// relative.
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

    /// How it follows from models before it, of which it needs no trees then.
    var relation: ProxyRelation?
    /// What the network says of it; nil where trees are better alone.
    var network: NetworkShare?

    /// The prediction from scaled features and their bins, from what was predicted before, and from
    /// the outputs of the network.
    func value(
      _ row: [Double], _ natural: [Double], _ bins: UnsafeBufferPointer<UInt8>,
      _ others: [Double], _ outputs: [Float]
    ) -> Double {
      if let relation {
        return relation.value(others, factor: relation.form == .sum ? 0 : surface.value(row))
      }
      var sum = treeSum(row, natural, bins)
      if let network { sum = network.mean(sum, row, outputs) }
      sum = min(max(sum, bounds.lowerBound), bounds.upperBound)
      return isLogarithmic ? exponential(sum) : sum
    }

    /// The surface and all trees.
    func treeSum(
      _ row: [Double], _ natural: [Double], _ bins: UnsafeBufferPointer<UInt8>
    ) -> Double {
      var sum = surface.value(row, natural: natural)
      for tree in trees { sum += tree.value(bins) }
      return sum
    }
  }

  /// The name of the study.
  public let study: String
  /// How it was trained.
  public let settings: ProxySettings
  let features: ProxyFeatures
  /// Models, of which each needs at most those before it.
  let models: [Model]
  /// The positions of the models of ``metrics``; the others are there for these.
  let shown: [Int]
  /// Whether designs exist at all; nil where all did that were seen.
  let existence: Model?
  /// What models have a share in; nil where none has.
  let network: ProxyNetwork?
  private let inputs: NetworkInputs

  init(
    study: String, settings: ProxySettings, features: ProxyFeatures, models: [Model],
    shown: [Int], existence: Model?, network: ProxyNetwork?
  ) {
    self.study = study
    self.settings = settings
    self.features = features
    self.models = models
    self.shown = shown
    self.existence = existence
    self.network = network
    inputs = NetworkInputs(features)
  }

  /// Names of the metrics that it predicts.
  public var metrics: [String] { shown.map { models[$0].name } }

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
    let (likelihood, metrics) = estimate(design)
    return Prediction(exists: likelihood >= 0.5, metrics: metrics)
  }

  /// How likely a design is to exist, and its metrics in the order of ``metrics``.
  func estimate(_ design: [Dataset.Value]) -> (likelihood: Double, metrics: [Double]) {
    let row = features.row(design)
    let natural = features.natural(row)
    return features.bins.bins(row).withUnsafeBufferPointer { bins in
      var values: [Double] = []
      values.reserveCapacity(models.count)
      let outputs = network?.values(inputs.row(row, bins)) ?? []
      for model in models { values.append(model.value(row, natural, bins, values, outputs)) }
      return (existence?.value(row, natural, bins, [], []) ?? 1, shown.map { values[$0] })
    }
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
    let rows = ProxyRows(distinct)
    let plan = try ProxyPlan(distinct, rows, metrics: metrics)
    var lessons = plan.lessons
    if let lesson = existenceLesson(distinct) { lessons.append(lesson) }
    var learned = await parallelMap(
      lessons, threads: threads ?? Machine.processorCount
    ) { $0.learn(rows, settings) }.compactMap(\.self)
    var network: ProxyNetwork?
    if let shared = NetworkLesson(plan.lessons, learned, rows, settings) {
      let answer = shared.learn(rows, settings)
      if shared.share(answer, with: &learned, rows) { network = answer }
    }
    let (models, shown) = plan.models(learned)
    return Proxy(
      study: dataset.study, settings: settings, features: rows.features, models: models,
      shown: shown, existence: learned.count > plan.lessons.count ? learned.last : nil,
      network: network)
  }

  /// Fewest designs that anything is learned from.
  static let leastDesigns = 20

  /// What is to be learned of whether designs exist; nil when all do.
  private static func existenceLesson(_ dataset: Dataset) -> ProxyLesson? {
    guard let position = dataset.column("exists") else { return nil }
    let kept = dataset.rows.indices.filter { dataset.rows[$0][position] != .missing }
    guard kept.contains(where: { dataset.rows[$0][position] != .boolean(true) }) else { return nil }
    return ProxyLesson(
      column: dataset.columns[position], kept: kept.map { Int32($0) },
      targets: dataset.rows.map { $0[position] == .boolean(true) ? 1 : 0 })
  }
}
