/// What an evaluation of a point said, as a search algorithm needs to hear it.
///
/// Everything is minimised: whoever maximises tells the negative.
public struct Observation: Hashable, Sendable {
  /// The point that was evaluated.
  public var point: DesignPoint
  /// One number an objective, all to be minimised; empty when the design cannot exist.
  public var objectives: [Double]
  /// How far each constraint is violated; zero or below where it holds.
  ///
  /// Same count in every observation of a study that has objectives.
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

extension Observation {
  /// Whether every objective is there and is a finite number: what a model can learn from.
  func isUsable(objectiveCount: Int) -> Bool {
    objectives.count == objectiveCount && objectives.allSatisfy(\.isFinite)
  }

  /// The sum of what the constraints are violated by; infinite when the design cannot exist.
  func totalViolation(objectiveCount: Int) -> Double {
    guard isUsable(objectiveCount: objectiveCount) else { return .infinity }
    var total = 0.0
    for violation in violations {
      // A violation that is not a number counts as broken: it must never look feasible.
      total += violation.isNaN ? .infinity : max(0, violation)
    }
    return total
  }
}
