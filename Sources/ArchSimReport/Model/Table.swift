/// Rows of values under typed columns: one description for text, JSON and CSV.
public struct Table: Hashable, Sendable {
  /// The name of the array in JSON.
  public var key: String
  /// The line above it for people; none when empty.
  public var title: String
  /// The columns.
  public var columns: [Column]
  /// The rows, each with a cell a column.
  public private(set) var rows: [[Cell]]
  /// Whether it is shown to people.
  public var isInText: Bool
  /// Whether it is written to JSON and CSV.
  public var isInData: Bool

  /// Creates an empty table.
  public init(
    _ key: String, title: String = "", columns: [Column], isInText: Bool = true,
    isInData: Bool = true
  ) {
    self.key = key
    self.title = title
    self.columns = columns
    self.isInText = isInText
    self.isInData = isInData
    rows = []
  }

  /// Adds a row; what is missing at its end is left blank, and what is too much is dropped.
  ///
  /// - Parameter cells: The cells from left to right.
  public mutating func append(_ cells: [Cell]) {
    var cells = Array(cells.prefix(columns.count))
    while cells.count < columns.count { cells.append(.none) }
    rows.append(cells)
  }
}
