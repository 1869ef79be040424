/// A closed-form accelerator for quantized GEMMs with every one of its 368 640 designs known.
///
/// A stand-in for a real design space in benchmarks of search algorithms: eight discrete
/// parameters that interact, cliffs where a buffer overflows, a category, and units that are made
/// up. It is a test function, not a model of hardware.
struct QuantizedAccelerator: Sendable {
  var rows: Double
  var columns: Double
  var bufferKibibytes: Double
  var weightBits: Double
  var groupSize: Double
  var dataflow: Dataflow
  var dramBytesPerCycle: Double
  var tileRows: Double

  enum Dataflow: Int, Sendable {
    case weightStationary
    case outputStationary
    case inputStationary
  }

  struct Metrics: Sendable {
    var cycles: Double
    var energy: Double
    var area: Double
    var qualityLoss: Double
  }

  /// An m × k by k × n product and how often it occurs.
  struct Layer: Sendable {
    var m: Double
    var n: Double
    var k: Double
    var repeats: Double
  }

  private struct Cost {
    var compute: Double
    var dramBytes: Double
    var sramAccesses: Double
  }

  static let parameters = [
    SearchParameter("rows", .integer(4...32, step: 4, logarithmic: false)),
    SearchParameter("columns", .integer(4...32, step: 4, logarithmic: false)),
    SearchParameter("buffer", .ordinal([32, 64, 128, 256, 512, 1024])),
    SearchParameter("weight bits", .ordinal([2, 3, 4, 8])),
    SearchParameter("group", .ordinal([32, 64, 128, 256])),
    SearchParameter("dataflow", .categorical(count: 3)),
    SearchParameter("dram", .ordinal([8, 16, 32, 64])),
    SearchParameter("tile", .ordinal([16, 32, 64, 128, 256])),
  ]

  /// A prefill of 192 tokens and 16 decoding steps of a batch of 8, through three products each.
  static let layers: [Layer] = [(192.0, 1.0), (8.0, 16.0)].flatMap { tokens, repeats in
    [(4096.0, 4096.0), (11008.0, 4096.0), (4096.0, 11008.0)].map { n, k in
      Layer(m: tokens, n: n, k: k, repeats: repeats)
    }
  }

  init(_ values: [Double]) {
    rows = values[0]
    columns = values[1]
    bufferKibibytes = values[2]
    weightBits = values[3]
    groupSize = values[4]
    dataflow = Dataflow(rawValue: Int(values[5])) ?? .weightStationary
    dramBytesPerCycle = values[6]
    tileRows = values[7]
  }

  /// Bytes a weight, with a 16-bit scale for every group.
  private var weightBytes: Double { (weightBits + 16 / groupSize) / 8 }

  private var halfBufferBytes: Double { 512 * bufferKibibytes }

  private var area: Double {
    let elements = rows * columns * (0.0006 + 0.0002 * weightBits)
    return elements + 0.001 * bufferKibibytes + 0.02 * dramBytesPerCycle + 0.3
  }

  func metrics() -> Metrics {
    let sramEnergy = 0.5 * (bufferKibibytes / 32).squareRoot()
    var cycles = 0.0
    var energy = 0.0
    for layer in QuantizedAccelerator.layers {
      let cost = cost(of: layer)
      let memory = cost.dramBytes / dramBytesPerCycle
      cycles += layer.repeats * (max(cost.compute, memory) + 0.1 * min(cost.compute, memory))
      let macs = layer.m * layer.n * layer.k
      energy +=
        layer.repeats
        * (macs * (0.1 + 0.05 * weightBits) + cost.sramAccesses * sramEnergy + 40 * cost.dramBytes)
    }
    energy += 50 * cycles * area
    let groupPenalty = 1 + 0.25 * logarithm(groupSize / 32) / logarithm(2)
    let loss = 0.9 * power(2, -1.2 * (weightBits - 2)) * groupPenalty
    return Metrics(cycles: cycles, energy: energy, area: area, qualityLoss: loss)
  }

