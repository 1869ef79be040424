import ArchSim
import Testing

@testable import ArchSimStudy

/// The front of a run with a proxy, evaluated truly.
struct VerifiedRunTests {
  @Test("nothing on a verified front is predicted, and it is that of all true designs")
  func front() async throws {
    let fixture = try await StudyProxyTests.Fixture("verified")
    let claimed = try await fixture.run(fixture.text(every: 4), "run")
    let path = "\(fixture.scratch.path)/run"
    let before = try fixture.bytes("run")
    let one = try await RunReader(path, holdsAll: true).verified(threads: 1)
    let two = try await RunReader(path, holdsAll: true).verified(threads: 2)
    #expect(one.result.summaryText == two.result.summaryText)
    #expect(try fixture.bytes("run") == before, "the run itself has changed")
    let predicted = Set(
      claimed.front.map { claimed.trials[$0] }.filter(\.isPredicted).map(\.point))
    #expect(one.predictedFront == predicted.count && predicted.count > 0)
    #expect(one.evaluated >= predicted.count)
    #expect(one.confirmed <= one.evaluated)
    // Values of the front are those of the models.
    let study = one.result.study
    let front = one.result.front.map { one.result.trials[$0] }
    let truths = try await study.evaluate(front.map(\.point))
    for (trial, truth) in zip(front, truths) {
      #expect(!trial.isPredicted)
      guard case .evaluated(let metrics) = truth, let own = trial.metrics else {
        Issue.record("trial \(trial.index) is no design")
        continue
      }
      for (one, other) in zip(own, metrics) { #expect(one == other || one.isNaN && other.isNaN) }
    }
    // And no trial that was evaluated, or that is still predicted, is better.
    var archive = ParetoArchive(objectiveCount: study.objectives.count)
    for trial in one.result.trials {
      archive.insert(study.observation(of: trial), payload: trial.index)
    }
    #expect(archive.entries.map(\.payload).sorted() == one.result.front)
    #expect(one.accuracies.map(\.metric).sorted() == ["area", "latency", "power"])
  }

  @Test("a run without a proxy has nothing to verify")
  func refusal() async throws {
    let scratch = try Scratch("verified-refusal")
    let run = "\(scratch.path)/run"
    _ = try await StudyRunner(try StudyText.parse(StudyText.small), output: run).run()
    await #expect(throws: Diagnostic.self) {
      try await RunReader(run, holdsAll: true).verified()
    }
  }
}
