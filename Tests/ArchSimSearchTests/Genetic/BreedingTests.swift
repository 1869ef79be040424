import Testing

@testable import ArchSimSearch

@Suite struct BreedingTests {
  private func variation(_ space: SearchSpace, twoPoint: Double) throws -> Variation {
    let declared = Variation.hyperparameters(crossoverIndex: 15)
    let values = try HyperparameterValues(
      ["mutations": 0, "crossover": 1, "two-point": twoPoint], of: declared)
    return Variation(space: space, hyperparameters: values, crossoverIndex: 15)
  }

  /// Without mutations, both children together have what both parents together had.
  @Test(arguments: [0.0, 1.0]) func siblingsShareWhatTheirParentsHad(twoPoint: Double) throws {
    var generator = SplitMix64(seed: 3)
    let space = TestProblem.zdt5.space
    let variation = try variation(space, twoPoint: twoPoint)
    for _ in 0..<50 {
      let mother = space.sample(using: &generator)
      let father = space.sample(using: &generator)
      let children = variation.children(of: mother, and: father, using: &generator)
      for position in 0..<space.count {
        #expect(
          children.0.values[position] + children.1.values[position]
            == mother.values[position] + father.values[position])
      }
    }
  }

  /// Simulated binary crossover puts one child near either parent, within the range.
  @Test func siblingsOfRealsLieNearEitherParent() throws {
    var generator = SplitMix64(seed: 4)
    let space = try SearchSpace([SearchParameter("x", .real(-1...1, logarithmic: false))])
    let variation = try variation(space, twoPoint: 0)
    var sum = 0.0
    for _ in 0..<2000 {
      let children = variation.children(
        of: DesignPoint([-0.4]), and: DesignPoint([0.6]), using: &generator)
      #expect(space.contains(children.0) && space.contains(children.1))
      sum += children.0.values[0] + children.1.values[0]
    }
    // Spread evenly about the middle of the parents but for the nearer end of the range.
    #expect((sum / 4000 - 0.1).magnitude < 0.02, "\(sum / 4000)")
  }

  /// Everybody meets as many opponents as anybody: the best of all wins exactly its own tournaments.
  @Test func everyMemberTakesPartInTournaments() throws {
    let space = TestProblem.zdt5.space
    var generator = SplitMix64(seed: 5)
    var population: [Individual] = []
    for rank in 0..<8 {
      let point = space.sample(using: &generator)
      var individual = Individual(
        Observation(point: point, objectives: [0, 0]), objectiveCount: 2)
      individual.rank = rank
      population.append(individual)
    }
    let declared = Variation.hyperparameters(crossoverIndex: 15)
    let values = try HyperparameterValues(["mutations": 0, "crossover": 0], of: declared)
    var breeding = Breeding(
      Variation(space: space, hyperparameters: values, crossoverIndex: 15))
    var unseen = UnseenPoints(space: space, generator: generator.split(1))
    // Four tournaments of two use everybody once: two pairs of parents, four children.
    let children = breeding.proposals(4, of: population, unseen: &unseen, using: &generator)
    #expect(children.filter { $0 == population[0].point }.count == 1)
    #expect(!children.contains(population[7].point))
    #expect(Set(children).count == 4)
  }

  /// Copies of objectives do not drive out designs that others dominate.
  @Test func copiesDoNotFillAPopulation() {
    let rows: [[Double]] = [[0, 1], [0, 1], [0, 1], [0, 1], [1, 0], [2, 2]]
    let individuals = rows.enumerated().map { index, row in
      Individual(
        Observation(point: DesignPoint([Double(index)]), objectives: row), objectiveCount: 2)
    }
    func kept(_ limit: Int) -> [[Double]] {
      survivors(of: individuals, count: 4, objectiveCount: 2, equalsPerFront: limit)
        .map(\.objectives).sorted { $0[0] < $1[0] }
    }
    #expect(kept(.max).filter { $0 == [0, 1] }.count == 3)
    #expect(kept(2) == [[0, 1], [0, 1], [1, 0], [2, 2]])
    #expect(kept(1) == [[0, 1], [0, 1], [1, 0], [2, 2]])
  }
}
