public import ArchSimHardware
public import ArchSimSearch

/// A point of a study's space and what its evaluation said.
public struct Trial: Sendable {
  /// What an evaluation can say.
  public enum Outcome: Sendable {
    /// One number a metric of the study, in its order; those without a meaning are not numbers.
    case evaluated([Double])
    /// Why there is no such design.
    case infeasible(Infeasibility)
    /// Why nobody knows, where a program evaluates designs.
    case failed(TrialFailure)
  }

  /// The number of the trial, in the order in which points were proposed.
  public let index: Int
  /// The point.
  public let point: DesignPoint
  /// What came out.
  public let outcome: Outcome
  /// Whether a proxy predicted the outcome, so that nothing evaluated it.
  public let isPredicted: Bool

  /// Creates a trial.
  public init(index: Int, point: DesignPoint, outcome: Outcome, isPredicted: Bool = false) {
    self.index = index
    self.point = point
    self.outcome = outcome
    self.isPredicted = isPredicted
  }

  /// The metrics; nil when the design cannot exist, or its evaluation failed.
  public var metrics: [Double]? {
    guard case .evaluated(let metrics) = outcome else { return nil }
    return metrics
  }

  /// The value of a metric of ``Metric/all`` by name; nil when it has none.
  ///
  /// Of a study with metrics of its own, ask ``metric(at:)`` with ``Study/position(ofMetric:)``.
  public func metric(_ name: String) -> Double? {
    guard let position = Metric.position(of: name) else { return nil }
    return metric(at: position)
  }

  /// The value of a metric of the study by position; nil when it has none.
  public func metric(at position: Int) -> Double? {
    guard let metrics, metrics.indices.contains(position), !metrics[position].isNaN else {
      return nil
    }
    return metrics[position]
  }
}

/// Why a design could not be evaluated, although it may exist.
public struct TrialFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line that says what went wrong.
  public var reason: String
  /// The last lines that the program wrote to its standard error.
  public var output: String

  /// Creates a failure.
  public init(_ reason: String, output: String = "") {
    self.reason = reason
    self.output = output
  }

  /// The reason and the last line of the program.
  public var description: String {
    guard let last = output.split(separator: "\n").last else { return reason }
    return "\(reason): \(last)"
  }
}

extension Study {
  /// How far a trial violates each constraint; zero or below where it holds.
  public func violations(of trial: Trial) -> [Double] {
    guard let metrics = trial.metrics else { return [] }
    return constraints.map { $0.violation(metrics[$0.metric]) }
  }

  /// What a search is told of a trial.
  public func observation(of trial: Trial) -> Observation {
    guard let metrics = trial.metrics else {
      return Observation(point: trial.point, objectives: [])
    }
    return Observation(
      point: trial.point, objectives: objectives.map { $0.minimized(metrics[$0.metric]) },
      violations: violations(of: trial))
  }
}
