/// Charts by themselves, one below the other, as an SVG file for papers and slides.
///
/// Text stays text, so that it can be searched and set in another font; colours are written out,
/// since not every program knows variables.
struct FigureSheet {
  var figures: [any Figure]

  private static let margin = 12.0

  /// The file.
  ///
  /// - Parameter width: The width of the drawings, in pixels.
  /// - Returns: The text.
  func text(width: Double) -> String {
    var markup = Markup()
    var top = Self.margin
    var label = ""
    for figure in figures {
      let canvas = figure.draw(width: width)
      var head = Canvas(width: canvas.width, height: 0)
      var height = 0.0
      if !figure.title.isEmpty {
        head.text(figure.title, 0, 13, "title")
        height = 26
      }
      height = drawLegend(figure.legend, on: &head, top: height)
      for (piece, offset) in [(head, top), (canvas, top + height)] {
        markup.add(
          "g", ["transform": "translate(\(coordinate(Self.margin)) \(coordinate(offset)))"]
        ) {
          $0.splice(piece.markup)
        }
      }
      top += height + canvas.height + Self.margin
      label += (label.isEmpty ? "" : "; ") + figure.label
    }
    let (wide, high) = (coordinate(sheetWidth(width)), coordinate(top))
    var file = Markup()
    file.add(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img",
        "width": wide, "height": high, "viewBox": "0 0 \(wide) \(high)", "aria-label": label,
      ]
    ) { svg in
      svg.verbatim("<style>\(Self.style)</style>")
      svg.single("rect", ["class": "sheet", "width": wide, "height": high])
      svg.splice(markup)
    }
    return file.source + "\n"
  }

  /// Charts that need more room than they are given take it.
  private func sheetWidth(_ width: Double) -> Double {
    figures.reduce(width) { max($0, $1.draw(width: width).width) } + 2 * Self.margin
  }

  /// Draws the legend in as many rows as it needs, and returns where it ends.
  private func drawLegend(_ legend: [LegendEntry], on canvas: inout Canvas, top: Double) -> Double {
    guard !legend.isEmpty else { return top }
    var x = 0.0
    var y = top + 8
    for entry in legend {
      // Words are about six and a half pixels a letter.
      let length = 20 + 6.6 * Double(entry.words.count)
      if x > 0, x + length > canvas.width {
        x = 0
        y += 19
      }
      entry.drawMark(on: &canvas, x: x + 8, y: y)
      canvas.text(entry.words, x + 20, y + 4, "key")
      x += length + 16
    }
    return y + 16
  }

  /// The style of charts with the colours of light pages in it.
  private static let style: String = {
    let page = String(decoding: PackageResources.report_css, as: UTF8.self)
    var style = String(decoding: PackageResources.chart_css, as: UTF8.self)
    for declaration in page.prefix(while: { $0 != "}" }).split(separator: ";") {
      guard let start = declaration.firstRange(of: "--")?.lowerBound,
        let colon = declaration[start...].firstIndex(of: ":")
      else { continue }
      let name = declaration[start..<colon]
      var value = declaration[declaration.index(after: colon)...]
      while value.first == " " { value.removeFirst() }
      style = style.replacing("var(\(name))", with: value)
    }
    return style
      + """
      .chart { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
      .sheet { fill: #fff; }
      .chart .title { fill: #000; font-size: 15px; font-weight: 600; }
      .chart .key { fill: #333; }

      """
  }()
}
