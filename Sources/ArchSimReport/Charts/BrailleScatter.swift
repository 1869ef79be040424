/// Points in two quantities drawn with braille, for terminals.
///
/// A character is two dots wide and four high, so that forty columns show eighty places.
///
/// ```
/// energy per token (mJ)
///  400 │⠂⠐A
///      │  ⠠⠄
///  200 │    ⠈⠂⠤
///      │        ⠐⠠⠄ B
///      └───────────────
///      10      20    50  latency (s)
/// ```
struct BrailleScatter: Hashable, Sendable {
  /// A point.
  struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
  }

  /// A point that a letter stands for.
  struct Mark: Hashable, Sendable {
    var point: Point
    var letter: Character
  }

  var title = ""
  var horizontal: ChartAxis
  var vertical: ChartAxis
  var points: [Point]
  var marks: [Mark] = []

  /// The most columns that it takes: wider than this it says no more.
  static let widthLimit = 72
  private static let rows = 12

  /// Draws it.
  ///
  /// - Parameters:
  ///   - width: Columns of the screen.
  ///   - style: Whether colours may be used.
  /// - Returns: Lines no wider than the screen; none where it is too narrow for a picture.
  func lines(width: Int, style: TextStyle = .plain) -> [String] {
    let ticks = verticalTicks
    let margin = ticks.values.reduce(0) { max($0, $1.count) }
    let columns = min(width, Self.widthLimit) - margin - 2
    guard columns >= 20, !points.isEmpty else { return [] }
    var lines = [vertical.title]
    for (row, cells) in cells(columns: columns).enumerated() {
      let label = ticks[row] ?? ""
      var line = String(repeating: " ", count: margin - label.count) + label
      line += label.isEmpty ? " │" : " ┤"
      lines.append(line + Self.coloured(cells, style))
    }
    let (axis, names) = horizontalAxis(columns: columns)
    lines.append(String(repeating: " ", count: margin + 1) + "└" + axis)
    lines.append(String(repeating: " ", count: margin + 2) + names)
    return lines
  }

  // MARK: Points

  /// The characters of each row, without blanks at its end.
  private func cells(columns: Int) -> [[Character]] {
    var dots = [[UInt8]](repeating: Array(repeating: 0, count: columns), count: Self.rows)
    for point in points {
      guard let (x, y) = place(point, columns: columns) else { continue }
      dots[y / 4][x / 2] |= Self.bits[x % 2][y % 4]
    }
    var cells = dots.map { row in
      row.map { bits -> Character in
        bits == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
      }
    }
    // The first letter wins where two share a character.
    for mark in marks.reversed() {
      guard let (x, y) = place(mark.point, columns: columns) else { continue }
      cells[y / 4][x / 2] = mark.letter
    }
    return cells.map { row in
      Array(row[..<((row.lastIndex { $0 != " " } ?? -1) + 1)])
    }
  }

  /// The dots of braille (Unicode 15, section 21.1): by column from top to bottom.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// The dot of a point; nil where it is not between the axes.
  private func place(_ point: Point, columns: Int) -> (x: Int, y: Int)? {
    let x = horizontal.scale.fraction(point.x)
    let y = vertical.scale.fraction(point.y)
    guard x >= 0, x <= 1, y >= 0, y <= 1 else { return nil }
    return (
      min(columns * 2 - 1, Int(x * Double(columns * 2))),
      min(Self.rows * 4 - 1, Int((1 - y) * Double(Self.rows * 4)))
    )
  }

  private static func coloured(_ cells: [Character], _ style: TextStyle) -> String {
    guard style != .plain else { return String(cells) }
    return cells.map { cell in
      cell == " " ? " " : cell.isLetter ? style.strong(String(cell)) : style.accent(String(cell))
    }.joined()
  }

  // MARK: Axes

  /// The labels of the vertical axis, by row.
  private var verticalTicks: [Int: String] {
    var labels: [Int: String] = [:]
    for tick in vertical.scale.ticks(4) {
      let fraction = vertical.scale.fraction(tick)
      guard fraction >= 0, fraction <= 1 else { continue }
      let row = min(Self.rows - 1, Int((1 - fraction) * Double(Self.rows)))
      labels[row] = labels[row] ?? vertical.text(tick)
    }
    return labels
  }

  /// The line of the horizontal axis, and the labels below it with the axis' name at the end.
  private func horizontalAxis(columns: Int) -> (String, String) {
    var axis = Array(repeating: Character("─"), count: columns)
    var labels = Array(repeating: Character(" "), count: columns)
    let name = Array(horizontal.title)
    let end = columns - name.count - 2
    var free = 0
    for tick in horizontal.scale.ticks(max(2, columns / 12)) {
      let fraction = horizontal.scale.fraction(tick)
      guard fraction >= 0, fraction <= 1 else { continue }
      let column = min(columns - 1, Int(fraction * Double(columns)))
      axis[column] = "┬"
      let text = Array(horizontal.text(tick))
      let start = max(0, column - text.count / 2)
      guard start >= free, start + text.count <= end else { continue }
      labels.replaceSubrange(start..<start + text.count, with: text)
      free = start + text.count + 1
    }
    if name.count <= columns {
      labels.replaceSubrange(columns - name.count..<columns, with: name)
    }
    while labels.last == " " { labels.removeLast() }
    return (String(axis), String(labels))
  }
}
