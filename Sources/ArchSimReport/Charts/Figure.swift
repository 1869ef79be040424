/// A chart: what it is called, how it is drawn in any width, and its numbers as a table.
protocol Figure: Sendable {
  /// What it shows, as a title.
  var title: String { get }
  /// What it shows, in a sentence for those who do not see it.
  var label: String { get }
  /// Its numbers.
  var table: Table? { get }
  /// What its colours mean.
  var legend: [LegendEntry] { get }

  /// Draws it.
  ///
  /// - Parameter width: The width of the drawing in pixels.
  /// - Returns: The drawing.
  func draw(width: Double) -> Canvas
}

/// A colour or mark of a chart and what it stands for.
struct LegendEntry: Hashable, Sendable {
  /// How it is drawn.
  enum Mark: Hashable, Sendable {
    case area
    case line
    case circle
    case diamond
  }

  var words: String
  /// The class that colours it.
  var style: String
  var mark = Mark.area
}

extension Figure {
  var table: Table? { nil }
  var legend: [LegendEntry] { [] }

}

/// How much room a chart has on a page.
enum FigureRoom {
  /// The whole width of the page.
  case page
  /// One of two columns.
  case column
  /// As much as it needs; what does not fit scrolls.
  case scrolling

  /// The widths of the drawings: for screens and paper, and for phones.
  var widths: (wide: Double, narrow: Double?) {
    switch self {
    case .page: (1000, 344)
    case .column: (480, 344)
    case .scrolling: (1000, nil)
    }
  }
}

extension LegendEntry {
  /// Draws the mark of the entry around a place.
  func drawMark(on canvas: inout Canvas, x: Double, y: Double) {
    switch mark {
    case .area: canvas.rectangle(x - 5, y - 5, 10, 10, "mark " + style)
    case .line: canvas.line(x - 7, y, x + 7, y, style)
    case .circle: canvas.circle(x, y, 4.5, style)
    case .diamond: canvas.diamond(x, y, 5.5, style)
    }
  }
}
