/// Samples a normal distribution that turns and stretches towards good designs: CMA-ES.
///
/// The distribution lives on the unit scales of the ordered parameters (`CovarianceAdaptation`).
/// Integers and ordinals are rounded, and their deviation is never so small that the neighbouring
/// level has no chance (the margin of Hamano, Saito, Nomura, Shirakawa, GECCO 2022). Categories have
/// a distribution of their own (`CategoryDistribution`). Designs that rounding brings back are not
/// evaluated again: what was heard of them counts once more. Where the distribution has converged,
/// the search starts again elsewhere with twice as many designs a generation (IPOP: Auger, Hansen,
/// CEC 2005). With several objectives every run minimises in another direction (`Scalarizer`).
public struct CovarianceSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "cma-es"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Adapts a normal distribution to good designs: the best for real parameters that interact."

  static let description = SearchAlgorithmDescription(
    CovarianceSearch.self,
    hyperparameters: [
      Hyperparameter(
        "population", default: nil, in: 4...100_000,
        "designs of a generation; 4 + 3 ln n for n parameters if not given"),
      Hyperparameter(
        "deviation", default: 1.0 / 6, in: 1e-6...10,
        "first standard deviation, in units of a parameter's scale"),
      Hyperparameter(
        "growth", default: 2, in: 1...10, "by how much a restart multiplies the population"),
      Hyperparameter(
        "category-rate", default: 0.2, in: 0...1,
        "how fast the probabilities of categories follow a generation"),
    ]
  ) { problem, values in CovarianceSearch(problem: problem, hyperparameters: values) }

  /// What is missing from the generation.
  public var preferredBatch: Int { max(1, populationSize - answers.count) }

  private struct Answer: Sendable {
    var step: [Double]
    var individual: Individual
  }

  private let space: SearchSpace
  private let ordered: [Int]
  private let categorical: [Int]
  private let objectiveCount: Int
  private let firstDeviation: Double
  private let growth: Double
  private let categoryRate: Double
  private var populationSize: Int
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var scalarizer: Scalarizer
  private var distribution: CovarianceAdaptation?
  private var categories: [CategoryDistribution] = []
  private var answers: [Answer] = []
  private var pending: [DesignPoint: [Double]] = [:]
  private var known: [DesignPoint: Individual] = [:]
  private var best: Individual?
  /// The best value of each generation of this run, and how many of its designs were new.
  private var history: [Double] = []
  private var newInGeneration = 0
  private var hasBegun = false
  private var runs = 0

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    let axes = problem.space.axes
    ordered = axes.indices.filter { axes[$0].isOrdered && axes[$0].levelCount != 1 }
    categorical = axes.indices.filter { !axes[$0].isOrdered && axes[$0].levelCount != 1 }
    objectiveCount = problem.objectiveCount
    firstDeviation = hyperparameters["deviation"] ?? 1.0 / 6
    growth = hyperparameters["growth"] ?? 2
    categoryRate = hyperparameters["category-rate"] ?? 0.2
    let count = Double(max(1, ordered.count + categorical.count))
    populationSize = hyperparameters.integer(
      "population", or: 4 + Int((3 * logarithm(count)).rounded(.down)))
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
    if !hasBegun { begin(at: best?.point) }
    for _ in 0..<100 {
      let (point, step) = draw()
      if unseen.insert(point) {
        pending[point] = step
        return point
      }
      if let individual = known[point] { receive(Answer(step: step, individual: individual)) }
    }
    return unseen.next(using: &generator)
  }

  /// Starts a run: in the middle of the space, at a known design, or anywhere.
  private mutating func begin(at point: DesignPoint?) {
    hasBegun = true
    answers = []
    history = []
    pending = [:]
    newInGeneration = 0
    let coordinates = point.map { space.unitCoordinates(of: $0) }
    let isFirst = runs == 0
    runs += 1
    if !ordered.isEmpty {
      var mean: [Double] = []
      for position in ordered {
        let random = generator.uniform()
        mean.append(coordinates?[position] ?? (isFirst ? 0.5 : random))
      }
      distribution = CovarianceAdaptation(
        mean: mean, stepSize: firstDeviation, populationSize: populationSize)
    }
    let margin = 1 / Double(populationSize)
    categories = categorical.map {
      CategoryDistribution(count: space.axes[$0].levelCount, margin: margin)
    }
  }

  private mutating func draw() -> (point: DesignPoint, step: [Double]) {
    var values = space.axes.map(\.lower)
    var step: [Double] = []
    if let distribution {
      let margins = self.margins(distribution)
      step = distribution.step(using: &generator)
      for _ in 0..<20 {
        if isInside(step, distribution, margins) { break }
        step = distribution.step(using: &generator)
      }
      for (index, position) in ordered.enumerated() {
        let scale = distribution.stepSize * margins[index]
        let unit = distribution.mean[index] + scale * step[index]
        let inside = min(max(unit, 0), 1)
        if inside != unit { step[index] = (inside - distribution.mean[index]) / scale }
        values[position] = space.axes[position].value(ofUnit: inside)
      }
    }
    for (index, position) in categorical.enumerated() {
      let category = categories[index].draw(using: &generator)
      values[position] = space.axes[position].value(ofLevel: category)
    }
    space.canonicalize(&values)
    return (DesignPoint(values), step)
  }

  private func isInside(
    _ step: [Double], _ distribution: CovarianceAdaptation, _ margins: [Double]
  ) -> Bool {
    for index in step.indices {
      let unit = distribution.mean[index] + distribution.stepSize * margins[index] * step[index]
      if unit < 0 || unit > 1 { return false }
    }
    return true
  }

  /// By how much each coordinate is stretched so that a neighbouring level keeps its chance.
  ///
  /// The chance to leave the level of the mean is 1 / (n λ) at least, as in the paper.
  private func margins(_ distribution: CovarianceAdaptation) -> [Double] {
    let chance = 1 / Double(ordered.count * populationSize)
    let quantile = -QuasiRandomSequence.normalQuantile(min(chance, 0.4))
    return ordered.enumerated().map { index, position in
      let levels = Double(space.axes[position].levelCount)
      guard levels > 0 else { return 1 }
      let place = distribution.mean[index] * levels
      let within = place - place.rounded(.down)
      // Only the boundaries that lead to another level count.
      var distance = 1.0
      if place >= 1 { distance = min(distance, within) }
      if place < levels - 1 { distance = min(distance, 1 - within) }
      let least = max(distance, 0.05) / levels / quantile
      return max(1, least / max(distribution.deviation(index), 1e-300))
    }
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      let individual = Individual(observation, objectiveCount: objectiveCount)
      scalarizer.observe(individual)
      known[individual.point] = individual
      if best.map({ scalarizer.isBetter(individual, than: $0) }) ?? true { best = individual }
      if let step = pending.removeValue(forKey: individual.point) {
        newInGeneration += 1
        receive(Answer(step: step, individual: individual))
      }
    }
  }

  private mutating func receive(_ answer: Answer) {
    answers.append(answer)
    guard answers.count >= populationSize else { return }
    let order = answers.indices.sorted { a, b in
      let (left, right) = (answers[a].individual, answers[b].individual)
      if scalarizer.isBetter(left, than: right) { return true }
      return scalarizer.isBetter(right, than: left) ? false : a < b
    }
    let sorted = order.map { answers[$0] }
    answers.removeAll(keepingCapacity: true)
    distribution?.adapt(sorted.map(\.step))
    adaptCategories(sorted)
    let leader = sorted[0].individual
    history.append(leader.violation > 0 ? leader.violation : scalarizer.value(leader))
    let isStale = newInGeneration == 0
    newInGeneration = 0
    if isStale || hasConverged { restart() }
  }

  private mutating func adaptCategories(_ sorted: [Answer]) {
    let good = max(1, sorted.count / 2)
    let raw = (1...good).map {
      logarithm(Double(sorted.count + 1) / 2) - logarithm(Double($0))
    }
    let sum = max(raw.reduce(0, +), 1e-300)
    for (index, position) in categorical.enumerated() {
      let axis = space.axes[position]
      let shares = (0..<good).map { place in
        (
          category: axis.level(nearest: sorted[place].individual.point.values[position]),
          weight: raw[place] / sum
        )
      }
      categories[index].adapt(shares, rate: categoryRate)
    }
  }

  private var hasConverged: Bool {
    let count = Double(max(1, ordered.count + categorical.count))
    let window = 10 + Int(30 * count / Double(populationSize))
    if history.count > window, let least = history.suffix(window).min(),
      let most = history.suffix(window).max()
    {
      if !(most - least > 1e-12 * max(1, least.magnitude)) { return true }
    }
    // A front wants many directions rather than one followed to the end.
    if objectiveCount > 1, history.count > window { return true }
    guard let distribution else { return false }
    return distribution.isDegenerate || distribution.longestDeviation < 1e-9
  }

  private mutating func restart() {
    let larger = Double(populationSize) * (objectiveCount == 1 ? growth : 1)
    populationSize = Int(min(larger, 100_000))
    scalarizer.redraw(using: &generator)
    begin(at: nil)
  }
}
