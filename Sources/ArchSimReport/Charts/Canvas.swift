import ArchSimText

/// A drawing: SVG elements at places in pixels of the chart's own size.
///
/// Colours and strokes are classes, so that the same drawing suits light pages, dark ones and paper.
struct Canvas {
  let width: Double
  let height: Double
  private(set) var markup = Markup()

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Where words stand beside their place.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    path("M\(coordinate(x1)) \(coordinate(y1))L\(coordinate(x2)) \(coordinate(y2))", style)
  }

  mutating func path(_ data: String, _ style: String, title: String? = nil) {
    shape("path", ["class": style, "d": data], title)
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    title: String? = nil
  ) {
    shape(
      "rect",
      [
        "class": style, "x": coordinate(x), "y": coordinate(y),
        "width": coordinate(max(0, width)), "height": coordinate(max(0, height)),
      ], title)
  }

  mutating func circle(
    _ x: Double, _ y: Double, _ radius: Double, _ style: String, title: String? = nil
  ) {
    shape(
      "circle",
      ["class": style, "cx": coordinate(x), "cy": coordinate(y), "r": coordinate(radius)], title)
  }

  /// A square that stands on a corner.
  mutating func diamond(
    _ x: Double, _ y: Double, _ radius: Double, _ style: String, title: String? = nil
  ) {
    let (left, right) = (coordinate(x - radius), coordinate(x + radius))
    let (top, bottom) = (coordinate(y - radius), coordinate(y + radius))
    path(
      "M\(left) \(coordinate(y))L\(coordinate(x)) \(top)L\(right) \(coordinate(y))"
        + "L\(coordinate(x)) \(bottom)Z", style, title: title)
  }

  mutating func text(
    _ words: String, _ x: Double, _ y: Double, _ style: String, anchor: Anchor = .start,
    rotation: Double? = nil
  ) {
    var transform: String?
    if let rotation {
      transform = "rotate(\(coordinate(rotation)) \(coordinate(x)) \(coordinate(y)))"
    }
    if let transform {
      markup.add(
        "text",
        [
          "class": style, "x": coordinate(x), "y": coordinate(y), "text-anchor": anchor.rawValue,
          "transform": transform,
        ], words)
    } else {
      markup.add(
        "text",
        ["class": style, "x": coordinate(x), "y": coordinate(y), "text-anchor": anchor.rawValue],
        words)
    }
  }

  private mutating func shape(_ name: String, _ attributes: Markup.Attributes, _ title: String?) {
    guard let title else { return markup.single(name, attributes) }
    markup.add(name, attributes) { $0.add("title", title) }
  }

  /// The drawing as an `svg` element.
  ///
  /// - Parameters:
  ///   - label: What it shows, for those who do not see it.
  ///   - style: Its class.
  ///   - head: What stands before the drawing, such as a style.
  /// - Returns: The element.
  func svg(label: String, style: String, head: Markup = Markup()) -> Markup {
    var result = Markup()
    result.add(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": style, "role": "img",
        "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "aria-label": label,
      ]
    ) { svg in
      svg.splice(head)
      svg.splice(markup)
    }
    return result
  }
}

/// A length in pixels to a tenth, in as few characters as possible.
func coordinate(_ value: Double) -> String {
  guard value.isFinite, value.magnitude < 1e7 else { return "0" }
  let tenths = Int((value * 10).rounded())
  let whole = tenths.magnitude / 10
  let digit = tenths.magnitude % 10
  let sign = tenths < 0 ? "-" : ""
  return digit == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(digit)"
}
