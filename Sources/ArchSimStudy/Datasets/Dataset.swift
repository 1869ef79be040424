public import ArchSimHardware
public import ArchSimText

/// Trials of one or several runs as a table, with what each column is.
///
/// ```swift
/// var dataset = try Dataset(run: "runs/mixpe")
/// try dataset.merge(try Dataset(run: "runs/cup"))
/// try DatasetFile.write(dataset, to: "mixpe.csv", as: .csv)
/// ```
///
/// Columns come in this order: where a trial is from, its parameters, whether it is feasible, its
/// metrics.
public struct Dataset: Sendable {
  /// What a column is to whoever learns from it.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Where a trial is from.
    case source
    /// What was chosen.
    case parameter
    /// Whether the design exists and holds the constraints.
    case feasibility
    /// What came out.
    case metric
  }

  /// What the values of a column are.
  public enum Kind: Hashable, Sendable {
    /// Numbers in the column's unit.
    case number
    /// `true` or `false`.
    case boolean
    /// Any words.
    case text
    /// One of these words.
    case choice([String])

    /// The word in a schema.
    public var name: String {
      switch self {
      case .number: "number"
      case .boolean: "boolean"
      case .text: "text"
      case .choice: "choice"
      }
    }
  }

  /// A column.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What its values are.
    public var kind: Kind
    /// The unit of numbers.
    public var unit: Unit
    /// What it is for.
    public var role: Role

    /// Describes a column.
    public init(_ name: String, _ kind: Kind, unit: Unit = .none, _ role: Role) {
      self.name = name
      self.kind = kind
      self.unit = unit
      self.role = role
    }
  }

  /// A value of a row.
  public enum Value: Hashable, Sendable {
    /// A number.
    case number(Double)
    /// True or false.
    case boolean(Bool)
    /// Words.
    case text(String)
    /// Nothing: a parameter that is switched off, or a metric of a design that cannot exist.
    case missing

    /// The number, if it is one.
    public var number: Double? {
      guard case .number(let number) = self else { return nil }
      return number
    }

    /// The words, if it is some.
    public var text: String? {
      guard case .text(let text) = self else { return nil }
      return text
    }
  }

  /// The name of the study, or of the first of several.
  public var study: String
  /// The columns.
  public var columns: [Column]
  /// The rows, each with a value a column.
  public var rows: [[Value]]

  /// Creates a dataset of rows that have as many values as there are columns.
  public init(study: String, columns: [Column], rows: [[Value]] = []) {
    self.study = study
    self.columns = columns
    self.rows = rows
  }

  /// The position of a column; nil when there is none of that name.
  public func column(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// The positions of the columns that are there for something.
  public func columns(_ role: Role) -> [Int] {
    columns.indices.filter { columns[$0].role == role }
  }

  /// Adds the rows of another dataset, which must have the same columns.
  ///
  /// - Parameters:
  ///   - other: The other dataset.
  ///   - location: Where it is from, for the error.
  /// - Throws: A diagnostic that names the first column that is not in both, or not the same.
  public mutating func merge(_ other: Dataset, at location: SourceLocation) throws(Diagnostic) {
    for column in columns {
      guard let position = other.column(column.name) else {
        throw Diagnostic(
          "this has no column '\(column.name.shortened)', which the others have", at: location,
          hint: "only runs of studies with the same parameters and metrics can be merged")
      }
      guard other.columns[position] == column else {
        throw Diagnostic(
          "the column '\(column.name.shortened)' is not the same as in the others: "
            + Self.difference(other.columns[position], column), at: location)
      }
    }
    if let extra = other.columns.first(where: { column($0.name) == nil }) {
      throw Diagnostic(
        "this has a column '\(extra.name.shortened)', which the others do not have", at: location,
        hint: "only runs of studies with the same parameters and metrics can be merged")
    }
    let order = columns.compactMap { other.column($0.name) }
    rows +=
      order == Array(columns.indices)
      ? other.rows
      : other.rows.map { row in
        order.map { row[$0] }
      }
  }

  private static func difference(_ one: Column, _ other: Column) -> String {
    func words(_ column: Column) -> String {
      var words = "\(column.role.rawValue), \(column.kind.name)"
      if case .choice(let choices) = column.kind {
        words += " of \(choices.joined(separator: ", "))"
      }
      return words + (column.unit == .none ? "" : " in \(column.unit.symbol)")
    }
    return "found \(words(one)), expected \(words(other))"
  }

  /// The parameters of a row as a key: rows of the same design have the same.
  public func design(of row: [Value]) -> [Value] { columns(.parameter).map { row[$0] } }
}
