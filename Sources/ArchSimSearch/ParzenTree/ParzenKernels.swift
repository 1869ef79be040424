/// Makes mixtures of kernels, and remembers what does not change from one to the next.
///
/// The width of kernels follows their number, by the rule of Scott (*Multivariate Density
/// Estimation*, 1992): h n^(−1/(d + 4)). It is adjusted when the number has changed by a tenth, and
/// only then are tables and normalizers made again.
struct ParzenKernels: Sendable {
  private let bandwidth: Double
  private let exponent: Double
  private let leastLevels: Double
  /// By what share the number of kernels may change until they are adjusted.
  private let tolerance: Double
  private var size = 0
  private var axes: ParzenAxes?
  private var constants: [Double?] = []

  init(
    bandwidth: Double, exponent: Double, leastLevels: Double, tolerance: Double
  ) {
    self.leastLevels = leastLevels
    self.tolerance = tolerance
    self.bandwidth = bandwidth
    self.exponent = exponent
  }

  /// A mixture of kernels at some records, and at places that are no records.
  ///
  /// Weights are one a kernel, or none where each weighs 1.
  mutating func mixture(
    _ members: [Int], weights: [Double] = [], of records: [ParzenPlace],
    adding extra: [ParzenPlace], space: SearchSpace
  ) -> ParzenMixture {
    let count = members.count + extra.count
    let axes: ParzenAxes
    if let current = self.axes, Double(abs(count - size)) <= tolerance * Double(size) {
      axes = current
    } else {
      size = count
      axes = ParzenAxes(
        space: space, deviation: bandwidth * power(Double(max(1, count)), -exponent),
        categoryWeight: 1 / Double(max(1, count) + 1), leastLevels: leastLevels)
      self.axes = axes
      constants = []
    }
    while constants.count < records.count { constants.append(nil) }
    var places: [ParzenPlace] = []
    var normalizers: [Double] = []
    places.reserveCapacity(count)
    normalizers.reserveCapacity(count)
    for member in members {
      let constant = constants[member] ?? axes.logNormalizer(records[member])
      constants[member] = constant
      places.append(records[member])
      normalizers.append(constant)
    }
    for place in extra {
      places.append(place)
      normalizers.append(axes.logNormalizer(place))
    }
    return ParzenMixture(places, weights: weights, constants: normalizers, axes: axes)
  }
}