  private func cost(of layer: Layer) -> Cost {
    func folds(_ size: Double, _ unit: Double) -> Double { (size / unit).rounded(.up) }
    let slowdown: Double = weightBits > 4 ? 2 : 1
    let macs = layer.m * layer.n * layer.k
    let weights = layer.n * layer.k * weightBytes
    let inputs = layer.m * layer.k
    let outputs = 2 * layer.m * layer.n
    let tile = min(tileRows, layer.m)
    let tiles = folds(layer.m, tile)
    switch dataflow {
    case .weightStationary:
      let resident = (halfBufferBytes / (layer.k * weightBytes)).rounded(.down)
      let width = min(layer.n, max(columns, resident))
      return Cost(
        compute: folds(layer.k, rows) * folds(layer.n, columns) * (layer.m + rows) * slowdown,
        dramBytes: weights + inputs * folds(layer.n, width) + outputs,
        sramAccesses: macs / columns + 2 * macs / rows)
    case .outputStationary:
      let resident = (halfBufferBytes / (4 * tile)).rounded(.down)
      let width = min(layer.n, max(columns, resident))
      return Cost(
        compute: folds(layer.m, rows) * folds(layer.n, columns) * (layer.k + rows) * slowdown,
        dramBytes: weights * tiles + inputs * folds(layer.n, width) + outputs,
        sramAccesses: macs / columns + macs / rows * weightBytes)
    case .inputStationary:
      let passes = folds(tile * layer.k, halfBufferBytes)
      return Cost(
        compute: folds(layer.k, rows) * folds(layer.m, columns) * (layer.n + rows) * slowdown,
        dramBytes: weights * passes * tiles + inputs + 2 * outputs,
        sramAccesses: macs / columns * weightBytes + 4 * macs / rows)
    }
  }
}

extension TestProblem {
  /// The quantized accelerator with its limits on area and quality loss as penalties.
  ///
  /// Minimum 18.83631060993197, at one design of 368 640.
  public static let qacc = TestProblem(
    "qacc", QuantizedAccelerator.parameters, optimum: 18.836_310_609_931_97
  ) { values in
    let metrics = QuantizedAccelerator(values).metrics()
    let penalty = max(0, metrics.area / 1.6 - 1) + max(0, metrics.qualityLoss / 0.25 - 1)
    return Outcome(objectives: [metrics.logarithmicCost + 10 * penalty])
  }

  /// The quantized accelerator with its limits on area and quality loss as constraints.
  public static let qaccConstrained = TestProblem(
    "qacc-constrained", QuantizedAccelerator.parameters, constraintCount: 2,
    optimum: 18.836_310_609_931_97
  ) { values in
    let metrics = QuantizedAccelerator(values).metrics()
    return Outcome(
      objectives: [metrics.logarithmicCost],
      violations: [metrics.area / 1.6 - 1, metrics.qualityLoss / 0.25 - 1])
  }

  /// The quantized accelerator's cost, area and quality loss, each scaled by the exact front.
  public static let qaccFront = TestProblem(
    "qacc-front", QuantizedAccelerator.parameters, objectiveCount: 3, optimum: 1.194_368,
    reference: [1.1, 1.1, 1.1]
  ) { values in
    let metrics = QuantizedAccelerator(values).metrics()
    return Outcome(objectives: [
      (metrics.logarithmicCost - 18.484_430_1) / (21.015_676_06 - 18.484_430_1),
      (metrics.area - 0.508) / (3.4488 - 0.508),
      (metrics.qualityLoss - 0.006_121_058_65) / (1.575 - 0.006_121_058_65),
    ])
  }
}

extension QuantizedAccelerator.Metrics {
  /// The decimal logarithm of the energy-delay product.
  var logarithmicCost: Double { logarithm(cycles * energy) / logarithm(10) }
}
