/// A problem whose best answer is known, to measure search algorithms with.
///
///     let problem = TestProblem.branin
///     let observation = problem.evaluate(point)
///     observation.objectives[0] - problem.optimum  // the regret
public struct TestProblem: Sendable {
  /// The name under which the literature knows it.
  public let name: String
  /// The designs to choose from.
  public let space: SearchSpace
  /// How many objectives there are.
  public let objectiveCount: Int
  /// How many constraints there are.
  public let constraintCount: Int
  /// The least value with one objective; the hypervolume of the true front with several.
  public let optimum: Double
  /// The reference vector of that hypervolume; empty with one objective.
  public let reference: [Double]
  private let function: @Sendable ([Double]) -> Outcome

  /// What a function says of a design.
  public struct Outcome: Sendable {
    /// All to be minimised.
    public var objectives: [Double]
    /// Zero or below where a constraint holds.
    public var violations: [Double] = []
  }

  init(
    _ name: String, _ parameters: [SearchParameter], objectiveCount: Int = 1,
    constraintCount: Int = 0, optimum: Double, reference: [Double] = [],
    function: @escaping @Sendable ([Double]) -> Outcome
  ) {
    self.name = name
    do {
      space = try SearchSpace(parameters)
    } catch {
      preconditionFailure("The space of \(name) is wrong: \(error)")
    }
    self.objectiveCount = objectiveCount
    self.constraintCount = constraintCount
    self.optimum = optimum
    self.reference = reference
    self.function = function
  }

  /// Evaluates a point of the space.
  public func evaluate(_ point: DesignPoint) -> Observation {
    let outcome = function(point.values)
    return Observation(
      point: point, objectives: outcome.objectives, violations: outcome.violations)
  }
}

extension SearchParameter {
  /// So many real parameters over the same range.
  static func reals(_ count: Int, in range: ClosedRange<Double>) -> [SearchParameter] {
    (1...count).map { SearchParameter("x\($0)", .real(range, logarithmic: false)) }
  }
}
