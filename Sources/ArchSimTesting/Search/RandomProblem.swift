import ArchSim

/// A random search problem, with what evaluations of its points say.
struct RandomProblem {
  /// What evaluations say besides honest numbers.
  enum News: CaseIterable {
    /// Nothing else.
    case ordinary
    /// Every third design cannot exist.
    case someInfeasible
    /// No design can exist.
    case allInfeasible
    /// Every third answer has an objective or a violation that is no finite number.
    case nonFinite
  }

  let problem: SearchProblem
  let news: News
  private let optimum: [Double]

  init(
    space: SearchSpace, objectives: Int, constraints: Int, news: News, budget: Int,
    generator: inout SplitMix64
  ) {
    problem = SearchProblem(
      space: space, objectiveCount: objectives, constraintCount: constraints, budget: budget,
      seed: generator.next())
    self.news = news
    optimum = (0..<max(1, objectives)).map { _ in generator.uniform() }
  }

  /// The `number`th evaluation: squared distances from optima that the objectives do not share.
  func observe(_ point: DesignPoint, number: Int) -> Observation {
    if news == .allInfeasible || (news == .someInfeasible && number.isMultiple(of: 3)) {
      return Observation(point: point, objectives: [])
    }
    var objectives = optimum.map { best in
      point.values.reduce(0) { sum, value in
        let scaled = value / (1 + value.magnitude) - best
        return sum + scaled * scaled
      }
    }
    var violations = (0..<problem.constraintCount).map { objectives[0] - 0.5 * Double($0 + 1) }
    if news == .nonFinite, number.isMultiple(of: 3) {
      let strange = [Double.nan, .infinity, -.infinity][(number / 3) % 3]
      objectives[number % objectives.count] = strange
      if !violations.isEmpty, number.isMultiple(of: 2) { violations[0] = strange }
    }
    return Observation(point: point, objectives: objectives, violations: violations)
  }

  /// The problem for messages.
  var text: String {
    let parameters = problem.space.parameters.map { parameter in
      let condition = parameter.condition.map { " if #\($0.parameter) in \($0.allowed)" } ?? ""
      return "\(parameter.domain)\(condition)"
    }
    let count = problem.space.cardinality.map { "\($0) points" } ?? "no finite number of points"
    return "\(problem.objectiveCount) objectives, \(problem.constraintCount) constraints, \(news), "
      + "\(count): " + parameters.joined(separator: "; ")
  }
}

extension SplitMix64 {
  /// A space with at least one parameter of the kind that `number` asks for, and others of any.
  mutating func space(number: Int) -> SearchSpace? {
    let count = 2 + integer(below: 4)
    var parameters: [SearchParameter] = []
    for position in 0..<count {
      let kind = position == 0 ? number : integer(below: 6)
      parameters.append(
        SearchParameter("p\(position)", domain(kind: kind), when: condition(on: parameters)))
    }
    return try? SearchSpace(parameters)
  }

  private mutating func domain(kind: Int) -> SearchParameter.Domain {
    switch kind % 6 {
    case 0:
      let low = 20 * uniform() - 10
      return .real(low...(low + 10 * uniform() + 0.1), logarithmic: false)
    case 1: return .real(1e-6...(1e-3 + uniform()), logarithmic: true)
    case 2:
      let low = integer(below: 21) - 10
      return .integer(
        low...(low + 40 + integer(below: 40)), step: 1 + integer(below: 3), logarithmic: false)
    case 3: return .integer(1...(1 << (4 + integer(below: 12))), step: 1, logarithmic: true)
    case 4: return .ordinal((3...(5 + integer(below: 6))).map { Double(1 << $0) })
    default: return .categorical(count: 2 + integer(below: 4))
    }
  }

  /// Now and then a condition on an earlier parameter with few values.
  private mutating func condition(
    on parameters: [SearchParameter]
  ) -> SearchParameter.Condition? {
    guard !parameters.isEmpty, chance(0.4) else { return nil }
    let position = integer(below: parameters.count)
    switch parameters[position].domain {
    case .categorical(let count):
      return .init(parameter: position, allowed: [0, Double(integer(below: count))])
    case .ordinal(let levels):
      return .init(parameter: position, allowed: [levels[0], element(of: levels)])
    case .integer, .real: return nil
    }
  }
}
