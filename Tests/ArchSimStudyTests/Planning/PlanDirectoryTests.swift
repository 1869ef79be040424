import ArchSim
import Testing

@testable import ArchSimStudy

/// Run directories of plans: what they hold, and that a run goes on from wherever it was killed.
struct PlanDirectoryTests {
  private static let names = [
    "plan.yaml", "trials.jsonl", "plans.csv", "pareto.csv", "summary.json",
  ]

  /// Searched, with everything that a design can have.
  private static func study() throws -> PlanStudy {
    var study = try PlanRunnerTests.study()
    study.requests = study.requests.first(4)
    study.axes = [PlanAxis(.device("sms"), values: [54, 108], texts: ["54", "108"])]
    study.constraints = [
      try PlanConstraint(parsing: "power <= 1 kW", at: SourceLocation(file: "test"))
    ]
    study.search = SearchSettings(budget: 9, seed: 9)
    return study
  }

  private static func files(_ directory: String) throws -> [[UInt8]] {
    try names.map { try TextFile.read(FilePath.join(directory, $0), limit: 1 << 30) }
  }

  @Test("a run that was killed anywhere resumes to the same bytes")
  func resumes() async throws {
    let scratch = try Scratch("plan-resumes").path
    var few = try PlanRunnerTests.study()
    few.requests = few.requests.first(4)
    for study in [try Self.study(), few] {
      let whole = FilePath.join(scratch, "whole-\(study.search.budget)")
      let result = try await PlanRunner(study, output: whole, threads: 2).run()
      #expect(result.isExhaustive == (study.search.budget == 1000))
      let expected = try Self.files(whole)
      let journal = expected[1]
      // Nothing, the middle of a line, the end of one, half a line more, and everything.
      let ends = journal.indices.filter { journal[$0] == UInt8(ascii: "\n") }
      let lengths =
        result.isExhaustive
        ? [0, ends[0] + 1, ends[2] + 40] : [17, ends[ends.count / 2] + 40, journal.count]
      for (number, length) in lengths.enumerated() {
        let part = FilePath.join(scratch, "part-\(study.search.budget)-\(number)")
        try RunDirectory(path: part, fileName: "plan.yaml").begin(
          try PlanFile.text(study), try study.inputs())
        try TextFile.writeAtomically(
          Array(journal[..<length]), to: FilePath.join(part, "trials.jsonl"))
        let resumed = try await PlanRunner(resuming: part, threads: 3).run()
        #expect(resumed.resumedTrials == ends.count { $0 < length }, "\(length) bytes")
        for (name, (found, wanted)) in zip(Self.names, zip(try Self.files(part), expected)) {
          #expect(found == wanted, "\(name) after \(length) bytes of the journal")
        }
      }
    }
  }

  @Test("a run gives what it gives without a directory")
  func sameWithout() async throws {
    let scratch = try Scratch("plan-same").path
    let study = try Self.study()
    let plain = try await PlanRunner(study, threads: 2).run()
    let written = try await PlanRunner(study, output: scratch + "/run", threads: 2).run()
    #expect(plain.plansText == written.plansText)
    #expect(plain.frontText == written.frontText)
    #expect(plain.summaryText == written.summaryText)
  }

  static let shipped = ((try? TextFile.listDirectory(Repository.path("Configs"))) ?? [])
    .filter { $0.hasPrefix("plan-") }

  @Test(
    "a plan file that a run writes says the same when it is read and written again",
    arguments: shipped)
  func fixedPoint(_ name: String) throws {
    let scratch = try Scratch("fixed-point-\(name)").path
    let study = try PlanFile.read(Repository.path("Configs/\(name)"))
    try RunDirectory(path: scratch + "/run", fileName: "plan.yaml").begin(
      try PlanFile.text(study), try study.inputs())
    let again = try PlanFile.read(scratch + "/run/plan.yaml")
    #expect(try PlanFile.text(again) == PlanFile.text(study))
    #expect(again.modelName == study.modelName && again.requestsName == study.requestsName)
    #expect(again.engine == study.engine && again.limits == study.limits)
    #expect(again.objective == study.objective && again.constraints == study.constraints)
    #expect(again.search == study.search && again.ranking == study.ranking)
    #expect(again.schemes.map(\.scheme) == study.schemes.map(\.scheme))
    #expect(again.cluster.pools.map(\.topology) == study.cluster.pools.map(\.topology))
    #expect(again.cluster.pools.map(\.device.values) == study.cluster.pools.map(\.device.values))
    #expect(again.cluster.dollarsPerHour == study.cluster.dollarsPerHour)
    #expect(again.requests.count == study.requests.count)
  }

  @Test("a directory of another plan, seed or of something else is not written to")
  func refusals() async throws {
    let scratch = try Scratch("plan-refusals").path
    let study = try Self.study()
    let run = scratch + "/run"
    _ = try await PlanRunner(study, output: run, threads: 1).run()
    let before = try Self.files(run)
    var others = [study, study, study]
    others[0].search.seed += 1
    others[1].engine.maximumSequences = 32
    others[2].requests = study.requests.first(3)
    for other in others {
      for mode in [StudyRunner.Mode.start, .resume] {
        let error = await diagnostic {
          _ = try await PlanRunner(other, output: run, threads: 1, mode: mode).run()
        }
        #expect(error?.message == "this directory holds a run of another plan, seed or budget")
      }
    }
    #expect(try Self.files(run) == before)
    try TextFile.writeAtomically("precious", to: scratch + "/thesis.tex")
    let error = await diagnostic {
      _ = try await PlanRunner(study, output: scratch, threads: 1).run()
    }
    #expect(error?.message.hasSuffix("but no run") == true, "\(String(describing: error))")
    let missing = await diagnostic { _ = try PlanRunner(resuming: scratch) }
    #expect(missing?.message == "there is no run to resume: expected 'plan.yaml' in it")
  }

  @Test("a journal that is not of this run is refused at its line")
  func foreignJournals() async throws {
    let scratch = try Scratch("plan-journals").path
    let study = try Self.study()
    _ = try await PlanRunner(study, output: scratch + "/run", threads: 1).run()
    let file = scratch + "/run/trials.jsonl"
    let lines = String(decoding: try TextFile.read(file), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    for (index, line, message) in [
      (1, lines[1].replacing("\"plan\":\"", with: "\"plan\":\"x"), "belongs to another plan"),
      (2, "{}", "damaged journal: missing 'trial'"), (3, "{\"trial\":3", "damaged journal"),
      (0, lines[1], "expected trial 0, found trial 1"),
      (1, lines[1].replacing("\"meets_slo\"", with: "\"m\""), "missing 'meets_slo'"),
    ] {
      var changed = lines
      changed[index] = line
      try TextFile.writeAtomically(changed.joined(separator: "\n") + "\n", to: file)
      let error = await diagnostic {
        _ = try await PlanRunner(resuming: scratch + "/run", threads: 1).run()
      }
      #expect(error?.message.contains(message) == true, "\(String(describing: error))")
      #expect(error?.location?.line == index + 1 && error?.kind == .failure)
    }
  }

  private func diagnostic(_ work: () async throws -> Void) async -> Diagnostic? {
    do {
      try await work()
      return nil
    } catch {
      return error as? Diagnostic
    }
  }
}
