import Testing

@testable import ArchSimReport

@Suite struct ChartScaleTests {
  @Test func ticksAreRoundNumbers() {
    #expect(ChartScale([0, 10], margin: 0).ticks(5) == [0, 2, 4, 6, 8, 10])
    #expect(ChartScale([1, 1000], margin: 0).ticks(4) == [1, 10, 100, 1000])
    #expect(ChartScale([1, 100], margin: 0).ticks(7) == [1, 2, 5, 10, 20, 50, 100])
    #expect(ChartScale([3, 7], includesZero: true, margin: 0).low == 0)
  }

  @Test func wideRangesOfPositiveNumbersAreLogarithmic() {
    #expect(!ChartScale([1, 19]).isLogarithmic)
    #expect(ChartScale([1, 21]).isLogarithmic)
    #expect(!ChartScale([-1, 1000]).isLogarithmic)
    #expect(!ChartScale([0, 1000]).isLogarithmic)
    #expect(!ChartScale([0, 10], logarithmic: true).isLogarithmic, "0 has no logarithm")
  }

  /// Every number lies on the axis in its order, and so does every tick.
  @Test func numbersAndTicksLieOnTheAxis() {
    var random = RandomSource(seed: 21)
    for round in 0..<500 {
      let size = Double.random(in: -20...20, using: &random)
      let values = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        Double.random(in: round % 3 == 0 ? -1...1 : 0.001...1, using: &random)
          * Mathematics.power10(size)
      }
      let scale = ChartScale(values)
      let places = values.sorted().map(scale.fraction)
      #expect(places.allSatisfy { $0 >= 0 && $0 <= 1 }, "seed 21, round \(round): \(values)")
      #expect(places == places.sorted(), "seed 21, round \(round): \(values)")
      let ticks = scale.ticks(5)
      #expect(!ticks.isEmpty && ticks.count <= 16, "seed 21, round \(round): \(ticks)")
      #expect(ticks == ticks.sorted(), "seed 21, round \(round): \(ticks)")
      #expect(
        ticks.map(scale.fraction).allSatisfy { $0 >= -1e-6 && $0 <= 1 + 1e-6 },
        "seed 21, round \(round): \(ticks) of \(values)")
    }
  }

  @Test func nothingAndNonsenseHaveAnAxis() {
    for values in [[], [.nan], [.infinity, -.infinity], [5], [0], [-3, -3]] as [[Double]] {
      let scale = ChartScale(values)
      #expect(scale.low < scale.high && scale.low.isFinite && scale.high.isFinite, "\(values)")
    }
  }

  @Test func coordinatesHaveTenths() {
    #expect(coordinate(12) == "12")
    #expect(coordinate(12.34) == "12.3")
    #expect(coordinate(-0.26) == "-0.3")
    #expect(coordinate(-0.04) == "0")
    #expect(coordinate(.nan) == "0")
  }
}
