import Testing

@testable import ArchSimSearch

@Suite struct ParzenMixtureTests {
  private func mixture(_ space: SearchSpace, seed: UInt64) -> ParzenMixture {
    var generator = SplitMix64(seed: seed)
    let places = (0..<7).map { _ in
      ParzenPlace(space.sample(using: &generator), space: space)
    }
    var kernels = ParzenKernels(
      bandwidth: 0.2, exponent: 0.2, leastLevels: 0.4, tolerance: 0)
    return kernels.mixture(Array(places.indices), of: places, space: space)
  }

  @Test func probabilitiesOfLevelsSumToOne() throws {
    let space = try SearchSpace([
      SearchParameter("a", .ordinal([1, 2, 4, 8])), SearchParameter("b", .categorical(count: 3)),
      SearchParameter("c", .integer(0...4, step: 1, logarithmic: false)),
    ])
    let density = mixture(space, seed: 3)
    let sum = (0..<60).reduce(0.0) { sum, index in
      sum + exponential(density.logDensity(ParzenPlace(space.point(at: index), space: space)))
    }
    #expect((sum - 1).magnitude < 1e-9, "\(sum)")
  }

  @Test func densityOfRealsIntegratesToOne() throws {
    let space = try SearchSpace([SearchParameter("x", .real(-3...5, logarithmic: false))])
    let density = mixture(space, seed: 4)
    var sum = 0.0
    for step in 0..<4000 {
      let point = space.point(atUnitCoordinates: [(Double(step) + 0.5) / 4000])
      sum += exponential(density.logDensity(ParzenPlace(point, space: space))) / 4000
    }
    #expect((sum - 1).magnitude < 1e-6, "\(sum)")
  }

  @Test func drawsFollowTheDensity() throws {
    let space = try SearchSpace([SearchParameter("a", .ordinal([1, 2, 4, 8, 16]))])
    let density = mixture(space, seed: 5)
    var generator = SplitMix64(seed: 6)
    var counts = [Double](repeating: 0, count: 5)
    for _ in 0..<20_000 {
      let point = density.sample(space: space, using: &generator)
      counts[space.index(of: point) ?? 0] += 1
    }
    for index in 0..<5 {
      let place = ParzenPlace(space.point(at: index), space: space)
      let expected = exponential(density.logDensity(place))
      #expect((counts[index] / 20_000 - expected).magnitude < 0.02, "level \(index)")
    }
  }
}
