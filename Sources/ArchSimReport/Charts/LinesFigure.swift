/// Quantities along one axis, as lines.
struct LinesFigure: Figure {
  /// A line.
  struct Line: Sendable {
    var style: String
    var points: [(Double, Double)]
    /// Whether it keeps its height until the next point.
    var isStaircase = false
  }

  var title: String
  var label: String
  var table: Table?
  var legend: [LegendEntry] = []
  var horizontal: ChartAxis
  var vertical: ChartAxis
  var lines: [Line]
  /// Numbers of the horizontal axis that a line marks, with words beside it.
  var notes: [(value: Double, words: String)] = []
  /// The class of the lines of notes.
  var noteStyle = "limit"
  var height = 210.0

  func draw(width: Double) -> Canvas {
    var canvas = Canvas(width: width, height: height)
    let plot = Plot(canvas, horizontal: horizontal, vertical: vertical)
    plot.drawAxes(on: &canvas)
    for line in lines {
      let data =
        line.isStaircase
        ? plot.staircase(line.points, end: line.points.last?.0 ?? 0) : plot.polyline(line.points)
      if !data.isEmpty { canvas.path(data, "line " + line.style) }
    }
    for note in notes {
      let place = plot.x(note.value)
      guard place >= plot.left, place <= plot.right else { continue }
      canvas.line(place, plot.top, place, plot.bottom, noteStyle)
      let isRight = place > (plot.left + plot.right) / 2
      guard !note.words.isEmpty else { continue }
      // What rises to the right leaves room below.
      canvas.text(
        note.words, place + (isRight ? -5 : 5), isRight ? plot.bottom - 8 : plot.top + 11, "note",
        anchor: isRight ? .end : .start)
    }
    return canvas
  }
}
