import Testing

@testable import ArchSimReport

@Suite struct TreemapTests {
  /// Bruls, Huizing, van Wijk: *Squarified Treemaps* (2000), figure 4: sizes 6, 6, 4, 3, 2, 2 and 1 in
  /// a rectangle of 6 by 4.
  @Test func layoutIsThatOfThePaper() {
    let cells = TreemapFigure.layout([6, 6, 4, 3, 2, 2, 1], width: 6, height: 4)
    let first = cells.prefix(2).map { [$0.x, $0.y, $0.width, $0.height] }
    #expect(first == [[0, 0, 3, 2], [0, 2, 3, 2]], "two rectangles of 3 by 2 at the left")
    // Then 4 and 3 in a row of height 7/3 above the rest.
    #expect((cells[2].height - 7.0 / 3).magnitude < 1e-12)
    #expect((cells[2].width - 12.0 / 7).magnitude < 1e-12)
    #expect((cells[3].width - 9.0 / 7).magnitude < 1e-12)
  }

  @Test func cellsFillTheRectangleWithoutOverlap() {
    var random = RandomSource(seed: 22)
    for round in 0..<200 {
      let sizes = (0..<Int.random(in: 1...8, using: &random)).map { _ in
        Double.random(in: 0...1, using: &random) * (Bool.random(using: &random) ? 100 : 1)
      }
      let cells = TreemapFigure.layout(sizes, width: 300, height: 200)
      let total = sizes.reduce(0, +)
      for cell in cells {
        let wanted = sizes[cell.part] / total * 60_000
        #expect(
          (cell.width * cell.height - wanted).magnitude < 1e-6, "seed 22, round \(round)")
        #expect(
          cell.x > -1e-9 && cell.y > -1e-9 && cell.x + cell.width < 300 + 1e-6
            && cell.y + cell.height < 200 + 1e-6, "seed 22, round \(round): \(cell)")
      }
      for (index, one) in cells.enumerated() {
        for other in cells[..<index] {
          let width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
          let height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
          #expect(min(width, height) < 1e-6, "seed 22, round \(round): \(one) \(other)")
        }
      }
    }
  }

  @Test func nothingHasNoCells() {
    #expect(TreemapFigure.layout([], width: 3, height: 2).isEmpty)
    #expect(TreemapFigure.layout([0, .nan], width: 3, height: 2).isEmpty)
  }
}
