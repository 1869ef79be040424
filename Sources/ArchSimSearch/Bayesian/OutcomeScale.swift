/// How observed values become a model's targets: tails pressed together, mean 0, variance 1.
///
/// Values far above those that matter would make a model blind to the differences among good ones.
/// So what lies above a knee is replaced by knee + s·log(1 + (y − knee)/s): nothing changes below
/// the knee, nothing changes places, and penalties of any size do no harm.
struct OutcomeScale: Sendable {
  private var knee = Double.infinity
  private var width = 1.0
  private var mean = 0.0
  private var deviation = 1.0

  /// Takes the scale from values, with the knee at their median and the width of the better half.
  init(compressingAboveMedianOf values: [Double]) {
    let sorted = values.sorted()
    guard let least = sorted.first else { return }
    knee = sorted[sorted.count / 2]
    width = max(knee - least, 1e-12 * max(1, knee.magnitude))
    standardize(values)
  }

  /// Takes mean and variance from values that are pressed together beyond a knee.
  init(of values: [Double], knee: Double, width: Double) {
    self.knee = knee
    self.width = max(width, 1e-12 * max(1, knee.magnitude))
    standardize(values)
  }

  /// Takes the scale of a constraint's violations, which keep their sign.
  init(ofViolations values: [Double]) {
    standardize(values)
  }

  private mutating func standardize(_ values: [Double]) {
    guard !values.isEmpty else { return }
    let pressed = values.map { compressed($0) }
    let count = Double(values.count)
    mean = pressed.reduce(0, +) / count
    let variance = pressed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    deviation = variance > 1e-24 * max(1, mean * mean) ? variance.squareRoot() : 1
  }

  private func compressed(_ value: Double) -> Double {
    value <= knee ? value : knee + width * logarithmOfOnePlus((value - knee) / width)
  }

  /// The target for a value.
  func target(_ value: Double) -> Double {
    (compressed(value) - mean) / deviation
  }
}
