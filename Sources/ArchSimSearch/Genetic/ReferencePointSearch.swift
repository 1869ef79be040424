/// Breeds designs and keeps a front spread along even directions: NSGA-III.
///
/// As ``GeneticSearch``, except for who survives (`NicheSurvival`): where crowding distance stops
/// being a measure, with three objectives and more, reference directions still spread a front.
/// With one objective it is plain elitism.
public struct ReferencePointSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "nsga3"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Evolves a front along even directions (NSGA-III): three objectives and more."

  private static let defaultCrossoverIndex = 20.0

  static let description = SearchAlgorithmDescription(
    ReferencePointSearch.self,
    hyperparameters: [
      Hyperparameter(
        "population", default: nil, in: 4...100_000,
        "designs that survive a generation, and directions at most; by the budget if not given")
    ] + Variation.hyperparameters(crossoverIndex: defaultCrossoverIndex)
  ) { problem, values in ReferencePointSearch(problem: problem, hyperparameters: values) }

  /// What is missing from the generation.
  public var preferredBatch: Int { max(1, wanted - arrivals.count) }

  private let space: SearchSpace
  private let objectiveCount: Int
  private let populationSize: Int
  private var breeding: Breeding
  private let survival: NicheSurvival
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var population: [Individual] = []
  private var arrivals: [Individual] = []

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    objectiveCount = problem.objectiveCount
    let usual = Int((Double(problem.budget).squareRoot() * 0.7).rounded())
    populationSize = hyperparameters.integer("population", or: min(max(usual, 10), 200))
    survival = NicheSurvival(
      directions: ReferenceDirections.make(
        objectives: problem.objectiveCount, limit: populationSize))
    breeding = Breeding(
      Variation(
        space: problem.space, hyperparameters: hyperparameters,
        crossoverIndex: Self.defaultCrossoverIndex))
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
  }

  /// Answers that complete a generation; half a population, as in ``GeneticSearch``, but the first.
  private var wanted: Int { population.isEmpty ? populationSize : max(1, populationSize / 2) }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    breeding.proposals(count, of: population, unseen: &unseen, using: &generator)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      arrivals.append(Individual(observation, objectiveCount: objectiveCount))
      guard arrivals.count >= wanted else { continue }
      population = survival.survivors(
        of: population + arrivals, count: populationSize, using: &generator)
      arrivals.removeAll(keepingCapacity: true)
      breeding.beginGeneration()
    }
  }
}
