/// Learns a random forest of the results and asks where most can be expected.
///
/// As SMAC does (Hutter, Hoos, Leyton-Brown, LION 2011): after a Latin hypercube, a forest predicts
/// mean and variance of what a design would give, and the design with the largest expected
/// improvement among neighbours of the best and random ones is proposed; now and then one is drawn
/// at random. Trees do not mind scales, steps, categories or parameters that are switched off. The
/// forest learns the logarithm of a design's rank, so that only order matters: constraints, failures
/// and, with several objectives, a direction that changes with every proposal (as in ParEGO) are
/// part of the order.
public struct RandomForestSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "random-forest"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "A random forest and expected improvement (SMAC): categories, conditions and steps, to 1000."

  static let description = SearchAlgorithmDescription(
    RandomForestSearch.self,
    hyperparameters: [
      Hyperparameter(
        "initial", default: 10, in: 2...100_000, "designs drawn before there is a forest"),
      Hyperparameter("trees", default: 20, in: 1...1000, "trees of the forest"),
      Hyperparameter(
        "features", default: 0.5, in: 0.01...1, "share of the parameters that a split tries"),
      Hyperparameter("leaf", default: 1, in: 1...1000, "least number of designs in a leaf"),
      Hyperparameter(
        "random-share", default: 0.08, in: 0...1, "probability of proposing a random design"),
      Hyperparameter(
        "effort", default: 1, in: 0.01...100,
        "how many designs are looked at before one is proposed; time is in proportion"),
    ]
  ) { problem, values in RandomForestSearch(problem: problem, hyperparameters: values) }

  /// One: every answer changes the forest.
  public let preferredBatch = 1
  private let space: SearchSpace
  private let moves: LocalMoves
  private let objectiveCount: Int
  private let initialCount: Int
  private let treeCount: Int
  private let featureShare: Double
  private let leastLeaf: Int
  private let randomShare: Double
  private let candidateCount: Int
  private let isCategorical: [Bool]
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var scalarizer: Scalarizer
  private var initial: [[Double]]
  private var proposed = 0
  private var individuals: [Individual] = []
  private var rows: [[Double]] = []
  private var forest: [RegressionTree] = []
  /// The records, the best first, as of the last time the forest was grown.
  private var order: [Int] = []
  private var nextGrowth = 0

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    moves = LocalMoves(space: problem.space)
    objectiveCount = problem.objectiveCount
    initialCount = hyperparameters.integer("initial", or: 10)
    treeCount = hyperparameters.integer("trees", or: 20)
    featureShare = hyperparameters["features"] ?? 0.5
    leastLeaf = hyperparameters.integer("leaf", or: 1)
    randomShare = hyperparameters["random-share"] ?? 0.08
    candidateCount = max(10, Int(500 * (hyperparameters["effort"] ?? 1)))
    isCategorical = problem.space.axes.map { !$0.isOrdered && $0.levelCount <= 64 }
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
    var spread = root.split(3)
    initial = LatinHypercube.points(initialCount, dimension: space.count, using: &spread)
    scalarizer = Scalarizer(objectiveCount: problem.objectiveCount)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, !unseen.isExhausted {
      let point: DesignPoint?
      if individuals.count < 2 || proposed < initialCount {
        point = nextInitial()
      } else {
        point = generator.uniform() < randomShare ? nil : propose()
      }
      guard let point = point ?? unseen.next(using: &generator) else { break }
      proposed += 1
      points.append(point)
    }
    return points
  }

  private mutating func nextInitial() -> DesignPoint? {
    while let coordinates = initial.popLast() {
      let point = space.point(atUnitCoordinates: coordinates)
      if unseen.insert(point) { return point }
    }
    return nil
  }

  private func row(_ point: DesignPoint) -> [Double] {
    zip(space.axes, point.values).enumerated().map { position, pair in
      isCategorical[position] ? pair.1 : pair.0.unit(of: pair.1)
    }
  }

  private mutating func grow() {
    scalarizer.redraw(using: &generator)
    order = individuals.indices.sorted { a, b in
      if scalarizer.isBetter(individuals[a], than: individuals[b]) { return true }
      return scalarizer.isBetter(individuals[b], than: individuals[a]) ? false : a < b
    }
    var targets = [Double](repeating: 0, count: individuals.count)
    for (rank, index) in order.enumerated() {
      targets[index] = logarithm(Double(rank + 1) / Double(order.count))
    }
    let table = RegressionTree.Table(rows: rows, targets: targets, isCategorical: isCategorical)
    forest = (0..<treeCount).map { _ in
      let drawn = rows.indices.map { _ in generator.integer(below: rows.count) }
      return RegressionTree(
        table, rows: drawn, featureShare: featureShare, leastLeaf: leastLeaf, using: &generator)
    }
    nextGrowth = individuals.count + max(1, individuals.count / 50)
  }

  private mutating func propose() -> DesignPoint? {
    if individuals.count >= nextGrowth || objectiveCount > 1 { grow() }
    let best = logarithm(1 / Double(order.count))
    var winner: (gain: Double, point: DesignPoint)?
    for number in 0..<candidateCount {
      let point: DesignPoint
      if number % 5 == 0 {
        point = space.sample(using: &generator)
      } else {
        // Ever finer steps from the winner so far, or from one of the ten best.
        let origin = number % 2 == 0 ? winner?.point : nil
        let leader = order[generator.integer(below: min(10, order.count))]
        point = moves.neighbour(
          of: origin ?? individuals[leader].point, probability: 0.1,
          deviation: 0.2 * power(0.05, generator.uniform()), using: &generator)
      }
      guard !unseen.contains(point) else { continue }
      let gain = improvement(row(point), over: best)
      if winner.map({ gain > $0.gain }) ?? true { winner = (gain, point) }
    }
    guard let point = winner?.point, unseen.insert(point) else { return nil }
    return point
  }

  /// The logarithm of the expected improvement, by the forest's mean and variance.
  private func improvement(_ row: [Double], over best: Double) -> Double {
    var sum = 0.0
    var squares = 0.0
    var within = 0.0
    for tree in forest {
      let leaf = tree.predict(row)
      sum += leaf.mean
      squares += leaf.mean * leaf.mean
      within += leaf.variance
    }
    let count = Double(forest.count)
    let mean = sum / count
    // The law of total variance (Hutter, Xu, Hoos, Leyton-Brown 2014, equation 3).
    let variance = max(within / count + squares / count - mean * mean, 1e-6)
    let deviation = variance.squareRoot()
    return NormalDistribution.logImprovement((best - mean) / deviation).logarithm
      + logarithm(deviation)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      let individual = Individual(observation, objectiveCount: objectiveCount)
      scalarizer.observe(individual)
      individuals.append(individual)
      rows.append(row(observation.point))
    }
  }
}
