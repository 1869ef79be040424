import ArchSim
import Testing

@testable import ArchSimStudy

/// Tournaments on studies that a program evaluates.
@Suite(.serialized)
struct ProgramTournamentTests {
  @Test("a program's tournament has the trials of runs alone, and is resumed")
  func runs() async throws {
    let program = try ProgramStudy(
      "tournament", ProgramStudy.good, search: "{algorithm: random, budget: 12}")
    let tournament = try Tournament(
      StudyFile.read(program.file), algorithms: ["random", "genetic"], seeds: 2)
    let directory = "\(program.scratch.path)/cup"
    let result = try await TournamentRunner(tournament, output: directory, threads: 2).run()
    #expect(result.isComplete)
    for run in result.runs {
      let alone = try await StudyRunner(tournament.study(of: run.match)).run()
      #expect(run.designs.map { result.designs[$0].point } == alone.trials.map(\.point))
      #expect(run.designs.map { result.designs[$0].metrics } == alone.trials.map(\.metrics))
    }
    let resumed = try await TournamentRunner(resuming: directory).run()
    #expect(resumed.runs == result.runs)
  }

  @Test("a tournament does not wait for a program that hangs once it is to end")
  func cancellation() async throws {
    let program = try ProgramStudy(
      "tournament-cancel", "touch started; sleep 60", options: "workers: 1, timeout: 90 s")
    let tournament = try Tournament(
      StudyFile.read(program.file), algorithms: ["random"], seeds: 3)
    let flag = CancellationFlag()
    let start = ContinuousClock.now
    async let run = TournamentRunner(tournament, threads: 2).run(cancellation: flag)
    while !TextFile.exists("\(program.scratch.path)/started"),
      ContinuousClock.now - start < .seconds(30)
    {
      try await Task.sleep(for: .milliseconds(10))
    }
    flag.cancel()
    let result = try await run
    #expect(!result.isComplete && result.runs.isEmpty)
    #expect(ContinuousClock.now - start < .seconds(40))
  }
}
