/// How much each parameter decides whether a point is among the best of those tried: PED-ANOVA.
///
/// A parameter matters when its values among the best are distributed otherwise than among all:
/// Watanabe, Bansal, Hutter: *PED-ANOVA: efficiently quantifying hyperparameter importance in
/// arbitrary subspaces*, IJCAI 2023, equation (14). With a share γ of the trials being the best, p
/// the density of a parameter's values among these and q that among all, both on a grid of cells c,
///
///     importance = γ² Σ q(c) (p(c)/q(c) − 1)²
///
/// which is the variance of the probability to be among the best that the parameter alone explains.
/// Both densities come from trials, so a search that tried some values more often than others does
/// not make these important.
///
/// A parameter that conditions switch off is judged among the trials that have it, weighted by
/// α²/β, α and β being the shares of the best and of all trials that have it (Conditional PED-ANOVA,
/// arXiv:2601.20800): what matters about its being there belongs to the parameter that decides it.
///
/// Its most familiar misreading: an importance says nothing of direction or of what happens outside
/// of the trials, and two parameters that matter only together may each have little.
public struct ParameterImportance: Sendable, Hashable {
  /// The share of trials that counts as the best, unless somebody says otherwise.
  public static let usualQuantile = 0.1

  /// One number a parameter, in the order of the space; 0 for a parameter of one value.
  public var values: [Double]
  /// How many points counted as the best.
  public var bestCount: Int

  /// The share of each parameter in the sum of all; equal when the sum is 0.
  public var shares: [Double] {
    let sum = values.reduce(0, +)
    guard sum > 0 else { return values.map { _ in 1 / Double(values.count) } }
    return values.map { $0 / sum }
  }

  /// Compares the best points with all.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - points: All points, canonical ones of the space.
  ///   - best: Positions of the best of them.
  public init(of space: SearchSpace, among points: [DesignPoint], best: [Int]) {
    bestCount = best.count
    values = space.axes.map { _ in 0 }
    guard !best.isEmpty, best.count < points.count else { return }
    let share = Double(best.count) / Double(points.count)
    for (position, axis) in space.axes.enumerated() where axis.levelCount != 1 {
      let all = points.filter { space.isActive(position, in: $0.values) }
      let chosen = best.lazy.map { points[$0] }
        .filter { space.isActive(position, in: $0.values) }
      // One trial says nothing of a distribution.
      guard all.count >= 2, !chosen.isEmpty else { continue }
      let p = axis.density(of: chosen.map { $0.values[position] }).masses
      let q = axis.density(of: all.map { $0.values[position] }).masses
      var divergence = 0.0
      for (top, whole) in zip(p, q) {
        let ratio = (top + Self.least) / (whole + Self.least) - 1
        divergence += (whole + Self.least) * ratio * ratio
      }
      let alpha = Double(chosen.count) / Double(best.count)
      let beta = Double(all.count) / Double(points.count)
      values[position] = share * share * alpha * alpha / beta * divergence
    }
  }

  /// Keeps ratios of what is next to impossible finite.
  private static let least = 1e-12
}

extension ParameterImportance {
  /// Compares the points that are best by one objective with all.
  ///
  /// The best are the given share of them, rounded up, and what ties with the last of these; points
  /// that violate a constraint, or are no design, are never among them.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - observations: What was observed.
  ///   - objective: The position of the objective.
  ///   - quantile: The share that counts as the best.
  public init(
    of space: SearchSpace, among observations: [Observation], objective: Int,
    quantile: Double = usualQuantile
  ) {
    let eligible = observations.indices.filter {
      observations[$0].isFeasible && objective < observations[$0].objectives.count
        && observations[$0].objectives[objective].isFinite
    }
    let sorted = eligible.map { observations[$0].objectives[objective] }.sorted()
    let wanted = Self.count(quantile, of: observations.count)
    guard wanted > 0, let last = sorted.prefix(wanted).last else {
      self.init(of: space, among: observations.map(\.point), best: [])
      return
    }
    self.init(
      of: space, among: observations.map(\.point),
      best: eligible.filter { observations[$0].objectives[objective] <= last })
  }

  /// Compares the points on and near the Pareto front with all.
  ///
  /// The best are whole fronts, the Pareto front first and then what is the front without those
  /// before, until they are the given share of all points or more.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - observations: What was observed, with the same number of objectives each.
  ///   - quantile: The share that counts as the best, at least.
  public init(
    ofFrontIn space: SearchSpace, among observations: [Observation],
    quantile: Double = usualQuantile
  ) {
    let count = observations.lazy.map(\.objectives.count).max() ?? 0
    let wanted = Self.count(quantile, of: observations.count)
    var rest = observations.indices.filter {
      observations[$0].isFeasible && observations[$0].isUsable(objectiveCount: count)
    }
    var best: [Int] = []
    // Peeled front by front, as only the first few are wanted.
    while best.count < wanted, !rest.isEmpty {
      var front = ParetoArchive(objectiveCount: count)
      for index in rest { front.insert(observations[index], payload: index) }
      let members = Set(front.entries.map(\.payload))
      guard !members.isEmpty else { break }
      best += rest.filter(members.contains)
      rest.removeAll(where: members.contains)
    }
    self.init(of: space, among: observations.map(\.point), best: best.sorted())
  }

  private static func count(_ quantile: Double, of total: Int) -> Int {
    min(total, max(0, Int((min(max(quantile, 0), 1) * Double(total)).rounded(.up))))
  }
}

extension ParameterAxis {
  /// Most cells of a grid over a parameter that is ordered.
  private static let mostCells = 50

  /// Cells of the grid: levels where there are few; on a logarithmic scale as many as doublings.
  private var cells: Int {
    guard levelCount > 0 else { return Self.mostCells }
    guard isOrdered else { return levelCount }
    guard isLogarithmic else { return min(levelCount, Self.mostCells) }
    let bits = (logarithm(upper - lower + 1) / logarithm(2)).rounded(.up)
    return max(2, min(levelCount, Self.mostCells, Int(min(bits, 1000)) + 1))
  }

  /// The density of values over the cells.
  fileprivate func density(of values: [Double]) -> GridDensity {
    let cells = cells
    var counts = [Int](repeating: 0, count: cells)
    for value in values { counts[cell(of: value, cells)] += 1 }
    return GridDensity(counts: counts, isOrdered: isOrdered)
  }

  private func cell(of value: Double, _ cells: Int) -> Int {
    var place: Double
    switch kind {
    case .categorical: return level(nearest: value)
    case .ordinal: place = Double(level(nearest: value)) / Double(max(1, levelCount - 1))
    case .real, .integer:
      place =
        isLogarithmic
        ? (logarithm(value) - logarithm(lower)) / (logarithm(upper) - logarithm(lower))
        : (value - lower) / (upper - lower)
    }
    guard place.isFinite else { return 0 }
    place = min(max(place, 0), 1) * Double(cells - 1)
    return min(cells - 1, max(0, Int((place - 0.5).rounded(.up))))
  }
}
