import Testing

@testable import ArchSimReport

@Suite struct BrailleScatterTests {
  private static func scatter(
    _ points: [(Double, Double)], low: Double = 0, high: Double = 8
  ) -> BrailleScatter {
    let scale = ChartScale([low, high], logarithmic: false, margin: 0)
    return BrailleScatter(
      horizontal: ChartAxis("x", scale: scale), vertical: ChartAxis("y", scale: scale),
      points: points.map { .init(x: $0.0, y: $0.1) })
  }

  /// The corners of the plane are the corners of the picture: Unicode's dots 1, 4, 7 and 8.
  @Test func cornersAreDotsOfTheirOwn() {
    let lines = Self.scatter([(0, 8), (0, 0), (8, 8), (8, 0)]).lines(width: 30)
    // A title, twelve rows, an axis and its labels.
    #expect(lines.count == 15)
    #expect(lines[0] == "y")
    #expect(lines[1].hasPrefix("8 ┤⠁") && lines[1].hasSuffix("⠈"), "\(lines[1])")
    #expect(lines[12].hasPrefix("0 ┤⡀") && lines[12].hasSuffix("⢀"), "\(lines[12])")
    #expect(lines[13].hasPrefix("  └┬"))
    #expect(lines[14].hasSuffix("x"))
    #expect(lines[2...11].allSatisfy { !$0.contains { $0.isBraille } })
  }

  @Test func lettersStandForPoints() {
    var scatter = Self.scatter([(0, 8), (4, 4)])
    scatter.marks = [
      .init(point: .init(x: 4, y: 4), letter: "A"), .init(point: .init(x: 4, y: 4), letter: "B"),
    ]
    let text = scatter.lines(width: 40).joined(separator: "\n")
    #expect(text.contains("A") && !text.contains("B"), "the first of two has the place")
  }

  /// Any points, any width: no line is too wide, and no point is lost.
  @Test func everyPointIsDrawnAndNothingIsTooWide() {
    var random = RandomSource(seed: 24)
    for round in 0..<200 {
      let points = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        (Double.random(in: 0...8, using: &random), Double.random(in: 0...8, using: &random))
      }
      let width = Int.random(in: 10...120, using: &random)
      let lines = Self.scatter(points).lines(width: width)
      if width < 24 { #expect(lines.isEmpty || lines.count == 15) }
      guard !lines.isEmpty else { continue }
      let widest = lines.map(\.count).max() ?? 0
      #expect(widest <= min(width, BrailleScatter.widthLimit), "seed 24, round \(round)")
      let dots = lines.joined().unicodeScalars.reduce(0) { sum, scalar in
        (0x2800...0x28FF).contains(scalar.value)
          ? sum + (scalar.value - 0x2800).nonzeroBitCount : sum
      }
      #expect(dots >= 1 && dots <= points.count, "seed 24, round \(round)")
    }
  }

  @Test func nothingHasNoPicture() {
    #expect(Self.scatter([]).lines(width: 80).isEmpty)
    #expect(Self.scatter([(1, 1)]).lines(width: 12).isEmpty)
  }

  @Test func coloursAreOnlyAround() {
    let scatter = Self.scatter([(0, 8), (3, 3), (8, 0)])
    let plain = scatter.lines(width: 50)
    let coloured = scatter.lines(width: 50, style: .coloured)
    #expect(coloured != plain)
    #expect(coloured.map(withoutColours) == plain)
  }
}

extension Character {
  fileprivate var isBraille: Bool {
    unicodeScalars.allSatisfy { (0x2800...0x28FF).contains($0.value) }
  }
}

/// Text without escape sequences.
func withoutColours(_ text: String) -> String {
  text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
}
