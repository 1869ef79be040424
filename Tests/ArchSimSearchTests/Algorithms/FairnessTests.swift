import Testing

@testable import ArchSimSearch

/// What makes a comparison of algorithms fair, and what must not stop any of them.
@Suite struct FairnessTests {
  /// The least effort where there is such a thing: none of this depends on it.
  private func make(
    _ name: String, _ problem: SearchProblem
  ) throws -> any SearchAlgorithm {
    let description = try #require(SearchAlgorithms.named(name))
    var settings: [String: Double] = [:]
    for hyperparameter in description.hyperparameters {
      if hyperparameter.name == "model-limit" { settings["model-limit"] = 0 }
      if hyperparameter.name == "effort" { settings["effort"] = 0.02 }
    }
    return try description.make(problem, settings)
  }

  private func propose(
    _ name: String, _ problem: SearchProblem, count: Int,
    _ evaluate: (DesignPoint) -> Observation
  ) throws -> [DesignPoint] {
    var search = try make(name, problem)
    var points: [DesignPoint] = []
    while points.count < count {
      let asked = search.ask(min(4, count - points.count))
      if asked.isEmpty { break }
      points += asked
      search.tell(asked.map(evaluate))
    }
    return points
  }

  @Test func everyLevelHasTheSameShareOfTheUnitScale() throws {
    for seed in 0..<60 {
      var generator = SplitMix64(seed: UInt64(seed))
      for axis in try randomSpace(&generator).axes where axis.levelCount > 0 && !axis.isLogarithmic
      {
        var counts = [Int](repeating: 0, count: axis.levelCount)
        for place in 0..<axis.levelCount * 40 {
          let unit = (Double(place) + 0.5) / Double(axis.levelCount * 40)
          counts[axis.level(nearest: axis.value(ofUnit: unit))] += 1
        }
        #expect(counts.allSatisfy { $0 == 40 }, "seed \(seed): \(axis): \(counts)")
      }
    }
  }

