/// Why a search space or a hyperparameter makes no sense.
public struct SearchSpaceError: Error, Hashable, Sendable {
  /// The parameter or hyperparameter that is at fault; `nil` when it is the space as a whole.
  public var parameter: String?
  /// What is wrong with it.
  public var reason: Reason

  /// Creates an error.
  public init(parameter: String?, reason: Reason) {
    self.parameter = parameter
    self.reason = reason
  }

  /// What can be wrong.
  public enum Reason: Hashable, Sendable {
    /// The space has no parameters.
    case emptySpace
    /// Two parameters have the same name.
    case duplicateName
    /// The domain holds no value: a lower bound above the upper, no levels, no categories.
    case emptyDomain
    /// A bound or a level is infinite or not a number.
    case nonFinite
    /// A logarithmic domain reaches down to zero or below.
    case logarithmOfNonPositive
    /// The step between integers is below 1.
    case nonPositiveStep
    /// An integer bound is beyond ±2⁵³, where a `Double` no longer tells neighbours apart.
    case integerTooLarge
    /// The levels of an ordinal do not ascend strictly.
    case levelsNotAscending
    /// The condition names a position that is not before the parameter itself.
    case conditionNotEarlier
    /// The condition names a real parameter, on which equality means nothing.
    case conditionOnReal
    /// The condition allows no value that the earlier parameter can take.
    case conditionNeverHolds
    /// The algorithm has no hyperparameter of this name.
    case unknownHyperparameter
    /// The hyperparameter has a value outside of what it may be; what it may be is given.
    case hyperparameterOutOfRange(Double, allowed: ClosedRange<Double>)
    /// The problem has no objective, or a count below zero.
    case invalidProblem
    /// The algorithm needs a space with a finite number of points.
    case notEnumerable
  }
}

extension SearchSpaceError: CustomStringConvertible {
  /// One sentence that says what is wrong.
  public var description: String {
    let subject = parameter.map { "\($0): " } ?? ""
    return subject + reason.text
  }
}

extension SearchSpaceError.Reason {
  fileprivate var text: String {
    switch self {
    case .emptySpace: "the search space has no parameters"
    case .duplicateName: "two parameters have this name"
    case .emptyDomain: "there is no value to choose from"
    case .nonFinite: "bounds and levels must be finite numbers"
    case .logarithmOfNonPositive: "a logarithmic range must lie above zero"
    case .nonPositiveStep: "the step must be at least 1"
    case .integerTooLarge: "integer bounds must lie within ±2^53"
    case .levelsNotAscending: "levels must be in ascending order without repetition"
    case .conditionNotEarlier: "a condition must name a parameter that comes earlier"
    case .conditionOnReal: "a condition cannot name a real parameter"
    case .conditionNeverHolds: "the condition allows no value that its parameter can take"
    case .unknownHyperparameter: "the algorithm has no such hyperparameter"
    case .hyperparameterOutOfRange(let value, let allowed):
      "\(value) is outside of \(allowed.lowerBound) to \(allowed.upperBound)"
    case .invalidProblem: "a search needs at least one objective and no negative counts"
    case .notEnumerable: "the search space has no finite number of points"
    }
  }
}
