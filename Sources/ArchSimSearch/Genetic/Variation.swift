/// How children differ from their parents, by the kind of each parameter.
///
/// | kind | crossover | mutation |
/// |---|---|---|
/// | real, and integers with many levels | simulated binary, on the parameter's scale | polynomial |
/// | ordinals and integers with few levels | of either parent | a jump to a level nearby |
/// | categories | of either parent | any other category |
///
/// Simulated binary crossover: Deb, Agrawal, *Complex Systems* 9 (1995), the bounded form of Deb's
/// NSGA-II code; polynomial mutation: Deb, Goyal 1996, bounded likewise.
struct Variation: Sendable {
  /// Beyond this many levels, an ordered parameter is treated as if it were continuous.
  static let manyLevels = 24

  let space: SearchSpace
  let crossoverProbability: Double
  let crossoverIndex: Double
  let mutationIndex: Double
  /// The expected number of parameters that a mutation changes.
  let mutationCount: Double
  /// How often neighbours are taken together, instead of every parameter by itself.
  private let twoPointShare: Double

  /// The hyperparameters that it has in every algorithm that breeds.
  static func hyperparameters(crossoverIndex: Double) -> [Hyperparameter] {
    [
      Hyperparameter(
        "crossover", default: 0.9, in: 0...1, "probability that a child has two parents"),
      Hyperparameter(
        "crossover-index", default: crossoverIndex, in: 0...1000,
        "how near children of continuous parameters stay to a parent"),
      Hyperparameter(
        "mutations", default: 1, in: 0...1000,
        "expected number of parameters that a mutation changes"),
      Hyperparameter(
        "mutation-index", default: 20, in: 0...1000,
        "how near mutations of continuous parameters stay"),
      Hyperparameter(
        "two-point", default: nil, in: 0...1,
        "share of crossovers that take neighbouring parameters together; 1 for bit strings, else 0"),
    ]
  }

  /// A variation as its hyperparameters say, where they do.
  init(space: SearchSpace, hyperparameters: HyperparameterValues, crossoverIndex: Double) {
    self.space = space
    crossoverProbability = hyperparameters["crossover"] ?? 0.9
    self.crossoverIndex = hyperparameters["crossover-index"] ?? crossoverIndex
    mutationIndex = hyperparameters["mutation-index"] ?? 20
    mutationCount = hyperparameters["mutations"] ?? 1
    twoPointShare = hyperparameters["two-point"] ?? (space.isBitString ? 1 : 0)
  }

  /// A two-point crossover's neighbours; `nil` for a uniform crossover.
  private func crossedPositions(
    _ count: Int, using generator: inout SplitMix64
  ) -> Range<Int>? {
    guard twoPointShare > 0, generator.uniform() < twoPointShare else { return nil }
    let first = generator.integer(below: count + 1)
    let second = generator.integer(below: count + 1)
    return min(first, second)..<max(first, second)
  }

  private func isContinuous(_ axis: ParameterAxis) -> Bool {
    axis.levelCount == 0 || (axis.isOrdered && axis.levelCount > Variation.manyLevels)
  }
}

extension Variation {
  /// Returns two canonical children of two parents; what one gets from a parent, the other does not.
  func children(
    of mother: DesignPoint, and father: DesignPoint, using generator: inout SplitMix64
  ) -> (DesignPoint, DesignPoint) {
    var first = mother.values
    var second = father.values
    if generator.uniform() < crossoverProbability {
      let crossed = crossedPositions(first.count, using: &generator)
      for position in first.indices {
        guard crossed?.contains(position) ?? (generator.uniform() < 0.5) else { continue }
        let (own, other) = (first[position], second[position])
        guard own != other else { continue }
        let axis = space.axes[position]
        (first[position], second[position]) =
          isContinuous(axis) ? blend(own, other, on: axis, using: &generator) : (other, own)
      }
    }
    mutate(&first, using: &generator)
    mutate(&second, using: &generator)
    return (DesignPoint(first), DesignPoint(second))
  }

