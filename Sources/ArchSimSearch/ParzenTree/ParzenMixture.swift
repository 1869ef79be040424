/// A density over designs: a weighted mean of one kernel a design that was seen, and an even one.
///
/// The even kernel, of weight 1, keeps every design possible. Kernels are stored parameter by parameter, four
/// abreast, so that a density is a few passes over arrays.
struct ParzenMixture: Sendable {
  private let axes: ParzenAxes
  private let places: [ParzenPlace]
  /// Per parameter the centres of the kernels, and one over the deviation, 0 where they are even.
  private var centres: [[SIMD4<Double>]]
  private var sharpness: [[SIMD4<Double>]]
  private var columns: [[Int32]]
  private let constants: [SIMD4<Double>]
  /// What the kernels weigh; empty when each weighs 1.
  private let weights: [Double]
  private let totalWeight: Double

  init(
    _ places: [ParzenPlace], weights: [Double] = [], constants: [Double], axes: ParzenAxes
  ) {
    self.axes = axes
    self.places = places
    self.weights = weights
    totalWeight = (weights.isEmpty ? Double(places.count) : weights.reduce(0, +)) + 1
    let width = (places.count + 3) / 4
    centres = []
    sharpness = []
    columns = []
    for (position, axis) in axes.axes.enumerated() {
      guard axis.levels == 0 else {
        centres.append([])
        sharpness.append([])
        columns.append(
          places.map { Int32($0.isActive[position] ? $0.levels[position] : axis.levels) })
        continue
      }
      columns.append([])
      var centre = [SIMD4<Double>](repeating: .zero, count: width)
      var sharp = centre
      for (index, place) in places.enumerated() where place.isActive[position] {
        centre[index / 4][index % 4] = place.units[position]
        sharp[index / 4][index % 4] = 0.5.squareRoot() / axis.deviation
      }
      centres.append(centre)
      sharpness.append(sharp)
    }
    var padded = [SIMD4<Double>](repeating: SIMD4(repeating: -1e9), count: width)
    for (index, constant) in constants.enumerated() { padded[index / 4][index % 4] = -constant }
    for (index, weight) in weights.enumerated() {
      padded[index / 4][index % 4] += logarithm(weight)
    }
    self.constants = padded
  }

  /// The logarithm of the density at a design, along one parameter or along all.
  func logDensity(_ place: ParzenPlace, along only: Int? = nil) -> Double {
    var sums = constants
    var even = 0.0
    for (position, axis) in axes.axes.enumerated() where place.isActive[position] {
      if let only, only != position { continue }
      if axis.levels == 0 {
        let unit = SIMD4<Double>(repeating: place.units[position])
        let centre = centres[position]
        let sharp = sharpness[position]
        for block in sums.indices {
          let distance = (unit - centre[block]) * sharp[block]
          sums[block] -= distance * distance
        }
      } else {
        let start = place.levels[position] * (axis.levels + 1)
        even += axis.table[start + axis.levels]
        let column = columns[position]
        axis.table.withUnsafeBufferPointer { table in
          sums.withUnsafeMutableBytes { bytes in
            let values = bytes.bindMemory(to: Double.self)
            for index in column.indices { values[index] += table[start + Int(column[index])] }
          }
        }
      }
    }
    var peak = even
    for block in sums { peak = max(peak, block.max()) }
    var total = SIMD4<Double>.zero
    for block in sums {
      let below = block - peak
      // Kernels that are e⁻⁴⁰ of the nearest are lost in rounding, and most are that far.
      if below.max() > -40 { total += exponential(ofNonPositive: below) }
    }
    let mean = (total.sum() + exponential(even - peak)) / totalWeight
    return peak + logarithm(mean)
  }

  /// Draws a design from one of the kernels.
  func sample(space: SearchSpace, using generator: inout SplitMix64) -> DesignPoint {
    var values = space.axes.map(\.lower)
    let kernel = choose(using: &generator)
    for position in values.indices {
      values[position] = draw(position, kernel, space.axes[position], using: &generator)
    }
    space.canonicalize(&values)
    return DesignPoint(values)
  }

  /// Draws every parameter from a kernel of its own.
  func sampleIndependently(
    space: SearchSpace, using generator: inout SplitMix64
  ) -> DesignPoint {
    var values = space.axes.map(\.lower)
    for position in values.indices {
      let kernel = choose(using: &generator)
      values[position] = draw(position, kernel, space.axes[position], using: &generator)
    }
    return DesignPoint(values)
  }

  /// A kernel by its weight; `nil` for the even one.
  private func choose(using generator: inout SplitMix64) -> ParzenPlace? {
    guard !weights.isEmpty else {
      let choice = generator.integer(below: places.count + 1)
      return choice < places.count ? places[choice] : nil
    }
    var rest = generator.uniform() * totalWeight
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return places[index] }
    }
    return nil
  }

  private func draw(
    _ position: Int, _ kernel: ParzenPlace?, _ axis: ParameterAxis,
    using generator: inout SplitMix64
  ) -> Double {
    guard let kernel, kernel.isActive[position] else { return axis.sample(using: &generator) }
    let own = axes.axes[position]
    if own.levels == 0 {
      let centre = kernel.units[position]
      for _ in 0..<20 {
        let unit = centre + own.deviation * generator.normal()
        if unit >= 0, unit <= 1 { return axis.value(ofUnit: unit) }
      }
      return axis.value(ofUnit: centre)
    }
    var rest = generator.uniform()
    for level in 0..<own.levels {
      rest -= exponential(own.table[level * (own.levels + 1) + kernel.levels[position]])
      if rest < 0 { return axis.value(ofLevel: level) }
    }
    return axis.value(ofLevel: kernel.levels[position])
  }
}
