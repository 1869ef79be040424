/// The unique operators of a trace and how often each runs: what a replay costs.
///
/// Folding is done once a trace; the inner loop then reads two arrays and no names.
public struct FoldedTrace: Hashable, Sendable {
  /// The unique operators, in the order in which they first appear.
  public let operators: [Operator]
  /// How often each runs.
  public let repeats: [Int]
  /// For each row of the trace, the index of its operator.
  public let rowIndex: [Int]

  /// Folds a trace.
  ///
  /// - Parameter trace: The trace; repeats that sum to more than an `Int` holds count as its
  ///   largest value.
  public init(_ trace: LayerTrace) {
    var positions: [Operator: Int] = [:]
    positions.reserveCapacity(trace.rows.count)
    var operators: [Operator] = []
    var repeats: [Int] = []
    var rowIndex: [Int] = []
    rowIndex.reserveCapacity(trace.rows.count)
    for row in trace.rows {
      if let position = positions[row.operation] {
        let sum = repeats[position].addingReportingOverflow(row.repeatCount)
        repeats[position] = sum.overflow ? .max : sum.partialValue
        rowIndex.append(position)
      } else {
        positions[row.operation] = operators.count
        rowIndex.append(operators.count)
        operators.append(row.operation)
        repeats.append(row.repeatCount)
      }
    }
    self.operators = operators
    self.repeats = repeats
    self.rowIndex = rowIndex
  }
}
