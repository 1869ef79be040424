import ArchSimSearch

/// The median of some numbers.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2)
    ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// What a search reaches on a test problem: the least value, or the hypervolume of all it saw.
func outcome(
  of algorithm: String, on problem: TestProblem, budget: Int, seed: Int,
  hyperparameters: [String: Double] = [:]
) throws -> Double {
  guard let description = SearchAlgorithms.named(algorithm) else { return .nan }
  var search = try description.make(
    SearchProblem(
      space: problem.space, objectiveCount: problem.objectiveCount,
      constraintCount: problem.constraintCount, budget: budget, seed: UInt64(seed)),
    hyperparameters)
  var trace = HypervolumeTrace(reference: problem.reference)
  var best = Double.infinity
  var spent = 0
  while spent < budget {
    let points = search.ask(min(search.preferredBatch, budget - spent))
    if points.isEmpty { break }
    let observations = points.map { problem.evaluate($0) }
    for observation in observations where observation.isFeasible {
      best = min(best, observation.objectives[0])
      trace.insert(observation.objectives)
    }
    search.tell(observations)
    spent += points.count
  }
  return problem.objectiveCount == 1 ? best : trace.value
}

/// The median outcome over seeds 0, 1, 2, ….
func medianOutcome(
  of algorithm: String, on problem: TestProblem, budget: Int, seeds: Int
) throws -> Double {
  try median(
    (0..<seeds).map { try outcome(of: algorithm, on: problem, budget: budget, seed: $0) })
}
