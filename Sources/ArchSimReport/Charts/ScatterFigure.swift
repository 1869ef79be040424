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
      let data = Self.dots(
        cloud.points.map { (plot.x($0), plot.y($1)) }.filter { plot.contains($0, $1) })
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
    var groups: [(style: String, places: [(Double, Double)])] = []
    for point in points {
      let place = (plot.x(point.x), plot.y(point.y))
      if let known = groups.firstIndex(where: { $0.style == point.style }) {
        groups[known].places.append(place)
      } else {
        groups.append((point.style, [place]))
      }
    }
    for group in groups {
      canvas.path(Self.dots(group.places), "cloud crowd strand " + group.style)
    }
  }

  /// Points beyond which half a pixel is near enough for each.
  private static let coarseCount = 3000

  /// A path with a dot at every place, of those at one place one: from left to right, each by its
  /// distance from the one before, which is shorter than where it lies.
  static func dots(_ places: [(Double, Double)]) -> String {
    let grain = places.count > coarseCount ? 5 : 1
    // In tenths of a pixel.
    func tenths(_ value: Double) -> Int { Int((value * 10 / Double(grain)).rounded()) * grain }
    var keys: [SIMD2<Int>] = places.filter { $0.0.magnitude < 1e7 && $0.1.magnitude < 1e7 }
      .map { SIMD2(tenths($0.0), tenths($0.1)) }
    keys.sort { ($0.x, $0.y) < ($1.x, $1.y) }
    var data = ""
    var last: SIMD2<Int>?
    for key in keys where key != last {
      guard let before = last else {
        data += "M\(coordinate(Double(key.x) / 10)) \(coordinate(Double(key.y) / 10))h0"
        last = key
        continue
      }
      let (x, y) = (length(key.x - before.x), length(key.y - before.y))
      data += "m\(x)\(y.hasPrefix("-") ? "" : " ")\(y)h0"
      last = key
    }
    return data
  }

  /// Tenths of a pixel as a length without a leading zero.
  private static func length(_ tenths: Int) -> String {
    let text = coordinate(Double(tenths) / 10)
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    return text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
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
