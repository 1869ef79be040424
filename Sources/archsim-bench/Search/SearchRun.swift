import ArchSim

/// One search of a test problem from a seed to the end of its budget.
struct SearchRun: Sendable {
  let algorithm: SearchAlgorithmDescription
  let settings: [String: Double]
  let problem: TestProblem
  let budget: Int
  let seed: Int

  /// The best value of what held its constraints, or the hypervolume of all of that.
  ///
  /// The search knows its budget, and a search that finds the space exhausted ends early.
  func outcome() throws(SearchSpaceError) -> Double {
    var search = try make()
    var front = HypervolumeTrace(reference: problem.reference)
    var best = Double.infinity
    var spent = 0
    while spent < budget {
      let points = search.ask(min(search.preferredBatch, budget - spent))
      if points.isEmpty { break }
      let observations = points.map { problem.evaluate($0) }
      for observation in observations where observation.isFeasible {
        best = min(best, observation.objectives[0])
        if problem.objectiveCount > 1 { front.insert(observation.objectives) }
      }
      spent += points.count
      search.tell(observations)
    }
    return problem.objectiveCount == 1 ? best : front.value
  }

  func make() throws(SearchSpaceError) -> any SearchAlgorithm {
    try algorithm.make(
      SearchProblem(
        space: problem.space, objectiveCount: problem.objectiveCount,
        constraintCount: problem.constraintCount, budget: budget, seed: UInt64(seed)), settings)
  }
}
