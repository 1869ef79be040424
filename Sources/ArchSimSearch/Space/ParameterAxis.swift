/// A parameter's domain, prepared for arithmetic: levels by number and a scale from 0 to 1.
struct ParameterAxis: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case real
    case integer
    case ordinal
    case categorical
  }

  let kind: Kind
  let isLogarithmic: Bool
  /// How many values there are; 0 for a real axis with more than one.
  let levelCount: Int
  let lower: Double
  let upper: Double
  private let step: Double
  /// The lower end of the unit scale, a logarithm on a logarithmic axis.
  ///
  /// Integers are padded by half a step on both sides, so that a uniform number rounds to every
  /// level equally often.
  private let scaleLower: Double
  private let scaleWidth: Double
  private let levels: [Double]

  /// Whether neighbouring values are alike, which categories are not.
  var isOrdered: Bool { kind != .categorical }

  init(_ domain: SearchParameter.Domain, name: String) throws(SearchSpaceError) {
    func fail(_ reason: SearchSpaceError.Reason) -> SearchSpaceError {
      SearchSpaceError(parameter: name, reason: reason)
    }
    switch domain {
    case .real(let range, let logarithmic):
      let low = range.lowerBound
      let high = range.upperBound
      guard low.isFinite, high.isFinite, (high - low).isFinite else { throw fail(.nonFinite) }
      guard low <= high else { throw fail(.emptyDomain) }
      guard !logarithmic || low > 0 else { throw fail(.logarithmOfNonPositive) }
      self.init(
        kind: .real, isLogarithmic: logarithmic, levelCount: low == high ? 1 : 0,
        lower: low, upper: high, step: 0, padding: (0, 0), levels: [])
    case .integer(let range, let step, let logarithmic):
      let limit = 1 << 53
      guard range.lowerBound <= range.upperBound else { throw fail(.emptyDomain) }
      guard range.lowerBound >= -limit, range.upperBound <= limit else {
        throw fail(.integerTooLarge)
      }
      guard step >= 1 else { throw fail(.nonPositiveStep) }
      guard !logarithmic || range.lowerBound > 0 else { throw fail(.logarithmOfNonPositive) }
      let steps = (range.upperBound - range.lowerBound) / step
      let low = Double(range.lowerBound)
      let half = Double(step) / 2
      self.init(
        kind: .integer, isLogarithmic: logarithmic, levelCount: steps + 1,
        lower: low, upper: Double(range.lowerBound + steps * step), step: Double(step),
        padding: (logarithmic ? min(half, low / 2) : half, half), levels: [])
    case .ordinal(let levels):
      guard let first = levels.first, let last = levels.last else { throw fail(.emptyDomain) }
      guard levels.allSatisfy(\.isFinite) else { throw fail(.nonFinite) }
      for (a, b) in zip(levels, levels.dropFirst()) where a >= b {
        throw fail(.levelsNotAscending)
      }
      self.init(
        kind: .ordinal, isLogarithmic: false, levelCount: levels.count,
        lower: first, upper: last, step: 0, padding: (0, 0), levels: levels)
    case .categorical(let count):
      guard count >= 1 else { throw fail(.emptyDomain) }
      guard count <= 1 << 53 else { throw fail(.integerTooLarge) }
      self.init(
        kind: .categorical, isLogarithmic: false, levelCount: count,
        lower: 0, upper: Double(count - 1), step: 1, padding: (0.5, 0.5), levels: [])
    }
  }

  private init(
    kind: Kind, isLogarithmic: Bool, levelCount: Int, lower: Double, upper: Double, step: Double,
    padding: (Double, Double), levels: [Double]
  ) {
    self.kind = kind
    self.isLogarithmic = isLogarithmic
    self.levelCount = levelCount
    self.lower = lower
    self.upper = upper
    self.step = step
    self.levels = levels
    let low = lower - padding.0
    let high = upper + padding.1
    scaleLower = isLogarithmic ? logarithm(low) : low
    scaleWidth = isLogarithmic ? logarithm(high) - logarithm(low) : high - low
  }
}

extension ParameterAxis {
  /// The value of a level; out of range, that of the nearest one.
  func value(ofLevel level: Int) -> Double {
    switch kind {
    case .real: lower
    case .ordinal: levels[min(max(level, 0), levels.count - 1)]
    case .integer, .categorical: lower + step * Double(min(max(level, 0), levelCount - 1))
    }
  }

  /// The level whose value is nearest; of a number that is not one, the first.
  func level(nearest value: Double) -> Int {
    guard levelCount > 1, value > lower else { return 0 }
    guard value < upper else { return levelCount - 1 }
    guard kind == .ordinal else { return Int(((value - lower) / step).rounded()) }
    var low = 0
    var high = levels.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if levels[middle] <= value { low = middle } else { high = middle }
    }
    return value - levels[low] <= levels[high] - value ? low : high
  }

  /// The nearest value of the domain.
  func clamped(_ value: Double) -> Double {
    guard levelCount == 0 else { return self.value(ofLevel: level(nearest: value)) }
    guard value > lower else { return lower }
    return min(value, upper)
  }

  /// Where a value lies between 0 and 1; the middle of its level where there are levels.
  func unit(of value: Double) -> Double {
    if kind == .ordinal {
      return (Double(level(nearest: value)) + 0.5) / Double(levelCount)
    }
    guard scaleWidth > 0 else { return 0.5 }
    let scaled = isLogarithmic ? logarithm(max(value, lower)) : value
    return min(max((scaled - scaleLower) / scaleWidth, 0), 1)
  }

  /// The value at a place between 0 and 1; evenly spread places give evenly spread values.
  func value(ofUnit unit: Double) -> Double {
    if kind == .ordinal {
      let level = min(max(unit, 0), 1) * Double(levelCount)
      return value(ofLevel: Int(level))
    }
    let scaled = scaleLower + min(max(unit, 0), 1) * scaleWidth
    return clamped(isLogarithmic ? exponential(scaled) : scaled)
  }

  /// Draws a value: evenly over the scale, or over the levels where there are some.
  func sample(using generator: inout SplitMix64) -> Double {
    if levelCount == 0 || isLogarithmic {
      return value(ofUnit: generator.uniform())
    }
    return value(ofLevel: generator.integer(below: levelCount))
  }
}
