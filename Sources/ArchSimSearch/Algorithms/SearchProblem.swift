/// What an algorithm is told before a search begins.
public struct SearchProblem: Sendable {
  /// The designs to choose from.
  public var space: SearchSpace
  /// How many objectives an observation has, at least 1.
  public var objectiveCount: Int
  /// How many constraints an observation has.
  public var constraintCount: Int
  /// How many evaluations are planned; algorithms fit their habits to it but never stop at it.
  public var budget: Int
  /// The source of all chance.
  public var seed: UInt64

  /// Creates a problem.
  public init(
    space: SearchSpace, objectiveCount: Int = 1, constraintCount: Int = 0, budget: Int,
    seed: UInt64
  ) {
    self.space = space
    self.objectiveCount = objectiveCount
    self.constraintCount = constraintCount
    self.budget = budget
    self.seed = seed
  }

  func validate() throws(SearchSpaceError) {
    guard objectiveCount >= 1, constraintCount >= 0, budget >= 0 else {
      throw SearchSpaceError(parameter: nil, reason: .invalidProblem)
    }
  }
}
