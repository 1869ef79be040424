import ArchSimHardware
import ArchSimText

/// A limit that a metric must hold: `power <= 5 W`.
public struct MetricConstraint: Hashable, Sendable, MetricBound {
  /// How a metric compares to its limit.
  public typealias Relation = BoundRelation

  /// The position of the metric in ``Metric/all``.
  public let metric: Int
  /// How it compares.
  public let relation: Relation
  /// The limit in the metric's unit.
  public let limit: Double

  /// The metric's name.
  public var name: String { Metric.all[metric].name }

  /// As written in a study.
  public var text: String {
    "\(name) \(relation.rawValue) \(Quantity.exactText(limit, Metric.all[metric].unit))"
  }

  /// Reads `power <= 5 W`.
  init(parsing value: YAMLValue) throws(Diagnostic) {
    let bound = try BoundText(parsing: value)
    let metric = try Metric.require(bound.name, at: value.location)
    self.metric = metric
    relation = bound.relation
    limit = try bound.limit(of: Metric.all[metric].name, in: Metric.all[metric].unit)
  }
}
