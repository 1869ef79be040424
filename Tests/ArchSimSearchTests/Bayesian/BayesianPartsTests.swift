import Testing

@testable import ArchSimSearch

@Suite struct BayesianPartsTests {
  private func randomProcess(
    _ count: Int, _ generator: inout SplitMix64
  ) -> (process: GaussianProcess, points: [[Double]], targets: [Double]) {
    let isCategorical = [false, false, true]
    var process = GaussianProcess(
      isCategorical: isCategorical,
      hyperparameters: .init(logLengths: [-0.5, 0.2, 0.4], logSignal: 0.3, logNoise: -9),
      capacity: 3)
    var points: [[Double]] = []
    var targets: [Double] = []
    for _ in 0..<count {
      let category = (Double(generator.integer(below: 3)) + 0.5) / 3
      points.append([generator.uniform(), generator.uniform(), category])
      targets.append(generator.normal())
    }
    for point in points { process.append(point) }
    process.setTargets(targets)
    return (process, points, targets)
  }

  @Test(arguments: [1, 4, 5, 23]) func factorTimesItsTransposeIsTheMatrix(count: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    // B·Bᵀ + I is symmetric and positive definite.
    let b = (0..<count).map { _ in (0..<count).map { _ in generator.normal() } }
    let a = (0..<count).map { i in
      (0..<count).map { j in zip(b[i], b[j]).reduce(i == j ? 1 : 0) { $0 + $1.0 * $1.1 } }
    }
    var factor = CholeskyFactor(capacity: 2)
    for i in 0..<count {
      factor.append(
        blocks(of: Array(a[i].prefix(i)) + [0, 0, 0, 0]), diagonal: a[i][i], floor: 1e-12)
    }
    let right = (0..<count).map { _ in generator.normal() }
    var solution = blocks(of: right)
    factor.solveForward(&solution, from: 0)
    factor.solveBackward(&solution)
    for i in 0..<count {
      let product = (0..<count).reduce(0.0) { $0 + a[i][$1] * solution[$1 / 4][$1 % 4] }
      #expect((product - right[i]).magnitude < 1e-9, "row \(i): \(product), expected \(right[i])")
    }
    let inverse = factor.inverse()
    for i in 0..<count {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<count {
          let (row, column) = k > j ? (k, j) : (j, k)
          sum += a[i][k] * inverse[row * factor.blockCount + column / 4][column % 4]
        }
        #expect((sum - (i == j ? 1 : 0)).magnitude < 1e-9)
      }
    }
  }

  @Test func vectorExponentialEqualsTheScalarOne() {
    for index in 0...4000 {
      let x = -Double(index) * 0.01
      let expected = exponential(x)
      let measured = exponential(ofNonPositive: SIMD4(repeating: x))[2]
      #expect((measured - expected).magnitude <= 4e-16 * expected, "exp(\(x))")
    }
    #expect(exponential(ofNonPositive: SIMD4(repeating: -1e9))[0] < 1e-300)
    for index in 0...4000 {
      let x = -Double(index) * 0.01
      let expected = exponential(x)
      let measured = roughExponential(ofNonPositive: SIMD4(repeating: x))[1]
      #expect((measured - expected).magnitude <= 3e-10 * expected, "exp(\(x))")
    }
    #expect(roughExponential(ofNonPositive: SIMD4(repeating: -1e9))[3] < 1e-300)
  }

  @Test func aProcessPassesThroughWhatItSaw() {
    var generator = SplitMix64(seed: 2)
    let (process, points, targets) = randomProcess(12, &generator)
    for (point, target) in zip(points, targets) {
      let prediction = process.predict(point)
      #expect((prediction.mean - target).magnitude < 0.05, "\(prediction), expected \(target)")
      #expect(prediction.deviation < 0.02)
    }
    // Far from everything the prior is back: mean 0, variance e^0.3.
    let far = process.predict([1e3, 1e3, 0.5])
    #expect(far.mean.magnitude < 1e-9)
    #expect((far.deviation * far.deviation - exponential(0.3)).magnitude < 1e-9)
  }

  @Test func slopesOfPredictionsAreDifferences() {
    var generator = SplitMix64(seed: 4)
    let (process, _, _) = randomProcess(15, &generator)
    for _ in 0..<10 {
      let place = [generator.uniform(), generator.uniform(), 0.5]
      let slope = process.predictWithSlope(place)
      for axis in 0..<2 {
        let step = 1e-5
        var above = place
        var below = place
        above[axis] += step
        below[axis] -= step
        let up = process.predict(above)
        let down = process.predict(below)
        let mean = (up.mean - down.mean) / (2 * step)
        let deviation = (up.deviation - down.deviation) / (2 * step)
        #expect((slope.mean[axis] - mean).magnitude < 1e-5 * max(1, mean.magnitude))
        #expect(
          (slope.deviation[axis] - deviation).magnitude < 1e-5 * max(1, deviation.magnitude))
      }
    }
  }

  @Test func slopeOfTheLikelihoodIsADifference() {
    var generator = SplitMix64(seed: 5)
    let (process, _, targets) = randomProcess(14, &generator)
    let likelihood = MarginalLikelihood(inputs: process.inputs, targets: targets)
    let parameters = [-0.4, 0.3, 0.1, 0.2, -5.0]
    var gradient = [Double](repeating: 0, count: parameters.count)
    var ignored = gradient
    _ = likelihood.evaluate(parameters, gradient: &gradient)
    for position in parameters.indices {
      let step = 1e-5
      var above = parameters
      var below = parameters
      above[position] += step
      below[position] -= step
      let up = likelihood.evaluate(above, gradient: &ignored)
      let down = likelihood.evaluate(below, gradient: &ignored)
      let difference = (up - down) / (2 * step)
      #expect(
        (gradient[position] - difference).magnitude < 1e-5 * max(1, difference.magnitude),
        "parameter \(position): \(gradient[position]), expected \(difference)")
    }
  }

  @Test func logarithmsOfTheTailsAreSmoothAndRight() {
    // log(φ(z) + z·Φ(z)) and log Φ(z) at z = −10: 50-digit values, rounded.
    #expect((NormalDistribution.logCumulative(-10).logarithm - -53.231_285_151_512_47) < 1e-9)
    for z in [-400.0, -60, -25.0001, -24.9999, -7, -1, 0, 2, 9] {
      for function in [NormalDistribution.logCumulative, NormalDistribution.logImprovement] {
        let step = 1e-5 * max(1, z.magnitude)
        let difference =
          (function(z + step).logarithm - function(z - step).logarithm) / (2 * step)
        let slope = function(z).derivative
        #expect((slope - difference).magnitude < 1e-5 * max(1, slope.magnitude), "z = \(z)")
      }
    }
  }

  @Test func slopesOfTheAcquisitionAreDifferences() {
    var generator = SplitMix64(seed: 6)
    var gain = HypervolumeGain(reference: [1, 1.2], sampleCount: 64, using: &generator)
    gain.insert([0.2, 0.7])
    gain.insert([0.6, 0.3])
    for (goal, count) in [
      (Acquisition.Goal.improvement(best: -0.5), 1), (.hypervolume(gain), 2),
      (.feasibility, 1),
    ] {
      let acquisition = Acquisition(goal: goal, objectiveCount: count, thresholds: [0.3, -0.2])
      let predictions = (0..<count + 2).map { _ in
        GaussianProcess.Prediction(
          mean: 0.5 * generator.normal(), deviation: 0.1 + generator.uniform())
      }
      let slope = acquisition.slope(predictions)
      #expect((slope.value - acquisition.value(predictions)).magnitude < 1e-12)
      for output in predictions.indices {
        let step = 1e-7
        var above = predictions
        var below = predictions
        above[output].mean += step
        below[output].mean -= step
        let byMean = (acquisition.value(above) - acquisition.value(below)) / (2 * step)
        #expect((slope.byMean[output] - byMean).magnitude < 1e-4 * max(1, byMean.magnitude))
        above[output] = predictions[output]
        below[output] = predictions[output]
        above[output].deviation += step
        below[output].deviation -= step
        let change = (acquisition.value(above) - acquisition.value(below)) / (2 * step)
        #expect((slope.byDeviation[output] - change).magnitude < 1e-4 * max(1, change.magnitude))
      }
    }
  }

  @Test func expectedGainInHypervolumeOrdersDesigns() {
    var generator = SplitMix64(seed: 8)
    var gain = HypervolumeGain(reference: [1, 1], sampleCount: 512, using: &generator)
    let front = [[0.1, 0.8], [0.4, 0.5], [0.7, 0.2]]
    for row in front { gain.insert(row) }
    let base = hypervolume(of: front, reference: [1, 1])
    // Certain predictions: the gain is proportional to the hypervolume that they add.
    let designs = [[0.2, 0.3], [0.05, 0.6], [0.5, 0.1], [0.35, 0.45]]
    let ratios = designs.map { design in
      let added = hypervolume(of: front + [design], reference: [1, 1]) - base
      let predictions = design.map { GaussianProcess.Prediction(mean: $0, deviation: 1e-9) }
      return exponential(gain.logarithm(predictions)) / added
    }
    // The area of the quarter disc of radius s is π/4 · s², averaged over directions.
    for ratio in ratios {
      #expect((ratio * Double.pi / 4 - 1).magnitude < 0.15, "\(ratios)")
    }
  }
}
