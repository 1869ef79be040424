import ArchSimHardware
public import ArchSimText

/// Reading and writing of datasets; docs/formats/dataset.md describes the format.
public enum DatasetFile {
  /// How rows are written.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// Comma-separated values with a header.
    case csv
    /// One JSON object a line.
    case jsonl
  }

  /// The file beside a dataset that says what its columns are.
  public static func schemaPath(of path: String) -> String { path + ".schema.json" }

  /// The format that a file's name says; nil when it says none.
  public static func format(of path: String) -> Format? {
    Format.allCases.first { path.hasSuffix(".\($0.rawValue)") }
  }

  // MARK: Writing

  /// Writes a dataset and its schema; devices and pipes get the rows alone.
  ///
  /// - Parameters:
  ///   - dataset: The dataset.
  ///   - path: The file of rows.
  ///   - format: How.
  /// - Throws: A diagnostic when a file cannot be written.
  public static func write(
    _ dataset: Dataset, to path: String, as format: Format
  ) throws(Diagnostic) {
    let isStream = TextFile.isStream(path)
    // Rows first: where they cannot be written no schema is left behind.
    try TextFile.writeAtomically(text(of: dataset, as: format), to: path)
    guard !isStream else { return }
    try TextFile.writeAtomically(schema(of: dataset), to: schemaPath(of: path))
  }

  /// The rows as text.
  public static func text(of dataset: Dataset, as format: Format) -> String {
    switch format {
    case .csv:
      var csv = CSVWriter()
      csv.row(dataset.columns.map(\.name))
      for row in dataset.rows { csv.row(row.map(field)) }
      return csv.text
    case .jsonl:
      var text = ""
      for row in dataset.rows {
        var json = JSONWriter()
        json.beginObject()
        for (column, value) in zip(dataset.columns, row) {
          json.key(column.name)
          json.value(value)
        }
        json.endObject()
        text += json.text + "\n"
      }
      return text
    }
  }

  private static func field(_ value: Dataset.Value) -> String {
    switch value {
    case .number(let number): numberText(number)
    case .boolean(let value): "\(value)"
    case .text(let text): text
    case .missing: ""
    }
  }

  /// What the columns are.
  public static func schema(of dataset: Dataset) -> String {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("dataset")
    json.string(dataset.study)
    json.key("rows")
    json.number(dataset.rows.count)
    json.key("columns")
    json.columns(dataset.columns)
    json.endObject()
    return json.text + "\n"
  }

  // MARK: Reading

  /// Reads a dataset and its schema.
  ///
  /// - Parameter path: The file of rows, whose name ends in `.csv` or `.jsonl`.
  /// - Returns: The dataset.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func read(_ path: String) throws(Diagnostic) -> Dataset {
    guard let format = format(of: path) else {
      throw Diagnostic(
        "expected a dataset whose name ends in .csv or .jsonl", at: SourceLocation(file: path))
    }
    let bytes = try TextFile.read(path, limit: .max, what: "dataset")
    let schemaPath = schemaPath(of: path)
    guard TextFile.exists(schemaPath) else {
      throw Diagnostic(
        "this dataset has no schema: expected '\(schemaPath)' beside it",
        at: SourceLocation(file: path), hint: "'archsim dataset' writes both")
    }
    let schema = try JSONParser.parse(
      try TextFile.read(schemaPath, what: "schema"), file: schemaPath)
    var dataset = Dataset(
      study: try schema.require("dataset").requireString("dataset"),
      columns: try Dataset.Column.list(try schema.require("columns")))
    switch format {
    case .csv: try readTable(bytes, path, &dataset)
    case .jsonl: try readLines(bytes, path, &dataset)
    }
    return dataset
  }

  private static func readTable(
    _ bytes: [UInt8], _ path: String, _ dataset: inout Dataset
  ) throws(Diagnostic) {
    try read(try CSVTable.parse(bytes, file: path), into: &dataset)
  }

  /// Reads the rows of a table into a dataset whose columns it has, among others.
  static func read(_ table: CSVTable, into dataset: inout Dataset) throws(Diagnostic) {
    var order: [Int] = []
    for column in dataset.columns { order.append(try table.requireColumn(named: column.name)) }
    for row in table.rows {
      var values: [Dataset.Value] = []
      for (column, position) in zip(dataset.columns, order) {
        let text = try row.text(at: position, named: column.name)
        guard !text.isEmpty else {
          values.append(.missing)
          continue
        }
        switch column.kind {
        case .number: values.append(.number(try row.number(at: position, named: column.name)))
        case .boolean:
          guard let value = Bool(text) else {
            throw Diagnostic(
              "expected true or false for '\(column.name)', found '\(text.shortened)'",
              at: row.location(at: position))
          }
          values.append(.boolean(value))
        case .text, .choice:
          try column.requireChoice(text, at: row.location(at: position))
          values.append(.text(text))
        }
      }
      dataset.rows.append(values)
    }
  }

  private static func readLines(
    _ bytes: [UInt8], _ path: String, _ dataset: inout Dataset
  ) throws(Diagnostic) {
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      do throws(Diagnostic) {
        let object = try JSONParser.parse(Array(line), file: path)
        var values: [Dataset.Value] = []
        for column in dataset.columns {
          let value = try object.require(column.name)
          guard !value.isNull else {
            values.append(.missing)
            continue
          }
          switch column.kind {
          case .number: values.append(.number(try value.requireNumber(column.name)))
          case .boolean: values.append(.boolean(try value.requireBoolean(column.name)))
          case .text, .choice:
            let text = try value.requireString(column.name)
            try column.requireChoice(text, at: value.location)
            values.append(.text(text))
          }
        }
        dataset.rows.append(values)
      } catch {
        var located = error
        located.location = SourceLocation(
          file: path, line: number + 1, column: error.location?.column)
        throw located
      }
    }
  }
}

