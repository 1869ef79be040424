extension Report {
  /// All parts for people, one below the other.
  ///
  /// - Parameters:
  ///   - width: Columns of the screen that tables must fit, or nil for any number.
  ///   - style: Whether it may have colours.
  /// - Returns: The text with a line break at its end.
  func plainText(width: Int?, style: TextStyle = .plain) -> String {
    var blocks: [[String]] = []
    for part in parts {
      let (title, lines) = Self.lines(of: part, width: width, style: style, whole: format)
      guard !lines.isEmpty else { continue }
      let titles = title.isEmpty ? [] : Self.wrapped(title, to: width).map(style.strong)
      blocks.append(titles + lines)
    }
    return blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// The format that has all of a table: CSV is the first of the data, which people may see as
  /// another table.
  private func format(of table: Table) -> String {
    for case .table(let first) in parts where first.isInData {
      return (table.isInData ? first == table : !first.isInText) ? "csv" : "json"
    }
    return "csv"
  }

  private static func lines(
    of part: Part, width: Int?, style: TextStyle, whole format: (Table) -> String
  ) -> (title: String, lines: [String]) {
    switch part {
    case .scatter(let scatter):
      return (
        scatter.drawing.title,
        scatter.drawing.lines(width: width ?? BrailleScatter.widthLimit, style: style)
      )
    case .lines(let lines): return ("", lines.flatMap { wrapped($0, to: width) })
    case .items(let title, let items, let lines):
      return (
        title, flow(items, width: width ?? 100) + lines.flatMap { wrapped($0, to: width) }
      )
    case .table(let table):
      guard table.isInText, !table.rows.isEmpty else { return ("", []) }
      return (table.title, TextTable(table, width: width, format: format(table)).lines(style))
    case .facts(let facts):
      let shown = facts.facts.filter {
        $0.column.visibility != .dataOnly && $0.value != .none
      }
      let indent = facts.title.isEmpty ? "" : "  "
      let nameWidth = shown.reduce(0) { max($0, $1.column.title.count) }
      let left = indent.count + nameWidth + 2
      let lines = shown.flatMap { fact in
        let padding = String(repeating: " ", count: nameWidth - fact.column.title.count)
        let name = "\(indent)\(style.faint(fact.column.title))\(padding)  "
        let words = folded(text(of: fact), to: width.map { max(20, $0 - left) })
        return words.enumerated().map { row, words in
          (row == 0 ? name : String(repeating: " ", count: left)) + words
        }
      }
      return (facts.title, lines)
    }
  }

  /// Items on lines that fit, set in by two; an item that is longer than a line goes on below, set
  /// in by four.
  private static func flow(_ items: [String], width: Int) -> [String] {
    var lines: [String] = []
    for item in items {
      guard item.count + 2 <= width else {
        var line = " "
        for word in item.split(separator: " ") {
          if line.count + 1 + word.count > width, line.contains(where: { $0 != " " }) {
            lines.append(line)
            line = "   "
          }
          line += " " + word
        }
        lines.append(line)
        continue
      }
      if let last = lines.last, last.count + 2 + item.count <= width {
        lines[lines.count - 1] = last + "  " + item
      } else {
        lines.append("  " + item)
      }
    }
    return lines
  }

  /// A line on as many as it needs, further ones set in by two more than it is; commands, which
  /// people copy, stay whole.
  static func wrapped(_ line: String, to width: Int?) -> [String] {
    let indent = line.prefix { $0 == " " }
    let words = line.dropFirst(indent.count)
    guard let width, line.count > width, !words.hasPrefix("archsim "),
      !words.contains(": archsim ")
    else { return [line] }
    // Spaces between words stay as they are, except at the end of a line.
    var lines = [String(indent)]
    var gap = ""
    for word in words.split(separator: " ", omittingEmptySubsequences: false) {
      let last = lines[lines.count - 1]
      if last.count + gap.count + word.count <= width || last.allSatisfy({ $0 == " " }) {
        lines[lines.count - 1] = last + gap + word
      } else {
        lines.append(indent + "  " + word)
      }
      gap = " "
    }
    return lines
  }

  /// Words on as many lines as they need; a word that is longer than a line stands alone, whole.
  static func folded(_ text: String, to width: Int?) -> [String] {
    guard let width, text.count > width else { return [text] }
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func text(of fact: Fact) -> String {
    let scale = Scale(column: fact.column, values: [fact.value])
    let text = fact.value.text(digits: fact.column.digits, scale: scale)
    guard fact.value.isNumeric, !scale.symbol.isEmpty else { return text }
    return "\(text) \(scale.symbol)"
  }
}
