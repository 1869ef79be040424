public import ArchSimWorkload

/// Runs traces on designs: the inner loop.
///
/// Everything here is generic over the family and inlinable, because a loop that is specialised for
/// the family costs about half of one that is not.
public enum Replay {
  /// The design of a family with these values, one a declared parameter.
  ///
  /// - Parameters:
  ///   - base: The design to which every declared default has been applied.
  ///   - parameters: The family's declarations.
  ///   - values: One number a parameter.
  /// - Returns: The design.
  @inlinable
  public static func design<Design: Accelerator>(
    from base: Design, _ parameters: [DesignParameter<Design>], _ values: [Double]
  ) -> Design {
    var design = base
    for index in parameters.indices where index < values.count {
      // Most values of most designs are defaults, which the base has already.
      if values[index] == parameters[index].defaultValue { continue }
      parameters[index].apply(&design, values[index])
    }
    return design
  }

  /// The cost of a whole trace: every distinct operator once, times its repeats.
  @inlinable
  public static func run<Design: Accelerator>(
    _ trace: FoldedTrace, on type: Design.Type, _ design: PreparedDesign<Design.State>
  ) throws(Infeasibility) -> ReplayTotals {
    var totals = ReplayTotals()
    let operators = trace.operators
    let repeats = trace.repeats
    for index in operators.indices {
      totals.add(try Design.cost(of: operators[index], with: design), repeats: repeats[index])
    }
    return totals
  }

  /// The cost and mapping of every distinct operator of a trace.
  public static func explain<Design: Accelerator>(
    _ trace: FoldedTrace, on type: Design.Type, _ design: PreparedDesign<Design.State>
  ) throws(Infeasibility) -> [OperatorExplanation] {
    var explanations: [OperatorExplanation] = []
    explanations.reserveCapacity(trace.operators.count)
    for operation in trace.operators {
      explanations.append(
        OperatorExplanation(
          cost: try Design.cost(of: operation, with: design),
          mapping: Design.explain(operation, with: design)))
    }
    return explanations
  }
}
