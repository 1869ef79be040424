/// A density over designs: a weighted mean of one kernel a design that was seen, and an even one.
///
/// The even kernel, of weight 1, keeps every design possible. A density is one pass over the centres,
/// four abreast, that leaves kernels alone as soon as they are too far away to count.
struct ParzenMixture: Sendable {
  private let axes: ParzenAxes
  private let places: [ParzenPlace]
  /// The records whose kernels may be drawn from; all others are only measured.
  private let members: [Int]
  private let centres: ParzenCentres
  /// Per kernel the logarithm of its weight over its normalizer; hugely negative for none.
  private let constants: [SIMD4<Double>]
  /// What the members weigh; empty when each weighs 1.
  private let weights: [Double]
  private let totalWeight: Double

  /// Kernels beyond this many powers of e below the largest are lost in rounding.
  private static let negligible = 40.0
  /// The constant of a kernel that is none.
  static let none = -1e9

  /// A mixture that measures kernels at centres and draws from those at some places.
  ///
  /// Weights are one a member, or none where each weighs 1; their total is that of all kernels but
  /// the even one, of members and others.
  init(
    _ places: [ParzenPlace], members: [Int], weights: [Double], totalWeight: Double,
    centres: ParzenCentres, constants: [SIMD4<Double>], axes: ParzenAxes
  ) {
    self.places = places
    self.members = members
    self.weights = weights
    self.totalWeight = totalWeight + 1
    self.centres = centres
    self.constants = constants
    self.axes = axes
  }

  /// The logarithm of the density at a design, along one parameter or along all.
  func logDensity(_ place: ParzenPlace, along only: Int? = nil) -> Double {
    var even = 0.0
    var query = ParzenCentres.Query()
    for (position, axis) in axes.axes.enumerated() where only == nil || only == position {
      guard place.isActive(position) else { continue }
      if axis.levels == 0 {
        query.reals.append(
          .init(
            slot: centres.slots[position], unit: place.units[position],
            precision: 0.5 / (axis.deviation * axis.deviation)))
      } else {
        let start = place.levels[position] * (axis.levels + 1)
        even += axis.table[start + axis.levels]
        query.levels.append(
          .init(slot: centres.slots[position], start: axes.starts[position] + start))
      }
    }
    return logSum(query, even: even) - logarithm(totalWeight)
  }

  /// The logarithm of the sum of all kernels, the even one included.
  private func logSum(_ query: ParzenCentres.Query, even: Double) -> Double {
    var peak = even
    var total = SIMD4<Double>(1, 0, 0, 0)
    let (realCount, levelCount) = (centres.realCount, centres.levelCount)
    // Spans are read without counting references, which would cost more than the arithmetic.
    let constants = constants.span
    let units = centres.units.span
    let known = centres.known.span
    let columns = centres.levels.span
    let table = axes.tables.span
    let reals = query.reals.span
    let levels = query.levels.span
    for block in constants.indices {
      var sum = constants[block]
      for index in levels.indices {
        let column = columns[block * levelCount + levels[index].slot]
        let start = levels[index].start
        sum += SIMD4(
          table[start + Int(column[0])], table[start + Int(column[1])],
          table[start + Int(column[2])], table[start + Int(column[3])])
      }
      // What reals add is never above zero.
      guard sum.max() > peak - Self.negligible else { continue }
      let base = block * realCount
      for index in reals.indices {
        let real = reals[index]
        let distance = units[base + real.slot] - real.unit
        let precision =
          known.isEmpty
          ? SIMD4(repeating: real.precision) : known[base + real.slot] * real.precision
        sum -= distance * distance * precision
      }
      let largest = sum.max()
      guard largest > peak - Self.negligible else { continue }
      if largest > peak {
        total *= exponential(peak - largest)
        peak = largest
      }
      total += roughExponential(ofNonPositive: sum - peak)
    }
    return peak + logarithm(total.sum())
  }
}

extension ParzenMixture {
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
      let choice = generator.integer(below: members.count + 1)
      return choice < members.count ? places[members[choice]] : nil
    }
    var rest = generator.uniform() * totalWeight
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return places[members[index]] }
    }
    return nil
  }

  private func draw(
    _ position: Int, _ kernel: ParzenPlace?, _ axis: ParameterAxis,
    using generator: inout SplitMix64
  ) -> Double {
    guard let kernel, kernel.isActive(position) else { return axis.sample(using: &generator) }
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
