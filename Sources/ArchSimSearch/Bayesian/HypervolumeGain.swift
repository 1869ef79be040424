/// The hypervolume that a design is expected to add to a front, for any number of objectives.
///
/// Seen from the reference in direction λ, a front ends at the length s = maxᵧ minᵢ (rᵢ − yᵢ)/λᵢ,
/// and the hypervolume is proportional to the mean of sᵐ over all directions of the positive
/// orthant (Zhang, Golovin: *Random hypervolume scalarizations for provable multi-objective black
/// box optimization*, ICML 2020, lemma 5). So the gain of a design is a mean over directions of what
/// its own sᵐ exceeds the front's by, and the expected gain pairs every direction with a draw from
/// the predictions. Directions and draws are fixed, which makes the estimate smooth; a softplus in
/// place of the maximum with zero gives designs that gain nothing a slope towards those that do.
struct HypervolumeGain: Sendable {
  let reference: [Double]
  private let sampleCount: Int
  /// One over the components of each direction, direction by direction.
  private let inverseDirections: [Double]
  /// Standard normal draws, direction by direction.
  private let draws: [Double]
  /// The front's sᵐ per direction.
  private var levels: [Double]
  private var softness: Double

  init(reference: [Double], sampleCount: Int, using generator: inout SplitMix64) {
    self.reference = reference
    self.sampleCount = sampleCount
    let width = reference.count
    let points = QuasiRandomSequence(dimension: 2 * width, using: &generator)
    var inverseDirections: [Double] = []
    var draws: [Double] = []
    for sample in 0..<sampleCount {
      let place = points.point(sample)
      // Normal components of either sign, folded into the positive orthant, are even over it.
      let normals = place.map { QuasiRandomSequence.normalQuantile($0) }
      let direction = normals.prefix(width).map { max($0.magnitude, 1e-6) }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      inverseDirections += direction.map { length / $0 }
      draws += normals.suffix(width)
    }
    self.inverseDirections = inverseDirections
    self.draws = draws
    levels = Array(repeating: 0, count: sampleCount)
    softness = 1e-3
  }

  private func raised(_ length: Double) -> Double {
    var result = 1.0
    for _ in reference.indices { result *= length }
    return length < 0 ? 0 : result
  }

  private func reach(_ sample: Int, _ objective: (Int) -> Double) -> (length: Double, axis: Int) {
    var least = Double.infinity
    var axis = 0
    for index in reference.indices {
      let room = reference[index] - objective(index)
      let length = room * inverseDirections[sample * reference.count + index]
      if length < least {
        least = length
        axis = index
      }
    }
    return (least, axis)
  }

  /// Adds a member of the front.
  mutating func insert(_ objectives: [Double]) {
    var mean = 0.0
    for sample in 0..<sampleCount {
      levels[sample] = max(levels[sample], raised(reach(sample) { objectives[$0] }.length))
      mean += levels[sample]
    }
    softness = max(1e-4 * mean / Double(sampleCount), 1e-9)
  }

  /// Below zero, lengths go on linearly, so that designs beyond the reference have a slope too.
  private func gain(_ sample: Int, _ length: Double) -> Double {
    (length < 0 ? length : raised(length)) - levels[sample]
  }

  func logarithm(_ predictions: [GaussianProcess.Prediction]) -> Double {
    var sum = 0.0
    for sample in 0..<sampleCount {
      let base = sample * reference.count
      let reached = reach(sample) {
        predictions[$0].mean + predictions[$0].deviation * draws[base + $0]
      }
      sum += softplus(gain(sample, reached.length) / softness)
    }
    return ArchSimSearch.logarithm(max(sum, 1e-300) * softness / Double(sampleCount))
  }

  func addSlope(_ predictions: [GaussianProcess.Prediction], to slope: inout Acquisition.Slope) {
    var sum = 0.0
    let width = reference.count
    var byMean = [Double](repeating: 0, count: width)
    var byDeviation = byMean
    for sample in 0..<sampleCount {
      let base = sample * width
      let reached = reach(sample) {
        predictions[$0].mean + predictions[$0].deviation * draws[base + $0]
      }
      let argument = gain(sample, reached.length) / softness
      sum += softplus(argument)
      var steepness = sigmoid(argument)
      if reached.length > 0 {
        for _ in 1..<width { steepness *= reached.length }
        steepness *= Double(width)
      }
      let change = -steepness * inverseDirections[base + reached.axis]
      byMean[reached.axis] += change
      byDeviation[reached.axis] += change * draws[base + reached.axis]
    }
    let total = max(sum, 1e-300) * softness
    slope.value += ArchSimSearch.logarithm(total / Double(sampleCount))
    for axis in 0..<width {
      slope.byMean[axis] += byMean[axis] / total
      slope.byDeviation[axis] += byDeviation[axis] / total
    }
  }

  /// Like log(1 + eˣ), but with a tail that fades like −1/x instead of vanishing.
  private func softplus(_ x: Double) -> Double {
    // (x + √(x² + 4)) / 2 behaves like −1/x on the left and like x on the right.
    x > 0 ? (x + (x * x + 4).squareRoot()) / 2 : 2 / ((x * x + 4).squareRoot() - x)
  }

  private func sigmoid(_ x: Double) -> Double {
    softplus(x) / (x * x + 4).squareRoot()
  }
}
