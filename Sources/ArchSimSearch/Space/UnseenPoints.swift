/// The points that an algorithm has proposed or been told of, so that none is proposed twice.
///
/// When chance no longer finds new points in an enumerable space, all of its points are walked in
/// a shuffled order that needs no memory: a Feistel network over the point's number is a
/// permutation whatever its round function (Luby, Rackoff 1988); numbers beyond the last point are
/// sent through it again until they fall inside (Black, Rogaway 2002, "cycle walking").
struct UnseenPoints: Sendable {
  private let space: SearchSpace
  private var seen: Set<DesignPoint> = []
  private var cursor = 0
  private let halfBits: UInt64
  private let keys: [UInt64]

  init(space: SearchSpace, generator: SplitMix64) {
    self.space = space
    var generator = generator
    keys = [generator.next(), generator.next(), generator.next(), generator.next()]
    var bits: UInt64 = 1
    let cardinality = UInt64(space.cardinality ?? 1)
    while bits < 31, (1 << (2 * bits)) < cardinality { bits += 1 }
    halfBits = (1 << (2 * bits)) < cardinality ? 32 : bits
  }

  var isExhausted: Bool {
    guard let cardinality = space.cardinality else { return false }
    return seen.count >= cardinality
  }

  func contains(_ point: DesignPoint) -> Bool {
    seen.contains(point)
  }

  /// Remembers a canonical point; returns whether it was new.
  mutating func insert(_ point: DesignPoint) -> Bool {
    seen.insert(point).inserted
  }

  /// Remembers the point of an observation, which a caller may have made up.
  mutating func insert(observed point: DesignPoint) {
    seen.insert(space.canonical(point))
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
      let point = space.point(at: permuted(cursor, below: cardinality))
      cursor += 1
      if insert(point) { return point }
    }
    return nil
  }

  private func permuted(_ index: Int, below cardinality: Int) -> Int {
    let mask: UInt64 = (1 << halfBits) - 1
    var value = UInt64(index)
    repeat {
      var left = value >> halfBits
      var right = value & mask
      for key in keys {
        var round = SplitMix64(seed: right ^ key)
        (left, right) = (right, left ^ (round.next() & mask))
      }
      value = left << halfBits | right
    } while value >= UInt64(cardinality)
    return Int(value)
  }
}
