import ArchSim
import Testing

@testable import ArchSimStudy

struct GymRewardTests {
  /// Trials of a study with numbers of any size for its objectives and constraints.
  static func trials(_ study: Study, seed: UInt64) -> [Trial] {
    var random = SplitMix64(seed: seed)
    let strange = [0, 1e-300, 1e300, .infinity, .nan, 1, 4]
    return (0..<400).map { index in
      var metrics = [Double](repeating: .nan, count: study.metrics.count)
      for position in study.metrics.indices {
        metrics[position] =
          random.integer(below: 4) == 0
          ? strange[random.integer(below: strange.count)] : random.uniform() * 10
      }
      return Trial(index: index, point: DesignPoint([16, 3e8]), outcome: .evaluated(metrics))
    }
  }

  @Test("rewards are finite, and rank designs as a search does", arguments: GymReward.Kind.allCases)
  func order(_ kind: GymReward.Kind) throws {
    let study = try StudyText.parse(GymSessionTests.text)
    var reward = GymReward(study)
    reward.kind = kind
    reward.references = [3, 5]
    let lack = Infeasibility("room", required: 2, available: 1, unit: .none)
    let nothing = Trial(index: 0, point: DesignPoint([]), outcome: .infeasible(lack))
    let worst = reward.value(nothing, [])
    for trial in Self.trials(study, seed: 11) {
      let violations = study.violations(of: trial)
      let value = reward.value(trial, violations)
      #expect(value.isFinite && value >= worst, "\(kind): \(value)")
      let values = study.objectives.compactMap { trial.metrics?[$0.metric] }
      guard kind == .score, values.allSatisfy({ !$0.isNaN }) else { continue }
      #expect(
        study.observation(of: trial).isFeasible ? value >= 0 && value <= 1 : value < 0,
        "\(value) for \(values)")
    }
  }

  @Test("a better objective is a better reward, and beating a target is no worse than meeting it")
  func monotone() throws {
    let study = try StudyText.parse(GymSessionTests.text)
    let latency = study.objectives[0].metric
    let area = study.objectives[1].metric
    var last = [Double](repeating: -.infinity, count: 3)
    // From far beyond the limit on area to nothing at all.
    for step in 0...200 {
      var metrics = [Double](repeating: 1, count: study.metrics.count)
      metrics[area] = 8 * (1 - Double(step) / 200)
      metrics[latency] = 3
      let trial = Trial(index: 0, point: DesignPoint([16, 3e8]), outcome: .evaluated(metrics))
      for (index, kind) in GymReward.Kind.allCases.enumerated() {
        var reward = GymReward(study)
        reward.kind = kind
        let value = reward.value(trial, study.violations(of: trial))
        #expect(kind == .target ? value >= last[index] : value > last[index], "\(kind) at \(step)")
        last[index] = value
        if kind == .target, metrics[area] <= 6 { #expect(value == 1) }
      }
    }
  }

  @Test("a score is one half where all objectives are at their references")
  func half() throws {
    let study = try StudyText.parse(GymSessionTests.text)
    var reward = GymReward(study)
    reward.references = [0.25, 3]
    var metrics = [Double](repeating: 1, count: study.metrics.count)
    metrics[study.objectives[0].metric] = 0.25
    metrics[study.objectives[1].metric] = 3
    let trial = Trial(index: 0, point: DesignPoint([16, 3e8]), outcome: .evaluated(metrics))
    #expect(reward.value(trial, study.violations(of: trial)) == 0.5)
  }

  @Test("references are typical of the study, and what reset says")
  func references() throws {
    var session = try GymSessionTests.session()
    let seen = session.reward.references
    #expect(seen.count == 2 && seen.allSatisfy { $0 > 0 && $0 != 1 })
    #expect(try GymSessionTests.session().reward.references == seen)
    let answer = try GymSessionTests.ask(
      &session, #"{"command":"reset","reward":"minimize","references":{"area":2}}"#)
    #expect(
      try GymSessionTests.text(answer["reward"])
        == #"{"kind":"minimize","references":{"latency":\#(seen[0]),"area":2.0}}"#)
    let step = try GymSessionTests.ask(&session, #"{"command":"step","point":[0,0]}"#)
    let metrics = try step.require("metrics")
    let latency = try metrics.require("latency").requireNumber("")
    let area = try metrics.require("area").requireNumber("")
    let reward = try step.require("reward").requireNumber("")
    #expect((reward + latency / seen[0] + area / 2).magnitude < 1e-12)
  }
}
