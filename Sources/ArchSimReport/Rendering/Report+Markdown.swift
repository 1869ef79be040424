import ArchSimText

extension Report {
  /// All parts for people as Markdown: a heading a table, a pipe table each, items as bullets.
  var markdownText: String {
    var blocks = ["# " + kind.prefix(1).uppercased() + kind.dropFirst()]
    for part in parts {
      switch part {
      // A picture of characters is for terminals.
      case .scatter: continue
      case .lines(let lines):
        blocks += lines.filter { !$0.isEmpty }
      case .items(let title, let items, let lines):
        if !title.isEmpty { blocks.append("## \(title)") }
        let bullets = (items + lines).filter { !$0.isEmpty }.map { "- \($0)" }
        if !bullets.isEmpty { blocks.append(bullets.joined(separator: "\n")) }
      case .facts(let facts):
        if !facts.title.isEmpty { blocks.append("## \(facts.title)") }
        let bullets = facts.facts.filter {
          $0.column.visibility != .dataOnly && $0.value != .none
        }.map { "- \($0.column.title): \(Self.markdown($0))" }
        if !bullets.isEmpty { blocks.append(bullets.joined(separator: "\n")) }
      case .table(let table):
        guard table.isInText, !table.rows.isEmpty else { continue }
        if !table.title.isEmpty { blocks.append("## \(table.title)") }
        blocks.append(Self.markdown(table))
      }
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func markdown(_ fact: Fact) -> String {
    let scale = Scale(column: fact.column, values: [fact.value])
    let text = fact.value.text(digits: fact.column.digits, scale: scale)
    return fact.value.isNumeric && !scale.symbol.isEmpty ? "\(text) \(scale.symbol)" : text
  }

  private static func markdown(_ table: Table) -> String {
    var heading = "|"
    var rule = "|"
    var rows = table.rows.map { _ in "|" }
    for (index, column) in table.columns.enumerated() where column.visibility != .dataOnly {
      let cells = table.rows.map { $0[index] }
      // A column without any value says nothing.
      guard cells.contains(where: { $0 != .none }) else { continue }
      let scale = Scale(column: column, values: cells)
      let unit = scale.symbol.isEmpty ? "" : " (\(scale.symbol))"
      heading += " \(escaped(column.title))\(unit) |"
      rule += cells.contains(where: \.isNumeric) ? "---:|" : "---|"
      for (row, cell) in cells.enumerated() {
        rows[row] += " \(escaped(cell.text(digits: column.digits, scale: scale))) |"
      }
    }
    return ([heading, rule] + rows).joined(separator: "\n")
  }

  /// Words that a pipe table takes as they are.
  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
