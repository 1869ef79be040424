/// What a tree-structured Parzen estimator has heard, divided into good and other designs.
struct ParzenRecords: Sendable {
  /// The good designs.
  struct Selection: Sendable {
    /// The positions of their records.
    var members: [Int]
    /// What each counts; empty when all count the same.
    var weights: [Double]
  }

  /// A good design that adds nothing to a front still counts so much.
  private static let leastWeight = 1e-2

  private let objectiveCount: Int
  private(set) var places: [ParzenPlace] = []
  private var individuals: [Individual] = []
  /// With one objective all records, the best first; with several the best of them, unordered.
  private var order: [Int] = []

  init(objectiveCount: Int) {
    self.objectiveCount = objectiveCount
  }

  var count: Int { places.count }

  mutating func append(_ individual: Individual, _ place: ParzenPlace) {
    let index = places.count
    places.append(place)
    individuals.append(individual)
    guard objectiveCount == 1 else {
      order.append(index)
      return
    }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      let other = individuals[order[middle]]
      if DifferentialFactors.isBetter(individual, than: other) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    order.insert(index, at: low)
  }

  /// The best records.
  mutating func best(_ count: Int) -> Selection {
    guard objectiveCount > 1 else {
      return Selection(members: Array(order.prefix(count)), weights: [])
    }
    // Who was beaten by twice as many as are wanted need not be looked at again.
    if order.count > 4 * count + 50 { order = selected(2 * count + 25).members.sorted() }
    return selected(count)
  }

  /// The best of the pool by fronts, and of the front that does not fit those that cover most.
  private func selected(_ count: Int) -> Selection {
    let feasible = order.filter { individuals[$0].violation == 0 }
    var selection = Selection(members: [], weights: [])
    if !feasible.isEmpty {
      let scaled = HypervolumeShares.scaled(feasible.map { individuals[$0].objectives })
      for (rank, front) in nonDominatedSort(ObjectiveMatrix(scaled)).enumerated() {
        let room = count - selection.members.count
        guard room > 0 else { break }
        var chosen = front
        if front.count > room {
          chosen = HypervolumeShares.subset(of: front.map { scaled[$0] }, count: room)
            .map { front[$0] }
        }
        let shares =
          rank == 0
          ? HypervolumeShares.contributions(chosen.map { scaled[$0] })
          : chosen.map { _ in 0 }
        selection.members += chosen.map { feasible[$0] }
        selection.weights += shares.map { max($0, ParzenRecords.leastWeight) }
      }
    }
    let infeasible = order.filter { individuals[$0].violation > 0 }.sorted { a, b in
      let (left, right) = (individuals[a].violation, individuals[b].violation)
      return left == right ? a < b : left < right
    }
    for index in infeasible.prefix(count - selection.members.count) {
      selection.members.append(index)
      selection.weights.append(feasible.isEmpty ? 1 : ParzenRecords.leastWeight)
    }
    return selection
  }
}
