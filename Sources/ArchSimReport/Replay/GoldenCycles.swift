import ArchSimHardware
public import ArchSimText
import ArchSimWorkload

/// Cycles that a replay is expected to give, a row an operator: `name,cycles,stall_cycles`.
///
/// Cycles are those of one execution. Comments at the head name the trace and the hardware.
public struct GoldenCycles: Hashable, Sendable {
  /// What one operator is expected to take.
  public struct Row: Hashable, Sendable {
    /// The name of the row in the trace.
    public var name: String
    /// Cycles of one execution.
    public var cycles: Int
    /// Cycles of those that wait for memory.
    public var stallCycles: Int

    /// Creates a row.
    public init(name: String, cycles: Int, stallCycles: Int) {
      self.name = name
      self.cycles = cycles
      self.stallCycles = stallCycles
    }
  }

  /// The columns of the file.
  public static let columns = ["name", "cycles", "stall_cycles"]

  /// The rows in the order of the trace.
  public var rows: [Row]

  /// What a replay gave.
  public init(_ replayed: ReplayedTrace) {
    rows = replayed.rows.map { row in
      Row(
        name: row.row.name, cycles: row.explanation.cost.cycles,
        stallCycles: row.explanation.cost.stallCycles)
    }
  }

  /// Reads a golden file.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations.
  /// - Throws: A diagnostic with line and column.
  public init(parsing bytes: [UInt8], file: String) throws(Diagnostic) {
    let table = try CSVTable.parse(bytes, file: file)
    for field in table.header where !Self.columns.contains(field.trimmed) {
      throw Diagnostic(
        "unknown column '\(field.trimmed)'",
        at: SourceLocation(file: file, line: field.line, column: field.column),
        hint: "expected \(Self.columns.joined(separator: ","))")
    }
    let name = try table.requireColumn(named: "name")
    let cycles = try table.requireColumn(named: "cycles")
    let stalls = try table.requireColumn(named: "stall_cycles")
    rows = []
    for row in table.rows {
      rows.append(
        Row(
          name: row.fields[name].text, cycles: try row.integer(at: cycles, named: "cycles"),
          stallCycles: try row.integer(at: stalls, named: "stall_cycles")))
    }
  }

  /// The file, with comments that say what it is of.
  ///
  /// - Parameter comments: Lines for its head.
  /// - Returns: The text.
  public func csvText(comments: [String]) -> String {
    var csv = CSVWriter()
    for comment in comments {
      csv.text += "# \(comment.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
    }
    csv.row(Self.columns)
    for row in rows { csv.row([row.name, "\(row.cycles)", "\(row.stallCycles)"]) }
    return csv.text
  }

  /// Where two sets of rows are not the same.
  public struct Difference: Hashable, Sendable {
    /// The name of the row.
    public var name: String
    /// Its place in the trace, counted from 1; nil when the trace has no such row.
    public var traceRow: Int?
    /// What the file says; nil when it has no such row.
    public var expected: Row?
    /// What the replay gave; nil when it has no such row.
    public var actual: Row?
  }

  /// The rows that differ, that are missing or that are too many.
  ///
  /// Rows are matched by name; of several of one name the first with the first, and so on.
  ///
  /// - Parameter actual: What a replay gave.
  /// - Returns: The differences: in the order of the trace, then those that it lacks.
  public func differences(from actual: GoldenCycles) -> [Difference] {
    var positions: [String: [Int]] = [:]
    for (index, row) in rows.enumerated().reversed() {
      positions[row.name, default: []].append(index)
    }
    var isMatched = [Bool](repeating: false, count: rows.count)
    var differences: [Difference] = []
    for (index, row) in actual.rows.enumerated() {
      guard let position = positions[row.name]?.popLast() else {
        differences.append(
          Difference(name: row.name, traceRow: index + 1, expected: nil, actual: row))
        continue
      }
      isMatched[position] = true
      guard rows[position] != row else { continue }
      differences.append(
        Difference(name: row.name, traceRow: index + 1, expected: rows[position], actual: row))
    }
    for (index, row) in rows.enumerated() where !isMatched[index] {
      differences.append(Difference(name: row.name, traceRow: nil, expected: row, actual: nil))
    }
    return differences
  }
}

extension Report {
  /// The rows in which a replay differs from its golden file.
  ///
  /// - Parameters:
  ///   - differences: The rows.
  ///   - trace: What was replayed, for the shapes.
  /// - Returns: The report.
  public static func differences(
    _ differences: [GoldenCycles.Difference], in trace: ReplayedTrace
  ) -> Report {
    var table = Table(
      "differences",
      columns: [
        Column("row", "row", "Place in the trace, from 1; none when the trace lacks it"),
        Column("name", "operator", minimumWidth: 16, overflow: .cutStart, "What the row is called"),
        Column("shape", "shape", priority: 50, "Its sizes"),
        Column("expected_cycles", "expected", "Cycles of the golden file"),
        Column("actual_cycles", "actual", "Cycles of the replay"),
        Column("expected_stall_cycles", "stalls expected", "Stalls of the golden file"),
        Column("actual_stall_cycles", "stalls actual", "Stalls of the replay"),
        Column("difference", "what", "changed, missing from the trace, or not in the file"),
      ])
    for difference in differences {
      let shape = difference.traceRow.map { Report.shape(of: trace.rows[$0 - 1].row.operation) }
      let what =
        difference.actual == nil
        ? "not in the trace" : difference.expected == nil ? "not in the file" : "changed"
      table.append([
        difference.traceRow.map(Cell.integer) ?? .none, .text(difference.name), Cell(shape),
        difference.expected.map { .integer($0.cycles) } ?? .none,
        difference.actual.map { .integer($0.cycles) } ?? .none,
        difference.expected.map { .integer($0.stallCycles) } ?? .none,
        difference.actual.map { .integer($0.stallCycles) } ?? .none, .text(what),
      ])
    }
    var report = Report("differences")
    report.add(table)
    return report
  }
}
