import Testing

@testable import ArchSimReport

@Suite struct ScatterDotsTests {
  /// The places of a path of relative moves.
  private static func places(_ path: String) throws -> [(Double, Double)] {
    var (x, y) = (0.0, 0.0)
    return try path.matches(of: /([Mm])(-?[0-9.]+) ?(-?[0-9.]+)h0/).map { match in
      let (one, other) = (
        try #require(Double("0" + match.2) ?? Double(String(match.2))),
        try #require(Double("0" + match.3) ?? Double(String(match.3)))
      )
      (x, y) = match.1 == "M" ? (one, other) : (x + one, y + other)
      return (x, y)
    }
  }

  @Test(arguments: [(1, 0.051), (500, 0.051), (20_000, 0.251)])
  func everyPointHasADotAndEveryDotAPoint(count: Int, near: Double) throws {
    var random = RandomSource(seed: 17)
    let points = (0..<count).map { _ in
      (Double.random(in: 40...720, using: &random), Double.random(in: 10...400, using: &random))
    }
    let path = ScatterFigure.dots(points)
    let dots = try Self.places(path)
    #expect(dots.count <= count && path.utf8.count < 16 * count)
    // Every part of the path was read.
    #expect(path.count { $0 == "h" } == dots.count)
    var unseen = Set(dots.map { SIMD2(Int(($0.0 * 10).rounded()), Int(($0.1 * 10).rounded())) })
    let known = unseen
    let grain = count > 3000 ? 5 : 1
    for (x, y) in points {
      let place = SIMD2(
        Int((x * 10 / Double(grain)).rounded()) * grain,
        Int((y * 10 / Double(grain)).rounded()) * grain)
      #expect(known.contains(place), "seed 17: (\(x), \(y)) has no dot")
      #expect((Double(place.x) / 10 - x).magnitude < near)
      unseen.remove(place)
    }
    #expect(unseen.isEmpty, "\(unseen.count) dots without a point")
  }

  @Test func pointsAtOnePlaceAreOneDot() {
    #expect(ScatterFigure.dots([]).isEmpty)
    #expect(ScatterFigure.dots([(2, 3), (1, 1), (1, 1.04), (1.5, 1)]) == "M1 1h0m.5 0h0m.5 2h0")
  }
}
