import ArchSim
import ArchSimReport
import ArchSimStudy
import Testing

@Suite struct ProgressTextTests {
  private static func progress(
    trials: Int = 2100, resumed: Int = 100, hypervolume: Double? = 0.9312
  ) -> StudyProgress {
    StudyProgress(
      trials: trials, budget: 5000, resumedTrials: resumed, feasibleTrials: 1840, frontSize: 132,
      elapsed: .seconds(4), hypervolume: hypervolume)
  }

  @Test func aLineSaysHowFarTheRunIs() {
    #expect(
      ProgressText.line(Self.progress(), width: 200)
        == "42 %  2,100 of 5,000 trials  1,840 feasible  front 132  hypervolume 0.931  500/s  "
        + "6 s left")
  }

  /// Two thousand trials of this sitting in four seconds are 500 a second: 2900 take 5.8 s.
  @Test func narrowScreensLoseWhatMattersLeast() {
    #expect(
      ProgressText.line(Self.progress(), width: 70)
        == "42 %  2,100 of 5,000 trials  front 132  500/s  6 s left")
    #expect(
      ProgressText.line(Self.progress(), width: 40) == "42 %  2,100 of 5,000 trials  6 s left")
    for width in 0...120 {
      #expect(ProgressText.line(Self.progress(), width: width).count <= width)
    }
  }

  @Test func nothingIsKnownAtFirst() {
    let line = ProgressText.line(Self.progress(trials: 100, hypervolume: nil), width: 200)
    #expect(line == "2 %  100 of 5,000 trials  1,840 feasible  front 132")
  }

  @Test(arguments: [
    (0, "0 s"), (59, "59 s"), (59.2, "1:00 min"), (725, "12:05 min"), (12_000, "3:20 h"),
    (1e9, "many days"), (-3, "0 s"),
  ])
  func clocksAreReadable(seconds: Double, expected: String) {
    #expect(ProgressText.clock(seconds) == expected)
  }
}
