import ArchSimText

/// Parts of a whole as rectangles of their size.
///
/// Laid out as squarified treemaps: Bruls, Huizing, van Wijk: *Squarified Treemaps*, Eurographics
/// Symposium on Visualization (2000).
struct TreemapFigure: Figure {
  /// A part of the whole.
  struct Part: Sendable {
    var name: String
    var value: Double
    var style: String
  }

  /// Where a part lies.
  struct Cell: Hashable, Sendable {
    /// The position of the part.
    var part: Int
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  var title: String
  var label: String
  var table: Table?
  var parts: [Part]
  /// How a size is written.
  var text: @Sendable (Double) -> String

  /// Small parts have no room for their names.
  var legend: [LegendEntry] {
    parts.filter { $0.value > 0 }.map { LegendEntry(words: $0.name, style: $0.style) }
  }

  func draw(width: Double) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 240 : 260)
    let whole = parts.reduce(0) { $0 + $1.value }
    let cells = Self.layout(parts.map(\.value), width: canvas.width, height: canvas.height)
    for cell in cells {
      let part = parts[cell.part]
      let share = (part.value / whole * 100).text(fractionDigits: 1)
      canvas.rectangle(
        cell.x + 1, cell.y + 1, cell.width - 2, cell.height - 2, "tile " + part.style,
        title: "\(part.name): \(text(part.value)), \(share) %")
      let room = Int((cell.width - 14) / 7)
      guard room >= part.name.count, cell.height > 24 else { continue }
      canvas.text(part.name, cell.x + 9, cell.y + 19, "tilename on-\(part.style)")
      let detail = "\(text(part.value)) · \(share) %"
      guard room >= detail.count, cell.height > 42 else { continue }
      canvas.text(detail, cell.x + 9, cell.y + 35, "tilevalue on-\(part.style)")
    }
    return canvas
  }

  /// Divides a rectangle among sizes, largest first, in rows whose cells are as square as possible.
  static func layout(_ sizes: [Double], width: Double, height: Double) -> [Cell] {
    let total = sizes.filter { $0 > 0 && $0.isFinite }.reduce(0, +)
    guard total > 0 else { return [] }
    let scale = width * height / total
    var rest = sizes.indices.filter { sizes[$0] > 0 && sizes[$0].isFinite }
      .sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }[...]
    var (x, y, width, height) = (0.0, 0.0, width, height)
    var cells: [Cell] = []
    while let first = rest.first {
      let side = min(width, height)
      var row = [first]
      rest.removeFirst()
      var area = sizes[first] * scale
      while let next = rest.first {
        let wider = area + sizes[next] * scale
        guard
          worstRatio(row + [next], sizes, scale, wider, side)
            <= worstRatio(row, sizes, scale, area, side)
        else { break }
        row.append(next)
        rest.removeFirst()
        area = wider
      }
      let depth = rest.isEmpty ? max(width, height) : area / side
      var offset = 0.0
      for part in row {
        let length = sizes[part] * scale / area * side
        cells.append(
          width >= height
            ? Cell(part: part, x: x, y: y + offset, width: depth, height: length)
            : Cell(part: part, x: x + offset, y: y, width: length, height: depth))
        offset += length
      }
      if width >= height {
        x += depth
        width -= depth
      } else {
        y += depth
        height -= depth
      }
    }
    return cells
  }

  private static func worstRatio(
    _ row: [Int], _ sizes: [Double], _ scale: Double, _ area: Double, _ side: Double
  ) -> Double {
    let depth = area / side
    return row.reduce(0) { worst, part in
      let length = sizes[part] * scale / depth
      return max(worst, length / depth, depth / length)
    }
  }
}
