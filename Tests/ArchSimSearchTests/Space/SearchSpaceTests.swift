import Testing

@testable import ArchSimSearch

@Suite struct SearchSpaceTests {
  private func reason(_ parameters: [SearchParameter]) -> SearchSpaceError? {
    do {
      _ = try SearchSpace(parameters)
      return nil
    } catch {
      return error
    }
  }

  @Test func faultsAreReportedWithTheParametersName() {
    let category = SearchParameter("c", .categorical(count: 3))
    let real = SearchParameter("r", .real(0...1, logarithmic: false))
    let cases: [(SearchParameter.Domain, SearchSpaceError.Reason)] = [
      (.real(0...(.infinity), logarithmic: false), .nonFinite),
      (.real(0...1, logarithmic: true), .logarithmOfNonPositive),
      (.integer(0...4, step: 1, logarithmic: true), .logarithmOfNonPositive),
      (.integer(0...4, step: 0, logarithmic: false), .nonPositiveStep),
      (.integer(0...Int.max, step: 1, logarithmic: false), .integerTooLarge),
      (.integer(Int.min...0, step: 1, logarithmic: false), .integerTooLarge),
      (.ordinal([]), .emptyDomain), (.ordinal([1, .nan]), .nonFinite),
      (.ordinal([1, 1]), .levelsNotAscending), (.ordinal([2, 1]), .levelsNotAscending),
      (.categorical(count: 0), .emptyDomain), (.categorical(count: -1), .emptyDomain),
    ]
    for (domain, expected) in cases {
      let error = reason([category, SearchParameter("bad", domain)])
      #expect(error == SearchSpaceError(parameter: "bad", reason: expected), "\(domain)")
    }
    #expect(reason([]) == SearchSpaceError(parameter: nil, reason: .emptySpace))
    #expect(reason([real, real]) == SearchSpaceError(parameter: "r", reason: .duplicateName))
    let conditions: [(Int, [Double], SearchSpaceError.Reason)] = [
      (2, [0], .conditionNotEarlier), (-1, [0], .conditionNotEarlier),
      (1, [0], .conditionOnReal), (0, [], .conditionNeverHolds), (0, [3], .conditionNeverHolds),
    ]
    for (parent, allowed, expected) in conditions {
      let child = SearchParameter(
        "child", .categorical(count: 2), when: .init(parameter: parent, allowed: allowed))
      let error = reason([category, real, child])
      #expect(error == SearchSpaceError(parameter: "child", reason: expected))
    }
  }

  @Test func aConditionHidesItsParameter() throws {
    let space = try SearchSpace([
      SearchParameter("cache", .categorical(count: 2)),
      SearchParameter(
        "ways", .ordinal([1, 2, 4, 8]), when: .init(parameter: 0, allowed: [1])),
      SearchParameter("bits", .integer(2...8, step: 2, logarithmic: false)),
    ])
    // Without a cache 1 design, with one 4, each with 4 widths.
    #expect(space.cardinality == (1 + 4) * 4)
    #expect(space.canonical(DesignPoint([0, 8, 4])) == DesignPoint([0, 1, 4]))
    #expect(space.canonical(DesignPoint([1, 8, 5.1])) == DesignPoint([1, 8, 6]))
    #expect(!space.contains(DesignPoint([0, 8, 4])))
    #expect(space.contains(DesignPoint([1, 8, 4])))
    #expect(!space.contains(DesignPoint([1, 8])))
    #expect(!space.isActive(parameter: 1, at: DesignPoint([0, 1, 4])))
  }

  @Test func hugeSpacesHaveNoCardinality() throws {
    let wide = SearchParameter.Domain.integer(1...1_000_000_000, step: 1, logarithmic: false)
    let parameters = (0..<3).map { SearchParameter("p\($0)", wide) }
    #expect(try SearchSpace(parameters).cardinality == nil)
    let two = try SearchSpace(Array(parameters.prefix(2)))
    #expect(two.cardinality == 1_000_000_000_000_000_000)
    #expect(two.point(at: 999_999_999_999_999_999) == DesignPoint([1e9, 1e9]))
    let real = SearchParameter("r", .real(0...1, logarithmic: false))
    #expect(try SearchSpace([real]).cardinality == nil)
  }

  /// The cardinality is the number of canonical forms of the full product of all levels.
  @Test(arguments: 0..<30) func cardinalityCountsCanonicalPoints(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let space = try randomSmallSpace(&generator)
    let cardinality = try #require(space.cardinality)
    var distinct: Set<DesignPoint> = []
    for index in 0..<cardinality {
      let point = space.point(at: index)
      #expect(space.contains(point), "seed \(seed), \(point)")
      #expect(space.index(of: point) == index, "seed \(seed), \(point)")
      distinct.insert(point)
    }
    #expect(distinct.count == cardinality, "seed \(seed)")
    var product: [[Double]] = [[]]
    for axis in space.axes {
      let levels = (0..<axis.levelCount).map { axis.value(ofLevel: $0) }
      guard product.count * levels.count <= 50_000 else { return }
      product = product.flatMap { prefix in levels.map { prefix + [$0] } }
    }
    let canonical = Set(product.map { space.canonical(DesignPoint($0)) })
    #expect(canonical == distinct, "seed \(seed)")
  }

  @Test(arguments: 0..<40) func samplesAreCanonicalAndSurviveTheUnitCube(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let space = try randomSpace(&generator)
    for _ in 0..<50 {
      let point = space.sample(using: &generator)
      #expect(space.contains(point), "seed \(seed), \(point)")
      let coordinates = space.unitCoordinates(of: point)
      #expect(coordinates.allSatisfy { (0...1).contains($0) }, "seed \(seed), \(coordinates)")
      let back = space.point(atUnitCoordinates: coordinates)
      for (position, axis) in space.axes.enumerated() {
        let error = (back.values[position] - point.values[position]).magnitude
        let scale = max(axis.lower.magnitude, axis.upper.magnitude, 1)
        #expect(
          axis.levelCount > 0 ? error == 0 : error <= 1e-12 * scale,
          "seed \(seed), \(point) became \(back)")
      }
    }
  }

  @Test func numbersThatMakeNoSenseBecomePointsOfTheSpace() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let space = try randomSpace(&generator)
      for value in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
        let point = space.canonical(DesignPoint(Array(repeating: value, count: 3)))
        #expect(space.contains(point))
      }
    }
  }
}
