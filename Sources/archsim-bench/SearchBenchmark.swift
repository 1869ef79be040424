import ArchSim

/// What an algorithm reaches on a test problem: medians over seeds 0, 1, 2, … along one budget.
struct SearchBenchmark {
  private static let problems: [TestProblem] = [
    .branin, .hartmann6, .ackley10, .mixed8, .qacc, .qaccConstrained, .qaccFront, .zdt1, .zdt2,
    .zdt3, .zdt4, .zdt6, .dtlz2,
  ]

  private let algorithm: SearchAlgorithmDescription
  private let problem: TestProblem
  private let budget: Int
  private let seeds: Int

  /// Reads `ALGORITHM PROBLEM EVALUATIONS SEEDS`; nil when one of them is not known.
  init?(_ words: ArraySlice<String>) {
    let words = Array(words)
    guard words.count == 4, let algorithm = SearchAlgorithms.named(words[0]),
      let problem = Self.problems.first(where: { $0.name == words[1] }),
      let budget = Int(words[2]), budget > 0, let seeds = Int(words[3]), seeds > 0
    else { return nil }
    self.algorithm = algorithm
    self.problem = problem
    self.budget = budget
    self.seeds = seeds
  }

  /// How it is called.
  static var usage: String {
    let names = problems.map(\.name).joined(separator: ", ")
    let algorithms = SearchAlgorithms.all.map(\.name).joined(separator: ", ")
    return "usage: archsim-bench search ALGORITHM PROBLEM EVALUATIONS SEEDS\n"
      + "algorithms: \(algorithms)\nproblems: \(names)"
  }

  /// The best value, or the hypervolume, after each of the usual numbers of evaluations.
  func run() throws -> [Measurement] {
    let stops = [50, 100, 200, 500, 1000, 5000, 10_000].filter { $0 < budget } + [budget]
    var outcomes = stops.map { _ in [Double]() }
    for seed in 0..<seeds {
      for (index, value) in try trace(seed: UInt64(seed), stops: stops).enumerated() {
        outcomes[index].append(value)
      }
    }
    return zip(stops, outcomes).map { stop, values in
      let name = "\(algorithm.name) on \(problem.name), \(stop) evaluations, \(seeds) seeds, median"
      return Measurement(name: name, value: median(values), unit: "")
    }
  }

  private func trace(seed: UInt64, stops: [Int]) throws -> [Double] {
    var search = try algorithm.make(
      SearchProblem(
        space: problem.space, objectiveCount: problem.objectiveCount,
        constraintCount: problem.constraintCount, budget: budget, seed: seed), [:])
    var front = HypervolumeTrace(reference: problem.reference)
    var best = Double.infinity
    var spent = 0
    var values: [Double] = []
    while spent < budget {
      let points = search.ask(min(search.preferredBatch, budget - spent))
      if points.isEmpty { break }
      let observations = points.map { problem.evaluate($0) }
      for observation in observations {
        if observation.isFeasible {
          best = min(best, observation.objectives[0])
          front.insert(observation.objectives)
        }
        spent += 1
        if stops.contains(spent) { values.append(problem.objectiveCount == 1 ? best : front.value) }
      }
      search.tell(observations)
    }
    return values
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let middle = sorted.indices.last.map({ $0 / 2 }) else { return .nan }
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle] + sorted[middle + 1]) / 2 : sorted[middle]
  }
}
