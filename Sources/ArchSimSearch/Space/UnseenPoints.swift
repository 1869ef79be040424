/// The points that an algorithm has proposed or been told of, so that none is proposed twice.
///
/// When chance no longer finds new points in an enumerable space, all of its points are walked in
/// the order of a ``ShuffledRange``.
struct UnseenPoints: Sendable {
  /// What proposals depend on, and with it how little need be remembered of millions of them.
  enum Proposals: Sendable {
    /// On what was told.
    case learned
    /// On their number alone, as the points of a grid do.
    case numbered
    /// On chance, so that no two have the same real number.
    case drawn
  }

  /// What a search that does not learn needs to remember of a point that it proposes itself.
  private enum Memory: Sendable {
    /// All of it: a search that learns proposes neighbours of what it knows.
    case points
    /// Its number, or where a space is not enumerable 64 bits of it.
    ///
    /// Two points share these bits with a chance of n² / 2⁶⁵ among n: then one is not proposed. None is
    /// ever proposed twice.
    case numbers
    /// Nothing: points of independent draws with a real number that is always on do not repeat.
    case nothing
  }

  private let space: SearchSpace
  private let memory: Memory
  private var seen: Set<DesignPoint> = []
  private var numbers: NumberSet
  private var cursor = 0
  private let order: ShuffledRange

  /// Remembers nothing yet.
  ///
  /// - Parameters:
  ///   - space: The space of the points.
  ///   - generator: Where the order of the last points comes from.
  ///   - proposals: What the search's proposals depend on.
  init(space: SearchSpace, generator: SplitMix64, proposals: Proposals = .learned) {
    self.space = space
    order = ShuffledRange(count: space.cardinality ?? 1, generator: generator)
    numbers = NumberSet(bound: space.cardinality)
    let hasReal = zip(space.parameters, space.axes).contains {
      $0.condition == nil && $1.levelCount == 0
    }
    memory =
      switch proposals {
      case .learned: .points
      case .numbered: .numbers
      case .drawn: hasReal ? .nothing : .numbers
      }
  }

  var isExhausted: Bool {
    guard let cardinality = space.cardinality else { return false }
    return (memory == .points ? seen.count : numbers.count) >= cardinality
  }

  func contains(_ point: DesignPoint) -> Bool {
    if memory == .points { return seen.contains(point) }
    return !numbers.isEmpty && numbers.contains(number(of: point))
  }

  /// Remembers a canonical point; returns whether it was new.
  mutating func insert(_ point: DesignPoint) -> Bool {
    switch memory {
    case .points: seen.insert(point).inserted
    case .numbers: numbers.insert(number(of: point))
    // What was told is all that could come again.
    case .nothing: numbers.isEmpty || !numbers.contains(number(of: point))
    }
  }

  /// Remembers the point of an observation, which a caller may have made up.
  mutating func insert(observed point: DesignPoint) {
    let point = space.canonical(point)
    if memory == .points {
      seen.insert(point)
    } else {
      numbers.insert(number(of: point))
    }
  }

  /// The number of a point in an enumerable space, else 64 bits that stand for it.
  private func number(of point: DesignPoint) -> UInt64 {
    if let index = space.index(of: point) { return UInt64(index) }
    var generator = SplitMix64(seed: UInt64(point.values.count))
    for value in point.values {
      // Minus zero is the same point.
      generator = SplitMix64(seed: generator.next() ^ (value == 0 ? 0 : value.bitPattern))
    }
    return generator.next()
  }

  /// Draws a new point and remembers it; `nil` when there is none left.
  mutating func next(using generator: inout SplitMix64) -> DesignPoint? {
    guard !isExhausted else { return nil }
    for _ in 0..<20 {
      let point = space.sample(using: &generator)
      if insert(point) { return point }
    }
    guard let cardinality = space.cardinality else {
      // Too many points to count but hard to find a new one: conditions hide most of them, or
      // what is left is as good as nothing.
      for _ in 0..<1000 {
        let point = space.sample(using: &generator)
        if insert(point) { return point }
      }
      return nil
    }
    while cursor < cardinality {
      let point = space.point(at: order[cursor])
      cursor += 1
      if insert(point) { return point }
    }
    return nil
  }
}
