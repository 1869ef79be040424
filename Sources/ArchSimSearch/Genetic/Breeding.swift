/// Chooses parents and makes children of them that were never seen.
///
/// Every member of a population meets as many others in tournaments as any other: opponents are
/// drawn without replacement until all have been. Two parents have two children, of which one gets
/// what the other does not, so that a crossover loses nothing that the parents knew.
struct Breeding: Sendable {
  let variation: Variation
  /// Members that have yet to meet an opponent.
  private var opponents: [Int] = []
  /// Children that have yet to be proposed.
  private var siblings: [DesignPoint] = []

  init(_ variation: Variation) {
    self.variation = variation
  }

  /// Starts anew with another population: who is waiting belongs to the one before.
  mutating func beginGeneration() {
    opponents.removeAll(keepingCapacity: true)
  }

  /// Proposes points that were never seen, fewer when there are no more: children, and by chance where
  /// there is no population yet.
  mutating func proposals(
    _ count: Int, of population: [Individual], unseen: inout UnseenPoints,
    using generator: inout SplitMix64
  ) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count {
      let point =
        population.isEmpty
        ? unseen.next(using: &generator)
        : child(of: population, unseen: &unseen, using: &generator)
      guard let point else { break }
      points.append(point)
    }
    return points
  }

  /// Makes a child that was never seen and remembers it; `nil` when there is none left.
  private mutating func child(
    of population: [Individual], unseen: inout UnseenPoints, using generator: inout SplitMix64
  ) -> DesignPoint? {
    guard !unseen.isExhausted else { return nil }
    if siblings.isEmpty {
      let mother = population[parent(among: population, using: &generator)].point
      let father = population[parent(among: population, using: &generator)].point
      let pair = variation.children(of: mother, and: father, using: &generator)
      siblings = [pair.1, pair.0]
    }
    guard var child = siblings.popLast() else { return nil }
    for _ in 0..<30 {
      if unseen.insert(child) { return child }
      // Another step away from what is known: mutations add up until the child is new.
      let position = generator.integer(below: variation.space.count)
      variation.mutate(&child.values, at: position, using: &generator)
      variation.space.canonicalize(&child.values)
    }
    return unseen.next(using: &generator)
  }

  /// The winner of a tournament of two.
  private mutating func parent(
    among population: [Individual], using generator: inout SplitMix64
  ) -> Int {
    let first = nextOpponent(population.count, using: &generator)
    let second = nextOpponent(population.count, using: &generator)
    return population[second].isPreferred(to: population[first]) ? second : first
  }

  private mutating func nextOpponent(_ count: Int, using generator: inout SplitMix64) -> Int {
    if opponents.isEmpty {
      opponents = Array(0..<count)
      generator.shuffle(&opponents)
    }
    return opponents.popLast() ?? 0
  }
}
