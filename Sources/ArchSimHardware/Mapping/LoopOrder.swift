/// The order of the three tile loops of a matrix product, innermost first.
///
/// `rows` runs over tiles of the batch of rows (m), `reduction` over tiles of k, `columns` over
/// tiles of n.
public enum LoopOrder: UInt8, Hashable, Sendable, CaseIterable {
  /// Reduction innermost, columns outermost.
  case reductionRowsColumns
  /// Reduction innermost, rows outermost.
  case reductionColumnsRows
  /// Rows innermost, columns outermost.
  case rowsReductionColumns
  /// Rows innermost, reduction outermost.
  case rowsColumnsReduction
  /// Columns innermost, reduction outermost.
  case columnsRowsReduction
  /// Columns innermost, rows outermost.
  case columnsReductionRows

  /// The loops by name, outermost first, as a loop nest is read.
  public var outermostFirst: [String] {
    switch self {
    case .reductionRowsColumns: ["n", "m", "k"]
    case .reductionColumnsRows: ["m", "n", "k"]
    case .rowsReductionColumns: ["n", "k", "m"]
    case .rowsColumnsReduction: ["k", "n", "m"]
    case .columnsRowsReduction: ["k", "m", "n"]
    case .columnsReductionRows: ["m", "k", "n"]
    }
  }
}
