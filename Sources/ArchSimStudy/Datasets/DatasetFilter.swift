import ArchSimHardware
public import ArchSimText

/// Which rows of a dataset are wanted: `feasible and power <= 5 W and algorithm != random`.
///
/// All conditions must hold. Where a value is missing, only `!=` holds.
public struct DatasetFilter: Sendable {
  private enum Test: Sendable {
    case truth(Bool)
    case number(Relation, Double)
    case text(String, isEqual: Bool)
  }

  private enum Relation: String, CaseIterable {
    // Longer ones first, as they begin with shorter ones.
    case atMost = "<="
    case atLeast = ">="
    case unequal = "!="
    case below = "<"
    case above = ">"
    case equal = "="

    func holds(_ one: Double, _ other: Double) -> Bool {
      switch self {
      case .atMost: one <= other
      case .atLeast: one >= other
      case .unequal: one != other
      case .below: one < other
      case .above: one > other
      case .equal: one == other
      }
    }
  }

  private var conditions: [(column: Int, test: Test)] = []

  /// Reads conditions joined by `and`.
  ///
  /// - Parameters:
  ///   - text: The conditions.
  ///   - columns: The columns that they may name.
  ///   - location: Where they stand.
  /// - Throws: A diagnostic for unknown columns, missing units and what is no condition.
  public init(
    parsing text: String, columns: [Dataset.Column], at location: SourceLocation
  ) throws(Diagnostic) {
    for part in text.split(separator: " and ", omittingEmptySubsequences: false) {
      try add(String(part).trimmingSpaces, columns, location)
    }
  }

  private mutating func add(
    _ text: String, _ columns: [Dataset.Column], _ location: SourceLocation
  ) throws(Diagnostic) {
    guard let start = text.firstIndex(where: { "<>=!".contains($0) }) else {
      let isNegated = text.hasPrefix("not ")
      let name = isNegated ? String(text.dropFirst(4)).trimmingSpaces : text
      let column = try Self.column(name, columns, location)
      guard columns[column].kind == .boolean else {
        throw Diagnostic(
          "expected a condition such as 'feasible' or 'power <= 5 W', found '\(text.shortened)'",
          at: location)
      }
      conditions.append((column, .truth(!isNegated)))
      return
    }
    let rest = String(text[start...])
    guard let relation = Relation.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      throw Diagnostic(
        "expected one of <=, >=, <, >, =, != in '\(text.shortened)'", at: location)
    }
    let position = try Self.column(
      String(text[..<start]).trimmingSpaces, columns, location)
    let column = columns[position]
    let value = String(rest.dropFirst(relation.rawValue.count)).trimmingSpaces
    switch column.kind {
    case .number:
      let limit = try Quantity.parse(value, as: column.unit, column.name, at: location)
      conditions.append((position, .number(relation, limit)))
    case .boolean:
      guard let truth = Bool(value), relation == .equal || relation == .unequal else {
        throw Diagnostic(
          "expected '\(column.name)' or 'not \(column.name)', found '\(text.shortened)'",
          at: location)
      }
      conditions.append((position, .truth(truth == (relation == .equal))))
    case .text, .choice:
      guard relation == .equal || relation == .unequal else {
        throw Diagnostic(
          "'\(column.name)' is no number: expected = or !=, found \(relation.rawValue)",
          at: location)
      }
      try column.requireChoice(value, at: location)
      conditions.append((position, .text(value, isEqual: relation == .equal)))
    }
  }

  private static func column(
    _ name: String, _ columns: [Dataset.Column], _ location: SourceLocation
  ) throws(Diagnostic) -> Int {
    guard let position = columns.firstIndex(where: { $0.name == name }) else {
      throw Diagnostic(
        "there is no column '\(name.shortened)'", at: location,
        hint: didYouMean(name, among: columns.map(\.name)))
    }
    return position
  }

  /// Whether a row meets all conditions.
  public func holds(_ row: [Dataset.Value]) -> Bool {
    conditions.allSatisfy { column, test in
      switch (test, row[column]) {
      case (.truth(let wanted), .boolean(let value)): value == wanted
      case (.number(let relation, let limit), .number(let value)): relation.holds(value, limit)
      case (.text(let wanted, let isEqual), .text(let value)): (value == wanted) == isEqual
      case (.number(let relation, _), .missing): relation == .unequal
      case (.text(_, let isEqual), .missing): !isEqual
      default: false
      }
    }
  }
}
