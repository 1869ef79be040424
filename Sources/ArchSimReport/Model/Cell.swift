/// One value of a table, as data; how it is written is the column's business.
public enum Cell: Hashable, Sendable {
  /// Words.
  case text(String)
  /// A count.
  case integer(Int)
  /// A quantity in the base unit of its column.
  case number(Double)
  /// True or false.
  case boolean(Bool)
  /// Several words, a list in JSON and joined by spaces elsewhere.
  case list([String])
  /// Nothing to say.
  case none
}

extension Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// Creates words.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Creates a count.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Creates a quantity.
  public init(floatLiteral value: Double) { self = .number(value) }
}

extension Cell {
  /// Words, or nothing.
  public init(_ text: String?) {
    self = text.map(Cell.text) ?? .none
  }

  /// A quantity, or nothing.
  public init(_ number: Double?) {
    self = number.map(Cell.number) ?? .none
  }

  /// Whether the value is written against the right edge of its column.
  var isNumeric: Bool {
    switch self {
    case .integer, .number: true
    case .text, .boolean, .list, .none: false
    }
  }

  /// The quantity, when there is one.
  var magnitude: Double? {
    switch self {
    case .integer(let value): Double(value.magnitude)
    case .number(let value): value.isFinite ? value.magnitude : nil
    case .text, .boolean, .list, .none: nil
    }
  }
}
