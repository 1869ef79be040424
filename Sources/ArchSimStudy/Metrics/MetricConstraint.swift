import ArchSimHardware
import ArchSimText

/// A limit that a metric must hold: `power <= 5 W`.
public struct MetricConstraint: Hashable, Sendable {
  /// How a metric compares to its limit.
  public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// At most.
    case atMost = "<="
    /// At least.
    case atLeast = ">="
    /// Less than.
    case below = "<"
    /// More than.
    case above = ">"

    var isUpper: Bool { self == .atMost || self == .below }
    var isStrict: Bool { self == .below || self == .above }
  }

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

  /// How far a value is beyond the limit, relative to it: `(value − limit)/|limit|`, at most 0
  /// where the limit is held; what is no number is infinitely far.
  ///
  /// A limit of 0 counts as 1, so that the violation is the value itself.
  public func violation(_ value: Double) -> Double {
    guard !value.isNaN else { return .infinity }
    let excess = relation.isUpper ? value - limit : limit - value
    if excess == 0 { return relation.isStrict ? .leastNormalMagnitude : 0 }
    return limit == 0 ? excess : excess / limit.magnitude
  }

  /// Reads `power <= 5 W`.
  init(parsing value: YAMLValue) throws(Diagnostic) {
    let text = try value.text("constraint")
    guard let start = text.firstIndex(where: { "<>=≤≥".contains($0) }) else {
      throw Diagnostic(
        "expected a constraint such as 'power <= 5 W', found '\(text.shortened)'",
        at: value.location)
    }
    let rest = text[start...]
    let sign = rest.prefix { "<>=≤≥".contains($0) }
    let relations: [String: Relation] = [
      "<=": .atMost, "≤": .atMost, ">=": .atLeast, "≥": .atLeast, "<": .below, ">": .above,
    ]
    guard let relation = relations[String(sign)] else {
      throw Diagnostic(
        "expected one of <=, >=, <, > in a constraint, found '\(sign)'", at: value.location)
    }
    self.relation = relation
    metric = try Metric.require(String(text[..<start]).trimmingSpaces, at: value.location)
    let known = Metric.all[metric]
    limit = try Quantity.parse(
      String(rest.dropFirst(sign.count)).trimmingSpaces, as: known.unit, known.name,
      at: value.location)
    if relation.isUpper, limit < 0 || (limit == 0 && relation.isStrict) {
      throw Diagnostic(
        "'\(text.shortened)' can never hold: \(known.name) is never negative", at: value.location)
    }
  }

  /// Refuses limits of one metric that no design can hold together.
  static func requireConsistent(
    _ constraints: [(constraint: MetricConstraint, location: SourceLocation)]
  ) throws(Diagnostic) {
    for (index, second) in constraints.enumerated() {
      for first in constraints[..<index]
      where first.constraint.metric == second.constraint.metric {
        let pair = [first.constraint, second.constraint]
        guard let upper = pair.first(where: \.relation.isUpper),
          let lower = pair.first(where: { !$0.relation.isUpper })
        else { continue }
        let isStrict = upper.relation.isStrict || lower.relation.isStrict
        guard lower.limit > upper.limit || (isStrict && lower.limit == upper.limit) else {
          continue
        }
        throw Diagnostic(
          "'\(second.constraint.text)' contradicts '\(first.constraint.text)'",
          at: second.location)
      }
    }
  }
}
