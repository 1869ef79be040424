/// Models where good designs are and where others are, and asks where the first are likelier.
///
/// The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl, NIPS 2011) with one kernel
/// over all parameters for each design (Falkner, Klein, Hutter, *BOHB*, ICML 2018), or parameter by
/// parameter. Of some designs drawn from the density of the good ones, the one with the largest ratio
/// to the density of the others is proposed. With several objectives the good ones are the best by
/// fronts (Ozaki, Tanigaki, Watanabe, Onishi, GECCO 2020). A parameter that a design switches off
/// makes its kernel even along it, which is how conditional spaces are learnt as one.
///
/// Good for tens to thousands of evaluations; a proposal costs tenths of a millisecond.
public struct ParzenTreeSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "tpe"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Densities of good and other designs (TPE): mixed and conditional spaces, 50 to 1000 trials."

  static let description = SearchAlgorithmDescription(
    ParzenTreeSearch.self,
    hyperparameters: [
      Hyperparameter(
        "initial", default: 10, in: 2...100_000, "designs drawn before there is a model"),
      Hyperparameter(
        "good-share", default: 0.1, in: 0.001...1, "share of the designs that count as good"),
      Hyperparameter(
        "good-limit", default: 25, in: 1...100_000, "how many designs count as good at most"),
      Hyperparameter(
        "candidates", default: 48, in: 1...100_000, "designs among which the best is proposed"),
      Hyperparameter(
        "bandwidth", default: nil, in: 0.001...10,
        "deviation of a single kernel on a parameter's scale; 0.05, or 0.2 for fronts, if not given"
      ),
      Hyperparameter(
        "least-levels", default: 0.4, in: 0.01...10,
        "least deviation of a kernel in levels of an integer or ordinal"),
      Hyperparameter(
        "multivariate", default: 1, in: 0...1,
        "1: kernels over all parameters; 0: every parameter by itself"),
    ]
  ) { problem, values in ParzenTreeSearch(problem: problem, hyperparameters: values) }

  /// One: every answer changes the densities.
  public let preferredBatch = 1
  private let space: SearchSpace
  private let objectiveCount: Int
  private let initialCount: Int
  private let goodShare: Double
  private let goodLimit: Int
  private let candidateCount: Int
  private let bandwidth: Double
  private let isMultivariate: Bool
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var initial: [[Double]]
  private var proposed = 0
  private var records: ParzenRecords
  private var centres: ParzenCentres
  private var pending: [ParzenPlace] = []
  private var good: ParzenKernels
  private var others: ParzenKernels

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    objectiveCount = problem.objectiveCount
    initialCount = hyperparameters.integer("initial", or: 10)
    goodShare = hyperparameters["good-share"] ?? 0.1
    goodLimit = hyperparameters.integer("good-limit", or: 25)
    candidateCount = hyperparameters.integer("candidates", or: 48)
    bandwidth = hyperparameters["bandwidth"] ?? (objectiveCount == 1 ? 0.05 : 0.2)
    isMultivariate = hyperparameters.integer("multivariate", or: 1) == 1
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
    var spread = root.split(3)
    initial = LatinHypercube.points(initialCount, dimension: space.count, using: &spread)
    records = ParzenRecords(objectiveCount: problem.objectiveCount)
    centres = ParzenCentres(space: problem.space)
    let exponent = 1 / Double((isMultivariate ? space.count : 1) + 4)
    let least = hyperparameters["least-levels"] ?? 0.4
    good = ParzenKernels(
      bandwidth: bandwidth, exponent: exponent, leastLevels: least, tolerance: 0)
    others = ParzenKernels(
      bandwidth: bandwidth, exponent: exponent, leastLevels: least, tolerance: 0.1)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, !unseen.isExhausted {
      let point: DesignPoint?
      if records.count < 2 || proposed < initialCount {
        point = nextInitial()
      } else {
        point = propose()
      }
      guard let point = point ?? unseen.next(using: &generator) else { break }
      proposed += 1
      pending.append(ParzenPlace(point, space: space))
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

  private mutating func propose() -> DesignPoint? {
    let share = Int((goodShare * Double(records.count)).rounded(.up))
    let best = records.best(min(max(share, 1), goodLimit))
    let likely = good.mixture(
      best.members, weights: best.weights, of: records.places, space: space)
    // What is being evaluated counts as no good until it is heard of, so that others are tried.
    let unlikely = others.mixture(
      allBut: best.members, of: records.places, centres: centres, adding: pending, space: space)
    var winner: (score: Double, point: DesignPoint)?
    for place in candidates(likely, unlikely) {
      let score = likely.logDensity(place) - unlikely.logDensity(place)
      if winner.map({ score > $0.score }) ?? true { winner = (score, place.point) }
    }
    guard let point = winner?.point, unseen.insert(point) else { return nil }
    return point
  }

  private mutating func candidates(
    _ likely: ParzenMixture, _ unlikely: ParzenMixture
  ) -> [ParzenPlace] {
    if isMultivariate {
      var places: [ParzenPlace] = []
      // Where most draws are known already, more of them find what is not.
      for _ in 0..<8 * candidateCount where places.count < candidateCount {
        let point = likely.sample(space: space, using: &generator)
        if !unseen.contains(point) { places.append(ParzenPlace(point, space: space)) }
      }
      return places
    }
    var places: [ParzenPlace] = []
    for _ in 0..<5 where places.isEmpty {
      var values = space.axes.map(\.lower)
      let drawn = (0..<candidateCount).map { _ in
        likely.sampleIndependently(space: space, using: &generator)
      }
      for position in values.indices {
        var best = -Double.infinity
        for draw in drawn {
          var place = ParzenPlace(draw, space: space)
          place.activate(position)
          let score =
            likely.logDensity(place, along: position) - unlikely.logDensity(place, along: position)
          guard score > best else { continue }
          best = score
          values[position] = draw.values[position]
        }
      }
      space.canonicalize(&values)
      let point = DesignPoint(values)
      if !unseen.contains(point) { places.append(ParzenPlace(point, space: space)) }
    }
    return places
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      pending.removeAll { $0.point == observation.point }
      let individual = Individual(observation, objectiveCount: objectiveCount)
      let place = ParzenPlace(observation.point, space: space)
      records.append(individual, place)
      centres.append(place)
    }
  }
}
