/// Picks one of the other algorithms from the space and the budget, and says which and why.
///
/// The rules follow what was measured on the problems of docs/search/auto.md. What was picked is in
/// ``choice``; a study that wants to print it before it starts can ask `choose(for:)`.
public struct AutomaticSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "auto"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Picks an algorithm from space, objectives and budget: when there is no reason for another."

  static let description = SearchAlgorithmDescription(
    AutomaticSearch.self,
    hyperparameters: [
      Hyperparameter(
        "model-limit", default: 200, in: 0...100_000,
        "budget up to which each proposal may cost tens of milliseconds")
    ]
  ) { (problem, values) throws(SearchSpaceError) in
    try AutomaticSearch(problem: problem, hyperparameters: values)
  }

  /// What was picked and why.
  public struct Choice: Sendable, Hashable {
    /// The name of the algorithm.
    public var algorithm: String
    /// One sentence that says why.
    public var reason: String
  }

  /// The algorithm at work.
  public let choice: Choice
  private var search: any SearchAlgorithm

  /// As many as the algorithm that was picked likes.
  public var preferredBatch: Int { search.preferredBatch }

  /// Whether the algorithm that was picked learns.
  public var isAdaptive: Bool { search.isAdaptive }

  init(
    problem: SearchProblem, hyperparameters: HyperparameterValues
  ) throws(SearchSpaceError) {
    choice = AutomaticSearch.choose(
      for: problem, modelLimit: hyperparameters.integer("model-limit", or: 200))
    let description = AutomaticSearch.candidate(choice.algorithm)
    search = try description.make(problem, [:])
  }

  private static func candidate(_ name: String) -> SearchAlgorithmDescription {
    // Not the list of all algorithms, which this one is in.
    let candidates = [
      GridSearch.description, BayesianSearch.description, ParzenTreeSearch.description,
      CovarianceSearch.description, DifferentialEvolutionSearch.description,
      GeneticSearch.description, ReferencePointSearch.description,
    ]
    return candidates.first { $0.name == name } ?? RandomSearch.description
  }

  /// Returns what would be picked for a problem.
  ///
  /// - Parameters:
  ///   - problem: The space, the objectives and the budget.
  ///   - modelLimit: The budget up to which a proposal may cost tens of milliseconds.
  /// - Returns: The name of an algorithm, and one sentence that says why.
  public static func choose(for problem: SearchProblem, modelLimit: Int = 200) -> Choice {
    let space = problem.space
    let budget = problem.budget
    if let points = space.cardinality, points <= budget {
      return Choice(
        algorithm: GridSearch.name,
        reason: "the budget of \(budget) covers all \(points) points of the space")
    }
    if budget <= modelLimit, space.count <= 30 {
      return Choice(
        algorithm: BayesianSearch.name,
        reason: "with \(budget) trials and \(space.count) parameters, a model of every outcome "
          + "gets the most from each")
    }
    let isReal = space.axes.allSatisfy {
      $0.isOrdered && ($0.levelCount == 0 || $0.levelCount > 24)
    }
    if problem.objectiveCount > 1, budget <= 1000, !isReal {
      return Choice(
        algorithm: ParzenTreeSearch.name,
        reason: "\(budget) trials of a mixed space for \(problem.objectiveCount) objectives suit "
          + "densities of designs that widen the front and of others")
    }
    if problem.objectiveCount >= 3, isReal {
      return Choice(
        algorithm: ReferencePointSearch.name,
        reason:
          "\(problem.objectiveCount) objectives of continuous parameters and \(budget) trials "
          + "suit a population spread along directions")
    }
    if problem.objectiveCount > 1 {
      return Choice(
        algorithm: GeneticSearch.name,
        reason:
          "\(problem.objectiveCount) objectives and \(budget) trials suit a population sorted "
          + "into fronts")
    }
    if isReal, budget >= 20 * space.count {
      return Choice(
        algorithm: CovarianceSearch.name,
        reason: "all \(space.count) parameters are continuous, or nearly so, and \(budget) trials "
          + "are enough to learn how they interact")
    }
    if budget <= 400 {
      return Choice(
        algorithm: ParzenTreeSearch.name,
        reason: "\(budget) trials of a mixed space suit densities of good and other designs")
    }
    return Choice(
      algorithm: DifferentialEvolutionSearch.name,
      reason: "\(budget) trials of a mixed space are enough for a population that adapts itself")
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    search.ask(count)
  }

  /// Goes on as if so many points had been asked for.
  public mutating func skip(_ count: Int) {
    search.skip(count)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    search.tell(observations)
  }
}
