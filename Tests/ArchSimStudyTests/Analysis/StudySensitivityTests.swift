import ArchSim
import Testing

@testable import ArchSimStudy

struct StudySensitivityTests {
  @Test("neighbours are the trials that an exhaustive run has at the same points")
  func neighbours() async throws {
    let text = StudyText.changed("budget: 60", "budget: 108")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let space = result.study.space
    let byPoint = Dictionary(uniqueKeysWithValues: result.trials.map { ($0.point, $0) })
    for number in [0, 17, 63, 107] {
      let sensitivity = try await result.sensitivity(around: number)
      #expect(sensitivity.parameters.map(\.position) == [0, 1, 2, 3])
      #expect(sensitivity.parameters.map(\.levels.count) == [3, 4, 3, 3])
      for parameter in sensitivity.parameters {
        let chosen = parameter.levels[parameter.chosen]
        #expect(chosen.value == result.trials[number].point.values[parameter.position])
        for level in parameter.levels {
          let same = try #require(byPoint[level.trial.point])
          #expect(level.trial.metrics.map { known($0) } == same.metrics.map { known($0) })
          #expect(level.isFeasible == result.study.observation(of: same).isFeasible)
          let others = space.parameters.indices.filter {
            level.trial.point.values[$0] != result.trials[number].point.values[$0]
          }
          #expect(others == (level.value == chosen.value ? [] : [parameter.position]))
        }
        guard space.parameters[parameter.position].name != "dataflow" else {
          #expect(parameter.elasticities == [nil, nil])
          continue
        }
        let low = parameter.levels[max(0, parameter.chosen - 1)]
        let high = parameter.levels[min(parameter.levels.count - 1, parameter.chosen + 1)]
        let latency = try #require(parameter.elasticities[0])
        let before = try #require(low.trial.metric("latency"))
        let after = try #require(high.trial.metric("latency"))
        // A ratio of the parameter to the power of its elasticity is the ratio of the metric.
        let grown = exponent(latency * logarithm(high.value / low.value)) * before
        #expect(abs(grown / after - 1) < 1e-12)
      }
    }
  }

  private func exponent(_ x: Double) -> Double {
    // e^x by its series, halved until it is small.
    guard abs(x) > 0.01 else {
      return 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5))))
    }
    let half = exponent(x / 2)
    return half * half
  }

  @Test("importance belongs to objectives that parameters move, and to nothing where none is")
  func importance() async throws {
    let text = StudyText.changed("budget: 60", "budget: 108")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let importance = try #require(result.importance())
    #expect(importance.byObjective.count == 2)
    // The clock moves no area, and the dataflow hardly any.
    let area = importance.byObjective[1].shares
    #expect(area[0] + area[1] > 0.9, "\(area)")
    let impossible = StudyText.changed("power <= 6 W", "power <= 1 mW")
    let none = try await StudyRunner(try StudyText.parse(impossible)).run()
    #expect(none.importance() == nil)
  }

  @Test("a trial that is not there is a mistake")
  func missing() async throws {
    let result = try await StudyRunner(try StudyText.parse(StudyText.small)).run()
    do throws(Diagnostic) {
      _ = try await result.sensitivity(around: 60)
      Issue.record("trial 60 of 60 was found")
    } catch {
      #expect(error.message == "there is no trial 60: this run has 0 to 59")
    }
  }
}
