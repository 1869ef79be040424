/// A named quantity that a search may choose, the values that it may take, and when it matters.
///
///     let rows = SearchParameter("rows", .ordinal([8, 16, 32, 64]))
///     let rate = SearchParameter("rate", .real(1e-5...1, logarithmic: true))
///     let cache = SearchParameter("cache", .categorical(count: 2))
///     let ways = SearchParameter(
///       "ways", .integer(1...16, step: 1, logarithmic: true),
///       when: .init(parameter: 2, allowed: [1]))
public struct SearchParameter: Sendable, Hashable {
  /// The name by which errors and reports call the parameter.
  public var name: String
  /// The values that the parameter may take.
  public var domain: Domain
  /// When the parameter matters at all; always when there is no condition.
  public var condition: Condition?

  /// Creates a parameter; whether it makes sense is checked by ``SearchSpace/init(_:)``.
  public init(_ name: String, _ domain: Domain, when condition: Condition? = nil) {
    self.name = name
    self.domain = domain
    self.condition = condition
  }

  /// The values that a parameter may take.
  public enum Domain: Sendable, Hashable {
    /// Any number of a range; logarithmic when ratios matter rather than differences.
    case real(ClosedRange<Double>, logarithmic: Bool)
    /// The lower bound of a range and every `step`-th integer above it.
    case integer(ClosedRange<Int>, step: Int, logarithmic: Bool)
    /// A list of numbers in ascending order, such as powers of two.
    case ordinal([Double])
    /// The indices 0 ..< count of alternatives that have no order.
    case categorical(count: Int)
  }

  /// What must be true of an earlier parameter for this one to matter.
  public struct Condition: Sendable, Hashable {
    /// The position of the earlier parameter in the space.
    public var parameter: Int
    /// The values of the earlier parameter that switch this one on, ascending and distinct.
    public var allowed: [Double]

    /// Creates a condition; the values may be in any order and repeat.
    public init(parameter: Int, allowed: [Double]) {
      self.parameter = parameter
      var distinct: [Double] = []
      for value in allowed.sorted() where distinct.last != value {
        distinct.append(value)
      }
      self.allowed = distinct
    }

    func allows(_ value: Double) -> Bool {
      allowed.contains(value)
    }
  }
}
