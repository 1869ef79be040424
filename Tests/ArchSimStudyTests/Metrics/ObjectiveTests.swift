import ArchSim
import Testing

@testable import ArchSimStudy

struct ObjectiveTests {
  private func objective(_ text: String) throws(Diagnostic) -> Objective {
    try Objective(parsing: YAMLValue(.scalar(text), at: SourceLocation(file: "t", line: 1)))
  }

  @Test("a target is missed in proportion, and saturates where it is reached")
  func targets() throws {
    // (1 / |observed − target|, as reward, would punish the third row of each.)
    let rows: [(String, Double, Double)] = [
      ("target latency <= 5 ms", 0.010, 1), ("target latency <= 5 ms", 0.005, 0),
      ("target latency <= 5 ms", 0.001, 0), ("target tokens_per_second >= 20", 5, 0.75),
      ("target tokens_per_second >= 20", 20, 0), ("target tokens_per_second >= 20", 1000, 0),
      ("target stall_share <= 0", 0.25, 0.25), ("minimize latency", 0.25, 0.25),
      ("maximize tokens_per_second", 20, -20),
    ]
    for (text, value, expected) in rows {
      let found = try objective(text).minimized(value)
      #expect((found - expected).magnitude < 1e-12, "\(text) at \(value): \(found)")
      let back = try objective(text).value(ofMinimized: found)
      #expect(found == 0 || (back - value).magnitude < 1e-12, "\(text) at \(value): back \(back)")
    }
    #expect(try objective("target latency <= 5 ms").minimized(.nan) == .infinity)
  }

  @Test("better never counts as worse, in any direction", arguments: 0..<4)
  func monotone(_ number: Int) throws {
    let texts = [
      "minimize latency", "maximize utilization", "target latency <= 2 s",
      "target utilization >= 0.5",
    ]
    let objective = try objective(texts[number])
    var generator = SplitMix64(seed: 31)
    for _ in 0..<500 {
      let (a, b) = (4 * generator.uniform(), 4 * generator.uniform())
      let better = objective.direction == .minimize ? min(a, b) : max(a, b)
      let worse = objective.direction == .minimize ? max(a, b) : min(a, b)
      #expect(
        objective.minimized(better) <= objective.minimized(worse),
        "\(texts[number]), seed 31: \(better) against \(worse)")
    }
  }

  @Test("a study writes a target as it reads it")
  func roundTrip() throws {
    for text in ["target latency <= 5 ms", "target tokens_per_second >= 20", "minimize area"] {
      let read = try objective(text)
      #expect(try objective(read.text) == read, "\(text): \(read.text)")
    }
  }

  @Test("a wrong target is refused in one line")
  func mistakes() {
    let rows = [
      (
        "target latency",
        "t:1: error: expected a target such as 'target latency <= 5 ms', found 'target latency'"
      ),
      ("target latency < 5 ms", "t:1: error: expected <= or >= in a target, found '<'"),
      ("targets latency <= 5 ms", "t:1: error: expected an objective such as 'minimize latency'"),
      ("target latenzy <= 5 ms", "t:1: error: unknown metric 'latenzy'"),
    ]
    for (text, expected) in rows {
      let found = diagnosticText { () throws(Diagnostic) in try objective(text) }
      #expect(found?.hasPrefix(expected) == true, "\(text): \(found ?? "accepted")")
    }
  }
}
