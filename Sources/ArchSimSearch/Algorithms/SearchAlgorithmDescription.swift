/// An algorithm as a list shows it, with its hyperparameters and a way to make one.
public struct SearchAlgorithmDescription: Sendable {
  /// The word by which a study calls the algorithm.
  public let name: String
  /// One sentence that says what it does and when to use it.
  public let summary: String
  /// The numbers that a study may set.
  public let hyperparameters: [Hyperparameter]
  private let create:
    @Sendable (SearchProblem, HyperparameterValues) throws(SearchSpaceError) -> any SearchAlgorithm

  /// Describes an algorithm by its type, its hyperparameters and its initialiser.
  public init<Algorithm: SearchAlgorithm>(
    _ algorithm: Algorithm.Type, hyperparameters: [Hyperparameter],
    create:
      @escaping @Sendable (SearchProblem, HyperparameterValues)
      throws(SearchSpaceError) -> Algorithm
  ) {
    name = Algorithm.name
    summary = Algorithm.summary
    self.hyperparameters = hyperparameters
    self.create = { (problem, values) throws(SearchSpaceError) in
      try create(problem, values)
    }
  }

  /// Makes an algorithm for a problem, with hyperparameters by name and defaults for the others.
  ///
  /// Throws if a hyperparameter is unknown or out of range, or if the problem makes no sense.
  public var make:
    @Sendable (SearchProblem, [String: Double]) throws(SearchSpaceError) -> any SearchAlgorithm
  {
    { [create, hyperparameters] (problem, given) throws(SearchSpaceError) in
      try problem.validate()
      return try create(problem, try HyperparameterValues(given, of: hyperparameters))
    }
  }
}

/// A number that changes how an algorithm behaves.
public struct Hyperparameter: Sendable, Hashable {
  /// The word by which a study sets it.
  public let name: String
  /// Its value when a study says nothing; `nil` when the algorithm derives it from the problem.
  public let defaultValue: Double?
  /// The values that make sense.
  public let range: ClosedRange<Double>
  /// One sentence that says what it does.
  public let documentation: String

  /// Declares a hyperparameter.
  public init(
    _ name: String, default defaultValue: Double?, in range: ClosedRange<Double>,
    _ documentation: String
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.range = range
    self.documentation = documentation
  }
}

/// The values of an algorithm's hyperparameters, checked against their declarations.
public struct HyperparameterValues: Sendable {
  private var values: [String: Double] = [:]

  /// Checks given values and fills in the defaults.
  ///
  /// Throws an error that names the hyperparameter at fault, the first in alphabetical order.
  public init(
    _ given: [String: Double], of declared: [Hyperparameter]
  ) throws(SearchSpaceError) {
    for name in given.keys.sorted() where !declared.contains(where: { $0.name == name }) {
      throw SearchSpaceError(parameter: name, reason: .unknownHyperparameter)
    }
    for hyperparameter in declared {
      guard let value = given[hyperparameter.name] else {
        values[hyperparameter.name] = hyperparameter.defaultValue
        continue
      }
      guard hyperparameter.range.contains(value) else {
        throw SearchSpaceError(
          parameter: hyperparameter.name,
          reason: .hyperparameterOutOfRange(value, allowed: hyperparameter.range))
      }
      values[hyperparameter.name] = value
    }
  }

  /// The value of a hyperparameter; `nil` when it is left to the algorithm.
  public subscript(name: String) -> Double? { values[name] }

  /// The value rounded to an integer, or `fallback` when it is left to the algorithm.
  public func integer(_ name: String, or fallback: Int) -> Int {
    guard let value = values[name], let exact = Int(exactly: value.rounded()) else {
      return fallback
    }
    return exact
  }
}
