import Testing

@testable import ArchSimReport

@Suite struct ParallelFigureTests {
  /// Any axes, any width: numbers stay between their axis and the one before it, names within the
  /// chart, and the chart is never narrower than asked.
  @Test func everyAxisHasRoomForItsNumbers() {
    let seed: UInt64 = 41
    var random = RandomSource(seed: seed)
    for round in 0..<200 {
      let dimensions = (0..<Int.random(in: 1...16, using: &random)).map { _ in
        let scale = ChartScale([0, 1], logarithmic: false)
        let words = String(repeating: "w", count: Int.random(in: 1...24, using: &random))
        let name = String(repeating: "n", count: Int.random(in: 1...24, using: &random))
        return ParallelFigure.Dimension(
          name: name, axis: ChartAxis(name, scale: scale), levels: [(0, "0"), (1, words)])
      }
      let asked = Double.random(in: 300...1200, using: &random)
      let figure = ParallelFigure(title: "", label: "", dimensions: dimensions, lines: [])
      let (width, places) = figure.places(width: asked)
      #expect(width >= asked && places.count == dimensions.count, "seed \(seed), round \(round)")
      for (index, dimension) in dimensions.enumerated() {
        let widest = dimension.ticks.map(\.words.count).max() ?? 0
        let start = places[index] - 6 - Double(widest) * ParallelFigure.letterWidth
        #expect(
          start >= (index > 0 ? places[index - 1] : 0),
          "numbers of axis \(index) begin at \(start); seed \(seed), round \(round)")
      }
      let end =
        places[places.count - 1]
        + Double(dimensions[dimensions.count - 1].name.count) * ParallelFigure.letterWidth / 2
      #expect(end <= width, "the last name ends at \(end); seed \(seed), round \(round)")
    }
  }
}