/// The shortest text that reads back as the same number; whole numbers without a point.
func numberText(_ number: Double) -> String {
  guard let whole = Int(exactly: number), whole.magnitude < 1 << 53 else { return "\(number)" }
  return "\(whole)"
}

extension Dataset.Column {
  func requireChoice(_ text: String, at location: SourceLocation) throws(Diagnostic) {
    guard case .choice(let choices) = kind, !choices.contains(text) else { return }
    throw Diagnostic(
      "unknown '\(text.shortened)' for '\(name)'", at: location,
      hint: didYouMean(text, among: choices))
  }

  /// Reads the columns of a schema.
  static func list(_ value: JSONValue) throws(Diagnostic) -> [Dataset.Column] {
    var columns: [Dataset.Column] = []
    for entry in try value.requireArray("columns") {
      let name = try entry.require("name").requireString("name")
      let kindValue = try entry.require("kind")
      let word = try kindValue.requireString("kind")
      let kind: Dataset.Kind
      switch word {
      case "number": kind = .number
      case "boolean": kind = .boolean
      case "text": kind = .text
      case "choice":
        var choices: [String] = []
        for choice in try entry.require("choices").requireArray("choices") {
          choices.append(try choice.requireString("choices"))
        }
        kind = .choice(choices)
      default:
        throw Diagnostic(
          "unknown kind '\(word.shortened)'", at: kindValue.location,
          hint: didYouMean(word, among: ["number", "boolean", "text", "choice"]))
      }
      let unitValue = try entry.require("unit")
      let symbol = try unitValue.requireString("unit")
      guard let unit = Unit.allCases.first(where: { $0.symbol == symbol }) else {
        throw Diagnostic("unknown unit '\(symbol.shortened)'", at: unitValue.location)
      }
      let roleValue = try entry.require("role")
      let roleName = try roleValue.requireString("role")
      guard let role = Dataset.Role(rawValue: roleName) else {
        throw Diagnostic(
          "unknown role '\(roleName.shortened)'", at: roleValue.location,
          hint: didYouMean(roleName, among: Dataset.Role.allCases.map(\.rawValue)))
      }
      columns.append(Dataset.Column(name, kind, unit: unit, role))
    }
    return columns
  }
}

extension JSONWriter {
  /// Writes the columns of a schema.
  mutating func columns(_ columns: [Dataset.Column]) {
    beginArray()
    for column in columns {
      beginObject()
      for (name, text) in [
        ("name", column.name), ("kind", column.kind.name), ("unit", column.unit.symbol),
        ("role", column.role.rawValue),
      ] {
        key(name)
        string(text)
      }
      if case .choice(let choices) = column.kind {
        key("choices")
        beginArray()
        for choice in choices { string(choice) }
        endArray()
      }
      endObject()
    }
    endArray()
  }

  mutating func value(_ value: Dataset.Value) {
    switch value {
    case .number(let value):
      if let whole = Int(exactly: value), whole.magnitude < 1 << 53 {
        number(whole)
      } else {
        number(value)
      }
    case .boolean(let value): boolean(value)
    case .text(let text): string(text)
    case .missing: null()
    }
  }
}
