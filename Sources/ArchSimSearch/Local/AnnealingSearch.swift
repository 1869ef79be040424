/// Walks at random, ever less often to worse designs and ever less far.
///
/// Simulated annealing (Kirkpatrick, Gelatt, Vecchi, *Science* 220, 1983; Metropolis's rule). The
/// temperature is in units of what typical designs differ by, and falls geometrically over the
/// budget together with the length of steps, which is what lets real parameters settle. A walk that
/// has strayed returns to the best design now and then. With several objectives, the walk takes
/// another direction whenever it returns (`Scalarizer`).
public struct AnnealingSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "simulated-annealing"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "A random walk that cools over the budget: robust on rugged, mixed spaces."

  static let description = SearchAlgorithmDescription(
    AnnealingSearch.self,
    hyperparameters: [
      Hyperparameter(
        "initial", default: 10, in: 1...100_000,
        "random designs that set the scale of the temperature and the start"),
      Hyperparameter(
        "temperature", default: 0.1, in: 1e-6...1000,
        "first temperature, in units of the typical difference between random designs"),
      Hyperparameter(
        "cooling", default: 0.001, in: 1e-9...1, "last temperature as a share of the first"),
      Hyperparameter(
        "step", default: 0.2, in: 1e-6...10,
        "first deviation of a step, in units of a parameter's scale"),
      Hyperparameter(
        "last-step", default: 0.005, in: 1e-9...10, "deviation of a step at the end"),
      Hyperparameter(
        "changes", default: 1, in: 0...1000,
        "expected number of parameters that a step changes beside the certain one"),
      Hyperparameter(
        "patience", default: 50, in: 1...1_000_000,
        "answers without a new best design after which the walk returns to it"),
    ]
  ) { problem, values in AnnealingSearch(problem: problem, hyperparameters: values) }

  /// One: every answer may move the walk.
  public let preferredBatch = 1
  private let moves: LocalMoves
  private let objectiveCount: Int
  private let initialCount: Int
  private let schedule: Schedule
  private let changeProbability: Double
  private let patience: Int
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var scalarizer: Scalarizer
  private var sample: [Individual] = []
  private var spread = 1.0
  private var heard = 0
  private var quiet = 0
  private var best: Individual?
  private var current: Individual?

  /// How temperature and steps fall as evaluations are spent.
  private struct Schedule: Sendable {
    var temperature: Double
    var cooling: Double
    var step: Double
    var lastStep: Double
    var budget: Double

    func share(_ heard: Int) -> Double { min(Double(heard) / max(budget, 1), 1) }

    func temperature(_ heard: Int) -> Double { temperature * power(cooling, share(heard)) }

    func deviation(_ heard: Int) -> Double { step * power(lastStep / step, share(heard)) }
  }

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    moves = LocalMoves(space: problem.space)
    objectiveCount = problem.objectiveCount
    initialCount = hyperparameters.integer("initial", or: 10)
    schedule = Schedule(
      temperature: hyperparameters["temperature"] ?? 0.1,
      cooling: hyperparameters["cooling"] ?? 0.001, step: hyperparameters["step"] ?? 0.2,
      lastStep: hyperparameters["last-step"] ?? 0.005, budget: Double(problem.budget))
    changeProbability = min(
      0.5, (hyperparameters["changes"] ?? 1) / Double(problem.space.count))
    patience = hyperparameters.integer("patience", or: 50)
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
    scalarizer = Scalarizer(objectiveCount: problem.objectiveCount)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, let point = next() { points.append(point) }
    return points
  }

  private mutating func next() -> DesignPoint? {
    guard !unseen.isExhausted else { return nil }
    guard let current else { return unseen.next(using: &generator) }
    var point = current.point
    let deviation = schedule.deviation(heard)
    for _ in 0..<30 {
      point = moves.neighbour(
        of: point, probability: changeProbability, deviation: deviation, using: &generator)
      // A design that is known is walked through on the way to one that is not.
      if unseen.insert(point) { return point }
    }
    return unseen.next(using: &generator)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = moves.space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      let individual = Individual(observation, objectiveCount: objectiveCount)
      scalarizer.observe(individual)
      heard += 1
      learn(individual)
    }
  }

  private mutating func learn(_ individual: Individual) {
    quiet += 1
    if best.map({ scalarizer.isBetter(individual, than: $0) }) ?? true {
      best = individual
      quiet = 0
    }
    guard let place = current else {
      sample.append(individual)
      guard sample.count >= initialCount else { return }
      spread = typicalDifference()
      sample = []
      current = best
      return
    }
    if accepts(individual, after: place) { current = individual }
    if quiet >= patience {
      quiet = 0
      current = best
      scalarizer.redraw(using: &generator)
    }
  }

  /// The median distance of the values of the first designs from their least.
  private func typicalDifference() -> Double {
    let values = sample.filter { $0.violation == 0 }.map { scalarizer.value($0) }.sorted()
    guard let least = values.first else { return 1 }
    let difference = values[values.count / 2] - least
    return difference > 0 ? difference : 1
  }

  /// Metropolis's rule; a constraint that breaks costs as much as one typical difference.
  private mutating func accepts(_ next: Individual, after place: Individual) -> Bool {
    let draw = generator.uniform()
    guard !scalarizer.isBetter(next, than: place) else { return true }
    guard next.violation.isFinite else { return !place.violation.isFinite }
    let loss =
      next.violation == place.violation
      ? (scalarizer.value(next) - scalarizer.value(place)) / spread : 1
    return draw < exponential(-loss / schedule.temperature(heard))
  }
}
