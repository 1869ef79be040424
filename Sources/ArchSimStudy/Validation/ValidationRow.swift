public import ArchSimText

/// A published or measured number, and what of ours it is compared with.
public struct ValidationRow: Sendable {
  /// What was published.
  public enum Published: Hashable, Sendable {
    /// A number.
    case value(Double)
    /// Bounds, of which at least one is there.
    case range(least: Double?, most: Double?)
  }

  /// How far ours may lie from theirs.
  public enum Tolerance: Hashable, Sendable {
    /// Not at all.
    case exact
    /// A share of the published value.
    case relative(Double)
    /// So much in the unit of the row, such as half of the last printed digit.
    case absolute(Double)
  }

  /// The table or figure.
  public let table: String
  /// What was measured: a network, a design, a unit.
  public let setting: String
  /// Which number of it.
  public let metric: String
  /// What was published.
  public let published: Published
  /// How far ours may lie from it.
  public let tolerance: Tolerance
  /// Whether a constant of ours was fitted to the row, so that it proves less.
  public let isFitted: Bool
  /// What a reader should know, such as an inconsistency of the published number.
  public let note: String?
  /// Why we miss the row and keep it; nil when it must hold.
  public let exception: String?
  /// Where it stands.
  public let location: SourceLocation
  let quantity: any ValidationQuantity

  /// The unit of both numbers.
  public var unit: ValidationUnit { quantity.unit }
  /// What is computed, in a few words.
  public var computation: String { quantity.summary }
}

/// Rows of one source: a file of `Configs/validation`.
public struct ValidationFile: Sendable {
  /// The name by which `--only` chooses it: that of the file.
  public let name: String
  /// What people call the source.
  public let title: String
  /// Where the numbers come from.
  public let source: String
  /// What else to know of all rows.
  public let summary: String?
  /// The rows.
  public let rows: [ValidationRow]
}
