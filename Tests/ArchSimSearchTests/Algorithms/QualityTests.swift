import Testing

@testable import ArchSimSearch

/// How good answers are, against what the peers of the same name reach with the same budget.
///
/// Rows are medians over 10 to 20 seeds of optuna 5.0.0, rustuna 0.2.0 and pymoo 0.6.2, run on the
/// definitions of ``TestProblem``; columns: problem, peer, evaluations, seeds, median. An optimised
/// build tests more seeds and budgets than a debug build has time for.
@Suite struct QualityTests {
  #if DEBUG
  private let isOptimized = false
  #else
  private let isOptimized = true
  #endif

  private func expect(
    _ algorithm: String, on problem: TestProblem, budget: Int, seeds: Int, reaches peer: Double,
    _ row: String
  ) throws {
    let ours = try medianOutcome(of: algorithm, on: problem, budget: budget, seeds: seeds)
    let isAsGood = problem.objectiveCount == 1 ? ours <= peer : ours >= peer
    #expect(isAsGood, "\(algorithm) on \(problem.name): \(ours); peer's row: \(row)")
  }

  @Test func geneticSearchMatchesItsPeersOnAccelerators() throws {
    try expect(
      "genetic", on: .qacc, budget: 200, seeds: 20, reaches: 18.9892,
      "qacc,pymoo-ga-pop20,200,20,18.9892")
    try expect(
      "genetic", on: .qacc, budget: 100, seeds: 20, reaches: 19.204,
      "qacc,pymoo-ga-pop20,100,20,19.204")
  }

  @Test func geneticSearchMatchesItsPeersOnFunctions() throws {
    try expect(
      "genetic", on: .branin, budget: 200, seeds: 20, reaches: 0.40679,
      "branin,pymoo-ga-pop20,200,20,0.40679")
    try expect(
      "genetic", on: .ackley10, budget: 200, seeds: 20, reaches: 13.2437,
      "ackley10,pymoo-ga-pop20,200,20,13.2437")
    try expect(
      "genetic", on: .hartmann6, budget: 200, seeds: 20, reaches: -2.98055,
      "hartmann6,pymoo-ga-pop20,200,20,-2.98055")
  }

  @Test func geneticSearchMatchesItsPeersOnFronts() throws {
    try expect(
      "genetic", on: .zdt1, budget: 5000, seeds: 3, reaches: 0.67086,
      "zdt1,pymoo-nsga2-pop100,5000,11,0.67086")
    try expect(
      "genetic", on: .qaccFront, budget: 200, seeds: 11, reaches: 1.08069,
      "qacc,rustuna-nsga2,200,15,1.08069")
  }

  @Test func randomSearchIsRandom() throws {
    // The quartiles of the peer over its seeds, widened to its least and largest: ours is a draw
    // from the same distribution.
    // qacc,optuna-random,200,20,19.1118,19.0151,19.1707,18.8682,19.3785
    let ours = try medianOutcome(of: "random", on: .qacc, budget: 200, seeds: 20)
    #expect(ours > 18.8682 && ours < 19.3785 && (ours - 19.1118).magnitude < 0.08, "\(ours)")
  }

  @Test func bayesianSearchMatchesItsPeersOnBranin() throws {
    try expect(
      "bayesian", on: .branin, budget: 50, seeds: isOptimized ? 20 : 1, reaches: 0.398119,
      "branin,skopt-gp-ei,50,10,0.398119")
  }

  @Test func bayesianSearchFindsTheConstrainedOptimum() throws {
    try expect(
      "bayesian", on: .qaccConstrained, budget: isOptimized ? 50 : 30,
      seeds: isOptimized ? 10 : 1, reaches: isOptimized ? 18.836_32 : 18.96,
      "qacc,optuna-gp-con,50,10,18.8363")
  }
}
