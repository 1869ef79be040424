/// How the kernels of a density look along every parameter, given how many of them there are.
///
/// Along a continuous parameter a kernel is a normal distribution cut off at the ends of the unit
/// scale; along a parameter with levels it is a row of a table of probabilities, made of the same
/// bell over the numbers of the levels, or, for categories, of one likely and many unlikely ones. A
/// kernel that knows nothing of a parameter, because it was switched off, is even along it.
struct ParzenAxes: Sendable {
  /// Beyond this many levels, an ordered parameter is treated as if it were continuous.
  static let manyLevels = 64

  /// One parameter.
  struct Axis: Sendable {
    /// How many levels the table has; 0 for a continuous parameter.
    var levels: Int
    /// The deviation of kernels in units of the scale.
    var deviation: Double
    /// Logarithms of probabilities, row by row of levels, one column a centre and one for none.
    var table: [Double]
  }

  private(set) var axes: [Axis] = []
  /// All tables one after the other, and where each starts.
  private(set) var tables: [Double] = []
  private(set) var starts: [Int] = []

  /// How many levels a table needs for a parameter; 0 for a continuous one.
  static func levelCount(of axis: ParameterAxis) -> Int {
    axis.isOrdered && axis.levelCount > manyLevels ? 0 : axis.levelCount
  }

  /// Tables for kernels of one width.
  init(space: SearchSpace, deviation: Double, categoryWeight: Double, leastLevels: Double) {
    for axis in space.axes {
      let count = ParzenAxes.levelCount(of: axis)
      starts.append(tables.count)
      guard count > 0 else {
        axes.append(Axis(levels: 0, deviation: deviation, table: []))
        continue
      }
      var table = [Double](repeating: -logarithm(Double(count)), count: count * (count + 1))
      let width = max(deviation * Double(count), leastLevels)
      for centre in 0..<count {
        let weights = (0..<count).map { level in
          guard axis.isOrdered else { return categoryWeight + (level == centre ? 1 : 0) }
          let distance = Double(level - centre) / width
          return exponential(-0.5 * distance * distance)
        }
        let sum = logarithm(weights.reduce(0, +))
        for level in 0..<count {
          table[level * (count + 1) + centre] = max(logarithm(weights[level]) - sum, -60)
        }
      }
      axes.append(Axis(levels: count, deviation: deviation, table: table))
      tables += table
    }
  }

  /// The logarithm of what a kernel is divided by along the continuous parameters it knows.
  func logNormalizer(_ place: ParzenPlace) -> Double {
    var sum = 0.0
    for (position, axis) in axes.enumerated() where axis.levels == 0 && place.isActive(position) {
      let centre = place.units[position]
      let deviation = axis.deviation
      let inside =
        NormalDistribution.cumulative((1 - centre) / deviation)
        - NormalDistribution.cumulative(-centre / deviation)
      sum += logarithm(inside * deviation * (2 * Double.pi).squareRoot())
    }
    return sum
  }
}

/// A design as densities see it: a place, a level and whether it matters, for every parameter.
struct ParzenPlace: Sendable {
  var point: DesignPoint
  var units: [Double]
  /// Empty where no parameter has levels.
  var levels: [Int]
  /// Empty where all matter.
  private var active: [Bool] = []

  init(_ point: DesignPoint, space: SearchSpace) {
    self.point = point
    units = space.unitCoordinates(of: point)
    levels =
      space.hasLevels
      ? zip(space.axes, point.values).map { $0.levelCount == 0 ? 0 : $0.level(nearest: $1) } : []
    if space.hasConditions {
      active = (0..<space.count).map { space.isActive($0, in: point.values) }
    }
  }

  /// Whether a parameter matters to the design.
  func isActive(_ position: Int) -> Bool { active.isEmpty || active[position] }

  /// Makes a parameter matter.
  mutating func activate(_ position: Int) {
    if !active.isEmpty { active[position] = true }
  }
}
