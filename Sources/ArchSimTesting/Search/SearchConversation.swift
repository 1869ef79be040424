import ArchSim

/// A search that is asked and told as a study, a cluster or an interrupted run would.
struct SearchConversation {
  var search: any SearchAlgorithm
  let problem: RandomProblem
  private var generator: SplitMix64
  /// What was proposed, in order.
  private(set) var points: [DesignPoint] = []
  /// How many answers were more than was asked for.
  private(set) var excess = 0
  /// Whether nothing was proposed although something was asked for.
  private(set) var hasEnded = false
  private var isSurplusTold = false

  init(_ search: any SearchAlgorithm, _ problem: RandomProblem, generator: SplitMix64) {
    self.search = search
    self.problem = problem
    self.generator = generator
  }

  /// Asks and tells until so many points were proposed or the search ends.
  ///
  /// Numbers asked for vary, and may be zero; now and then it is asked twice before it is told, told
  /// in two portions, the second first, and told of a point that it never proposed.
  mutating func run(until total: Int) {
    while points.count < total, !hasEnded {
      var batch = ask(min(total - points.count, generator.integer(below: 6)))
      if generator.chance(0.3) { batch += ask(1) }
      let middle = generator.integer(below: batch.count + 1)
      search.tell(Array(batch[middle...]))
      search.tell(Array(batch[..<middle]))
      if !isSurplusTold, points.count > total / 2 {
        isSurplusTold = true
        let point = problem.problem.space.sample(using: &generator)
        search.tell([problem.observe(point, number: 1)])
      }
    }
  }

  private mutating func ask(_ count: Int) -> [Observation] {
    let proposed = search.ask(count)
    if proposed.count > count { excess += 1 }
    if proposed.isEmpty, count > 0 { hasEnded = true }
    defer { points += proposed }
    return proposed.enumerated().map { offset, point in
      problem.observe(point, number: points.count + offset)
    }
  }
}
