/// A table read from comma-separated values, with the place of every field.
///
/// ```swift
/// let table = try CSVTable.parse(bytes, file: "layers.csv")
/// let m = try table.requireColumn(named: "m")
/// for row in table.rows { try row.integer(at: m, named: "m") }
/// ```
public struct CSVTable: Sendable {
  /// The name of the file in locations.
  public let file: String
  /// The names of the columns; an empty last one (a trailing comma) is dropped.
  public let header: [CSVField]
  /// The rows below the header, each with as many fields as the header.
  public let rows: [CSVRow]

  init(file: String, header: [CSVField], rows: [CSVRow]) {
    self.file = file
    self.header = header
    self.rows = rows
  }

  /// The index of the column with a name, ignoring spaces around the header's names.
  public func column(named name: String) -> Int? {
    header.firstIndex { $0.trimmed == name }
  }

  /// The index of the column that must be there.
  ///
  /// - Parameter name: The column's name.
  /// - Returns: The index.
  /// - Throws: A diagnostic at the header, with the nearest name as its hint.
  public func requireColumn(named name: String) throws(Diagnostic) -> Int {
    if let index = column(named: name) { return index }
    let location = SourceLocation(file: file, line: header.first?.line, column: 1)
    let names = header.map(\.trimmed)
    let hint =
      nearestName(to: name, among: names).map { "is '\($0)' meant to be it?" }
      ?? (names.count <= 12 ? "the columns are \(names.joined(separator: ", "))" : nil)
    throw Diagnostic("missing column '\(name)'", at: location, hint: hint)
  }
}

/// One row of a table.
public struct CSVRow: Sendable {
  /// The name of the file in locations.
  public let file: String
  /// The line on which the row begins.
  public let line: Int
  /// The fields, from left to right.
  public let fields: [CSVField]

  /// Where a field begins; the row's line when there is no such field.
  public func location(at index: Int) -> SourceLocation {
    guard fields.indices.contains(index) else { return SourceLocation(file: file, line: line) }
    return SourceLocation(file: file, line: fields[index].line, column: fields[index].column)
  }

  /// The text of a field without the spaces around it; may be empty.
  ///
  /// - Parameters:
  ///   - index: The column's index.
  ///   - name: The column's name, for the error message.
  /// - Returns: The field.
  /// - Throws: A diagnostic when there is no such field.
  public func text(at index: Int, named name: String) throws(Diagnostic) -> String {
    guard fields.indices.contains(index) else {
      throw Diagnostic("missing field '\(name)'", at: location(at: index))
    }
    return fields[index].trimmed
  }

  /// A field as an integer, exactly: `1e3` and `1024.0` are, `1.5` is not.
  ///
  /// - Parameters:
  ///   - index: The column's index.
  ///   - name: The column's name, for the error message.
  /// - Returns: The integer.
  /// - Throws: A diagnostic when the field is no integer or does not fit 64 bits.
  public func integer(at index: Int, named name: String) throws(Diagnostic) -> Int {
    let text = try text(at: index, named: name)
    if let integer = Int(text) { return integer }
    switch ExactInteger(decimalText: text) {
    case .value(let integer): return integer
    case .fractional: throw mismatch("an integer", name, text, at: index)
    case .outOfRange: throw mismatch("an integer that fits 64 bits", name, text, at: index)
    }
  }

  /// A field as a number.
  ///
  /// - Parameters:
  ///   - index: The column's index.
  ///   - name: The column's name, for the error message.
  /// - Returns: The number.
  /// - Throws: A diagnostic when the field is no finite decimal number.
  public func number(at index: Int, named name: String) throws(Diagnostic) -> Double {
    let text = try text(at: index, named: name)
    guard let number = parseNumber(text) else {
      throw mismatch("a number", name, text, at: index)
    }
    return number
  }

  private func mismatch(
    _ expected: String, _ name: String, _ text: String, at index: Int
  ) -> Diagnostic {
    let found = text.isEmpty ? "an empty field" : "'\(ByteText.excerpt(text))'"
    return Diagnostic(
      "expected \(expected) for '\(name)', found \(found)", at: location(at: index))
  }
}

/// One field of a row.
public struct CSVField: Hashable, Sendable {
  /// The text as written, without quotes, with the spaces around it.
  public let text: String
  /// The line on which the field begins; below its row's line after a quoted line break.
  public let line: Int
  /// One-based column, in Unicode scalars, of the field's first character or quote.
  public let column: Int

  /// The text without spaces and tabs around it.
  public var trimmed: String {
    let utf8 = text.utf8
    guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else {
      return text
    }
    guard let start = utf8.firstIndex(where: { !isBlank($0) }),
      let end = utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[start..<utf8.index(after: end)])
  }
}

/// Whether a byte is a space or a tab.
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}
