/// The area of a chart between its axes.
struct Plot {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double
  let horizontal: ChartAxis
  let vertical: ChartAxis

  /// Room for the labels of the axes in a drawing.
  init(
    _ canvas: Canvas, horizontal: ChartAxis, vertical: ChartAxis, top: Double = 26,
    right: Double = 14, left: Double = 52, bottom: Double = 42
  ) {
    self.left = left
    self.right = canvas.width - right
    self.top = top
    self.bottom = canvas.height - bottom
    self.horizontal = horizontal
    self.vertical = vertical
  }

  func x(_ value: Double) -> Double {
    left + horizontal.scale.fraction(value) * (right - left)
  }

  func y(_ value: Double) -> Double {
    bottom - vertical.scale.fraction(value) * (bottom - top)
  }

  /// Whether a point lies between the axes.
  func contains(_ x: Double, _ y: Double) -> Bool {
    x >= left - 0.5 && x <= right + 0.5 && y >= top - 0.5 && y <= bottom + 0.5
  }

  /// Draws grid, numbers and titles of both axes.
  func drawAxes(on canvas: inout Canvas) {
    for tick in vertical.scale.ticks(max(3, Int((bottom - top) / 48))) {
      let place = y(tick)
      canvas.line(left, place, right, place, "grid")
      canvas.text(vertical.text(tick), left - 7, place + 4, "tick", anchor: .end)
    }
    for tick in horizontal.scale.ticks(max(3, Int((right - left) / 80))) {
      let place = x(tick)
      canvas.line(place, top, place, bottom, "grid")
      canvas.text(horizontal.text(tick), place, bottom + 17, "tick", anchor: .middle)
    }
    canvas.line(left, bottom, right, bottom, "axis")
    canvas.text(vertical.title, left - 52, top - 11, "name")
    canvas.text(horizontal.title, right, bottom + 34, "name", anchor: .end)
  }

  /// A line through points, as the data of a path.
  func polyline(_ points: some Sequence<(Double, Double)>) -> String {
    var data = ""
    for (horizontal, vertical) in points where horizontal.isFinite && vertical.isFinite {
      data += data.isEmpty ? "M" : "L"
      data += "\(coordinate(x(horizontal))) \(coordinate(y(vertical)))"
    }
    return data
  }

  /// A line that keeps its height until the next point, as the data of a path.
  func staircase(_ points: some Sequence<(Double, Double)>, end: Double) -> String {
    var data = ""
    for (horizontal, vertical) in points where horizontal.isFinite && vertical.isFinite {
      let place = coordinate(x(horizontal))
      let height = coordinate(y(vertical))
      data += data.isEmpty ? "M\(place) \(height)" : "H\(place)V\(height)"
    }
    return data.isEmpty ? "" : data + "H\(coordinate(x(end)))"
  }
}
