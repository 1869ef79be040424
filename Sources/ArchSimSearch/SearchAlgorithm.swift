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

/// What an evaluation of a point said, as a search algorithm needs to hear it.
///
/// Everything is minimised: whoever maximises tells the negative.
public struct Observation: Hashable, Sendable {
  /// The point that was evaluated.
  public var point: DesignPoint
  /// One number an objective, all to be minimised; empty when the design cannot exist.
  public var objectives: [Double]
  /// How far each constraint is violated; zero or below where it holds. Same count in every
  /// observation of a study that has objectives.
  public var violations: [Double]

  /// Creates an observation.
  public init(point: DesignPoint, objectives: [Double], violations: [Double] = []) {
    self.point = point
    self.objectives = objectives
    self.violations = violations
  }

  /// Whether the design exists and holds every constraint.
  public var isFeasible: Bool {
    !objectives.isEmpty && violations.allSatisfy { $0 <= 0 }
  }
}
