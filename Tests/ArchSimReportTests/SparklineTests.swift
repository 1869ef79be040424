import ArchSimReport
import Testing

@Suite struct SparklineTests {
  @Test func heightsFollowTheNumbers() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([7, 0], width: 8) == "█▁")
    #expect(sparkline([2, 2, 2]) == "▁▁▁")
    #expect(sparkline([.nan, 1, .infinity, 3]) == "▁▁▁█")
    #expect(sparkline([]).isEmpty)
    #expect(sparkline([1], width: 0).isEmpty)
  }

  @Test(arguments: [1, 2, 59, 60, 61, 1000])
  func neverLongerThanItsWidthAndEndsWithTheLastNumber(count: Int) {
    let line = sparkline((0..<count).map(Double.init), width: 60)
    #expect(line.count == min(60, count))
    #expect(count == 1 || line.last == "█")
  }
}
