public import ArchSimHardware

/// How a quantity and its name are written: shared by the columns of tables and by single facts.
public struct Column: Hashable, Sendable {
  /// In which renderings a column is there.
  public enum Visibility: Hashable, Sendable {
    /// In tables for people as in JSON and CSV.
    case everywhere
    /// In JSON and CSV alone.
    case dataOnly
    /// In tables for people alone.
    case textOnly
  }

  /// What becomes of words that are too long for their column.
  public enum Overflow: Hashable, Sendable {
    /// They lose their end.
    case cutEnd
    /// They lose their beginning, since names differ at the end.
    case cutStart
    /// They go on below.
    case wrap
  }

  /// The most important columns: they are never left out.
  public static let required = 100

  /// The name in JSON and the heading in CSV, with the unit of the data: `latency_s`.
  public var key: String
  /// The heading for people, without unit.
  public var title: String
  /// The unit of the data; tables add the prefix that suits the largest value.
  public var unit: Unit
  /// Whether the data are fractions that people read as per cent.
  public var isFraction: Bool
  /// Whether whole numbers are names, such as those of trials, which people copy as they are.
  public var isName: Bool
  /// Whether words stand against the right edge as numbers do.
  public var isRightAligned: Bool
  /// Significant digits for people; data have all.
  public var digits: Int
  /// What is left out first where a table does not fit; ``required`` never is.
  public var priority: Int
  /// The width to which the column may shrink; nil where it may not.
  public var minimumWidth: Int?
  /// What becomes of words that are too long for a column that shrank.
  public var overflow: Overflow
  /// Where it is shown.
  public var visibility: Visibility
  /// One line that says what the values are.
  public var documentation: String

  /// Describes a column.
  public init(
    _ key: String, _ title: String, unit: Unit = .none, isFraction: Bool = false,
    isName: Bool = false, isRightAligned: Bool = false, digits: Int = 4,
    priority: Int = Column.required,
    minimumWidth: Int? = nil, overflow: Overflow = .cutEnd,
    visibility: Visibility = .everywhere, _ documentation: String = ""
  ) {
    self.key = key
    self.title = title
    self.unit = unit
    self.isFraction = isFraction
    self.isName = isName
    self.isRightAligned = isRightAligned
    self.digits = digits
    self.priority = priority
    self.minimumWidth = minimumWidth
    self.overflow = overflow
    self.visibility = visibility
    self.documentation = documentation
  }
}
