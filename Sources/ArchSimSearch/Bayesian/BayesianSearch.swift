/// Learns a model of every objective and asks where most can be expected.
///
/// Bayesian optimisation with Gaussian processes: after a few spread-out designs, each proposal
/// maximises the logarithm of the expected improvement (of the expected gain in hypervolume with
/// several objectives) times the probability that all constraints hold. Constraints are modelled
/// as quantities of their own, and so is whether a design can exist at all.
///
/// Good for tens to hundreds of evaluations that are dear; a proposal costs milliseconds, growing
/// with the square of the number of observations. Beyond the training limit the models see only the
/// best half, the newest quarter and an even choice of the rest.
public struct BayesianSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "bayesian"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Gaussian processes and expected improvement: for tens to hundreds of dear trials."

  static let description = SearchAlgorithmDescription(
    BayesianSearch.self,
    hyperparameters: [
      Hyperparameter(
        "initial", default: nil, in: 2...100_000,
        "designs drawn before there is a model; derived from the parameters if not given"),
      Hyperparameter(
        "batch", default: 1, in: 1...1000,
        "designs proposed between two looks at the results; more is faster, less clever"),
      Hyperparameter(
        "effort", default: 1, in: 0.01...100,
        "how hard the best next design is looked for; time is in proportion"),
      Hyperparameter(
        "refinement", default: 0.1, in: 0...1,
        "share of the budget, at its end, in which real parameters settle beside the best design"),
      Hyperparameter(
        "training-limit", default: 1000, in: 20...5000,
        "observations that a model learns from at most"),
    ]
  ) { problem, values in BayesianSearch(problem: problem, hyperparameters: values) }

  /// The batch that was set; one design at a time if none was.
  public let preferredBatch: Int
  private let space: SearchSpace
  private let initialCount: Int
  /// From how many proposals on the best design is refined.
  private let refinementStart: Int
  private let thoroughness: Double
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var initial: [DesignPoint] = []
  private var proposed = 0
  private var model: BayesianModel
  /// Proposed points of which nothing has been heard yet, in the order of their proposal.
  private var pending: [DesignPoint] = []

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    preferredBatch = hyperparameters.integer("batch", or: 1)
    initialCount = hyperparameters.integer(
      "initial", or: min(max(2 + problem.space.count, 6), 10))
    // Models of constraints are not asked there, so a search that has some goes on as before.
    let share =
      problem.objectiveCount == 1 && problem.constraintCount == 0
      ? hyperparameters["refinement"] ?? 0.1 : 0
    refinementStart = problem.budget - Int((share * Double(problem.budget)).rounded())
    thoroughness = hyperparameters["effort"] ?? 1
    model = BayesianModel(
      problem: problem, trainingLimit: hyperparameters.integer("training-limit", or: 1000))
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
    initial = BayesianSearch.spreadPoints(initialCount, in: space, generator: root.split(3))
  }

  /// Designs such that every parameter takes evenly spread values: a Latin hypercube.
  private static func spreadPoints(
    _ count: Int, in space: SearchSpace, generator: SplitMix64
  ) -> [DesignPoint] {
    var generator = generator
    let rows = LatinHypercube.points(count, dimension: space.count, using: &generator)
    return rows.reversed().map { space.point(atUnitCoordinates: $0) }
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    guard count > 0 else { return points }
    var working: (model: BayesianModel, acquisition: Acquisition)?
    while points.count < count, !unseen.isExhausted {
      var point: DesignPoint?
      if model.usableCount < 2 || proposed < initialCount {
        point = nextInitial()
      } else {
        if working == nil { working = prepared() }
        if var current = working {
          point = refined() ?? propose(current)
          if let point, points.count + 1 < count {
            working = nil
            pretend(point, &current)
            working = current
          }
        }
      }
      guard let point = point ?? unseen.next(using: &generator) else { break }
      _ = unseen.insert(point)
      proposed += 1
      pending.append(point)
      points.append(point)
    }
    return points
  }

  private mutating func nextInitial() -> DesignPoint? {
    while let point = initial.popLast() {
      if !unseen.contains(point) { return point }
    }
    return nil
  }

  /// The model brought up to date, and a copy that also believes its own guesses.
  private mutating func prepared() -> (model: BayesianModel, acquisition: Acquisition) {
    let acquisition = model.update()
    var working = (model: model, acquisition: acquisition)
    for point in pending { pretend(point, &working) }
    return working
  }

  private func pretend(
    _ point: DesignPoint, _ working: inout (model: BayesianModel, acquisition: Acquisition)
  ) {
    let coordinates = space.unitCoordinates(of: point)
    if case .hypervolume(var gain) = working.acquisition.goal {
      gain.insert(working.model.predictedObjectives(coordinates))
      working.acquisition.goal = .hypervolume(gain)
    }
    working.model.pretend(coordinates)
  }

  /// A design beside the best one, when the budget nears its end.
  private func refined() -> DesignPoint? {
    guard proposed >= refinementStart, pending.isEmpty else { return nil }
    let members = model.records.indices.filter { model.records[$0].isUsable }
    guard let best = model.ranked().first else { return nil }
    let point = LocalRefinement(space: space, records: model.records)
      .proposal(best: best, among: members)
    guard let point, !unseen.contains(point) else { return nil }
    return point
  }

  private mutating func propose(
    _ working: (model: BayesianModel, acquisition: Acquisition)
  ) -> DesignPoint? {
    var best = Array(model.ranked().prefix(5))
    let front = model.frontMembers()
    if model.objectiveCount > 1, !front.isEmpty {
      // A front has many best designs: every proposal starts from a few others.
      var chance = generator.split(UInt64(proposed) | 1 << 40)
      best = (0..<10).map { _ in front[chance.integer(below: front.count)] }
    }
    var optimizer = AcquisitionOptimizer(
      space: space, processes: working.model.processes, acquisition: working.acquisition,
      unseen: unseen,
      incumbents: best.map { model.records[$0].observation.point },
      thoroughness: thoroughness, generator: generator.split(UInt64(proposed)))
    return optimizer.best()
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      pending.removeAll { $0 == observation.point }
      model.append(observation, coordinates: space.unitCoordinates(of: observation.point))
    }
  }
}
