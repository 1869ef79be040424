/// How well hyperparameters explain observations, and the best ones.
///
/// The logarithm of the marginal likelihood (Rasmussen, Williams 2006, equations 2.30 and 5.9) plus
/// the logarithm of a prior: lengths are log-normal with a median that grows with √d for d
/// dimensions, so that a function of many parameters is not thought to be complicated in all of them
/// (Hvarfner, Hellsten, Nardi: *Vanilla Bayesian optimization performs great in high dimensions*,
/// ICML 2024). Their median is e^√2·√d with a spread of √3; ours has a spread of 1 (``Prior``).
struct MarginalLikelihood {
  let inputs: KernelInputs
  let targets: [Double]
  var prior = Prior.rough

  /// What is expected of a function before anything was seen of it.
  struct Prior: Sendable {
    /// The median length, in units of √d.
    var length: Double
    /// The likeliest logarithm of the variance of the noise, and the least variance.
    var logNoise: Double
    var leastNoise: Double

    /// For levels and categories, whose steps look like noise, and for fronts.
    static let rough = Prior(length: 0.5, logNoise: -9, leastNoise: 1e-6)
    /// For one objective of real parameters: an optimum can be told from its neighbourhood to many
    /// digits, and more than one valley is likely.
    static let smooth = Prior(length: 0.25, logNoise: -14, leastNoise: 1e-9)
  }

  private static let lengthSpread = 1.0
  private static let signalSpread = 1.0
  private static let noiseSpread = 2.0

  /// The bounds between which hyperparameters are sought: lengths, signal, noise.
  private var bounds: (lower: [Double], upper: [Double]) {
    let dimension = inputs.dimension
    return (
      Array(repeating: logarithm(0.01), count: dimension)
        + [logarithm(0.05), logarithm(prior.leastNoise)],
      Array(repeating: logarithm(100), count: dimension) + [logarithm(20), logarithm(0.5)]
    )
  }

  private var lengthMode: Double {
    logarithm(prior.length) + 0.5 * logarithm(Double(inputs.dimension))
  }

  /// The hyperparameters to begin with, in the order lengths, signal, noise.
  var start: [Double] {
    Array(repeating: lengthMode, count: inputs.dimension) + [0, prior.logNoise]
  }

  /// The negative logarithm of the posterior at some hyperparameters, and its gradient.
  func evaluate(_ parameters: [Double], gradient: inout [Double]) -> Double {
    let dimension = inputs.dimension
    let count = inputs.count
    let weights = parameters.prefix(dimension).map { exponential(-2 * $0) }
    let signal = exponential(parameters[dimension])
    let noise = exponential(parameters[dimension + 1])
    var factor = CholeskyFactor(capacity: count)
    // Per pair of points (1 + √5·r) · exp(−√5·r): the gradient needs it again.
    let width = inputs.blockCount
    var slopes = [SIMD4<Double>](repeating: .zero, count: count * width)
    var kernels = slopes
    var row = [SIMD4<Double>](repeating: .zero, count: width)
    for index in 0..<count {
      let point = inputs.point(index)
      for block in 0...index / 4 {
        let root = (5 * inputs.squaredDistance(block, point, weights)).squareRoot()
        let decay = exponential(ofNonPositive: -root) * inputs.mask(block, below: index)
        slopes[index * width + block] = (1 + root) * decay
        kernels[index * width + block] = (1 + root + root * root / 3) * decay
        row[block] = signal * kernels[index * width + block]
      }
      factor.append(row, diagonal: signal + noise, floor: noise * 0.5)
    }
    var alpha = blocks(of: targets)
    factor.solveForward(&alpha, from: 0)
    let fit = 0.5 * dotProduct(alpha, alpha)
    factor.solveBackward(&alpha)
    let inverse = factor.inverse()
    var byAxis = [SIMD4<Double>](repeating: .zero, count: dimension)
    var bySignal = SIMD4<Double>.zero
    var trace = 0.0
    for index in 0..<count {
      let point = inputs.point(index)
      let own = alpha[index / 4][index % 4]
      trace += own * own - inverse[index * width + index / 4][index % 4]
      for block in 0...index / 4 {
        let excess = own * alpha[block] - inverse[index * width + block]
        bySignal += excess * kernels[index * width + block]
        let scaled = excess * slopes[index * width + block]
        for axis in 0..<dimension {
          byAxis[axis] += scaled * inputs.squaredDifference(block, axis, point[axis])
        }
      }
    }
    var value = fit + factor.halfLogarithmOfDeterminant
    // Pairs were summed once and count twice, which cancels the ½ of equation 5.9.
    for axis in 0..<dimension {
      gradient[axis] = -5.0 / 3 * signal * weights[axis] * byAxis[axis].sum()
    }
    gradient[dimension] = -signal * (bySignal.sum() + 0.5 * trace)
    gradient[dimension + 1] = -0.5 * noise * trace
    let mode = lengthMode
    for position in parameters.indices {
      let (centre, spread) =
        position < dimension
        ? (mode, MarginalLikelihood.lengthSpread)
        : position == dimension
          ? (0, MarginalLikelihood.signalSpread)
          : (prior.logNoise, MarginalLikelihood.noiseSpread)
      let offset = (parameters[position] - centre) / spread
      value += 0.5 * offset * offset
      gradient[position] += offset / spread
    }
    return value
  }

  /// Finds the best hyperparameters from one or several starts.
  func maximize(
    from starts: [[Double]], iterations: Int
  ) -> GaussianProcess.Hyperparameters {
    let dimension = inputs.dimension
    let bounds = bounds
    let minimizer = BoundedMinimizer(
      lower: bounds.lower, upper: bounds.upper, iterations: iterations)
    var best = starts[0]
    var least = Double.infinity
    for start in starts {
      let result = minimizer.minimize(from: start) { point, gradient in
        evaluate(point, gradient: &gradient)
      }
      if result.value < least {
        least = result.value
        best = result.point
      }
    }
    return GaussianProcess.Hyperparameters(
      logLengths: Array(best.prefix(dimension)), logSignal: best[dimension],
      logNoise: best[dimension + 1])
  }
}
