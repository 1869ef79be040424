/// Quantities of several things as horizontal bars, each made of parts.
struct BarsFigure: Figure {
  /// A bar.
  struct Bar: Sendable {
    var name: String
    /// One a part, in the order of ``parts``.
    var values: [Double]
  }

  /// A part that all bars may have.
  struct Part: Sendable {
    var name: String
    var style: String
  }

  var title: String
  var label: String
  var table: Table?
  var axis: ChartAxis
  var parts: [Part]
  var bars: [Bar]
  /// How a sum is written behind its bar.
  var text: @Sendable (Double) -> String

  /// A legend of one entry would repeat the title.
  var legend: [LegendEntry] {
    guard parts.count > 1 else { return [] }
    return parts.map { LegendEntry(words: $0.name, style: $0.style) }
  }

  func draw(width: Double) -> Canvas {
    let isNarrow = width < 500
    let pitch = isNarrow ? 40.0 : 28
    let left = isNarrow ? 8.0 : 150
    let right = 70.0
    let top = 8.0
    let bottom = top + pitch * Double(bars.count)
    var canvas = Canvas(width: width, height: bottom + 38)
    func x(_ value: Double) -> Double {
      left + axis.scale.fraction(value) * (width - right - left)
    }
    for tick in axis.scale.ticks(isNarrow ? 3 : 5) {
      canvas.line(x(tick), top, x(tick), bottom, "grid")
      canvas.text(axis.text(tick), x(tick), bottom + 15, "tick", anchor: .middle)
    }
    canvas.text(axis.title, width - right, bottom + 31, "name", anchor: .end)
    for (index, bar) in bars.enumerated() {
      let start = top + pitch * Double(index)
      let barTop = start + (isNarrow ? 17 : 5)
      let height = isNarrow ? 16.0 : pitch - 10
      if isNarrow {
        canvas.text(bar.name, left, start + 12, "label")
      } else {
        canvas.text(bar.name, left - 9, barTop + height / 2 + 4, "label", anchor: .end)
      }
      var sum = 0.0
      for (part, value) in zip(parts, bar.values) where value > 0 {
        let place = x(sum)
        sum += value
        canvas.rectangle(
          place, barTop, max(0.4, x(sum) - place), height, "bar " + part.style,
          title: "\(bar.name), \(part.name): \(text(value))")
      }
      canvas.text(text(sum), x(sum) + 6, barTop + height / 2 + 4, "value")
    }
    return canvas
  }
}
