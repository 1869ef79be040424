/// Draws every parameter independently and evenly, and never the same point twice.
///
/// The yardstick for all others, and the best choice where evaluations cost nothing or nothing is
/// known: it cannot be misled, and its points are a fair sample of the space. Bergstra, Bengio:
/// *Random search for hyper-parameter optimization*, JMLR 13 (2012), explains why it beats grids.
///
/// The sequence depends on the seed alone, not on how many points are asked for at a time. In an
/// enumerable space it proposes every point exactly once and then stops.
public struct RandomSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "random"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Independent even draws without repetition: the yardstick for the others."

  static let description = SearchAlgorithmDescription(RandomSearch.self, hyperparameters: []) {
    problem, _ in RandomSearch(problem: problem)
  }

  /// Any number would do; this many keep cores busy.
  public let preferredBatch = 256
  /// False: points come in an order that is known beforehand.
  public let isAdaptive = false
  private var generator: SplitMix64
  private var unseen: UnseenPoints

  /// Creates a search for a problem.
  public init(problem: SearchProblem) {
    let root = SplitMix64(seed: problem.seed)
    generator = root.split(1)
    unseen = UnseenPoints(
      space: problem.space, generator: root.split(2), proposals: .drawn)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, let point = unseen.next(using: &generator) {
      points.append(point)
    }
    return points
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for observation in observations {
      unseen.insert(observed: observation.point)
    }
  }
}
