import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Evaluates the points of a run: by the study's proxy, where it has one, and truly those that are
/// to check it.
struct ProxyEvaluator: Sendable {
  private let study: Study
  private let predictor: ProxyPredictor?
  private var evaluator: PointEvaluator

  /// Prepares, as ``PointEvaluator`` does.
  init(
    _ study: Study, runDirectory: String?, keepsAnswers: Bool = true
  ) throws(Diagnostic) {
    self.study = study
    predictor = ProxyPredictor(study)
    evaluator = try PointEvaluator(
      study, runDirectory: runDirectory, keepsAnswers: keepsAnswers)
  }

  /// Evaluates points; the answers end before the first true one that was given up.
  mutating func evaluate(
    _ points: [DesignPoint], threads: Int, cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [Trial.Outcome] {
    guard let predictor else {
      return try await evaluator.evaluate(points, threads: threads, cancellation: cancellation)
    }
    let isPredicted = points.map(study.isPredicted)
    let checked = zip(points, isPredicted).filter { !$0.1 }.map(\.0)
    var truths: [Trial.Outcome] = []
    if !checked.isEmpty {
      truths = try await evaluator.evaluate(
        checked, threads: threads, cancellation: cancellation)
    }
    var next = truths.makeIterator()
    var outcomes: [Trial.Outcome] = []
    outcomes.reserveCapacity(points.count)
    for (point, isPredicted) in zip(points, isPredicted) {
      if isPredicted {
        outcomes.append(predictor.outcome(of: point))
      } else {
        guard let truth = next.next() else { break }
        outcomes.append(truth)
      }
    }
    return outcomes
  }
}

/// What the proxy of a study says of its points.
struct ProxyPredictor: Sendable {
  private let study: Study
  private let proxy: Proxy
  /// For each metric of the study its position among those that are predicted, if it has one.
  private let positions: [Int?]

  init?(_ study: Study) {
    guard let proxy = study.proxy?.proxy else { return nil }
    self.study = study
    self.proxy = proxy
    positions = study.metrics.indices.map { position in
      guard study.hasMetric[position] else { return nil }
      let metric = study.metrics[position]
      return proxy.shown.firstIndex {
        proxy.models[$0].name == metric.name && proxy.models[$0].unit == metric.unit
      }
    }
  }

  /// An outcome as an evaluation would have it; metrics that were not learned are no numbers.
  func outcome(of point: DesignPoint) -> Trial.Outcome {
    let (likelihood, metrics) = proxy.estimate(Dataset.values(of: point, study))
    guard likelihood >= 0.5 else {
      return .infeasible(
        Infeasibility(
          "likelihood to exist (predicted)", required: 0.5, available: likelihood, unit: .none))
    }
    return .evaluated(positions.map { position in position.map { metrics[$0] } ?? .nan })
  }

  /// How far predictions are from trials that were evaluated.
  func accuracies(on trials: [Trial]) -> [ProxyAccuracy] {
    let known = trials.filter { !$0.isPredicted && $0.metrics != nil }
    let estimates = known.map { proxy.estimate(Dataset.values(of: $0.point, study)).metrics }
    return positions.enumerated().compactMap { position, place in
      guard let place else { return nil }
      let pairs = zip(known, estimates).compactMap { trial, estimate in
        trial.metric(at: position).flatMap {
          $0.isFinite ? (truth: $0, predicted: estimate[place]) : nil
        }
      }
      guard !pairs.isEmpty else { return nil }
      let model = proxy.models[proxy.shown[place]]
      return ProxyAccuracy(
        metric: model.name, unit: model.unit, truth: pairs.map(\.truth),
        predicted: pairs.map(\.predicted))
    }
  }
}

/// How much of a run its proxy predicted, and how well.
public struct ProxyUse: Sendable {
  /// Trials that were predicted.
  public var predicted: Int
  /// Trials that were evaluated truly.
  public var evaluated: Int
  /// Trials of the front that were predicted.
  public var predictedFront: Int
  /// What the proxy would have said of those that were evaluated, metric by metric.
  public var accuracies: [ProxyAccuracy]

  /// Nil where the study has no proxy.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - trials: The trials that are held, the front among them.
  ///   - front: Numbers of the trials of the front.
  ///   - trialCount: All trials.
  ///   - predicted: Such as were predicted.
  init?(
    _ study: Study, _ trials: KeptTrials, front: [Int], of trialCount: Int, predicted: Int
  ) {
    guard let predictor = ProxyPredictor(study) else { return nil }
    self.predicted = predicted
    evaluated = trialCount - predicted
    predictedFront = front.count { trials[$0].isPredicted }
    accuracies = predictor.accuracies(on: Array(trials))
  }

  /// Writes it as a member of `summary.json`.
  func write(to json: inout JSONWriter, trueEvery: Int) {
    json.key("proxy")
    json.beginObject()
    for (name, count) in [
      ("true_every", trueEvery), ("predicted", predicted), ("evaluated", evaluated),
      ("predicted_front", predictedFront),
    ] {
      json.key(name)
      json.number(count)
    }
    json.key("errors")
    json.beginArray()
    for accuracy in accuracies {
      json.beginObject()
      json.key("metric")
      json.string(accuracy.metric)
      json.key("designs")
      json.number(accuracy.designs)
      json.key("relative_rmse")
      json.number(accuracy.rootMeanSquaredRelativeError)
      json.key("spearman")
      json.number(accuracy.spearman)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
