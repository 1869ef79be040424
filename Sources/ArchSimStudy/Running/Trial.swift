public import ArchSimHardware
public import ArchSimSearch

/// A point of a study's space and what its evaluation said.
public struct Trial: Sendable {
  /// What an evaluation can say.
  public enum Outcome: Sendable {
    /// One number a metric of ``Metric/all``, in its order; those without a meaning are not numbers.
    case evaluated([Double])
    /// Why there is no such design.
    case infeasible(Infeasibility)
  }

  /// The number of the trial, in the order in which points were proposed.
  public let index: Int
  /// The point.
  public let point: DesignPoint
  /// What came out.
  public let outcome: Outcome

  /// Creates a trial.
  public init(index: Int, point: DesignPoint, outcome: Outcome) {
    self.index = index
    self.point = point
    self.outcome = outcome
  }

  /// The metrics; nil when the design cannot exist.
  public var metrics: [Double]? {
    guard case .evaluated(let metrics) = outcome else { return nil }
    return metrics
  }

  /// The value of a metric by name; nil when it has none.
  public func metric(_ name: String) -> Double? {
    guard let metrics, let position = Metric.position(of: name), !metrics[position].isNaN else {
      return nil
    }
    return metrics[position]
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
