/// Lays Latin hypercubes over the space: every parameter takes evenly spread values.
///
/// One hypercube of `size` designs, in random order, then another, and so on. Where a study ends
/// within a hypercube its designs are no evener than random ones, so `size` is the budget by default.
/// Designs that were proposed before are skipped; what is left of a small space comes in random order.
public struct LatinHypercubeSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "latin-hypercube"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Evenly spread values of every parameter: a fair sample of a size known beforehand."

  static let description = SearchAlgorithmDescription(
    LatinHypercubeSearch.self,
    hyperparameters: [
      Hyperparameter(
        "size", default: nil, in: 1...100_000,
        "designs of a hypercube; the budget, up to ten thousand, if not given")
    ]
  ) { problem, values in LatinHypercubeSearch(problem: problem, hyperparameters: values) }

  /// Any number would do; this many keep cores busy.
  public let preferredBatch = 256
  /// False: points come in an order that is known beforehand.
  public let isAdaptive = false
  private let space: SearchSpace
  private let size: Int
  private var waiting: [[Double]] = []
  private var generator: SplitMix64
  private var unseen: UnseenPoints

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    size = hyperparameters.integer("size", or: min(max(problem.budget, 1), 10_000))
    generator = root.split(1)
    unseen = UnseenPoints(
      space: problem.space, generator: root.split(2), proposals: .drawn)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, let point = next() { points.append(point) }
    return points
  }

  private mutating func next() -> DesignPoint? {
    guard !unseen.isExhausted else { return nil }
    for _ in 0..<32 {
      if waiting.isEmpty {
        waiting = LatinHypercube.points(size, dimension: space.count, using: &generator)
      }
      let point = space.point(atUnitCoordinates: waiting.removeLast())
      if unseen.insert(point) { return point }
    }
    return unseen.next(using: &generator)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for observation in observations { unseen.insert(observed: observation.point) }
  }
}
