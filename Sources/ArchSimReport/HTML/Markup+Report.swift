import ArchSimText

extension Markup {
  /// Adds a paragraph.
  mutating func paragraph(_ words: String, style: String? = nil) {
    if let style { add("p", ["class": style], words) } else { add("p", words) }
    endLine()
  }

  /// Adds single values as a list of terms; those without a value are left out.
  mutating func add(_ facts: Facts) {
    add("dl") { list in
      for fact in facts.facts
      where fact.value != .none && fact.column.visibility != .dataOnly {
        let scale = Scale(column: fact.column, values: [fact.value])
        var text = fact.value.text(digits: fact.column.digits, scale: scale)
        if !scale.symbol.isEmpty { text += " " + scale.symbol.typographic }
        list.add("dt", fact.column.title)
        list.add("dd", text)
      }
    }
    endLine()
  }

  /// Adds rows, in a box that scrolls sideways where they do not fit.
  ///
  /// - Parameters:
  ///   - table: The rows.
  ///   - caption: What they are.
  ///   - isStacked: Whether phones show cells below each other, as suits rows of words.
  mutating func add(_ table: Table, caption: String? = nil, isStacked: Bool = false) {
    let columns = table.columns.indices.filter { index in
      table.columns[index].visibility != .dataOnly
        && (table.rows.isEmpty || table.rows.contains { $0[index] != .none })
    }
    let scales = columns.map { index in
      Scale(column: table.columns[index], values: table.rows.map { $0[index] })
    }
    // What scrolls must be reached by keys as well.
    let name = caption ?? (table.title.isEmpty ? "Table" : table.title)
    let style = isStacked ? "scroll stacked" : "scroll"
    add("div", ["class": style, "tabindex": "0", "role": "region", "aria-label": name]) { box in
      box.add("table") { element in
        if let caption { element.add("caption", caption) }
        element.add("thead") { head in
          head.add("tr") { row in
            for (index, scale) in zip(columns, scales) {
              let column = table.columns[index]
              let title = column.title.spaced
              let isNumeric =
                column.isRightAligned || table.rows.contains { $0[index].isNumeric }
              row.add(
                "th",
                ["scope": "col", "class": isNumeric ? "n" : "t", "title": column.documentation]
              ) { cell in
                cell.words(title)
                guard !scale.symbol.isEmpty else { return }
                cell.words(" ")
                cell.add("span", ["class": "unit"], scale.symbol.typographic)
              }
            }
          }
        }
        element.add("tbody") { body in
          for cells in table.rows {
            body.add("tr") { row in
              for (index, scale) in zip(columns, scales) {
                let column = table.columns[index]
                let text = cells[index].text(digits: column.digits, scale: scale)
                let isNumeric = column.isRightAligned || cells[index].isNumeric
                let style = isNumeric ? "n" : text.count > 40 ? "t long" : "t"
                row.add("td", ["class": style], text)
              }
            }
            body.endLine()
          }
        }
      }
    }
    endLine()
  }

  /// Adds a chart for screens and one for phones, its legend, and its numbers as a table.
  mutating func add(
    _ figure: some Figure, in room: FigureRoom = .page, id: String? = nil, note: String? = nil
  ) {
    let legend = figure.legend
    add("figure", ["id": id ?? "figure-" + Report.identifier(figure.title)]) { element in
      if !figure.title.isEmpty { element.add("h3", figure.title) }
      element.add("div", ["class": "key"]) { $0.add(legend) }
      let widths = room.widths
      let styles = widths.narrow == nil ? ["always"] : ["wide", "narrow"]
      for (width, style) in zip([widths.wide, widths.narrow ?? 0], styles) {
        element.add("div", ["class": "plot \(style)"]) { box in
          box.splice(figure.draw(width: width).svg(label: figure.label, style: "chart"))
        }
      }
      if let note { element.add("figcaption", note) }
      guard let table = figure.table else { return }
      element.add("details") { details in
        details.add("summary", "As a table")
        details.add(table, caption: figure.title)
      }
    }
    endLine()
  }

  private mutating func add(_ legend: [LegendEntry]) {
    for entry in legend {
      add("span", ["class": "entry"]) { item in
        var canvas = Canvas(width: 18, height: 14)
        entry.drawMark(on: &canvas, x: 9, y: 7)
        item.splice(canvas.swatch())
        item.words(entry.words)
      }
    }
  }

  /// Adds a command that people copy.
  mutating func command(_ text: String) {
    add("div", ["class": "command"]) { box in
      box.add("code", text)
    }
    endLine()
  }
}

extension Canvas {
  /// The drawing as a small mark that says nothing by itself.
  fileprivate func swatch() -> Markup {
    var result = Markup()
    result.add(
      "svg",
      [
        "class": "swatch", "aria-hidden": "true", "width": coordinate(width),
        "height": coordinate(height), "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))",
      ]
    ) { $0.splice(markup) }
    return result
  }
}
