/// A design of a population with what is needed to compare it.
struct Individual: Sendable {
  var point: DesignPoint
  /// The objectives; zeros when the design cannot exist.
  var objectives: [Double]
  /// The sum of what the constraints are violated by; 0 when feasible, infinite when the design
  /// cannot exist.
  var violation: Double
  /// The number of the front that it belongs to, 0 being the best.
  var rank = 0
  /// How much room it has on its front.
  var crowding = 0.0

  init(_ observation: Observation, objectiveCount: Int) {
    point = observation.point
    violation = observation.totalViolation(objectiveCount: objectiveCount)
    objectives =
      violation.isFinite
      ? observation.objectives : [Double](repeating: 0, count: objectiveCount)
  }

  /// Whether this one wins a tournament: by front, then by room.
  ///
  /// The crowded comparison of NSGA-II (Deb et al. 2002, section III-C).
  func isPreferred(to other: Individual) -> Bool {
    rank == other.rank ? crowding > other.crowding : rank < other.rank
  }
}
