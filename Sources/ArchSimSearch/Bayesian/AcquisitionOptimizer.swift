/// Finds the design of which most is expected.
///
/// First a pool: even draws from the whole space and small changes to the best designs so far. From
/// the best of the pool, local searches: real parameters climb the slope of the acquisition, and
/// all others try every neighbour, in turn until neither helps. Small spaces are searched whole.
struct AcquisitionOptimizer {
  let space: SearchSpace
  let processes: [GaussianProcess]
  let acquisition: Acquisition
  let unseen: UnseenPoints
  /// The best designs so far.
  let incumbents: [DesignPoint]
  /// How thorough to be, 1 being as thorough as pays for evaluations of a second or more.
  let thoroughness: Double
  var generator: SplitMix64

  private struct Candidate {
    var point: DesignPoint
    var value: Double
  }

  /// How many evaluations of the acquisition are worth their time with so many observations.
  private var effort: Int {
    let count = processes.first?.count ?? 0
    let affordable = min(max(250_000_000 / (count * count + 20_000), 150), 1200)
    return max(10, Int(thoroughness * Double(affordable)))
  }

  /// The best point that was never seen; `nil` when none was found.
  mutating func best() -> DesignPoint? {
    if let cardinality = space.cardinality, cardinality <= effort + effort / 4 {
      return bestOfAll(cardinality)
    }
    let pool = candidates()
    guard !pool.isEmpty else { return nil }
    let starts = effort > 1000 ? 6 : effort > 400 ? 4 : effort > 100 ? 2 : 1
    var best: Candidate?
    for start in pool.prefix(starts) {
      let found = climb(from: start)
      if found.value > best?.value ?? -.infinity, !unseen.contains(found.point) { best = found }
    }
    return (best ?? pool.first { !unseen.contains($0.point) })?.point
  }

  private func value(at point: DesignPoint) -> Double {
    let coordinates = space.unitCoordinates(of: point)
    let value = acquisition.value(processes.map { $0.predict(coordinates) })
    return value.isNaN ? -.infinity : value
  }

  private func bestOfAll(_ cardinality: Int) -> DesignPoint? {
    var best: Candidate?
    for index in 0..<cardinality {
      let point = space.point(at: index)
      guard !unseen.contains(point) else { continue }
      let value = value(at: point)
      if best == nil || value > best?.value ?? 0 { best = Candidate(point: point, value: value) }
    }
    return best?.point
  }

  /// The pool, best first.
  private mutating func candidates() -> [Candidate] {
    var points: [DesignPoint] = []
    let half = effort / 2
    for _ in 0..<half { points.append(space.sample(using: &generator)) }
    if !incumbents.isEmpty {
      for index in 0..<half { points.append(neighbour(of: incumbents[index % incumbents.count])) }
    }
    var pool: [Candidate] = []
    for point in points where !unseen.contains(point) {
      pool.append(Candidate(point: point, value: value(at: point)))
    }
    let order = pool.indices.sorted { a, b in
      pool[a].value == pool[b].value ? a < b : pool[a].value > pool[b].value
    }
    return order.map { pool[$0] }
  }

  /// A design that differs in about one parameter in four, reals by steps of any magnitude.
  private mutating func neighbour(of point: DesignPoint) -> DesignPoint {
    var values = point.values
    let certain = generator.integer(below: values.count)
    let reach = power(10, -3 * generator.uniform())
    for position in values.indices {
      guard position == certain || generator.uniform() < 0.25 else { continue }
      let axis = space.axes[position]
      if axis.levelCount == 0 {
        let unit = axis.unit(of: values[position]) + 0.5 * reach * generator.normal()
        values[position] = axis.value(ofUnit: unit)
      } else {
        values[position] = axis.sample(using: &generator)
      }
    }
    space.canonicalize(&values)
    return DesignPoint(values)
  }

  private func climb(from start: Candidate) -> Candidate {
    var current = start
    for _ in 0..<4 {
      let before = current.value
      stepThroughLevels(&current)
      let middle = current.value
      climbReals(&current)
      // When the reals did not move, the levels will not either.
      if current.value <= middle + 1e-9 || current.value <= before + 1e-9 { break }
    }
    return current
  }

  /// Moves one discrete parameter at a time to its best level, until none helps.
  private func stepThroughLevels(_ current: inout Candidate) {
    let discrete = space.axes.indices.filter { space.axes[$0].levelCount > 1 }
    guard !discrete.isEmpty else { return }
    for _ in 0..<20 {
      var best = current
      for position in discrete where space.isActive(position, in: current.point.values) {
        let axis = space.axes[position]
        let level = axis.level(nearest: current.point.values[position])
        for other in AcquisitionOptimizer.neighbours(of: level, on: axis) {
          var values = current.point.values
          values[position] = axis.value(ofLevel: other)
          space.canonicalize(&values)
          let point = DesignPoint(values)
          guard !unseen.contains(point) else { continue }
          let value = value(at: point)
          if value > best.value { best = Candidate(point: point, value: value) }
        }
      }
      guard best.value > current.value else { return }
      current = best
    }
  }

  /// All other levels if there are few, else those at distances 1, 2, 4, ….
  private static func neighbours(of level: Int, on axis: ParameterAxis) -> [Int] {
    if axis.levelCount <= 9 { return (0..<axis.levelCount).filter { $0 != level } }
    var result: [Int] = []
    var distance = 1
    while distance < axis.levelCount, result.count < 16 {
      if level - distance >= 0 { result.append(level - distance) }
      if level + distance < axis.levelCount { result.append(level + distance) }
      distance *= 2
    }
    return result
  }

  /// Climbs the slope of the acquisition along the real parameters.
  private func climbReals(_ current: inout Candidate) {
    let reals = space.axes.indices.filter {
      space.axes[$0].levelCount == 0 && space.isActive($0, in: current.point.values)
    }
    guard !reals.isEmpty else { return }
    let minimizer = BoundedMinimizer(
      lower: reals.map { _ in 0 }, upper: reals.map { _ in 1 },
      iterations: effort > 400 ? 30 : 12, tolerance: 1e-6, firstStep: 0.05)
    var coordinates = space.unitCoordinates(of: current.point)
    let result = minimizer.minimize(from: reals.map { coordinates[$0] }) { place, gradient in
      for (index, position) in reals.enumerated() { coordinates[position] = place[index] }
      let slopes = processes.map { $0.predictWithSlope(coordinates) }
      let slope = acquisition.slope(slopes.map(\.prediction))
      for (index, position) in reals.enumerated() {
        var sum = 0.0
        for output in slopes.indices {
          sum += slope.byMean[output] * slopes[output].mean[position]
          sum += slope.byDeviation[output] * slopes[output].deviation[position]
        }
        gradient[index] = -sum
      }
      return -slope.value
    }
    guard -result.value > current.value else { return }
    var values = current.point.values
    for (index, position) in reals.enumerated() {
      values[position] = space.axes[position].value(ofUnit: result.point[index])
    }
    current = Candidate(point: DesignPoint(values), value: -result.value)
  }
}
