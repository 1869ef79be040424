/// What makes a technology request impossible to answer.
public enum TechnologyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A quantity is not finite or lies outside the range for which a model has a meaning.
  case outOfRange(quantity: String, value: Double, minimum: Double, maximum: Double)

  /// The error in one line, with what was given and what is allowed.
  public var description: String {
    switch self {
    case .outOfRange(let quantity, let value, let minimum, let maximum):
      "\(quantity) is \(value), allowed is \(minimum) ... \(maximum)"
    }
  }
}

extension TechnologyError {
  static func check(
    _ value: Double, _ quantity: String, in range: ClosedRange<Double>
  ) throws(TechnologyError) {
    guard value.isFinite, range.contains(value) else {
      throw .outOfRange(
        quantity: quantity, value: value, minimum: range.lowerBound, maximum: range.upperBound)
    }
  }
}
