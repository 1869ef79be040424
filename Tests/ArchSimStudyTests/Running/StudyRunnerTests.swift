import ArchSim
import Testing

@testable import ArchSimStudy

struct StudyRunnerTests {
  static let files = ["study.yaml", "trials.jsonl", "pareto.csv", "summary.json"]

  static func bytes(_ directory: String) throws -> [[UInt8]] {
    try files.map { try TextFile.read("\(directory)/\($0)") }
  }

  /// A run directory that does not exist yet.
  static func unused(_ name: String) throws -> String {
    try Scratch("runs-\(name)").path + "/run"
  }

  static func run(_ text: String, _ name: String, threads: Int = 2) async throws -> (
    path: String, result: StudyResult
  ) {
    let path = try unused(name)
    let study = try StudyText.parse(text)
    return (path, try await StudyRunner(study, output: path, threads: threads).run())
  }

  @Test("one thread and four write the same bytes")
  func threads() async throws {
    let one = try await Self.run(StudyText.small, "one", threads: 1)
    let four = try await Self.run(StudyText.small, "four", threads: 4)
    #expect(one.result.trials.count == 60)
    #expect(try Self.bytes(one.path) == Self.bytes(four.path))
  }

  @Test("another seed tries other designs")
  func seeds() async throws {
    let one = try await StudyRunner(try StudyText.parse(StudyText.small)).run()
    let other = try await StudyRunner(
      try StudyText.parse(StudyText.changed("seed: 3", "seed: 4"))
    ).run()
    #expect(one.trials.map(\.point) != other.trials.map(\.point))
  }

  @Test("a run cut off anywhere and resumed ends with the bytes of one that was not")
  func resume() async throws {
    let whole = try await Self.run(StudyText.small, "whole")
    let expected = try Self.bytes(whole.path)
    let journal = expected[1]
    let seed: UInt64 = 29
    var generator = SplitMix64(seed: seed)
    var cuts = [0, 1, journal.count - 1, journal.count]
    for _ in 0..<8 { cuts.append(generator.integer(below: journal.count)) }
    for cut in cuts {
      let path = try Self.unused("resumed")
      try TextFile.createDirectories(path + "/inputs")
      for input in try StudyText.parse(StudyText.small).workload.inputs {
        try TextFile.writeAtomically(input.bytes, to: "\(path)/\(input.name)")
      }
      try TextFile.writeAtomically(expected[0], to: path + "/study.yaml")
      try TextFile.writeAtomically(Array(journal[..<cut]), to: path + "/trials.jsonl")
      let result = try await StudyRunner(resuming: path, threads: 3).run()
      let complete = journal[..<cut].count { $0 == UInt8(ascii: "\n") }
      #expect(result.resumedTrials == complete, "cut at \(cut), seed \(seed)")
      #expect(try Self.bytes(path) == expected, "cut at \(cut), seed \(seed)")
    }
  }

  @Test(
    "every algorithm gives the same bytes on any threads and after any interruption",
    arguments: SearchAlgorithms.all.map(\.name))
  func algorithms(_ name: String) async throws {
    let text = StudyText.changed(
      "algorithm: genetic, budget: 60, seed: 3, population: 12",
      "algorithm: \(name), budget: 24, seed: 3")
    let one = try await Self.run(text, "\(name)-one", threads: 1)
    let four = try await Self.run(text, "\(name)-four", threads: 4)
    let expected = try Self.bytes(one.path)
    #expect(one.result.trials.count == 24)
    #expect(try Self.bytes(four.path) == expected)
    let seed: UInt64 = 41
    var generator = SplitMix64(seed: seed)
    let cut = generator.integer(below: expected[1].count)
    try TextFile.writeAtomically(
      Array(expected[1][..<cut]), to: four.path + "/trials.jsonl")
    _ = try await StudyRunner(resuming: four.path).run()
    #expect(try Self.bytes(four.path) == expected, "cut at \(cut), seed \(seed)")
  }

