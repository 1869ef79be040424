/// Walks Sobol's sequence: designs that fill the space more evenly than chance does.
///
/// A yardstick like random search, and a fair sample of the space; where few parameters matter, its
/// projections are evener too. Scrambled by the seed (`SobolSequence`). A number that falls on a
/// design which was proposed before is skipped; where designs run out, the rest comes in random order.
public struct SobolSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "sobol"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "A scrambled low-discrepancy sequence: fills the space more evenly than chance."

  static let description = SearchAlgorithmDescription(SobolSearch.self, hyperparameters: []) {
    problem, _ in SobolSearch(problem: problem)
  }

  /// Any number would do; this many keep cores busy and complete a net.
  public let preferredBatch = 256
  /// False: points come in an order that is known beforehand.
  public let isAdaptive = false
  private let space: SearchSpace
  private let sequence: SobolSequence
  private var index: UInt32 = 0
  private var generator: SplitMix64
  private var unseen: UnseenPoints

  init(problem: SearchProblem) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    generator = root.split(1)
    unseen = UnseenPoints(
      space: problem.space, generator: root.split(2), proposals: .drawn)
    sequence = SobolSequence(dimension: problem.space.count, generator: root.split(3))
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
      let point = space.point(atUnitCoordinates: sequence.point(index))
      index &+= 1
      if unseen.insert(point) { return point }
    }
    return unseen.next(using: &generator)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for observation in observations { unseen.insert(observed: observation.point) }
  }
}
