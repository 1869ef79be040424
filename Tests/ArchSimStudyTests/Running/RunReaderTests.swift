import ArchSim
import Testing

@testable import ArchSimStudy

struct RunReaderTests {
  /// What the run directory of a cut-off journal tells.
  static func cut(
    _ whole: [[UInt8]], at length: Int, of study: Study, _ name: String
  ) throws -> String {
    let path = try Scratch("read-\(name)").path
    try TextFile.createDirectories(path + "/inputs")
    for input in study.workload.inputs {
      try TextFile.writeAtomically(input.bytes, to: "\(path)/\(input.name)")
    }
    try TextFile.writeAtomically(whole[0], to: path + "/study.yaml")
    try TextFile.writeAtomically(Array(whole[1][..<length]), to: path + "/trials.jsonl")
    return path
  }

  @Test(
    "a run that ended reads back as it returned, whatever its space",
    arguments: ["traces", "conditional", "families"])
  func readBack(_ kind: String) async throws {
    let study =
      switch kind {
      case "traces": try StudyText.parse(StudyText.small)
      case "conditional": try StudyFile.read(Repository.path("Configs/mixpe.yaml"))
      default:
        try StudyFile.read(Repository.path("Tests/CommandLineTests/Fixtures/families.yaml"))
      }
    var small = study
    small.search.budget = min(study.search.budget, 80)
    let path = try StudyRunnerTests.unused("read-\(kind)")
    let result = try await StudyRunner(small, output: path).run()
    let reader = try RunReader(path)
    #expect(reader.warnings == [])
    #expect(reader.ending == result.ending)
    #expect(reader.trials.map(\.point) == result.trials.map(\.point))
    for (read, original) in zip(reader.trials, result.trials) {
      #expect(
        read.metrics.map { known($0) } == original.metrics.map { known($0) },
        "trial \(original.index)")
    }
    let again = await reader.result()
    #expect(again.front == result.front)
    #expect(again.frontText == result.frontText)
    #expect(again.summaryText == result.summaryText)
    let trial = result.trials[result.trials.count / 2]
    let one = try RunReader.trial(trial.index, in: path)
    #expect(one.trial.point == trial.point)
  }

  @Test("a journal cut off anywhere reads as the trials before, and says when a line is torn")
  func torn() async throws {
    let whole = try await StudyRunnerTests.run(StudyText.small, "read-whole")
    let bytes = try StudyRunnerTests.bytes(whole.path)
    let seed: UInt64 = 77
    var generator = SplitMix64(seed: seed)
    var cuts = [0, 1, bytes[1].count - 1, bytes[1].count]
    for _ in 0..<6 { cuts.append(generator.integer(below: bytes[1].count)) }
    for cut in cuts {
      let path = try Self.cut(bytes, at: cut, of: whole.result.study, "torn")
      let reader = try RunReader(path)
      let complete = bytes[1][..<cut].count { $0 == UInt8(ascii: "\n") }
      let isTorn = cut > 0 && bytes[1][cut - 1] != UInt8(ascii: "\n")
      #expect(
        reader.trials.map(\.point) == whole.result.trials.prefix(complete).map(\.point),
        "cut at \(cut), seed \(seed)")
      #expect(reader.ending == (complete == 60 ? .budget : .cancelled), "cut at \(cut)")
      let said = reader.warnings.map(\.message)
      #expect(said.contains { $0.hasPrefix("the last line has no end") } == isTorn, "cut at \(cut)")
      #expect(said.contains("this run has no trials") == (complete == 0), "cut at \(cut)")
      // Nothing is repaired: that is for whoever resumes.
      #expect(try TextFile.read(path + "/trials.jsonl").count == cut)
      #expect(await reader.result().trials.count == complete)
    }
  }

  @Test("what is no run, a damaged line and a line of another study are told apart")
  func refusals() async throws {
    let scratch = try Scratch("read-none")
    func text(_ path: String) -> String? {
      diagnosticText { () throws(Diagnostic) in try RunReader(path) }
    }
    #expect(
      text(scratch.path)
        == "\(scratch.path): error: there is no run here: expected 'study.yaml' in it")
    #expect(text(scratch.path + "/missing")?.contains("there is no run here") == true)
    try scratch.write("", to: "plans.csv")
    #expect(text(scratch.path)?.hasSuffix("(this is a run of 'archsim plan')") == true)

    let whole = try await StudyRunnerTests.run(StudyText.small, "read-damaged")
    let bytes = try StudyRunnerTests.bytes(whole.path)
    let journal = whole.path + "/trials.jsonl"
    let lines = String(decoding: bytes[1], as: UTF8.self).split(separator: "\n")
    func error(_ index: Int, _ line: String) throws -> String? {
      var changed = lines.map(String.init)
      changed[index] = line
      try TextFile.writeAtomically(changed.joined(separator: "\n") + "\n", to: journal)
      return text(whole.path).map { String($0.dropFirst(journal.count)) }
    }
    #expect(try error(3, "{\"trial\":3,")?.hasPrefix(":4:12: error: damaged journal: ") == true)
    let gap = try error(3, String(lines[5]))
    #expect(gap?.contains("expected trial 3, found trial 5") == true, "\(gap ?? "nothing")")
    let moved = lines[2].replacing(/"array.rows":\d+/, with: "\"array.rows\":17")
    let rows = try error(2, String(moved))
    #expect(rows?.contains("is not in the space of this run's study") == true, "\(rows ?? "")")
    let name = try error(2, String(lines[2].replacing("array.rows", with: "array.rws")))
    #expect(name?.contains("has no parameter 'array.rws'") == true, "\(name ?? "nothing")")
  }
}
