/// Evaluates a grid over the space; all of it, if the budget allows.
///
/// Where the space has no more points than the budget, every one is evaluated. Otherwise every
/// parameter takes a few evenly spaced values, its ends among them: as many for each as the budget
/// allows, categories being served first. The points of the grid come in an order shuffled by the
/// seed, so that a search which is cut short has seen more than a corner. After the grid comes what
/// it left out, in random order.
public struct GridSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "grid"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Evenly spaced values of every parameter; exhaustive where the budget covers the space."

  static let description = SearchAlgorithmDescription(
    GridSearch.self,
    hyperparameters: [
      Hyperparameter(
        "levels", default: nil, in: 1...100_000,
        "values of each parameter at most; as many as the budget allows if not given")
    ]
  ) { problem, values in GridSearch(problem: problem, hyperparameters: values) }

  /// Any number would do; this many keep cores busy.
  public let preferredBatch = 256
  /// False: points come in an order that is known beforehand.
  public let isAdaptive = false
  private let space: SearchSpace
  /// How many values each parameter takes; empty when the space is walked whole.
  private let levels: [Int]
  private let order: ShuffledRange
  private var cursor = 0
  private var generator: SplitMix64
  private var unseen: UnseenPoints

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    generator = root.split(1)
    unseen = UnseenPoints(
      space: problem.space, generator: root.split(2), proposals: .numbered)
    let given = hyperparameters["levels"].map { _ in hyperparameters.integer("levels", or: 2) }
    let whole = problem.space.cardinality.flatMap { $0 <= problem.budget ? $0 : nil }
    if given == nil, let whole {
      levels = []
      order = ShuffledRange(count: whole, generator: root.split(3))
    } else {
      levels = GridSearch.levels(problem, limit: given)
      let product = GridSearch.product(levels) ?? .max
      order = ShuffledRange(count: product, generator: root.split(3))
    }
  }

  private static func product(_ counts: [Int]) -> Int? {
    var result = 1
    for count in counts {
      let (next, overflow) = result.multipliedReportingOverflow(by: count)
      guard !overflow else { return nil }
      result = next
    }
    return result
  }

  private static func levels(_ problem: SearchProblem, limit: Int?) -> [Int] {
    let axes = problem.space.axes
    let most = axes.map { $0.levelCount == 0 ? limit ?? .max : min($0.levelCount, limit ?? .max) }
    if limit != nil { return most }
    var levels = axes.map { _ in 1 }
    func fits(_ levels: [Int]) -> Bool { product(levels).map { $0 <= problem.budget } ?? false }
    for position in axes.indices where !axes[position].isOrdered {
      var wider = levels
      wider[position] = most[position]
      if fits(wider) { levels = wider }
    }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for position in axes.indices where levels[position] < most[position] {
        var wider = levels
        wider[position] += 1
        guard fits(wider) else { continue }
        levels = wider
        isGrowing = true
      }
    }
    return levels
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, let point = next() { points.append(point) }
    return points
  }

  /// Goes on as if so many points had been asked for; at once where the space is walked whole.
  public mutating func skip(_ count: Int) {
    if levels.isEmpty {
      // Every number of the order is another point, none of which was told of or asked for.
      cursor += max(0, min(count, order.count - cursor))
    } else {
      for _ in 0..<max(0, count) { guard next() != nil else { return } }
    }
  }

  private mutating func next() -> DesignPoint? {
    if levels.isEmpty { return nextOfAll() }
    guard !unseen.isExhausted else { return nil }
    // Conditions make many points of a grid the same design; there is an end to looking for others.
    for _ in 0..<1000 {
      guard cursor < order.count else { break }
      let index = order[cursor]
      cursor += 1
      let point = gridPoint(index)
      if unseen.insert(point) { return point }
    }
    return unseen.next(using: &generator)
  }

  /// Every number of the order is another point: only what was told of can come again.
  private mutating func nextOfAll() -> DesignPoint? {
    while cursor < order.count {
      let point = space.point(at: order[cursor])
      cursor += 1
      if !unseen.contains(point) { return point }
    }
    return nil
  }

  private func gridPoint(_ index: Int) -> DesignPoint {
    var rest = index
    var values: [Double] = []
    for (axis, count) in zip(space.axes, levels) {
      let place = rest % count
      rest /= count
      values.append(GridSearch.value(place, of: count, on: axis))
    }
    return space.canonical(DesignPoint(values))
  }

  private static func value(_ place: Int, of count: Int, on axis: ParameterAxis) -> Double {
    let share = count == 1 ? 0.5 : Double(place) / Double(count - 1)
    guard axis.levelCount > 0 else { return axis.value(ofUnit: share) }
    return axis.value(ofLevel: Int((share * Double(axis.levelCount - 1)).rounded()))
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for observation in observations { unseen.insert(observed: observation.point) }
  }
}
