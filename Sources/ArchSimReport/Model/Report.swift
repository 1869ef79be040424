/// What a command has to say, apart from how it is written.
///
/// ```swift
/// var report = Report("replay")
/// report.add(Facts("totals", [Fact(Column("latency_s", "latency", unit: .seconds), 0.0123)]))
/// report.add(operators)
/// report.text(as: .json, width: nil)
/// ```
///
/// Text shows all parts one below the other. JSON is one object, whose first member `report` names
/// the kind of report and whose further members are the parts by their keys. CSV is the first table.
public struct Report: Hashable, Sendable {
  /// A part of a report.
  public enum Part: Hashable, Sendable {
    /// Single values.
    case facts(Facts)
    /// Rows.
    case table(Table)
    /// Lines for people that are not data.
    case lines([String])
    /// A line for people, short items as they fit the screen, and further lines.
    case items(title: String, [String], lines: [String])
    /// A picture for people in front of a terminal.
    case scatter(Scatter)
  }

  /// A picture of points, drawn as wide as the screen allows.
  public struct Scatter: Hashable, Sendable {
    let drawing: BrailleScatter
  }

  /// The kind of report, which says what members its JSON has.
  public var kind: String
  /// The parts, in the order in which people read them.
  public private(set) var parts: [Part] = []

  /// Creates an empty report.
  public init(_ kind: String) {
    self.kind = kind
  }

  /// Adds single values.
  public mutating func add(_ facts: Facts) { parts.append(.facts(facts)) }

  /// Adds rows.
  public mutating func add(_ table: Table) { parts.append(.table(table)) }

  /// Adds a line, items set in by two that are wrapped as the screen demands, and further lines.
  public mutating func add(title: String, items: [String], lines: [String]) {
    parts.append(.items(title: title, items, lines: lines))
  }

  /// Adds a picture for terminals.
  mutating func add(_ drawing: BrailleScatter) {
    parts.append(.scatter(Scatter(drawing: drawing)))
  }

  /// Adds lines for people.
  public mutating func add(lines: [String]) { parts.append(.lines(lines)) }
}

/// How a report is written.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  /// Aligned text for people.
  case table
  /// One JSON object.
  case json
  /// Comma-separated values (RFC 4180) with a header.
  case csv
  /// Pipe tables under headings, for pages.
  case markdown
}

extension Report {
  /// The report as written, with a line break at its end.
  ///
  /// - Parameters:
  ///   - format: How.
  ///   - width: Columns of the screen that tables must fit, or nil for any number.
  ///   - style: Whether tables for people may have colours.
  /// - Returns: The text.
  public func text(
    as format: ReportFormat, width: Int? = nil, style: TextStyle = .plain
  ) -> String {
    switch format {
    case .table: plainText(width: width, style: style)
    case .json: jsonText
    case .csv: csvText
    case .markdown: markdownText
    }
  }
}
