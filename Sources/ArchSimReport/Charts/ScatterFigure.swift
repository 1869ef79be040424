/// Designs as points in two quantities, with what is best among them.
struct ScatterFigure: Figure {
  /// A point that people may point at.
  struct Point: Sendable {
    var x: Double
    var y: Double
    /// The class that colours it.
    var style = "s0"
    /// What it is, shown on pointing at it.
    var words: String
  }

  /// A point with a letter beside it.
  struct Mark: Sendable {
    var x: Double
    var y: Double
    var letter: String
    var words: String
  }

  /// A limit that designs must hold.
  struct Limit: Sendable {
    var value: Double
    var isUpper: Bool
    var words: String
  }

  /// A cell in which many designs lie.
  struct Cell: Sendable {
    /// Its ends along the horizontal axis.
    var x: (Double, Double)
    /// Its ends along the vertical axis.
    var y: (Double, Double)
    /// The class that colours it.
    var style: String
  }

  var title: String
  var label: String
  var table: Table?
  var legend: [LegendEntry] = []
  var horizontal: ChartAxis
  var vertical: ChartAxis
  /// Points of no further interest: a path a class.
  var clouds: [(style: String, points: [(Double, Double)])] = []
  /// Where designs are too many to be points.
  var cells: [Cell] = []
  var points: [Point] = []
  var marks: [Mark] = []
  var baselines: [Point] = []
  var horizontalLimits: [Limit] = []
  var verticalLimits: [Limit] = []

  /// Points up to which dots may be large.
  private static let sparseCount = 600

  /// Points up to which each is an element that says what it is.
  private static let namedCount = 1000

  func draw(width: Double) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 320 : 440)
    let plot = Plot(canvas, horizontal: horizontal, vertical: vertical)
    plot.drawAxes(on: &canvas)
    drawLimits(plot, &canvas)
    drawCells(plot, &canvas)
    let count = clouds.reduce(0) { $0 + $1.points.count }
    for cloud in clouds {
      var data = ""
      for (horizontal, vertical) in cloud.points {
        let (x, y) = (plot.x(horizontal), plot.y(vertical))
        guard plot.contains(x, y) else { continue }
        data += "M\(coordinate(x)) \(coordinate(y))h0"
      }
      let density = count < Self.sparseCount ? "cloud sparse " : "cloud "
      if !data.isEmpty { canvas.path(data, density + cloud.style) }
    }
    drawPoints(plot, &canvas)
    for baseline in baselines {
      canvas.diamond(
        plot.x(baseline.x), plot.y(baseline.y), 5, "baseline " + baseline.style,
        title: baseline.words)
    }
    drawMarks(plot, &canvas)
    return canvas
  }

  /// Draws cells, a path a colour.
  private func drawCells(_ plot: Plot, _ canvas: inout Canvas) {
    var paths: [(style: String, data: String)] = []
    for cell in cells {
      let (left, right) = (plot.x(cell.x.0), plot.x(cell.x.1))
      let (top, bottom) = (plot.y(cell.y.1), plot.y(cell.y.0))
      let data =
        "M\(coordinate(left)) \(coordinate(top))H\(coordinate(right))V\(coordinate(bottom))"
        + "H\(coordinate(left))Z"
      if let known = paths.firstIndex(where: { $0.style == cell.style }) {
        paths[known].data += data
      } else {
        paths.append((cell.style, data))
      }
    }
    for path in paths { canvas.path(path.data, "cell " + path.style) }
  }

  /// Draws points: one by one with their words, or a path a colour where that would be too long.
  private func drawPoints(_ plot: Plot, _ canvas: inout Canvas) {
    guard points.count > Self.namedCount else {
      for point in points {
        canvas.circle(
          plot.x(point.x), plot.y(point.y), canvas.width < 500 ? 3.2 : 4, "point " + point.style,
          title: point.words)
      }
      return
    }
    var paths: [(style: String, data: String)] = []
    for point in points {
      let data = "M\(coordinate(plot.x(point.x))) \(coordinate(plot.y(point.y)))h0"
      if let known = paths.firstIndex(where: { $0.style == point.style }) {
        paths[known].data += data
      } else {
        paths.append((point.style, data))
      }
    }
    for path in paths { canvas.path(path.data, "cloud crowd strand " + path.style) }
  }

  private func drawLimits(_ plot: Plot, _ canvas: inout Canvas) {
    for limit in horizontalLimits {
      let place = plot.x(limit.value)
      guard place > plot.left, place < plot.right else { continue }
      let (start, end) = limit.isUpper ? (place, plot.right) : (plot.left, place)
      canvas.rectangle(start, plot.top, end - start, plot.bottom - plot.top, "outside")
      canvas.line(place, plot.top, place, plot.bottom, "limit")
      let isRight = place > (plot.left + plot.right) / 2
      canvas.text(
        limit.words, place + (isRight ? -5 : 5), plot.top + 12, "note",
        anchor: isRight ? .end : .start)
    }
    for limit in verticalLimits {
      let place = plot.y(limit.value)
      guard place > plot.top, place < plot.bottom else { continue }
      let (start, end) = limit.isUpper ? (plot.top, place) : (place, plot.bottom)
      canvas.rectangle(plot.left, start, plot.right - plot.left, end - start, "outside")
      canvas.line(plot.left, place, plot.right, place, "limit")
      canvas.text(limit.words, plot.right - 4, place - 5, "note", anchor: .end)
    }
  }

  /// Letters of points that are near each other share a place.
  private func drawMarks(_ plot: Plot, _ canvas: inout Canvas) {
    var places: [(x: Double, y: Double, letters: String)] = []
    for mark in marks {
      let (x, y) = (plot.x(mark.x), plot.y(mark.y))
      guard plot.contains(x, y) else { continue }
      canvas.circle(x, y, 7, "chosen", title: mark.words)
      if let near = places.firstIndex(where: { abs($0.x - x) < 16 && abs($0.y - y) < 12 }) {
        places[near].letters += " " + mark.letter
      } else {
        places.append((x, y, mark.letter))
      }
    }
    for place in places {
      let isRight = place.x > plot.right - 40
      canvas.text(
        place.letters, place.x + (isRight ? -11 : 11), place.y - 8, "letter",
        anchor: isRight ? .end : .start)
    }
  }
}
