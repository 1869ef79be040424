import ArchSimHardware

/// Operators by how much they compute for each byte of memory, under what the design can do at most.
///
/// Williams, Waterman, Patterson: *Roofline*, CACM 52 (2009).
struct RooflineFigure: Figure {
  /// An operator.
  struct Point: Sendable {
    /// Operations for each byte to and from memory off the chip.
    var intensity: Double
    /// Operations a second that it reaches.
    var rate: Double
    /// Its share of the time, from 0 to 1, which is the area of its mark.
    var share: Double
    var style: String
    var words: String
  }

  /// A limit of arithmetic.
  struct Roof: Sendable {
    /// Operations a second.
    var rate: Double
    var words: String
  }

  var title: String
  var label: String
  var table: Table?
  var legend: [LegendEntry] = []
  var points: [Point]
  var roofs: [Roof]
  /// Bytes a second of memory off the chip.
  var bandwidth: Double
  var bandwidthWords: String

  func draw(width: Double) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 300 : 400)
    let ridge = (roofs.map(\.rate).max() ?? 1) / bandwidth
    let intensities = points.map(\.intensity) + [ridge / 3, ridge * 3]
    let horizontal = ChartAxis(
      "operations per byte of memory", scale: ChartScale(intensities, logarithmic: true))
    let rates = points.map(\.rate) + roofs.map { $0.rate * 1.6 }
    let vertical = ChartAxis(
      "operations a second", scale: ChartScale(rates, logarithmic: true))
    let plot = Plot(canvas, horizontal: horizontal, vertical: vertical)
    plot.drawAxes(on: &canvas)
    drawRoofs(plot, &canvas)
    for point in points.sorted(by: { $0.share > $1.share }) {
      canvas.circle(
        plot.x(point.intensity), plot.y(point.rate), 3.5 + 14 * point.share.squareRoot(),
        "bubble " + point.style, title: point.words)
    }
    // Words go last, so that no circle hides them.
    nameRoofs(plot, &canvas)
    return canvas
  }

  private func drawRoofs(_ plot: Plot, _ canvas: inout Canvas) {
    let scale = plot.horizontal.scale
    for roof in roofs {
      let knee = max(scale.low, min(scale.high, roof.rate / bandwidth))
      canvas.path(plot.polyline([(knee, roof.rate), (scale.high, roof.rate)]), "roof")
    }
    guard let (low, high) = slope(plot) else { return }
    canvas.path(plot.polyline([(low, low * bandwidth), (high, high * bandwidth)]), "roof")
  }

  /// The intensities between which memory is the limit; nil where the chart shows none of them.
  private func slope(_ plot: Plot) -> (low: Double, high: Double)? {
    guard let highest = roofs.map(\.rate).max() else { return nil }
    let scale = plot.horizontal.scale
    let low = max(scale.low, plot.vertical.scale.low / bandwidth)
    let high = min(scale.high, highest / bandwidth)
    return low < high ? (low, high) : nil
  }

  private func nameRoofs(_ plot: Plot, _ canvas: inout Canvas) {
    let scale = plot.horizontal.scale
    for (index, roof) in roofs.enumerated() {
      let knee = max(scale.low, min(scale.high, roof.rate / bandwidth))
      // The slope passes above all roofs but the first.
      let height = plot.y(roof.rate) + (index == 0 ? -6 : 15)
      // Narrow charts have less room behind the knee than the words take.
      let isWide = plot.x(knee) + 12 + 6 * Double(roof.words.count) > plot.right
      canvas.text(
        roof.words, isWide ? plot.right : plot.x(knee) + 12, height, "note",
        anchor: isWide ? .end : .start)
    }
    guard let (low, high) = slope(plot) else { return }
    // Along the slope, in the middle of it.
    let middle = (low * high).squareRoot()
    let rise = plot.y(low * bandwidth) - plot.y(high * bandwidth)
    let angle = -Mathematics.degrees(rise: rise, run: plot.x(high) - plot.x(low))
    let x = plot.x(middle) - 8
    let y = plot.y(middle * bandwidth) - 8
    canvas.text(bandwidthWords, x, y, "note", anchor: .middle, rotation: angle)
  }
}
