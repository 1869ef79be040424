import ArchSimHardware
import ArchSimSearch

/// What one metric, or whether designs exist, is learned from.
struct ProxyLesson: Sendable {
  var column: Dataset.Column
  /// The designs that say something about it, as rows of ``ProxyRows``.
  var kept: [Int32]
  /// What each row of ``ProxyRows`` says; anything for those that are not kept.
  var targets: [Double]

  /// Learns a model.
  func learn(_ rows: ProxyRows, _ settings: ProxySettings) -> Proxy.Model {
    let (isLogarithmic, wanted) = wanted()
    let low = kept.reduce(.infinity) { min($0, wanted[Int($1)]) }
    let high = kept.reduce(-.infinity) { max($0, wanted[Int($1)]) }
    let margin = 0.1 * (high - low)
    let (judges, learners) = division(settings)
    let grower = TreeGrower(rows, settings: settings)
    var best: (error: Double, surface: ResponseSurface)?
    for surface in surfaces(rows, wanted, learners, isLogarithmic) {
      // A few coarse trees tell which of them leaves least.
      var coarse = settings
      coarse.trees = min(settings.trees, 40)
      coarse.rate = max(settings.rate, 0.25)
      let lesson = BoostedLesson(rows, wanted, surface, learners, judges)
      let error = lesson.boosted(TreeGrower(rows, settings: coarse), coarse).error
      if error < best?.error ?? .infinity { best = (error, surface) }
    }
    let surface = best?.surface ?? ResponseSurface(isQuadratic: false, weights: [])
    let lesson = BoostedLesson(rows, wanted, surface, learners, judges)
    return Proxy.Model(
      name: column.name, unit: column.unit, isLogarithmic: isLogarithmic, rows: kept.count,
      surface: surface, trees: lesson.boosted(grower, settings).trees,
      bounds: (low - margin)...(high + margin))
  }

  /// What is predicted: the targets, or their logarithms where all are positive.
  func wanted() -> (isLogarithmic: Bool, values: [Double]) {
    guard column.role == .metric, kept.allSatisfy({ targets[Int($0)] > 0 }) else {
      return (false, targets)
    }
    return (true, targets.map { $0 > 0 ? logarithm($0) : 0 })
  }

  /// A tenth of the designs, by chance, which say when to stop; and the others.
  func division(_ settings: ProxySettings) -> (judges: [Int32], learners: [Int32]) {
    var generator = SplitMix64(seed: settings.seed)
    var order = kept
    generator.shuffle(&order)
    return (Array(order.prefix(kept.count / 10)), Array(order.dropFirst(kept.count / 10)))
  }

  /// What trees may begin with: products of whole powers, and polynomials.
  ///
  /// The first leaves levels where the true cost has some, as that of arithmetic over the clock does
  /// once it is multiplied by the clock. Polynomials of logarithms are near to what changes smoothly,
  /// those of the values themselves to sums, such as areas.
  private func surfaces(
    _ rows: ProxyRows, _ wanted: [Double], _ learners: [Int32], _ isLogarithmic: Bool
  ) -> [ResponseSurface] {
    let sample = learners.prefix(ResponseSurface.largestSample).map(Int.init)
    let seen = sample.map { rows.values[$0] }
    let targets = sample.map { wanted[$0] }
    let plane = ResponseSurface(plane: seen, targets)
    var weights = [Double](repeating: 0, count: plane.weights.count)
    for (index, feature) in rows.features.features.enumerated()
    where isLogarithmic && feature.meaning == .logarithm {
      let exponent = (plane.weights[1 + index] / feature.deviation).rounded()
      weights[1 + index] = exponent * feature.deviation
    }
    let powers = ResponseSurface(isQuadratic: false, weights: weights)
    let rest = zip(seen, targets).reduce(0) { $0 + $1.1 - powers.value($1.0) }
    weights[0] = rest / Double(max(1, sample.count))
    var surfaces = [
      ResponseSurface(isQuadratic: false, weights: weights), ResponseSurface(seen, targets),
    ]
    if isLogarithmic {
      let natural = seen.map(rows.features.natural)
      if let sum = ResponseSurface(natural: natural, targets) { surfaces.append(sum) }
    }
    return surfaces
  }
}

/// Designs as all lessons see them.
struct ProxyRows: Sendable {
  let features: ProxyFeatures
  /// The features of each design, scaled.
  let values: [[Double]]
  /// The bins of each design, one after the other.
  let bins: [UInt8]
}

/// Trees that learn what a surface leaves over, until judges see no gain.
private struct BoostedLesson {
  private let residuals: [Double]
  private let learners: [Int32]
  private let judges: [Int32]

  init(
    _ rows: ProxyRows, _ wanted: [Double], _ surface: ResponseSurface, _ learners: [Int32],
    _ judges: [Int32]
  ) {
    var residuals = wanted
    for row in learners + judges {
      let values = rows.values[Int(row)]
      residuals[Int(row)] -= surface.value(values, natural: rows.features.natural(values))
    }
    self.residuals = residuals
    self.learners = learners
    self.judges = judges
  }

  func boosted(
    _ grower: TreeGrower, _ settings: ProxySettings
  ) -> (error: Double, trees: [BoostedTree]) {
    var residuals = residuals
    func error() -> Double {
      judges.reduce(0) { $0 + residuals[Int($1)] * residuals[Int($1)] }
    }
    var generator = SplitMix64(seed: settings.seed).split(0x7472_6565)
    let seen = min(learners.count, max(2, Int(settings.share * Double(learners.count))))
    var learners = learners
    var trees: [BoostedTree] = []
    var best = (error: error(), count: 0)
    while trees.count < settings.trees, trees.count - best.count < settings.patience {
      for place in 0..<seen {
        learners.swapAt(place, place + generator.integer(below: learners.count - place))
      }
      var chosen = Array(learners.prefix(seen))
      let tree = grower.grow(&chosen, residuals: residuals)
      grower.subtract(tree, from: &residuals, rows: learners)
      grower.subtract(tree, from: &residuals, rows: judges)
      trees.append(tree)
      let now = error()
      if now < best.error { best = (now, trees.count) }
    }
    return (best.error, Array(trees.prefix(best.count)))
  }
}
