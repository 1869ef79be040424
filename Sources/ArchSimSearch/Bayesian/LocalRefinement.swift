/// Settles real parameters near the best design by a model of its neighbourhood alone.
///
/// A model of the whole space knows a valley no better than its noise allows, and expected
/// improvement spends the last evaluations on other valleys as gladly. Near an optimum a function is
/// almost a parabola, of which (d + 1)(d + 2) / 2 designs tell everything: so the nearest designs
/// are looked at as if they were all, values as they are, and the least of what is expected of their
/// box is proposed. Each step is nearer than the last, and so are the designs that the next one is
/// made of (trust regions: Conn, Scheinberg, Vicente, *Introduction to Derivative-Free Optimization*,
/// 2009, chapter 10).
struct LocalRefinement {
  let space: SearchSpace
  let records: [BayesianModel.Record]

  private static let prior = MarginalLikelihood.Prior(
    length: 1, logNoise: -24, leastNoise: 1e-13)

  /// The most promising design beside the best one; `nil` where there are too few to tell.
  ///
  /// - Parameters:
  ///   - best: The position of the best record.
  ///   - members: The positions of the records that can be learnt from.
  /// - Returns: A point of the space, which may be one that is known.
  func proposal(best: Int, among members: [Int]) -> DesignPoint? {
    let centre = records[best]
    let values = centre.observation.point.values
    let reals = space.axes.indices.filter {
      space.axes[$0].levelCount == 0 && space.isActive($0, in: values)
    }
    guard !reals.isEmpty else { return nil }
    let needed = (reals.count + 1) * (reals.count + 2) / 2
    let nearest = neighbours(of: centre, members, along: reals).prefix(needed + reals.count)
    guard nearest.count >= needed, let last = nearest.last, last.distance > 0 else { return nil }
    // The neighbourhood fills a unit cube around the best design.
    let scale = 0.5 / last.distance
    func place(_ record: BayesianModel.Record) -> [Double] {
      reals.map { 0.5 + scale * (record.coordinates[$0] - centre.coordinates[$0]) }
    }
    var inputs = KernelInputs(isCategorical: reals.map { _ in false })
    for neighbour in nearest { inputs.append(place(records[neighbour.index])) }
    let outcomes = nearest.map { records[$0.index].observation.objectives[0] }
    let outcomeScale = OutcomeScale(ofViolations: outcomes)
    let targets = outcomes.map { outcomeScale.target($0) }
    let likelihood = MarginalLikelihood(inputs: inputs, targets: targets, prior: Self.prior)
    let found = likelihood.maximize(from: [likelihood.start], iterations: 40)
    var process = GaussianProcess(
      isCategorical: inputs.isCategorical, hyperparameters: found, capacity: nearest.count)
    for neighbour in nearest { process.append(place(records[neighbour.index])) }
    process.setTargets(targets)
    let minimizer = BoundedMinimizer(
      lower: reals.map { max(0, 0.5 - scale * centre.coordinates[$0]) },
      upper: reals.map { min(1, 0.5 + scale * (1 - centre.coordinates[$0])) },
      iterations: 60, tolerance: 1e-12, firstStep: 0.1)
    let result = minimizer.minimize(from: reals.map { _ in 0.5 }) { point, gradient in
      let slope = process.predictWithSlope(point)
      gradient = slope.mean
      return slope.prediction.mean
    }
    var moved = values
    for (place, position) in zip(result.point, reals) {
      let unit = centre.coordinates[position] + (place - 0.5) / scale
      moved[position] = space.axes[position].value(ofUnit: unit)
    }
    return DesignPoint(moved)
  }

  /// The designs that differ from one in real parameters only, the nearest first.
  private func neighbours(
    of centre: BayesianModel.Record, _ members: [Int], along reals: [Int]
  ) -> [(index: Int, distance: Double)] {
    var isReal = [Bool](repeating: false, count: space.count)
    for position in reals { isReal[position] = true }
    var result: [(index: Int, distance: Double)] = []
    for member in members {
      let coordinates = records[member].coordinates
      var distance = 0.0
      for position in coordinates.indices {
        let offset = (coordinates[position] - centre.coordinates[position]).magnitude
        if !isReal[position], offset > 0 { distance = .infinity }
        distance = max(distance, offset)
      }
      if distance.isFinite { result.append((member, distance)) }
    }
    return result.sorted { a, b in
      a.distance == b.distance ? a.index < b.index : a.distance < b.distance
    }
  }
}
