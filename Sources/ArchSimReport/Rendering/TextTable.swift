/// A table laid out for people: aligned, with units in the headings, no wider than the screen.
///
/// Where it does not fit, columns of lower priority are left out first, and words of the columns
/// that allow it are cut; a line below the table says what is missing.
struct TextTable {
  private struct TextColumn {
    var column: Column
    var heading: String
    var cells: [String]
    var isNumeric: Bool
    var width: Int

    init(_ column: Column, _ values: [Cell]) {
      self.column = column
      let scale = Scale(column: column, values: values)
      heading = scale.symbol.isEmpty ? column.title : "\(column.title) (\(scale.symbol))"
      cells = values.map { $0.text(digits: column.digits, scale: scale) }
      isNumeric = values.contains { $0.isNumeric }
      width = cells.reduce(heading.count) { max($0, $1.count) }
    }

    /// The least width that it can be shown in.
    var leastWidth: Int { min(width, max(heading.count, column.minimumWidth ?? width)) }
  }

  private static let gap = 2
  private var columns: [TextColumn] = []
  private let rowCount: Int
  private var leftOut: [String] = []

  init(_ table: Table, width limit: Int?) {
    rowCount = table.rows.count
    for (index, column) in table.columns.enumerated() where column.visibility != .dataOnly {
      let values = table.rows.map { $0[index] }
      // A column without any value says nothing.
      guard values.isEmpty || values.contains(where: { $0 != .none }) else { continue }
      columns.append(TextColumn(column, values))
    }
    guard let limit else { return }
    dropColumns(limit)
    cutWords(limit)
  }

  private func total(_ width: (TextColumn) -> Int) -> Int {
    columns.reduce(0) { $0 + width($1) + Self.gap } - Self.gap
  }

  private mutating func dropColumns(_ limit: Int) {
    while total(\.leastWidth) > limit {
      let candidates = columns.indices.filter { columns[$0].column.priority < Column.required }
      // Of several that matter as little, the rightmost goes.
      guard
        let index = candidates.min(by: {
          (columns[$0].column.priority, -$0) < (columns[$1].column.priority, -$1)
        })
      else { return }
      leftOut.insert(columns[index].column.title, at: 0)
      columns.remove(at: index)
    }
  }

  private mutating func cutWords(_ limit: Int) {
    while total(\.width) > limit {
      let widest = columns.indices
        .filter { columns[$0].width > columns[$0].leastWidth }
        .max { columns[$0].width < columns[$1].width }
      guard let widest else { return }
      columns[widest].width -= 1
    }
  }

  var lines: [String] {
    var lines = [
      line { $0.heading },
      String(repeating: "─", count: max(0, total(\.width))),
    ]
    for row in 0..<rowCount { lines.append(line { $0.cells[row] }) }
    if !leftOut.isEmpty {
      lines.append(
        "(too narrow for: \(leftOut.joined(separator: ", ")); --format csv has everything)")
    }
    return lines
  }

  private func line(_ text: (TextColumn) -> String) -> String {
    var line = ""
    var blanks = 0
    for column in columns {
      let word = Self.cut(text(column), to: column.width)
      let padding = column.width - word.count
      line += String(repeating: " ", count: blanks + (column.isNumeric ? padding : 0)) + word
      blanks = Self.gap + (column.isNumeric ? 0 : padding)
    }
    return line
  }

  /// Words no longer than `width`; the end of a cut word is the ellipsis.
  private static func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    return text.prefix(max(0, width - 1)) + "…"
  }
}
