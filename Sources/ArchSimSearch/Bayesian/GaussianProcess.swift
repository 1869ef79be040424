/// A prediction from observations: at every place a mean and how far the truth may be from it.
///
/// Rasmussen, Williams: *Gaussian Processes for Machine Learning*, MIT Press 2006, algorithm 2.1.
/// The kernel is Matérn's with ν = 5/2 (equation 4.17) and a length for every axis: functions that
/// can be differentiated twice, no smoother. Places are points of the unit cube, targets have mean
/// 0 and variance near 1.
struct GaussianProcess: Sendable {
  /// What the kernel is made of, as logarithms, so that any number is a possible value.
  struct Hyperparameters: Sendable, Hashable {
    /// The distance along each axis over which the function changes.
    var logLengths: [Double]
    /// The variance of the function.
    var logSignal: Double
    /// The variance of the noise.
    var logNoise: Double
  }

  private(set) var inputs: KernelInputs
  private(set) var targets: [Double] = []
  private(set) var hyperparameters: Hyperparameters
  private var weights: [Double]
  private var signal: Double
  private var noise: Double
  private var factor: CholeskyFactor
  /// K⁻¹·targets.
  private var alpha: [SIMD4<Double>] = []

  init(isCategorical: [Bool], hyperparameters: Hyperparameters, capacity: Int) {
    inputs = KernelInputs(isCategorical: isCategorical)
    self.hyperparameters = hyperparameters
    weights = hyperparameters.logLengths.map { exponential(-2 * $0) }
    signal = exponential(hyperparameters.logSignal)
    noise = exponential(hyperparameters.logNoise)
    factor = CholeskyFactor(capacity: capacity)
  }

  var count: Int { inputs.count }

  /// Adds a place; its target is given by the next ``setTargets(_:)``.
  mutating func append(_ point: [Double]) {
    let row = covariances(with: point)
    factor.append(row, diagonal: signal + noise, floor: max(noise, 1e-12) * 0.5)
    inputs.append(point)
  }

  /// Gives all places their targets, which changes predictions but not how certain they are.
  mutating func setTargets(_ targets: [Double]) {
    precondition(targets.count == count, "Every place needs a target.")
    self.targets = targets
    alpha = blocks(of: targets)
    factor.solveForward(&alpha, from: 0)
    factor.solveBackward(&alpha)
  }

  /// Adds a place and its target.
  mutating func append(_ point: [Double], target: Double) {
    append(point)
    setTargets(targets + [target])
  }

  private func covariances(with point: [Double]) -> [SIMD4<Double>] {
    var row = [SIMD4<Double>](repeating: .zero, count: inputs.blockCount + 1)
    for block in 0..<inputs.blockCount {
      let root = (5 * inputs.squaredDistance(block, point, weights)).squareRoot()
      let value = (1 + root + root * root / 3) * exponential(ofNonPositive: -root)
      row[block] = signal * value * inputs.mask(block, below: count)
    }
    return row
  }
}

extension GaussianProcess {
  /// What a process expects at a place.
  struct Prediction: Sendable {
    var mean: Double
    var deviation: Double
  }

  /// A prediction and how it changes along each axis.
  struct Slope: Sendable {
    var prediction: Prediction
    var mean: [Double]
    var deviation: [Double]
  }

  /// The least variance that is believed: rounding leaves no more.
  private var leastVariance: Double { signal * 1e-12 + 1e-14 }

  func predict(_ point: [Double]) -> Prediction {
    var row = covariances(with: point)
    let mean = dotProduct(row, alpha)
    factor.solveForward(&row, from: 0)
    let variance = max(signal - dotProduct(row, row), leastVariance)
    return Prediction(mean: mean, deviation: variance.squareRoot())
  }

  /// The mean alone, which is much cheaper.
  func predictMean(_ point: [Double]) -> Double {
    dotProduct(covariances(with: point), alpha)
  }

  func predictWithSlope(_ point: [Double]) -> Slope {
    let row = covariances(with: point)
    var solved = row
    factor.solveForward(&solved, from: 0)
    let variance = max(signal - dotProduct(solved, solved), leastVariance)
    factor.solveBackward(&solved)
    let prediction = Prediction(
      mean: dotProduct(row, alpha), deviation: variance.squareRoot())
    var slope = Slope(
      prediction: prediction, mean: Array(repeating: 0, count: inputs.dimension),
      deviation: Array(repeating: 0, count: inputs.dimension))
    for block in 0..<inputs.blockCount {
      let root = (5 * inputs.squaredDistance(block, point, weights)).squareRoot()
      // dk/d(r²) = −5/6 · σ² · (1 + √5·r) · exp(−√5·r), and d(r²)/dx = 2 · w · (x − x').
      let change = -5.0 / 3 * signal * (1 + root) * exponential(ofNonPositive: -root)
      let byMean = change * alpha[block]
      let byVariance = change * solved[block]
      let base = block * inputs.dimension
      for axis in 0..<inputs.dimension where !inputs.isCategorical[axis] {
        let offset = point[axis] - inputs.blocks[base + axis]
        slope.mean[axis] += weights[axis] * (byMean * offset).sum()
        slope.deviation[axis] += weights[axis] * (byVariance * offset).sum()
      }
    }
    for axis in 0..<inputs.dimension { slope.deviation[axis] /= -prediction.deviation }
    return slope
  }
}
