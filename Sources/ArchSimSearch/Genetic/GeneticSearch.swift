/// Breeds designs: good parents, children that resemble them, and only the best survive.
///
/// With one objective an elitist (μ + λ) genetic algorithm, with several NSGA-II (Deb, Pratap,
/// Agarwal, Meyarivan, IEEE TEVC 6, 2002). Parents win binary tournaments; `Variation` makes
/// children; after every λ of them, parents and children compete for μ places. Constraints are
/// handled by domination, without penalties or weights. A child that was seen before is mutated
/// until it is new, so no evaluation is wasted.
///
/// Good for hundreds to many thousands of evaluations; costs microseconds a proposal.
public struct GeneticSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "genetic"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Evolves a population (NSGA-II with several objectives): hundreds of trials and more."

  private static let defaultCrossoverIndex = 15.0
  /// How many designs with the same objectives a front has at most: the others would only fill it.
  private static let equalsPerFront = 2

  static let description = SearchAlgorithmDescription(
    GeneticSearch.self,
    hyperparameters: [
      Hyperparameter(
        "population", default: nil, in: 2...100_000,
        "designs that survive a generation; derived from budget and objectives if not given"),
      Hyperparameter(
        "initial", default: nil, in: 2...100_000,
        "random designs that the first population is chosen from; derived if not given"),
      Hyperparameter(
        "offspring", default: nil, in: 1...100_000,
        "children in a generation; derived from the population if not given"),
    ] + Variation.hyperparameters(crossoverIndex: defaultCrossoverIndex)
  ) { problem, values in GeneticSearch(problem: problem, hyperparameters: values) }

  /// What is missing from the first population, then one generation.
  public var preferredBatch: Int {
    isInitializing ? max(1, initialCount - arrivals.count) : offspringSize
  }

  private let space: SearchSpace
  private let objectiveCount: Int
  private let populationSize: Int
  private let offspringSize: Int
  private let initialCount: Int
  private var breeding: Breeding
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  /// The survivors of the last generation.
  private var population: [Individual] = []
  /// Evaluated designs that wait for the end of their generation.
  private var arrivals: [Individual] = []
  private var isInitializing = true

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    objectiveCount = problem.objectiveCount
    populationSize = hyperparameters.integer(
      "population", or: GeneticSearch.defaultPopulation(problem))
    offspringSize = hyperparameters.integer(
      "offspring", or: GeneticSearch.defaultOffspring(problem, of: populationSize))
    initialCount = hyperparameters.integer(
      "initial", or: GeneticSearch.defaultShare(problem) * populationSize)
    breeding = Breeding(
      Variation(
        space: problem.space, hyperparameters: hyperparameters,
        crossoverIndex: Self.defaultCrossoverIndex))
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
  }

  /// The size that measured best: 16 for one objective and 1000 evaluations, 50 for two and 5000.
  ///
  /// It grows with the square root of the budget, since an optimum needs both breadth and depth;
  /// a front needs more breadth than an optimum, but what it loses is kept by the study's archive.
  /// A front of bit strings needs twice as much of it: a bit that all have lost comes back by chance.
  private static func defaultPopulation(_ problem: SearchProblem) -> Int {
    let root = Double(problem.budget).squareRoot()
    if problem.objectiveCount == 1 { return min(max(Int((root / 2).rounded()), 10), 100) }
    if problem.space.isBitString {
      return min(max(Int((root * 2.0.squareRoot()).rounded()), 10), 250)
    }
    let limit = min(25 * problem.objectiveCount, 100)
    return min(max(Int((root * 0.5.squareRoot()).rounded()), 10), limit)
  }

  /// Half a population, so that beaten parents leave soon; fronts of bits keep variety with a whole.
  private static func defaultOffspring(_ problem: SearchProblem, of population: Int) -> Int {
    problem.objectiveCount > 1 && problem.space.isBitString ? population : max(1, population / 2)
  }

  /// How many times the population is drawn at first.
  ///
  /// What no member of a population has, only mutation brings: several bits at once it hardly does.
  private static func defaultShare(_ problem: SearchProblem) -> Int {
    problem.objectiveCount == 1 ? 1 : problem.space.isBitString ? 4 : 2
  }

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
      guard arrivals.count >= (isInitializing ? initialCount : offspringSize) else { continue }
      isInitializing = false
      population = survivors(
        of: population + arrivals, count: populationSize, objectiveCount: objectiveCount,
        equalsPerFront: Self.equalsPerFront)
      arrivals.removeAll(keepingCapacity: true)
      breeding.beginGeneration()
    }
  }
}
