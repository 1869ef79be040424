/// The centres of kernels, four designs to a block: grown design by design, never made anew.
///
/// Of each block all coordinates lie together, so that a density reads memory from front to back and
/// can leave a block early. A place that a design switches off is marked: its kernel is even there.
struct ParzenCentres: Sendable {
  /// A design to be measured against the centres, along the parameters that matter to it.
  struct Query {
    /// A continuous parameter: where its centres are, the place, and 1 / (2 σ²).
    struct Real {
      var slot: Int
      var unit: Double
      var precision: Double
    }

    /// A parameter with levels: where its centres are, and where the row of its table starts.
    struct Level {
      var slot: Int
      var start: Int
    }

    var reals: [Real] = []
    var levels: [Level] = []
  }

  /// Per parameter its place among the continuous ones or among those with levels.
  let slots: [Int]
  private let levelCounts: [Int]
  let realCount: Int
  let levelCount: Int
  private let hasConditions: Bool
  private(set) var count = 0
  private(set) var units: [SIMD4<Double>] = []
  /// 1 where a design has a continuous parameter, else 0; empty where all designs have all.
  private(set) var known: [SIMD4<Double>] = []
  /// The number of the level; that of levels where a design does not have the parameter.
  private(set) var levels: [SIMD4<Int32>] = []

  init(space: SearchSpace) {
    levelCounts = space.axes.map { ParzenAxes.levelCount(of: $0) }
    var (reals, others) = (0, 0)
    var slots: [Int] = []
    for count in levelCounts {
      slots.append(count == 0 ? reals : others)
      if count == 0 { reals += 1 } else { others += 1 }
    }
    self.slots = slots
    realCount = reals
    levelCount = others
    hasConditions = space.hasConditions
  }

  /// Adds a design.
  mutating func append(_ place: ParzenPlace) {
    let lane = count % 4
    if lane == 0 {
      units += Array(repeating: .zero, count: realCount)
      if hasConditions { known += Array(repeating: .zero, count: realCount) }
      levels += Array(repeating: .zero, count: levelCount)
    }
    let block = count / 4
    for (position, levelCount) in levelCounts.enumerated() {
      let isActive = place.isActive(position)
      if levelCount == 0 {
        units[block * realCount + slots[position]][lane] = place.units[position]
        if hasConditions { known[block * realCount + slots[position]][lane] = isActive ? 1 : 0 }
      } else {
        levels[block * self.levelCount + slots[position]][lane] =
          Int32(isActive ? place.levels[position] : levelCount)
      }
    }
    count += 1
  }
}
