import ArchSimHardware
import ArchSimText

/// How a metric compares to its limit.
public enum BoundRelation: String, Hashable, Sendable, CaseIterable {
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

/// A limit on one metric of some table of metrics.
protocol MetricBound {
  /// The position of the metric in its table.
  var metric: Int { get }
  /// How it compares.
  var relation: BoundRelation { get }
  /// The limit in the metric's unit.
  var limit: Double { get }
  /// As written in files.
  var text: String { get }
}

extension MetricBound {
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

  /// Refuses limits of one metric that nothing can hold together.
  static func requireConsistent(
    _ constraints: [(constraint: Self, location: SourceLocation)]
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

/// The parts of a constraint such as `power <= 5 W`, before anybody knows the metric.
struct BoundText {
  let text: String
  let name: String
  let relation: BoundRelation
  private let quantity: String
  private let location: SourceLocation

  init(parsing value: YAMLValue) throws(Diagnostic) {
    text = try value.text("constraint")
    location = value.location
    guard let start = text.firstIndex(where: { "<>=≤≥".contains($0) }) else {
      throw Diagnostic(
        "expected a constraint such as 'power <= 5 W', found '\(text.shortened)'",
        at: value.location)
    }
    let rest = text[start...]
    let sign = rest.prefix { "<>=≤≥".contains($0) }
    let relations: [String: BoundRelation] = [
      "<=": .atMost, "≤": .atMost, ">=": .atLeast, "≥": .atLeast, "<": .below, ">": .above,
    ]
    guard let relation = relations[String(sign)] else {
      throw Diagnostic(
        "expected one of <=, >=, <, > in a constraint, found '\(sign)'", at: value.location)
    }
    self.relation = relation
    name = String(text[..<start]).trimmingSpaces
    quantity = String(rest.dropFirst(sign.count)).trimmingSpaces
  }

  /// The limit of a metric, which is never negative unless it is signed; dollars may stand without
  /// their unit.
  func limit(
    of name: String, in unit: Unit, isSigned: Bool = false
  ) throws(Diagnostic) -> Double {
    let isBare = unit == .dollars && parseNumber(quantity) != nil
    let limit = try Quantity.parse(quantity, as: isBare ? .none : unit, name, at: location)
    if relation.isUpper, !isSigned, limit < 0 || (limit == 0 && relation.isStrict) {
      throw Diagnostic(
        "'\(text.shortened)' can never hold: \(name) is never negative", at: location)
    }
    return limit
  }
}
