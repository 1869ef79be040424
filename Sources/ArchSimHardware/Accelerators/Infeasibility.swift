/// Why a design cannot exist, or cannot run an operator: the resource that binds, and the amount.
///
/// It is a normal result of a trial and not an error of the user's. The sentence is only made when
/// it is printed, so that a search over millions of designs pays nothing for reasons that it never
/// shows.
public struct Infeasibility: Error, Hashable, Sendable, CustomStringConvertible {
  /// The resource that binds, as a family names it: `weight buffer`.
  public var resource: String
  /// How much the design needs.
  public var required: Double
  /// How much there is.
  public var available: Double
  /// The unit of both.
  public var unit: Unit

  /// Creates a reason.
  @inlinable public init(_ resource: String, required: Double, available: Double, unit: Unit) {
    self.resource = resource
    self.required = required
    self.available = available
    self.unit = unit
  }

  /// The reason in one line, with the amount missing.
  public var description: String {
    let needed = unit.text(required, like: available)
    let there = unit.text(available)
    let missing = unit.text(required - available, like: available)
    return "\(resource): \(needed) needed, \(there) there, \(missing) missing"
  }
}
