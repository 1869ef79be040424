import ArchSim
import Testing

@testable import ArchSimStudy

struct TournamentTests {
  static let files = ["study.yaml", "tournament.json", "designs.jsonl", "runs.jsonl"]

  static func study(_ changes: (String, String)...) throws -> Study {
    var text = StudyText.small.replacing("budget: 60, seed: 3, population: 12", with: "budget: 20")
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return try StudyText.parse(text)
  }

  static func small(
    _ changes: (String, String)..., algorithms: [String] = ["random", "genetic", "tpe"],
    seeds: Int = 3, samples: Int = 2
  ) throws -> Tournament {
    var text = StudyText.small.replacing("budget: 60, seed: 3, population: 12", with: "budget: 20")
    for (old, new) in changes { text = text.replacing(old, with: new) }
    return try Tournament(
      try StudyText.parse(text), algorithms: algorithms, seeds: seeds, samples: samples)
  }

  static func bytes(_ directory: String) throws -> [[UInt8]] {
    try files.map { try TextFile.read("\(directory)/\($0)") }
  }

  static func unused(_ name: String) throws -> String {
    try Scratch("tournament-\(name)").path + "/cup"
  }

  @Test("a run of a tournament has the trials of a run alone")
  func runsAreThoseOfExplore() async throws {
    let result = try await TournamentRunner(try Self.small()).run()
    // random has no hyperparameters to draw.
    #expect(result.runs.count == 3 * (1 + 2 + 2))
    for run in result.runs {
      let study = result.tournament.study(of: run.match)
      let alone = try await StudyRunner(study).run()
      let own = run.designs.map { result.designs[$0].point }
      #expect(own == alone.trials.map(\.point), "\(study.search)")
      #expect(
        run.designs.map { result.designs[$0].metrics.map(known) }
          == alone.trials.map { $0.metrics.map(known) })
    }
  }

  @Test("a budget counts a run's own trials, although designs are costed once for all")
  func budget() async throws {
    let result = try await TournamentRunner(try Self.small()).run()
    #expect(result.runs.allSatisfy { $0.designs.count == 20 && Set($0.designs).count == 20 })
    #expect(Set(result.designs.map(\.point)).count == result.designs.count)
    #expect(result.designs.count < result.runs.count * 20)
    #expect(result.designs.map(\.index) == Array(result.designs.indices))
  }

  @Test("one thread and four write the same bytes")
  func threads() async throws {
    let one = try Self.unused("one")
    let four = try Self.unused("four")
    _ = try await TournamentRunner(try Self.small(), output: one, threads: 1).run()
    _ = try await TournamentRunner(try Self.small(), output: four, threads: 4).run()
    #expect(try Self.bytes(one) == Self.bytes(four))
  }

  @Test("a tournament cut off anywhere resumes to the bytes of one that was not")
  func resume() async throws {
    let path = try Self.unused("resumed")
    let whole = try await TournamentRunner(try Self.small(), output: path, threads: 2).run()
    let expected = try Self.bytes(path)
    let seed: UInt64 = 5
    var generator = SplitMix64(seed: seed)
    for _ in 0..<6 {
      // Each file on its own, as the order in which they reach a disk is not known.
      let designs = generator.integer(below: expected[2].count + 1)
      let runs = generator.integer(below: expected[3].count + 1)
      try TextFile.writeAtomically(Array(expected[2][..<designs]), to: path + "/designs.jsonl")
      try TextFile.writeAtomically(Array(expected[3][..<runs]), to: path + "/runs.jsonl")
      let result = try await TournamentRunner(resuming: path, threads: 3).run()
      #expect(try Self.bytes(path) == expected, "cut at \(designs), \(runs), seed \(seed)")
      #expect(result.resumedRuns <= expected[3][..<runs].count { $0 == UInt8(ascii: "\n") })
      #expect(result.runs == whole.runs)
    }
  }

  @Test("a tournament that was cancelled keeps runs that are over, and resumes to the same bytes")
  func cancellation() async throws {
    let path = try Self.unused("whole")
    _ = try await TournamentRunner(try Self.small(), output: path).run()
    let cancelled = try Self.unused("cancelled")
    let flag = CancellationFlag()
    let first = try await TournamentRunner(try Self.small(), output: cancelled)
      .run(cancellation: flag) { if $0.runs >= 4 { flag.cancel() } }
    #expect(!first.isComplete)
    #expect(first.runs.count >= 4)
    let second = try await TournamentRunner(resuming: cancelled).run()
    #expect(second.isComplete)
    #expect(second.resumedRuns == first.runs.count)
    #expect(try Self.bytes(cancelled) == Self.bytes(path))
  }

  @Test("draws keep to their ranges, begin with the defaults and do not depend on who else plays")
  func hyperparameters() throws {
    let all = SearchAlgorithms.all.map(\.name)
    let tournament = try Self.small(algorithms: all, seeds: 1, samples: 40)
    for (entrant, algorithm) in zip(tournament.entrants, SearchAlgorithms.all) {
      #expect(entrant.samples.first == [])
      #expect(entrant.samples.count == (algorithm.hyperparameters.isEmpty ? 1 : 40))
      for sample in entrant.samples.dropFirst() {
        #expect(sample.map(\.name) == algorithm.hyperparameters.map(\.name))
        for (setting, hyperparameter) in zip(sample, algorithm.hyperparameters) {
          #expect(hyperparameter.range.contains(setting.value), "\(algorithm.name) \(setting)")
          if let usual = hyperparameter.defaultValue {
            let slack = HyperparameterDraw.isWhole(hyperparameter) ? 0.5 : 1e-9
            #expect(setting.value <= usual * 4 + slack, "\(algorithm.name) \(setting)")
            #expect(setting.value >= usual / 4 - slack, "\(algorithm.name) \(setting)")
          }
        }
      }
    }
    let fewer = try Self.small(algorithms: ["tpe"], seeds: 1, samples: 7)
    let among = try #require(tournament.entrants.first { $0.algorithm == "tpe" })
    #expect(fewer.entrants[0].samples == Array(among.samples.prefix(7)))
  }

  @Test("every algorithm plays a space smaller than its budget to its end")
  func exhaustion() async throws {
    var study = try Self.study()
    study.search.budget = 500
    let tournament = try Tournament(
      study, algorithms: ["random", "grid", "simulated-annealing"], seeds: 1)
    let result = try await TournamentRunner(tournament).run()
    #expect(result.runs.allSatisfy { $0.isExhausted && $0.designs.count == 3 * 4 * 3 * 3 })
    let standings = TournamentStandings(result)
    #expect(standings.entrants.allSatisfy { $0.meanRank == 2 })
    #expect(standings.pairs.allSatisfy { $0.test.probability == 1 })
  }

  @Test("what cannot be played is refused by name")
  func refusals() async throws {
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try Tournament(try StudyText.parse(StudyText.small), algorithms: ["genetics"], seeds: 1)
      } == "error: unknown algorithm 'genetics' (did you mean 'genetic'?)")
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try Tournament(
          try StudyText.parse(StudyText.small), algorithms: ["tpe", "tpe"], seeds: 1)
      } == "error: 'tpe' takes part twice")
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try Tournament(try StudyText.parse(StudyText.small), algorithms: ["tpe"], seeds: 0)
      } == "error: expected 1 to 1000 seeds, found 0")
    let path = try Self.unused("refusals")
    let runner = TournamentRunner(try Self.small(), output: path)
    _ = try await runner.run()
    let other = TournamentRunner(try Self.small(seeds: 2), output: path)
    await #expect(throws: Diagnostic.self) { _ = try await other.run() }
    let runs = try TextFile.read(path + "/runs.jsonl")
    let damaged = String(decoding: runs, as: UTF8.self)
      .replacing("\"algorithm\":\"tpe\"", with: "\"algorithm\":\"tpf\"")
    try TextFile.writeAtomically(damaged, to: path + "/runs.jsonl")
    do throws(Diagnostic) {
      _ = try await TournamentRunner(resuming: path).run()
      Issue.record("a damaged tournament was resumed")
    } catch {
      #expect(error.location?.line == 3, "\(error)")
      #expect(error.message == "damaged tournament: found a run of another tournament")
    }
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try TournamentRunner(resuming: Repository.path("Configs"))
      }?.contains("expected 'tournament.json' in it") == true)
  }
}
