import ArchSim
import Testing

@testable import ArchSimStudy

struct TournamentStandingsTests {
  /// A tournament of made-up runs over designs whose latency and area are given.
  static func result(
    _ designs: [(latency: Double, area: Double)], runs: [(entrant: Int, round: Int, [Int])],
    objectives: String = "minimize latency", algorithms: [String], rounds: Int, budget: Int
  ) throws -> TournamentResult {
    let text = StudyText.changed("minimize latency, minimize area", objectives)
      .replacing("constraints: [power <= 6 W]\n", with: "constraints: [area <= 50 mm2]\n")
      .replacing("budget: 60, seed: 3, population: 12", with: "budget: \(budget)")
    let study = try StudyText.parse(text)
    let tournament = try Tournament(study, algorithms: algorithms, seeds: rounds)
    let latency = try #require(Metric.position(of: "latency"))
    let area = try #require(Metric.position(of: "area"))
    let trials = designs.enumerated().map { index, design in
      var metrics = [Double](repeating: 1, count: Metric.all.count)
      metrics[latency] = design.latency
      metrics[area] = design.area
      return Trial(index: index, point: DesignPoint([Double(index)]), outcome: .evaluated(metrics))
    }
    return TournamentResult(
      tournament: tournament,
      runs: runs.map {
        TournamentRun(
          match: .init(entrant: $0.entrant, sample: 0, round: $0.round), designs: $0.2,
          isExhausted: false)
      },
      designs: trials, isComplete: true, resumedRuns: 0)
  }

  @Test("best so far, target, ranks and quartiles are those counted by hand")
  func byHand() throws {
    // Design 3 breaks the constraint, however fast it is.
    let result = try Self.result(
      [(8, 1), (4, 1), (2, 1), (1, 99), (2.01, 1)],
      runs: [
        (0, 0, [0, 1, 2]), (1, 0, [3, 0, 1]), (0, 1, [4, 2, 0]), (1, 1, [3, 3, 3]),
      ], algorithms: ["random", "genetic"], rounds: 2, budget: 3)
    let standings = TournamentStandings(result, targetShare: 0.01)
    #expect(standings.measure.best == 2)
    #expect(standings.checkpoints == [3])
    let random = standings.entrants[0]
    let genetic = standings.entrants[1]
    #expect(random.defaults.last??.median == 2)
    #expect(random.reached == 2)
    // Trials 3 and 1: 2.01 is within 1 % of 2.
    #expect(random.trialsToTarget?.median == 2)
    #expect(genetic.reached == 0)
    #expect(genetic.trialsToTarget?.median == .infinity)
    #expect(genetic.defaults.last??.lower == .infinity)
    #expect(random.meanRank == 1)
    #expect(genetic.meanRank == 2)
    let pair = try #require(standings.pairs.first)
    #expect((pair.better, pair.wins, pair.losses) == (0, 2, 0))
    // Two pairs can be of one sign in two of four ways.
    #expect(pair.test.probability == 0.5)
  }

  @Test("a maximised objective ranks the other way and keeps its sign")
  func maximised() throws {
    let result = try Self.result(
      [(8, 1), (4, 2)], runs: [(0, 0, [0]), (1, 0, [1])], objectives: "maximize area",
      algorithms: ["random", "genetic"], rounds: 1, budget: 1)
    let standings = TournamentStandings(result)
    #expect(standings.measure.best == 2)
    #expect(standings.entrants[1].meanRank == 1)
    let last = try #require(standings.entrants[0].defaults.last ?? nil)
    #expect(standings.measure.value(ofScore: last.median) == 1)
  }

  @Test("several objectives are compared by hypervolume in one box for all runs")
  func hypervolumes() throws {
    // The front of all is (1, 3), (2, 2), (3, 1): the box is from (1, 1) to (3.2, 3.2).
    let result = try Self.result(
      [(1, 3), (2, 2), (3, 1), (3.1, 3.1)],
      runs: [(0, 0, [3, 0, 1, 2]), (1, 0, [3, 1])],
      objectives: "minimize latency, minimize area", algorithms: ["random", "genetic"],
      rounds: 1, budget: 4)
    let standings = TournamentStandings(result)
    #expect(
      zip(standings.measure.reference, [3.2, 3.2]).allSatisfy { ($0 - $1).magnitude < 1e-11 })
    let box = 2.2 * 2.2
    let whole = (2.2 * 0.2 + 1.2 * 1.0 + 0.2 * 1.0) / box
    #expect((standings.measure.best - whole).magnitude < 1e-11)
    let one = try #require(standings.entrants[0].defaults.last ?? nil)
    let other = try #require(standings.entrants[1].defaults.last ?? nil)
    #expect((-one.median - whole).magnitude < 1e-11)
    #expect((-other.median - 1.2 * 1.2 / box).magnitude < 1e-11)
  }

  @Test("objectives that differ by more than tenfold are scaled by their logarithms")
  func logarithms() throws {
    let result = try Self.result(
      [(1, 49), (10, 10), (49, 1)], runs: [(0, 0, [0, 2]), (1, 0, [0, 1, 2])],
      objectives: "minimize latency, minimize area", algorithms: ["random", "genetic"],
      rounds: 1, budget: 3)
    let standings = TournamentStandings(result)
    for reference in standings.measure.reference {
      #expect((reference - exponential(1.1 * logarithm(49))).magnitude < 1e-9)
    }
    let end = 1 / 1.1
    let middle = logarithm(10) / (1.1 * logarithm(49))
    let corners = 2 * (1 - end) - (1 - end) * (1 - end)
    let one = try #require(standings.entrants[0].defaults.last ?? nil)
    #expect((-one.median - corners).magnitude < 1e-11)
    let whole = corners + (end - middle) * (end - middle)
    #expect((standings.measure.best - whole).magnitude < 1e-11)
  }

  @Test("where nothing is feasible nothing is best, and nobody wins")
  func infeasible() throws {
    let result = try Self.result(
      [(8, 99), (4, 99)], runs: [(0, 0, [0]), (1, 0, [1])],
      algorithms: ["random", "genetic"], rounds: 1, budget: 1)
    let standings = TournamentStandings(result)
    #expect(standings.measure.best.isNaN)
    #expect(standings.entrants.allSatisfy { $0.meanRank == 1.5 && $0.reached == 0 })
    #expect(standings.pairs.first?.test.count == 0)
  }

  @Test(
    "checkpoints rise to the budget",
    arguments: [
      (1, [1]), (10, [10]), (25, [10, 25]), (30, [10, 30]), (1000, [10, 30, 100, 300, 1000]),
    ])
  func checkpoints(budget: Int, expected: [Int]) {
    #expect(TournamentStandings.checkpoints(upTo: budget) == expected)
    let curve = TournamentStandings.curveTrials(upTo: budget)
    #expect(curve.first == 1 && curve.last == budget)
    #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 < $1 })
  }
}
