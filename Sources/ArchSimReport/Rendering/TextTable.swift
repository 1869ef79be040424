/// A table laid out for people: aligned, with units in the headings, no wider than the screen.
///
/// Where it does not fit, columns of lower priority are left out first, and those that allow it
/// shrink, so that their words are cut or go on below; a line below the table says what is missing.
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
  private let limit: Int?
  private let format: String

  /// Lays a table out.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - limit: Columns of the screen; nil for any number.
  ///   - format: The format that has what does not fit.
  init(_ table: Table, width limit: Int?, format: String = "csv") {
    self.format = format
    rowCount = table.rows.count
    self.limit = limit
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

  var lines: [String] { lines(.plain) }

  /// The lines, with the headings set off where colours are allowed.
  func lines(_ style: TextStyle) -> [String] {
    var lines = [
      style.strong(line(columns.map(\.heading))),
      style.faint(String(repeating: "─", count: max(0, total(\.width)))),
    ]
    for row in 0..<rowCount {
      let cells = columns.map { column in
        Self.fit(column.cells[row], to: column.width, column.column.overflow)
      }
      for level in 0..<(cells.map(\.count).max() ?? 0) {
        lines.append(line(cells.map { level < $0.count ? $0[level] : "" }))
      }
    }
    if let note = leftOutNote { lines += Report.folded(note, to: limit) }
    return lines
  }

  /// What says that columns are missing.
  private var leftOutNote: String? {
    guard let last = leftOut.last else { return nil }
    let names =
      leftOut.count <= 4
      ? leftOut.joined(separator: ", ")
      : leftOut.prefix(3).joined(separator: ", ") + ", … " + last
    let count = leftOut.count == 1 ? "1 column does" : "\(leftOut.count) columns do"
    return "(\(count) not fit: \(names); --format \(format) has all)"
  }

  /// Words in their columns, without blanks at the end of the line.
  private func line(_ words: [String]) -> String {
    var line = ""
    var blanks = 0
    for (column, word) in zip(columns, words) {
      let padding = max(0, column.width - word.count)
      blanks += column.isNumeric ? padding : 0
      if !word.isEmpty {
        line += String(repeating: " ", count: blanks) + word
        blanks = 0
      }
      blanks += Self.gap + (column.isNumeric ? 0 : padding)
    }
    return line
  }

  /// The lines that words take in a column.
  private static func fit(_ text: String, to width: Int, _ overflow: Column.Overflow) -> [String] {
    guard text.count > width else { return [text] }
    return switch overflow {
    case .cutEnd: [cut(text, to: width)]
    case .cutStart: ["…" + text.suffix(max(0, width - 1))]
    case .wrap: wrap(text, to: width)
    }
  }

  /// Words no longer than `width`; the end of a cut word is the ellipsis.
  private static func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    return text.prefix(max(0, width - 1)) + "…"
  }

  /// Words on as many lines as they need; a single word that is too long is cut.
  private static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(cut(String(word), to: width))
      }
    }
    return lines
  }
}
