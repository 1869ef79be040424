/// One choice of every parameter of a ``SearchSpace``, as numbers in the space's order.
///
/// Reals and integers are themselves, ordinals are the chosen *value*, categories the *index* of
/// the chosen one, and a parameter that its condition switches off has the canonical value of
/// ``SearchSpace/canonical(_:)``, so that points which mean the same design are equal.
public struct DesignPoint: Hashable, Sendable {
  /// One number a parameter, in the order of the space.
  public var values: [Double]

  /// Creates a point.
  public init(_ values: [Double]) {
    self.values = values
  }
}
