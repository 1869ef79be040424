import ArchSimText
import Testing

/// Where the project's files are.
enum Project {
  static let path = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
}

/// A table of numbers from outside, as it lies in Traces/golden.
struct GoldenTable {
  let table: CSVTable

  /// Reads a table by its path below Traces/golden.
  init(_ name: String) throws {
    let path = "\(Project.path)/Traces/golden/\(name)"
    table = try CSVTable.parse(TextFile.read(path), file: path)
  }

  var rows: [GoldenRow] { table.rows.map { GoldenRow(row: $0, table: table) } }
}

/// One row, with its place for failure messages.
struct GoldenRow: CustomTestStringConvertible {
  let row: CSVRow
  let table: CSVTable

  func text(_ column: String) throws -> String {
    try row.text(at: table.requireColumn(named: column), named: column)
  }

  func integer(_ column: String) throws -> Int {
    try row.integer(at: table.requireColumn(named: column), named: column)
  }

  func number(_ column: String) throws -> Double {
    try row.number(at: table.requireColumn(named: column), named: column)
  }

  /// An integer that is absent where the column does not apply.
  func optionalInteger(_ column: String) throws -> Int? {
    try text(column).isEmpty ? nil : integer(column)
  }

  var testDescription: String {
    let file = table.file.split(separator: "/").last ?? ""
    return "\(file):\(row.line): \(row.fields.prefix(8).map(\.text).joined(separator: ","))"
  }
}
