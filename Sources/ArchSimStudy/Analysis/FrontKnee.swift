import ArchSimSearch

/// A bend of the Pareto front between two objectives: on either side of it one more per cent of the
/// one costs much more of the other.
///
/// Two objectives are looked at at a time, on the trials that are not dominated in these two. Each is
/// scaled to 0 … 1 over them, by its logarithm where all values are positive, so that what counts
/// are ratios. A knee is the trial that lies deepest below the straight line between the ends (Das:
/// *On characterizing the "knee" of the Pareto curve based on normal-boundary intersection*,
/// Structural Optimization 18, 1999), and then again on both sides of it.
public struct FrontKnee: Sendable {
  /// The next trial of the front in one direction, and what it takes to get there.
  public struct Side: Sendable {
    /// The number of the trial.
    public var trial: Int
    /// The first objective's metric there over that of the knee.
    public var firstRatio: Double
    /// The second objective's metric there over that of the knee.
    public var secondRatio: Double
    /// Per cent by which the objective that gets worse does so for each per cent by which the other
    /// gets better: |d ln worse / d ln better|; nil where a logarithm does not exist.
    public var rate: Double?
    /// Positions of the parameters of the space that differ from the knee's.
    public var changes: [Int]
  }

  /// The position of the objective that the front is sorted by.
  public var first: Int
  /// The position of the other objective.
  public var second: Int
  /// The number of the trial.
  public var trial: Int
  /// How deep it lies below the line between its ends, as a share of the unit square's side.
  public var depth: Double
  /// Where the first objective gets better.
  public var before: Side?
  /// Where the second objective gets better.
  public var after: Side?
}

extension StudyResult {
  /// The knees of the front, by pairs of objectives, deepest first.
  ///
  /// - Parameters:
  ///   - leastDepth: How deep a knee lies at least.
  ///   - limit: Most knees of a pair.
  /// - Returns: The knees; none with one objective or a front without any bend.
  public func knees(leastDepth: Double = 0.05, limit: Int = 1) -> [FrontKnee] {
    var knees: [FrontKnee] = []
    for second in study.objectives.indices.dropFirst() {
      for first in 0..<second {
        knees += PairedFront(self, first, second).knees(leastDepth: leastDepth, limit: limit)
      }
    }
    return knees
  }
}

/// The trials that are not dominated in two objectives, sorted by the first.
private struct PairedFront {
  let result: StudyResult
  let first: Int
  let second: Int
  private var trials: [Int] = []
  private var places: [(x: Double, y: Double)] = []

  init(_ result: StudyResult, _ first: Int, _ second: Int) {
    self.result = result
    self.first = first
    self.second = second
    let rows = result.front.compactMap { trial -> (trial: Int, x: Double, y: Double)? in
      let objectives = result.study.observation(of: result.trials[trial]).objectives
      guard objectives[first].isFinite, objectives[second].isFinite else { return nil }
      return (trial, objectives[first], objectives[second])
    }.sorted { ($0.x, $0.y, $0.trial) < ($1.x, $1.y, $1.trial) }
    var least = Double.infinity
    let kept = rows.filter { row in
      guard row.y < least else { return false }
      least = row.y
      return true
    }
    trials = kept.map(\.trial)
    let x = Self.scaled(kept.map(\.x))
    let y = Self.scaled(kept.map(\.y))
    places = zip(x, y).map { ($0, $1) }
  }

  /// Values as places from 0 to 1, on a logarithmic scale where all have the same sign.
  private static func scaled(_ values: [Double]) -> [Double] {
    var values = values
    if values.allSatisfy({ $0 > 0 }) {
      values = values.map(logarithm)
    } else if values.allSatisfy({ $0 < 0 }) {
      values = values.map { -logarithm(-$0) }
    }
    guard let low = values.min(), let high = values.max(), high > low else {
      return values.map { _ in 0 }
    }
    return values.map { ($0 - low) / (high - low) }
  }

  func knees(leastDepth: Double, limit: Int) -> [FrontKnee] {
    guard trials.count >= 3 else { return [] }
    var found: [(index: Int, depth: Double)] = []
    var ranges = [(0, trials.count - 1)]
    while let (low, high) = ranges.popLast() {
      guard let deepest = deepest(between: low, and: high), deepest.depth >= leastDepth else {
        continue
      }
      found.append(deepest)
      ranges += [(low, deepest.index), (deepest.index, high)]
    }
    return found.sorted { ($1.depth, $0.index) < ($0.depth, $1.index) }.prefix(limit).map {
      FrontKnee(
        first: first, second: second, trial: trials[$0.index], depth: $0.depth,
        before: side(of: $0.index, step: -1), after: side(of: $0.index, step: 1))
    }
  }

  /// The place farthest below the line between two others.
  private func deepest(between low: Int, and high: Int) -> (index: Int, depth: Double)? {
    let (from, to) = (places[low], places[high])
    let length = ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y))
      .squareRoot()
    guard high - low >= 2, length > 0 else { return nil }
    var best: (index: Int, depth: Double)?
    for index in low + 1..<high {
      let place = places[index]
      let cross =
        (to.x - from.x) * (from.y - place.y) - (from.x - place.x) * (to.y - from.y)
      let depth = cross / length
      if depth > best?.depth ?? -.infinity { best = (index, depth) }
    }
    return best
  }

  /// The next trial that is not as good as the same one.
  private func side(of index: Int, step: Int) -> FrontKnee.Side? {
    var other = index + step
    guard places.indices.contains(other) else { return nil }
    while places.indices.contains(other + step), distance(index, other) < 0.02 { other += step }
    let (here, there) = (result.trials[trials[index]], result.trials[trials[other]])
    func ratio(_ objective: Int) -> Double {
      let metric = result.study.objectives[objective].metric
      guard let own = here.metrics?[metric], let its = there.metrics?[metric] else { return .nan }
      return its / own
    }
    let (x, y) = (ratio(first), ratio(second))
    let (better, worse) = step < 0 ? (x, y) : (y, x)
    let rate = (logarithm(worse) / logarithm(better)).magnitude
    return FrontKnee.Side(
      trial: trials[other], firstRatio: x, secondRatio: y, rate: rate.isFinite ? rate : nil,
      changes: changes(from: here, to: there))
  }

  private func distance(_ one: Int, _ other: Int) -> Double {
    let x = places[one].x - places[other].x
    let y = places[one].y - places[other].y
    return (x * x + y * y).squareRoot()
  }

  private func changes(from one: Trial, to other: Trial) -> [Int] {
    let space = result.study.space.search
    return result.study.space.parameters.indices.filter { position in
      let isActive = space.isActive(parameter: position, at: one.point)
      return isActive != space.isActive(parameter: position, at: other.point)
        || isActive && one.point.values[position] != other.point.values[position]
    }
  }
}
