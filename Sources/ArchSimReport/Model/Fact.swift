/// One value with its name, such as the latency of a whole trace.
public struct Fact: Hashable, Sendable {
  /// What it is and how it is written.
  public var column: Column
  /// The value.
  public var value: Cell

  /// Creates a fact.
  public init(_ column: Column, _ value: Cell) {
    self.column = column
    self.value = value
  }
}

/// Single values that belong together: an object in JSON, aligned lines for people.
public struct Facts: Hashable, Sendable {
  /// The name of the object in JSON.
  public var key: String
  /// The line above for people; none when empty.
  public var title: String
  /// The values, in order.
  public var facts: [Fact]
  /// Whether they are written to JSON and CSV.
  public var isInData: Bool

  /// Creates a group.
  public init(_ key: String, title: String = "", _ facts: [Fact] = [], isInData: Bool = true) {
    self.key = key
    self.title = title
    self.facts = facts
    self.isInData = isInData
  }

  /// Adds a value.
  public mutating func append(_ column: Column, _ value: Cell) {
    facts.append(Fact(column, value))
  }
}
