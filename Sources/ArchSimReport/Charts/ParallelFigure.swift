/// Designs as lines across one vertical axis a quantity.
struct ParallelFigure: Figure {
  /// A vertical axis.
  struct Dimension: Sendable {
    var name: String
    var axis: ChartAxis
    /// The numbers that there are and what they are called, where they are few.
    var levels: [(value: Double, words: String)] = []

    /// Numbers that are named beside the axis.
    var ticks: [(value: Double, words: String)] {
      guard !levels.isEmpty else { return axis.scale.ticks(5).map { ($0, axis.text($0)) } }
      // As many as there is room for.
      let step = (levels.count + 11) / 12
      return stride(from: 0, to: levels.count, by: step).map { levels[$0] }
    }
  }

  /// A design: a number a dimension; those without a meaning are not numbers.
  struct Line: Sendable {
    var values: [Double]
    var style: String
    var words: String
  }

  var title: String
  var label: String
  var table: Table?
  var legend: [LegendEntry] = []
  var dimensions: [Dimension]
  var lines: [Line]

  /// About how wide a letter is.
  static let letterWidth = 6.6

  /// Where the axes stand, and the width they take: each has room for its own numbers on its left,
  /// and what is left over is shared.
  func places(width: Double) -> (width: Double, places: [Double]) {
    func half(_ name: String) -> Double { Double(name.count) * Self.letterWidth / 2 + 2 }
    let rooms = dimensions.map { dimension in
      Double(dimension.ticks.map(\.words.count).max() ?? 0) * Self.letterWidth + 12
    }
    guard let first = dimensions.first, let last = dimensions.last else { return (width, []) }
    let left = max(46, rooms[0], half(first.name))
    let right = max(46, half(last.name))
    let gaps = rooms.dropFirst().map { max(64, $0) }
    let least = left + gaps.reduce(0, +) + right
    let spare = gaps.isEmpty ? 0 : max(0, width - least) / Double(gaps.count)
    var places = [left]
    for gap in gaps { places.append(places[places.count - 1] + gap + spare) }
    return (max(width, least), places)
  }

  func draw(width: Double) -> Canvas {
    // Axes need room; a narrow screen scrolls.
    let (width, places) = places(width: width)
    var canvas = Canvas(width: width, height: 330)
    let (top, bottom) = (46.0, 312.0)
    func y(_ dimension: Dimension, _ value: Double) -> Double {
      bottom - dimension.axis.scale.fraction(value) * (bottom - top)
    }
    for line in lines {
      var data = ""
      var isDrawing = false
      for (index, value) in line.values.enumerated() {
        guard value.isFinite else {
          isDrawing = false
          continue
        }
        data += isDrawing ? "L" : "M"
        isDrawing = true
        data += "\(coordinate(places[index])) \(coordinate(y(dimensions[index], value)))"
      }
      if !data.isEmpty { canvas.path(data, "strand " + line.style, title: line.words) }
    }
    for (index, dimension) in dimensions.enumerated() {
      let x = places[index]
      canvas.line(x, top, x, bottom, "axis")
      // Names take turns in height, so that long ones do not meet.
      canvas.text(dimension.name, x, index.isMultiple(of: 2) ? 15 : 31, "name", anchor: .middle)
      for tick in dimension.ticks {
        let place = y(dimension, tick.value)
        canvas.line(x - 3, place, x, place, "axis")
        canvas.text(tick.words, x - 6, place + 4, "tick halo", anchor: .end)
      }
    }
    return canvas
  }
}