  /// Changes some parameters and makes the point canonical.
  func mutate(_ values: inout [Double], using generator: inout SplitMix64) {
    let probability = min(0.5, mutationCount / Double(values.count))
    for position in values.indices where generator.uniform() < probability {
      mutate(&values, at: position, using: &generator)
    }
    space.canonicalize(&values)
  }

  /// Changes one parameter, if it has another value to change to.
  func mutate(_ values: inout [Double], at position: Int, using generator: inout SplitMix64) {
    let axis = space.axes[position]
    guard axis.levelCount != 1 else { return }
    if axis.kind == .categorical {
      let level = axis.level(nearest: values[position])
      let other = generator.integer(below: axis.levelCount - 1)
      values[position] = axis.value(ofLevel: other < level ? other : other + 1)
    } else if isContinuous(axis) {
      let unit = polynomial(axis.unit(of: values[position]), using: &generator)
      let value = axis.value(ofUnit: unit)
      values[position] =
        value == values[position] ? jump(value, on: axis, using: &generator) : value
    } else {
      values[position] = jump(values[position], on: axis, using: &generator)
    }
  }

  /// Moves by one level, or with halving probability by two, three, …, turning back at the ends.
  private func jump(
    _ value: Double, on axis: ParameterAxis, using generator: inout SplitMix64
  ) -> Double {
    guard axis.levelCount > 1 else { return value }
    let level = axis.level(nearest: value)
    let last = axis.levelCount - 1
    var distance = 1
    while distance < last, generator.uniform() < 0.5 { distance += 1 }
    let isUpward = generator.uniform() < 0.5
    let room = isUpward ? last - level : level
    if room == 0 {
      return axis.value(ofLevel: isUpward ? level - distance : level + distance)
    }
    distance = min(distance, room)
    return axis.value(ofLevel: isUpward ? level + distance : level - distance)
  }

  /// Simulated binary crossover: one near either parent, nearer the larger the index.
  private func blend(
    _ first: Double, _ second: Double, on axis: ParameterAxis, using generator: inout SplitMix64
  ) -> (Double, Double) {
    let a = axis.unit(of: first)
    let b = axis.unit(of: second)
    let low = min(a, b)
    let width = max(a, b) - low
    let draw = generator.uniform()
    let isLowerFirst = generator.uniform() < 0.5
    guard width > 1e-14 else { return (first, second) }
    let middle = low + 0.5 * width
    let lower = middle - 0.5 * width * spread(draw, room: low / width)
    let upper = middle + 0.5 * width * spread(draw, room: (1 - low - width) / width)
    let children = (axis.value(ofUnit: lower), axis.value(ofUnit: upper))
    return isLowerFirst ? children : (children.1, children.0)
  }

  /// How far apart children are, in units of the distance of their parents.
  private func spread(_ draw: Double, room: Double) -> Double {
    let exponent = 1 / (crossoverIndex + 1)
    let alpha = 2 - power(1 + 2 * room, -(crossoverIndex + 1))
    return draw <= 1 / alpha
      ? power(draw * alpha, exponent) : power(1 / (2 - draw * alpha), exponent)
  }

  /// Polynomial mutation of a place between 0 and 1: near it, nearer the larger the index.
  private func polynomial(_ unit: Double, using generator: inout SplitMix64) -> Double {
    let draw = generator.uniform()
    let exponent = 1 / (mutationIndex + 1)
    if draw < 0.5 {
      let room = power(1 - unit, mutationIndex + 1)
      return unit + power(2 * draw + (1 - 2 * draw) * room, exponent) - 1
    }
    let room = power(unit, mutationIndex + 1)
    return unit + 1 - power(2 * (1 - draw) + 2 * (draw - 0.5) * room, exponent)
  }
}

extension SearchSpace {
  /// Whether there are many parameters, each with two ordered levels: neighbours belong together.
  var isBitString: Bool {
    count >= 16 && axes.allSatisfy { $0.isOrdered && $0.levelCount == 2 }
  }
}
