import Testing

@testable import ArchSimSearch

@Suite struct LocalRefinementTests {
  private func record(_ point: DesignPoint, _ space: SearchSpace, _ value: Double)
    -> BayesianModel.Record
  {
    BayesianModel.Record(
      observation: Observation(point: point, objectives: [value]),
      coordinates: space.unitCoordinates(of: point), isUsable: true)
  }

  /// Proposals that are evaluated come ever nearer to the minimum of a parabola; designs of the other
  /// category, whose values are others, do not matter.
  @Test(arguments: 0..<10) func proposalsConvergeOnAParabola(seed: Int) throws {
    let space = try SearchSpace([
      SearchParameter("x", .real(-2...3, logarithmic: false)),
      SearchParameter("c", .categorical(count: 2)),
      SearchParameter("y", .real(1...1000, logarithmic: true)),
    ])
    var generator = SplitMix64(seed: UInt64(seed))
    let centre = [0.3 + 0.4 * generator.uniform(), 0.25, 0.3 + 0.4 * generator.uniform()]
    var records: [BayesianModel.Record] = []
    func value(_ x: Double, _ y: Double) -> Double {
      let (dx, dy) = (x - centre[0], y - centre[2])
      return 7 + 3 * dx * dx + dx * dy + 2 * dy * dy
    }
    for index in 0..<14 {
      let x = centre[0] + 0.1 * (generator.uniform() - 0.5)
      let y = centre[2] + 0.1 * (generator.uniform() - 0.5)
      let isOther = index % 5 == 4
      let point = space.point(atUnitCoordinates: [x, isOther ? 0.75 : 0.25, y])
      records.append(record(point, space, value(x, y) + (isOther ? 50 : 0)))
    }
    func best() -> Int {
      records.indices.reduce(0) { a, b in
        records[b].observation.objectives[0] < records[a].observation.objectives[0] ? b : a
      }
    }
    let before = records[best()].observation.objectives[0] - 7
    for _ in 0..<8 {
      let refinement = LocalRefinement(space: space, records: records)
      let proposal = try #require(
        refinement.proposal(best: best(), among: Array(records.indices)))
      #expect(space.contains(proposal), "seed \(seed): \(proposal)")
      let place = space.unitCoordinates(of: proposal)
      #expect(place[1] == 0.25, "seed \(seed): the category stays")
      records.append(record(proposal, space, value(place[0], place[2])))
    }
    let after = records[best()].observation.objectives[0] - 7
    #expect(after < 0.01 * before, "seed \(seed): \(after) above the minimum, before \(before)")
  }

  /// Six designs determine a parabola of two parameters, five do not.
  @Test func tooFewDesignsGiveNoProposal() throws {
    let space = try SearchSpace(SearchParameter.reals(2, in: 0...1))
    var generator = SplitMix64(seed: 1)
    let records = (0..<6).map { index in
      record(space.sample(using: &generator), space, Double(index))
    }
    let refinement = LocalRefinement(space: space, records: records)
    #expect(refinement.proposal(best: 0, among: Array(0..<5)) == nil)
    #expect(refinement.proposal(best: 0, among: Array(0..<6)) != nil)
    let levels = try SearchSpace([SearchParameter("a", .ordinal([1, 2, 4]))])
    let known = [record(DesignPoint([1]), levels, 1), record(DesignPoint([2]), levels, 2)]
    #expect(LocalRefinement(space: levels, records: known).proposal(best: 0, among: [0, 1]) == nil)
  }
}
