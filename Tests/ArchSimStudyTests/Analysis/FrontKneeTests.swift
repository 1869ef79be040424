import ArchSim
import Testing

@testable import ArchSimStudy

struct FrontKneeTests {
  /// A result whose trials have the latencies and areas given.
  private func result(_ rows: [(latency: Double, area: Double)]) throws -> StudyResult {
    let study = try StudyText.parse(StudyText.small)
    let latency = try #require(Metric.position(of: "latency"))
    let area = try #require(Metric.position(of: "area"))
    let power = try #require(Metric.position(of: "power"))
    let trials = rows.enumerated().map { index, row in
      var metrics = [Double](repeating: 1, count: Metric.all.count)
      metrics[latency] = row.latency
      metrics[area] = row.area
      metrics[power] = 1
      return Trial(
        index: index, point: study.space.search.point(at: index), outcome: .evaluated(metrics))
    }
    var front = ParetoArchive(objectiveCount: 2)
    for trial in trials { front.insert(study.observation(of: trial), payload: trial.index) }
    return StudyResult(
      study: study, trials: trials, front: front.entries.map(\.payload), ending: .budget,
      resumedTrials: 0, comparisons: [])
  }

  @Test("the corner of a bent front is its knee, with the rates of both sides")
  func corner() throws {
    let rows: [(latency: Double, area: Double)] = [
      (5, 1.1), (1, 10), (1.2, 1.5), (2, 1.3), (1.1, 5), (3, 3), (10, 1),
    ]
    let result = try result(rows)
    #expect(!result.front.contains(5))
    let knee = try #require(result.knees().first)
    #expect(knee.trial == 2 && knee.first == 0 && knee.second == 1)
    #expect(knee.depth > 0.3 && knee.depth < 0.5.squareRoot())
    let before = try #require(knee.before)
    #expect(before.trial == 4)
    #expect(before.firstRatio == 1.1 / 1.2 && before.secondRatio == 5 / 1.5)
    let steep = (logarithm(5 / 1.5) / logarithm(1.1 / 1.2)).magnitude
    #expect(abs((before.rate ?? 0) / steep - 1) < 1e-12)
    let after = try #require(knee.after)
    #expect(after.trial == 3)
    let flat = (logarithm(2 / 1.2) / logarithm(1.3 / 1.5)).magnitude
    #expect(abs((after.rate ?? 0) / flat - 1) < 1e-12)
    // Points 2 and 4 of the space differ in what their numbers say, the last two parameters.
    let names = before.changes.map { result.study.space.parameters[$0].name }
    #expect(Set(names) == ["clock", "dataflow"], "\(names)")
  }

  @Test("a front along which ratios trade evenly has no knee, nor have two points")
  func straight() throws {
    #expect(try result((0..<9).map { (Double(1 << $0), 100 / Double(1 << $0)) }).knees().isEmpty)
    #expect(try result([(1, 2), (2, 1)]).knees().isEmpty)
    // A front that bulges away from the ideal has none either.
    #expect(try result([(1, 4), (3, 3.6), (4, 1)]).knees().isEmpty)
  }

  @Test("every pair of objectives has its own knees")
  func pairs() async throws {
    let text = StudyText.changed(
      "objectives: [minimize latency, minimize area]",
      "objectives: [minimize latency, maximize utilization, minimize area]")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let knees = result.knees(leastDepth: 0.01, limit: 3)
    for knee in knees {
      #expect(knee.first < knee.second)
      #expect(result.front.contains(knee.trial))
      for side in [knee.before, knee.after].compactMap(\.self) {
        #expect(result.front.contains(side.trial) && !side.changes.isEmpty)
      }
    }
    #expect(!knees.isEmpty)
  }

  @Test("the limits of operators have shares that sum to 1, and name rows of the trace")
  func bounds() async throws {
    let result = try await StudyRunner(try StudyText.parse(StudyText.small)).run()
    let trial = try #require(result.trials.first { $0.metrics != nil })
    let bounds = result.study.operatorBounds(of: trial)
    #expect(abs(bounds.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(abs(bounds.shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    let phases = try result.study.workload.phases(result.study.bind(trial.point).workload)
    #expect(bounds.map(\.name) == phases.flatMap { $0.trace.rows.map(\.name) })
    // Prefill's share of cycles is its share of latency, both being over one clock.
    let prefill = bounds.filter { $0.phase == .prefill }.reduce(0) { $0 + $1.share }
    let own = try #require(trial.metric("prefill_latency"))
    let all = try #require(trial.metric("latency"))
    #expect(abs(prefill - own / all) < 1e-9)
  }
}
