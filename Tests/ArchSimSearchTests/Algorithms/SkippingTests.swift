import Testing

@testable import ArchSimSearch

@Suite struct SkippingTests {
  private static let free = ["random", "sobol", "latin-hypercube", "grid"]

  private static func spaces() throws -> [SearchSpace] {
    [
      try SearchSpace([
        SearchParameter("a", .categorical(count: 3)), SearchParameter("b", .ordinal([1, 2, 4, 8])),
        SearchParameter(
          "c", .integer(0...9, step: 1, logarithmic: false), when: .init(parameter: 0, allowed: [1])
        ),
      ]),
      try SearchSpace([
        SearchParameter("x", .real(-1...1, logarithmic: false)),
        SearchParameter("c", .categorical(count: 2)),
      ]),
    ]
  }

  /// What is skipped makes no difference to what follows, nor does what is told.
  @Test(arguments: free)
  func pointsAreAFixedSequence(name: String) throws {
    for space in try Self.spaces() {
      for budget in [10, 25, 60] {
        let problem = SearchProblem(space: space, budget: budget, seed: 7)
        let algorithm = try #require(SearchAlgorithms.named(name))
        var told = try algorithm.make(problem, [:])
        var points: [DesignPoint] = []
        let total = min(budget, space.cardinality ?? budget)
        while points.count < total {
          let more = told.ask(min(4, total - points.count))
          guard !more.isEmpty else { break }
          told.tell(more.map { Observation(point: $0, objectives: [$0.values[0]]) })
          points += more
        }
        #expect(points.count == total)
        for skipped in [0, 1, total / 3, total - 1, total] {
          var search = try algorithm.make(problem, [:])
          #expect(!search.isAdaptive)
          search.skip(skipped)
          let rest = search.ask(total - skipped)
          #expect(rest == Array(points.dropFirst(skipped)), "\(name), budget \(budget), \(skipped)")
        }
      }
    }
  }

  /// All others propose something else after other news, or may.
  @Test func onlySamplersAreNotAdaptive() throws {
    let problem = SearchProblem(space: try Self.spaces()[1], budget: 50, seed: 7)
    for algorithm in SearchAlgorithms.all {
      let search = try algorithm.make(problem, [:])
      #expect(search.isAdaptive == !Self.free.contains(algorithm.name), "\(algorithm.name)")
    }
    let small = SearchProblem(space: try Self.spaces()[0], budget: 500, seed: 7)
    let automatic = try #require(SearchAlgorithms.named("auto")).make(small, [:])
    #expect(!automatic.isAdaptive, "auto walks a space that the budget covers")
  }
}
