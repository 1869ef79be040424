/// What a cost model or a search algorithm promises, one case a promise.
public enum ConformanceCheck: String, Hashable, Sendable, CaseIterable {
  /// Names are unique, defaults lie in their ranges, and what is declared can be documented.
  case declaration
  /// The design in which every parameter has its default exists and runs a plain matrix product.
  case defaults
  /// Clock, areas and peak of a design are finite, not negative, and only in declared slots.
  case design
  /// The same design and operator cost the same to the last bit, whatever was costed before.
  case purity
  /// Every component of energy and traffic is a finite number and none is negative.
  case components
  /// Slots of energy and traffic beyond the declared names are zero.
  case slots
  /// Cycles are at least the stalls among them, and neither is negative.
  case stalls
  /// Utilization lies between 0 and 1.
  case utilization
  /// Multiply-accumulates are those that the operator asks for.
  case macs
  /// No operator in native formats is faster than its multiply-accumulates at the design's peak.
  case roofline
  /// A trace costs the sum of its operators, in any order and however its rows are folded.
  case totals
  /// A reason for infeasibility names a resource of which more is needed than there is.
  case infeasibility
  /// More of what the caller says helps never makes an operator slower.
  case monotonicity
  /// The algorithm can be made for the problem.
  case construction
  /// Every point proposed is a canonical point of the space.
  case membership
  /// No more points are proposed than were asked for.
  case count
  /// The same seed and the same calls give the same points.
  case determinism
  /// A copy of a search goes on as the original does, and independently of it.
  case checkpoint
  /// No point is proposed again while there are others.
  case duplicates
  /// The search goes on while there are points that it has not proposed.
  case persistence
  /// The search ends when it has proposed every point of the space.
  case exhaustion
  /// Designs that cannot exist do not stop the search.
  case infeasibleNews
  /// Objectives and violations that are not finite numbers do not stop the search.
  case nonFiniteNews
}
