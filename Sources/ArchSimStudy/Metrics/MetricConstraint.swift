public import ArchSimHardware
import ArchSimText

/// A limit that a metric must hold: `power <= 5 W`.
public struct MetricConstraint: Hashable, Sendable, MetricBound {
  /// How a metric compares to its limit.
  public typealias Relation = BoundRelation

  /// The position of the metric among those of the study.
  public let metric: Int
  /// How it compares.
  public let relation: Relation
  /// The limit in the metric's unit.
  public let limit: Double

  /// The metric's name.
  public let name: String
  /// The metric's unit.
  public let unit: Unit

  /// As written in a study.
  public var text: String {
    "\(name) \(relation.rawValue) \(Quantity.exactText(limit, unit))"
  }

  /// Reads `power <= 5 W`.
  init(parsing value: YAMLValue, among metrics: [Metric] = Metric.all) throws(Diagnostic) {
    let bound = try BoundText(parsing: value)
    metric = try Metric.require(bound.name, among: metrics, at: value.location)
    let known = metrics[metric]
    name = known.name
    unit = known.unit
    relation = bound.relation
    limit = try bound.limit(of: known.name, in: known.unit, isSigned: known.isSigned)
  }
}