  /// Whatever level is the best one, at an end or in the middle, is found: no rounding hides it.
  ///
  /// Grids are left out: with a budget below the number of points they space their levels out.
  @Test(arguments: SearchAlgorithms.all.map(\.name).filter { $0 != "grid" })
  func everyLevelIsReachedWhereItIsTheBest(name: String) throws {
    let space = try SearchSpace([
      SearchParameter("levels", .ordinal([1, 2, 4, 8, 16])),
      SearchParameter("steps", .integer(-3...3, step: 1, logarithmic: false)),
      SearchParameter("powers", .integer(1...8, step: 1, logarithmic: true)),
      SearchParameter("real", .real(0...1, logarithmic: false)),
    ])
    let count = name == "bayesian" ? 30 : 600
    let problem = SearchProblem(space: space, budget: count, seed: 11)
    for number in 0..<8 {
      let best = space.axes.map { $0.levelCount == 0 ? 0 : number % $0.levelCount }
      func distances(_ point: DesignPoint) -> [Int] {
        space.axes.indices.map { abs(space.axes[$0].level(nearest: point.values[$0]) - best[$0]) }
      }
      let points = try propose(name, problem, count: count) {
        Observation(point: $0, objectives: [Double(distances($0).reduce(0, +))])
      }
      for position in space.axes.indices {
        #expect(
          points.contains { distances($0)[position] == 0 },
          "\(name): level \(best[position]) of \(space.parameters[position].name) is not reached")
      }
    }
  }

  @Test(arguments: SearchAlgorithms.all.map(\.name))
  func equalDesignsStopNobody(name: String) throws {
    let count = name == "bayesian" ? 30 : 120
    let problem = SearchProblem(space: TestProblem.mixed8.space, budget: count, seed: 11)
    let points = try propose(name, problem, count: count) {
      Observation(point: $0, objectives: [1])
    }
    #expect(Set(points).count == count, "\(name) stalls after \(points.count) equal designs")
  }

  @Test(arguments: SearchAlgorithms.all.map(\.name), 1...3)
  func nothingFeasibleStopsNobody(name: String, objectives: Int) throws {
    let space = TestProblem.qacc.space
    let count = name == "bayesian" ? 16 : 60
    let problem = SearchProblem(
      space: space, objectiveCount: objectives, constraintCount: 1, budget: count, seed: 5)
    for isFailure in [true, false] {
      let points = try propose(name, problem, count: count) { point in
        guard !isFailure else { return Observation(point: point, objectives: []) }
        let sum = point.values.reduce(0, +)
        return Observation(
          point: point, objectives: (0..<objectives).map { sum * Double($0) }, violations: [1 + sum]
        )
      }
      #expect(
        Set(points).count == count,
        "\(name), \(objectives) objectives, \(isFailure ? "failures" : "violations")")
    }
  }

  @Test(arguments: SearchAlgorithms.all.map(\.name))
  func aSingleDesignIsProposedOnce(name: String) throws {
    let space = try SearchSpace([
      SearchParameter("a", .ordinal([3])), SearchParameter("b", .real(2...2, logarithmic: false)),
      SearchParameter("c", .categorical(count: 1)),
      SearchParameter("d", .integer(7...7, step: 1, logarithmic: true)),
    ])
    let problem = SearchProblem(space: space, budget: 50, seed: 1)
    let points = try propose(name, problem, count: 50) { Observation(point: $0, objectives: [0]) }
    #expect(points == [DesignPoint([3, 2, 0, 7])], "\(name)")
  }

  /// The same designs, whatever the order in which their objectives are listed.
  @Test func permutingObjectivesPermutesTheFront() {
    for seed in 0..<40 {
      var generator = SplitMix64(seed: UInt64(seed))
      let width = 2 + seed % 4
      var order = Array(0..<width)
      generator.shuffle(&order)
      let rows = (0..<50).map { _ in
        (0..<width).map { _ in Double(generator.integer(below: 12)) / 11 }
      }
      let permuted = rows.map { row in order.map { row[$0] } }
      #expect(nonDominatedSort(rows) == nonDominatedSort(permuted), "seed \(seed)")
      var fronts = [ParetoArchive(objectiveCount: width), ParetoArchive(objectiveCount: width)]
      for (number, pair) in zip(rows, permuted).enumerated() {
        let point = DesignPoint([Double(number)])
        fronts[0].insert(Observation(point: point, objectives: pair.0), payload: number)
        fronts[1].insert(Observation(point: point, objectives: pair.1), payload: number)
      }
      #expect(fronts[0].entries.map(\.payload) == fronts[1].entries.map(\.payload), "seed \(seed)")
      let volumes = [rows, permuted].map {
        hypervolume(of: $0, reference: [Double](repeating: 1.1, count: width))
      }
      #expect((volumes[0] - volumes[1]).magnitude < 1e-12, "seed \(seed): \(volumes)")
    }
  }

  /// What goes by order does not see units: milliseconds and seconds lead to the same designs.
  @Test(arguments: [
    "random", "sobol", "latin-hypercube", "grid", "hill-climbing", "genetic", "nsga3", "ant-colony",
    "cma-es", "tpe", "random-forest", "policy-gradient",
  ])
  func unitsDoNotMatterWhereRanksDecide(name: String) throws {
    func points(_ scale: Double) throws -> [DesignPoint] {
      let problem = SearchProblem(space: TestProblem.mixed8.space, budget: 40, seed: 8)
      return try propose(name, problem, count: 40) { point in
        // Powers of two, so that no rounding makes equals of two designs.
        let value = TestProblem.mixed8.evaluate(point).objectives[0]
        return Observation(point: point, objectives: [value * scale])
      }
    }
    let original = try points(1)
    #expect(try points(1024) == original, "\(name)")
    #expect(try points(0.125) == original, "\(name)")
  }
}