  @Test("a run that was cancelled keeps what it has, and resumes to the same bytes")
  func cancellation() async throws {
    let whole = try await Self.run(StudyText.small, "uncancelled")
    let path = try Self.unused("cancelled")
    let flag = CancellationFlag()
    let study = try StudyText.parse(StudyText.small)
    let first = try await StudyRunner(study, output: path).run(cancellation: flag) { progress in
      if progress.trials >= 24 { flag.cancel() }
    }
    #expect(first.ending == .cancelled)
    #expect(first.trials.count >= 24 && first.trials.count < 60)
    let second = try await StudyRunner(resuming: path).run()
    #expect(second.resumedTrials == first.trials.count)
    #expect(try Self.bytes(path) == Self.bytes(whole.path))
  }

  @Test("a run cancelled in the middle of a batch keeps a beginning of it, and resumes the same")
  func cancellationWithinBatch() async throws {
    var study = try StudyFile.read(Repository.path("Configs/mixpe.yaml"))
    study.search.budget = 60
    study.baselines = []
    let whole = try Self.unused("batch-whole")
    let complete = try await StudyRunner(study, output: whole).run()
    for milliseconds in [1, 5, 20] {
      let path = try Self.unused("batch-cancelled")
      let flag = CancellationFlag()
      async let first = StudyRunner(study, output: path).run(cancellation: flag)
      try await Task.sleep(for: .milliseconds(milliseconds))
      flag.cancel()
      let trials = try await first.trials
      #expect(trials.map(\.point) == complete.trials.prefix(trials.count).map(\.point))
      _ = try await StudyRunner(resuming: path).run()
      #expect(
        try Self.bytes(path) == Self.bytes(whole), "cancelled after \(milliseconds) ms")
    }
  }

  @Test("a space smaller than the budget is tried once and the run says so")
  func exhaustion() async throws {
    let text = StudyText.changed("budget: 60", "budget: 5000")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    #expect(result.ending == .exhausted)
    #expect(result.trials.count == 3 * 4 * 3 * 3)
    #expect(Set(result.trials.map(\.point)).count == result.trials.count)
    // The front of everything is what a direct comparison of everything finds.
    let rows = result.trials.compactMap { trial -> (Int, [Double])? in
      let observation = result.study.observation(of: trial)
      return observation.isFeasible ? (trial.index, observation.objectives) : nil
    }
    let front = rows.filter { row in !rows.contains { dominates($0.1, row.1) } }.map(\.0)
    #expect(result.front == front)
  }

  @Test("the hypervolume never falls, and ends where the front's own does")
  func hypervolumeTrace() async throws {
    let result = try await StudyRunner(try StudyText.parse(StudyText.small)).run()
    #expect(result.hypervolume.count == 60)
    for (before, after) in zip(result.hypervolume, result.hypervolume.dropFirst()) {
      #expect(after >= before)
    }
    let last = try #require(result.hypervolume.last)
    #expect(last > 0 && last < 1)
    let feasible = result.trials.map { result.study.observation(of: $0) }.filter(\.isFeasible)
    let columns = [0, 1].map { column in feasible.map { $0.objectives[column] } }
    let box = columns.map { values -> (Double, Double) in
      let low = values.min() ?? 0
      let high = values.max() ?? 0
      return (low, high + 0.1 * (high - low))
    }
    let rows = feasible.map { observation in
      [0, 1].map { (observation.objectives[$0] - box[$0].0) / (box[$0].1 - box[$0].0) }
    }
    let direct = hypervolume(of: rows, reference: [1, 1])
    #expect((direct - last).magnitude < 1e-9)
  }

  @Test("when nothing is feasible, the tightest constraint is named with what is missing")
  func diagnosis() async throws {
    let text = StudyText.changed("power <= 6 W", "area <= 0.5 mm2, power <= 1000 W")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let diagnosis = try #require(result.diagnosis)
    #expect(result.front.isEmpty)
    #expect(result.best == [nil, nil])
    let least = try #require(result.trials.compactMap { $0.metric("area") }.min())
    #expect(diagnosis.limits[0].constraint.text == "area <= 0.5 mm2")
    #expect(diagnosis.limits[0].best == least)
    let percent = ((least / 0.5 - 1) * 100).text(significantDigits: 3)
    #expect(
      diagnosis.lines[0]
        == "no design holds 'area <= 0.5 mm2': the best has "
        + "\(Unit.squareMillimetres.text(least)), \(percent) % off")
  }

  @Test("when no design can exist, the resource that lacks is named")
  func lackOfResource() async throws {
    let text = StudyText.changed(
      "hardware: hardware/systolic-28nm.yaml",
      "hardware: {extends: hardware/systolic-28nm.yaml, parameters: {buffer.weights: 64 B, "
        + "buffer.outputs: 64 B}}"
    ).replacing("array.columns: {powers: {from: 16, to: 128}}", with: "array.columns: [64, 128]")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let diagnosis = try #require(result.diagnosis)
    #expect(diagnosis.evaluatedTrials == 0)
    #expect(diagnosis.resources.map(\.trials).reduce(0, +) == result.trials.count)
    #expect(
      diagnosis.lines.first?.contains("designs cannot exist for lack of weight buffer") == true,
      "\(diagnosis.lines)")
  }

  @Test("directories of others, damaged journals and unwritable places are told apart")
  func refusals() async throws {
    let (path, _) = try await Self.run(StudyText.small, "refusals")
    func failure(_ runner: StudyRunner) async -> Diagnostic? {
      do throws(Diagnostic) {
        _ = try await runner.run()
        return nil
      } catch { return error }
    }
    let other = try StudyText.parse(StudyText.changed("seed: 3", "seed: 4"))
    let foreign = await failure(StudyRunner(other, output: path))
    #expect(foreign?.kind == .usage)
    #expect(foreign?.message == "this directory holds a run of another study, seed or budget")

    let scratch = try Scratch("holiday")
    try scratch.write("sun", to: "photo.txt")
    let holiday = await failure(StudyRunner(other, output: scratch.path))
    #expect(holiday?.message == "this directory holds 'photo.txt' but no run")

    let missing = diagnosticText { () throws(Diagnostic) in
      try StudyRunner(resuming: scratch.path)
    }
    #expect(missing?.contains("there is no run to resume") == true)

    let blocked = await failure(StudyRunner(other, output: "\(scratch.path)/photo.txt/run"))
    #expect(blocked?.kind == .failure, "\(blocked.map { "\($0)" } ?? "nothing")")

    let journal = path + "/trials.jsonl"
    let lines = try TextFile.read(journal).split(separator: UInt8(ascii: "\n"))
    func rewrite(_ lines: [ArraySlice<UInt8>]) throws {
      try TextFile.writeAtomically(
        Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")], to: journal)
    }
    var damaged = lines
    damaged[4] = damaged[4].dropLast(5)
    try rewrite(damaged)
    let damage = await failure(try StudyRunner(resuming: path))
    #expect(damage?.kind == .failure)
    #expect(damage?.location?.line == 5)
    #expect(damage?.message.hasPrefix("damaged journal: ") == true)

    var swapped = lines
    swapped.remove(at: 2)
    try rewrite(swapped)
    let gap = await failure(try StudyRunner(resuming: path))
    #expect(gap?.message == "damaged journal: expected trial 2, found trial 3")

    let second = String(decoding: lines[1], as: UTF8.self)
    let rows = second.contains("\"array.rows\":16") ? "32" : "16"
    let changed = second.replacing(/"array.rows":\d+/, with: "\"array.rows\":\(rows)")
    try rewrite([lines[0], Array(changed.utf8)[...]])
    let mismatch = await failure(try StudyRunner(resuming: path))
    #expect(mismatch?.message.hasPrefix("this journal belongs to another study") == true)
    #expect(mismatch?.location?.line == 2)
  }

  @Test("baselines are compared with every design of the front")
  func comparisons() async throws {
    var study = try StudyFile.read(Repository.path("Configs/mixpe.yaml"))
    study.search.budget = 120
    let result = try await StudyRunner(study).run()
    #expect(result.comparisons.count == result.front.count * 3)
    for comparison in result.comparisons where comparison.metrics != nil {
      let trial = result.trials[comparison.trial]
      let latency = try #require(Metric.position(of: "latency"))
      let speedup = try #require(comparison.speedup)
      let own = try #require(trial.metric("latency"))
      #expect(speedup == (comparison.metrics?[latency] ?? 0) / own)
      #expect(try #require(comparison.areaRatio) <= 1)
    }
    // One row a design of the front, below the header.
    let lines = result.frontText.split(separator: "\n")
    #expect(lines.count == result.front.count + 1)
  }
}
