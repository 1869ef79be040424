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
  /// Minus the logarithms of the normalizers of records; not a number where not known.
  private var constants: [SIMD4<Double>] = []

  init(
    bandwidth: Double, exponent: Double, leastLevels: Double, tolerance: Double
  ) {
    self.leastLevels = leastLevels
    self.tolerance = tolerance
    self.bandwidth = bandwidth
    self.exponent = exponent
  }

  /// Tables for so many kernels.
  private mutating func axes(for count: Int, space: SearchSpace) -> ParzenAxes {
    if let axes, Double(abs(count - size)) <= tolerance * Double(size) { return axes }
    size = count
    let made = ParzenAxes(
      space: space, deviation: bandwidth * power(Double(max(1, count)), -exponent),
      categoryWeight: 1 / Double(max(1, count) + 1), leastLevels: leastLevels)
    axes = made
    constants = []
    return made
  }

  private mutating func constant(
    _ index: Int, of records: [ParzenPlace], _ axes: ParzenAxes
  ) -> Double {
    while constants.count <= index / 4 { constants.append(SIMD4(repeating: .nan)) }
    let known = constants[index / 4][index % 4]
    if known == known { return known }
    let constant = -axes.logNormalizer(records[index])
    constants[index / 4][index % 4] = constant
    return constant
  }

  /// A mixture of kernels at some records.
  ///
  /// Weights are one a kernel, or none where each weighs 1.
  mutating func mixture(
    _ members: [Int], weights: [Double] = [], of records: [ParzenPlace], space: SearchSpace
  ) -> ParzenMixture {
    let axes = axes(for: members.count, space: space)
    var centres = ParzenCentres(space: space)
    var own = [SIMD4<Double>](
      repeating: SIMD4(repeating: ParzenMixture.none), count: (members.count + 3) / 4)
    for (index, member) in members.enumerated() {
      centres.append(records[member])
      own[index / 4][index % 4] = constant(member, of: records, axes)
      if !weights.isEmpty { own[index / 4][index % 4] += logarithm(weights[index]) }
    }
    return ParzenMixture(
      records, members: members, weights: weights,
      totalWeight: weights.isEmpty ? Double(members.count) : weights.reduce(0, +),
      centres: centres, constants: own, axes: axes)
  }

  /// A mixture of kernels at all records but some, and at places that are no records yet.
  ///
  /// It measures; nothing can be drawn from it but what is even.
  mutating func mixture(
    allBut excluded: [Int], of records: [ParzenPlace], centres: ParzenCentres,
    adding extra: [ParzenPlace], space: SearchSpace
  ) -> ParzenMixture {
    let count = records.count - excluded.count + extra.count
    let axes = axes(for: count, space: space)
    for index in records.indices.reversed() {
      guard index / 4 >= constants.count || constants[index / 4][index % 4].isNaN else { break }
      _ = constant(index, of: records, axes)
    }
    var own = constants
    for index in excluded { own[index / 4][index % 4] = ParzenMixture.none }
    var all = centres
    for (index, place) in extra.enumerated() {
      let position = records.count + index
      all.append(place)
      if own.count <= position / 4 { own.append(SIMD4(repeating: ParzenMixture.none)) }
      own[position / 4][position % 4] = -axes.logNormalizer(place)
    }
    for index in all.count..<own.count * 4 { own[index / 4][index % 4] = ParzenMixture.none }
    return ParzenMixture(
      records, members: [], weights: [], totalWeight: Double(count), centres: all,
      constants: own, axes: axes)
  }
}
