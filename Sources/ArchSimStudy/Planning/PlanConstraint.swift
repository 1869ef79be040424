import ArchSimHardware
import ArchSimServing
public import ArchSimText

/// A limit that a plan must hold besides the SLO: `cost_per_million_tokens <= 2 USD`.
public struct PlanConstraint: Hashable, Sendable, MetricBound {
  /// The position of the metric in ``PlanMetric/all``.
  public let metric: Int
  /// How it compares.
  public let relation: BoundRelation
  /// The limit in the metric's unit.
  public let limit: Double

  /// The metric's name.
  public var name: String { PlanMetric.all[metric].name }

  /// As written in a plan file.
  public var text: String {
    "\(name) \(relation.rawValue) \(Quantity.exactText(limit, PlanMetric.all[metric].unit))"
  }

  /// Reads the `constraints` of a plan file.
  static func read(_ value: YAMLValue) throws(Diagnostic) -> [PlanConstraint] {
    var constraints: [(constraint: PlanConstraint, location: SourceLocation)] = []
    for element in try value.elements("constraints") {
      constraints.append((try PlanConstraint(parsing: element), element.location))
    }
    try requireConsistent(constraints)
    return constraints.map(\.constraint)
  }

  /// Reads a constraint of the command line.
  ///
  /// - Parameters:
  ///   - text: `power <= 5 kW`.
  ///   - location: Where it stands.
  /// - Throws: A diagnostic for an unknown metric, a wrong unit, or what can never hold.
  public init(parsing text: String, at location: SourceLocation) throws(Diagnostic) {
    try self.init(parsing: YAMLValue(.scalar(text), at: location))
  }

  private init(parsing value: YAMLValue) throws(Diagnostic) {
    let bound = try BoundText(parsing: value)
    let metric = try PlanMetric.require(bound.name, at: value.location)
    self.metric = metric
    relation = bound.relation
    limit = try bound.limit(of: PlanMetric.all[metric].name, in: PlanMetric.all[metric].unit)
  }

  /// How a plan breaks it, with figures; nil where it is held.
  func breach(_ figures: PlanFigures) -> String? {
    let value = figures.metrics[metric]
    guard violation(value) > 0 else { return nil }
    let unit = PlanMetric.all[metric].unit
    let found = value.isFinite ? unit.text(value) : "no number"
    let side = relation.isUpper ? "over" : "under"
    return "\(name) is \(found), \(side) \(Quantity.exactText(limit, unit))"
  }
}

extension PlanStudy {
  /// Whether what a plan did holds all constraints.
  func holds(_ figures: PlanFigures) -> Bool {
    constraints.allSatisfy { $0.violation(figures.metrics[$0.metric]) <= 0 }
  }

  /// What a search is to bring to 0 or below, one number a limit.
  ///
  /// The SLO is among them unless goodput ranks, which counts it already.
  func violations(of figures: PlanFigures) -> [Double] {
    var violations = constraints.map { Self.bounded($0.violation(figures.metrics[$0.metric])) }
    guard !isRankedByGoodput else { return violations }
    for bound in objective.bounds {
      let value = figures["\(bound.metric.rawValue)_\(bound.statistic.rawValue)"]
      violations.append(Self.bounded(value.isNaN ? 0 : value / bound.seconds - 1))
    }
    violations.append(
      Double(figures.rejectedRequests) / Double(max(1, figures.arrivedRequests)))
    return violations
  }

  /// How many numbers ``violations(of:)`` has.
  var violationCount: Int {
    constraints.count + (isRankedByGoodput ? 0 : objective.bounds.count + 1)
  }

  /// Whether the ranking counts the SLO itself.
  var isRankedByGoodput: Bool { PlanMetric.all[ranking].name == "goodput" }

  private static func bounded(_ violation: Double) -> Double { min(max(violation, -1e6), 1e6) }
}
