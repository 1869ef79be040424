/// What a network learns: the metrics of which trees do not know enough, at once.
///
/// They must have the same designs. What trees know well is left out, since it would take units from
/// the others.
struct NetworkLesson: Sendable {
  /// The lessons of these metrics, by their positions among all.
  private let lessons: [(position: Int, lesson: ProxyLesson)]
  private let judges: [Int32]
  private let learners: [Int32]
  /// How an output becomes a metric, its share still unknown.
  private let shares: [NetworkShare]
  private let inputs: NetworkInputs

  /// Fewest designs that a network learns from.
  static let leastDesigns = 1000
  /// The least share that is worth its time.
  private static let leastShare = 0.02

  /// Errors of trees that are small enough: of logarithms as they are, of others over their
  /// deviation.
  private static let smallError = 0.005

  /// Nil where there are too few designs, trees know enough, or no network is wanted.
  init?(
    _ all: [ProxyLesson], _ models: [Proxy.Model], _ rows: ProxyRows, _ settings: ProxySettings
  ) {
    guard settings.passes > 0, let first = all.first, first.kept.count >= Self.leastDesigns else {
      return nil
    }
    let (judges, learners) = first.division(settings)
    lessons = zip(all, models).enumerated()
      .filter { _, pair in
        pair.0.kept == first.kept && Self.error(pair.1, pair.0, judges, rows) > Self.smallError
      }
      .map { (position: $0.offset, lesson: $0.element.0) }
    guard !lessons.isEmpty else { return nil }
    self.judges = judges
    self.learners = learners
    inputs = NetworkInputs(rows.features)
    let sample = learners.prefix(ResponseSurface.largestSample).map(Int.init)
    let seen = sample.map { rows.values[$0] }
    shares = lessons.enumerated().map { output, entry in
      let wanted = entry.lesson.wanted().values
      let plane = ResponseSurface(plane: seen, sample.map { wanted[$0] })
      let squares = zip(sample, seen).reduce(0.0) { sum, pair in
        let rest = wanted[pair.0] - plane.value(pair.1)
        return sum + rest * rest
      }
      let scale = (squares / Double(max(1, sample.count))).squareRoot()
      return NetworkShare(output: output, share: 0, plane: plane, scale: max(scale, 1e-12))
    }
  }

  /// How far the trees of a model are from what judges say.
  private static func error(
    _ model: Proxy.Model, _ lesson: ProxyLesson, _ judges: [Int32], _ rows: ProxyRows
  ) -> Double {
    let (isLogarithmic, wanted) = lesson.wanted()
    let truths = judges.map { wanted[Int($0)] }
    let count = Double(max(1, judges.count))
    let mean = truths.reduce(0, +) / count
    var squares = 0.0
    var spread = 0.0
    for (judge, truth) in zip(judges, truths) {
      let rest = truth - Self.treeSum(model, Int(judge), rows)
      squares += rest * rest
      spread += (truth - mean) * (truth - mean)
    }
    guard !isLogarithmic else { return (squares / count).squareRoot() }
    return spread > 0 ? (squares / spread).squareRoot() : 0
  }

  private static func treeSum(_ model: Proxy.Model, _ row: Int, _ rows: ProxyRows) -> Double {
    let values = rows.values[row]
    return rows.withBins(row) { model.treeSum(values, rows.features.natural(values), $0) }
  }

  /// Trains the network.
  func learn(_ rows: ProxyRows, _ settings: ProxySettings) -> ProxyNetwork {
    var targets = [[Float]](repeating: [], count: learners.count)
    for (share, entry) in zip(shares, lessons) {
      let wanted = entry.lesson.wanted().values
      for (place, row) in learners.enumerated() {
        let rest = wanted[Int(row)] - share.plane.value(rows.values[Int(row)])
        targets[place].append(Float(rest / share.scale))
      }
    }
    var trainer = NetworkTrainer(
      inputs: inputs.count, units: settings.units, outputs: lessons.count, seed: settings.seed)
    return trainer.train(
      learners.map { row(Int($0), rows) }, targets, passes: settings.passes)
  }

  private func row(_ row: Int, _ rows: ProxyRows) -> [Float] {
    rows.withBins(row) { inputs.row(rows.values[row], $0) }
  }

  /// Gives models the share of the network that makes the squares of the judges' errors least;
  /// returns whether there is such a model.
  func share(
    _ network: ProxyNetwork, with models: inout [Proxy.Model], _ rows: ProxyRows
  ) -> Bool {
    let outputs = judges.map { network.values(row(Int($0), rows)) }
    for (share, entry) in zip(shares, lessons) {
      var share = share
      share.share = 1
      let wanted = entry.lesson.wanted().values
      var products = 0.0
      var squares = 0.0
      for (judge, outputs) in zip(judges, outputs) {
        let values = rows.values[Int(judge)]
        let trees = Self.treeSum(models[entry.position], Int(judge), rows)
        let difference = share.mean(trees, values, outputs) - trees
        products += difference * (wanted[Int(judge)] - trees)
        squares += difference * difference
      }
      share.share = squares > 0 ? min(max(products / squares, 0), 1) : 0
      if share.share >= Self.leastShare { models[entry.position].network = share }
    }
    return lessons.contains { models[$0.position].network != nil }
  }
}

extension ProxyRows {
  /// Calls with the bins of a design.
  func withBins<Result>(
    _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let count = features.features.count
    return bins.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[(row * count)..<((row + 1) * count)]))
    }
  }
}
