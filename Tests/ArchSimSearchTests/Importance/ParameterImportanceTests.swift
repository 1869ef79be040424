import Testing

@testable import ArchSimSearch

@Suite struct ParameterImportanceTests {
  /// A function of points drawn evenly, as observations.
  private func observe(
    _ parameters: [SearchParameter], count: Int, seed: UInt64,
    _ function: ([Double]) -> [Double]
  ) throws -> (space: SearchSpace, observations: [Observation]) {
    let space = try SearchSpace(parameters)
    var generator = SplitMix64(seed: seed)
    let observations = (0..<count).map { _ in
      let point = space.sample(using: &generator)
      return Observation(point: point, objectives: function(point.values))
    }
    return (space, observations)
  }

  private func unit(_ names: String...) -> [SearchParameter] {
    names.map { SearchParameter($0, .real(0...1, logarithmic: false)) }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func whatMovesTheSumMoreMattersMore(seed: UInt64) throws {
    let (space, observations) = try observe(unit("x", "y", "z"), count: 1000, seed: seed) {
      [10 * $0[0] + $0[1]]
    }
    let importance = ParameterImportance(of: space, among: observations, objective: 0)
    let shares = importance.shares
    #expect(importance.bestCount == 100)
    #expect(shares[0] > 0.9, "seed \(seed): \(shares)")
    #expect(shares[1] < shares[0] / 10 && shares[2] < shares[0] / 20, "seed \(seed): \(shares)")
    #expect((shares.reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test(arguments: [UInt64(11), 12, 13])
  func theFactorsOfAProductMatterAlike(seed: UInt64) throws {
    let (space, observations) = try observe(unit("x", "y", "z"), count: 2000, seed: seed) {
      [-$0[0] * $0[1]]
    }
    let shares = ParameterImportance(of: space, among: observations, objective: 0).shares
    #expect((shares[0] - shares[1]).magnitude < 0.15, "seed \(seed): \(shares)")
    #expect(shares[2] < 0.05, "seed \(seed): \(shares)")
  }

  /// With half of a full factorial being the best, and these exactly the ones with a first choice,
  /// the probability to be among the best has variance 1/4, all of it explained by that choice.
  @Test func aChoiceThatDecidesAloneExplainsTheWholeVariance() throws {
    let space = try SearchSpace([
      SearchParameter("decides", .categorical(count: 2)),
      SearchParameter("idle", .categorical(count: 50)),
      SearchParameter("fixed", .categorical(count: 1)),
      SearchParameter("level", .ordinal((0..<20).map(Double.init))),
    ])
    let count = try #require(space.cardinality)
    let observations = (0..<count).map { index in
      let point = space.point(at: index)
      return Observation(point: point, objectives: [point.values[0]])
    }
    let importance = ParameterImportance(
      of: space, among: observations, objective: 0, quantile: 0.5)
    #expect(importance.bestCount == count / 2)
    #expect((importance.values[0] - 0.25).magnitude < 0.002, "\(importance.values)")
    #expect(importance.values[1] < 1e-9)
    #expect(importance.values[2] == 0)
    #expect(importance.values[3] < 1e-4)
  }

  @Test func aParameterMattersWhereItsConditionSwitchesItOn() throws {
    let parameters =
      [SearchParameter("kind", .categorical(count: 2))]
      + [
        SearchParameter(
          "size", .real(0...1, logarithmic: false), when: .init(parameter: 0, allowed: [1])),
        SearchParameter(
          "idle", .real(0...1, logarithmic: false), when: .init(parameter: 0, allowed: [1])),
      ]
    let (space, observations) = try observe(parameters, count: 1000, seed: 5) {
      [$0[0] == 1 ? $0[1] : 2]
    }
    let values = ParameterImportance(of: space, among: observations, objective: 0).values
    #expect(values[1] > 3 * values[0] && values[0] > 10 * values[2], "\(values)")
  }

  @Test func infeasibleTrialsAreNeverTheBest() throws {
    var (space, observations) = try observe(unit("x", "y"), count: 600, seed: 9) { [-$0[0]] }
    for index in observations.indices {
      observations[index].violations = [observations[index].point.values[1] - 0.3]
      if index % 7 == 0 { observations[index].objectives = [] }
    }
    let importance = ParameterImportance(
      of: space, among: observations, objective: 0, quantile: 0.2)
    // The constraint decides over more than the objective does.
    #expect(importance.values[1] > importance.values[0], "\(importance.values)")
    for index in observations.indices { observations[index].violations = [1] }
    let none = ParameterImportance(of: space, among: observations, objective: 0)
    #expect(none.bestCount == 0 && none.values == [0, 0] && none.shares == [0.5, 0.5])
    let nobody = ParameterImportance(ofFrontIn: space, among: [])
    #expect(nobody.bestCount == 0)
    _ = space
  }

  @Test func theFrontOfTwoObjectivesNeedsBothOfTheirParameters() throws {
    // x trades the objectives off, so that the front has all of its values; y worsens both.
    let (space, observations) = try observe(unit("x", "y", "z"), count: 800, seed: 21) {
      [$0[0] + 3 * $0[1], 1 - $0[0] + 3 * $0[1]]
    }
    let shares = ParameterImportance(ofFrontIn: space, among: observations).shares
    #expect(shares[1] > 0.9, "\(shares)")
    let first = ParameterImportance(of: space, among: observations, objective: 0).shares
    #expect(first[0] > first[2])
  }

  // MARK: Beside Optuna

  private static let parameters = [
    SearchParameter("c", .categorical(count: 3)),
    SearchParameter("k", .integer(1...128, step: 1, logarithmic: true)),
    SearchParameter("r", .integer(1...8, step: 1, logarithmic: false)),
    SearchParameter("x", .real(-5...5, logarithmic: false)),
    SearchParameter("y", .real(1e-3...1, logarithmic: true)),
    SearchParameter(
      "z", .real(0...1, logarithmic: false), when: .init(parameter: 0, allowed: [1])),
  ]

  /// 120 trials whose values are spread by remainders, so that any language can make them.
  private static var trials: [Observation] {
    (0..<120).map { i in
      let x = min(5, -5 + Double((i * 37 + 11) % 101) / 10)
      let y = min(1, 1e-3 * exponential(Double((i * 53 + 7) % 97) / 96 * logarithm(1000)))
      let r = Double(1 + (i * 5 + 3) % 8)
      let root = (i * 29 + 5) % 16
      let k = Double(min(128, 1 + root * root / 2 + (i * 11) % 7))
      let c = Double((i * 7 + i / 5) % 3)
      let z = c == 1 ? Double((i * 19 + 2) % 50) / 49 : 0
      let f = x * x + 10 * y + 0.3 * (r - 4) * (r - 4) + 0.01 * k + (c == 0 ? 2 : 3 * z)
      let g = -x + r + 5 * y + (c == 2 ? 0 : 1)
      return Observation(point: DesignPoint([c, k, r, x, y, z]), objectives: [f, g])
    }
  }

  /// What Optuna finds by objective.
  ///
  /// `PedAnovaImportanceEvaluator(target_quantile=…).evaluate(study, target=lambda t: t.values[…])`
  /// of Optuna 5.0.0 on these trials, in the order c, k, r, x, y, z. The choice c is smoothed less
  /// here (``GridDensity``), so that it has more.
  @Test(arguments: [
    (
      0.1, 0,
      [
        0.0013967472553698885, 0.0004573534423163297, 0.004372756853257611, 0.011337501560622324,
        0.0033323836266509355, 4.8620334841936e-05,
      ]
    ),
    (
      0.1, 1,
      [
        0.0002984141889201126, 0.0012524656881201495, 0.00836326327288957, 0.01669452051929031,
        0.0015354001083476702, 0.0011670287668181828,
      ]
    ),
    (
      0.3, 0,
      [
        0.0009387601673336609, 0.00383857785405093, 0.006870697148601669, 0.09913167931734887,
        0.010233910154264418, 0.002432528760041398,
      ]
    ),
    (
      0.3, 1,
      [
        0.0017289666927008355, 0.0036560642293599313, 0.036189115810726445, 0.06569255387244353,
        0.0027193266438200786, 0.00040502377382534957,
      ]
    ),
  ])
  func asOptunaByObjective(quantile: Double, objective: Int, expected: [Double]) throws {
    let importance = ParameterImportance(
      of: try SearchSpace(Self.parameters), among: Self.trials, objective: objective,
      quantile: quantile)
    #expect(importance.values[0] > expected[0])
    for (index, (own, theirs)) in zip(importance.values, expected).enumerated().dropFirst() {
      #expect(
        (own - theirs).magnitude <= 1e-9 * theirs,
        "\(Self.parameters[index].name): expected \(theirs), found \(own)")
    }
  }

  /// The same without a target, at quantiles that select whole fronts, where Optuna breaks no ties.
  @Test(arguments: [
    (
      0.14583333333333334,
      [
        0.0007811105979479434, 0.0015164611741474395, 0.01480012516157144, 0.011886967451247997,
        0.006120579358001144, 0.002374744752705147,
      ]
    ),
    (
      0.2708333333333333,
      [
        0.0022567573037083513, 0.004121046952179281, 0.03875230817993976, 0.029764391459902808,
        0.012870640792731841, 0.002385236667337261,
      ]
    ),
  ])
  func asOptunaByFront(quantile: Double, expected: [Double]) throws {
    let importance = ParameterImportance(
      ofFrontIn: try SearchSpace(Self.parameters), among: Self.trials, quantile: quantile)
    #expect(importance.values[0] > expected[0])
    for (index, (own, theirs)) in zip(importance.values, expected).enumerated().dropFirst() {
      #expect(
        (own - theirs).magnitude <= 1e-9 * theirs,
        "\(Self.parameters[index].name): expected \(theirs), found \(own)")
    }
  }
}
