public import ArchSimText

extension ValidationFile {
  private static let keys = [
    "title", "source", "description", "table", "tolerance", "fitted", "rows",
  ]
  private static let rowKeys = [
    "table", "setting", "metric", "published", "at_least", "at_most", "tolerance", "fitted",
    "note", "exception", "compute",
  ]

  /// Reads a validation file.
  ///
  /// - Parameter path: The file.
  /// - Throws: A diagnostic with line and column.
  public init(reading path: String) throws(Diagnostic) {
    try self.init(try YAMLReader.read(path, what: "validation file"), path: path)
  }

  /// Reads a validation file from bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - path: Its name in locations; what it names is relative to it.
  /// - Throws: A diagnostic with line and column.
  public init(parsing bytes: [UInt8], path: String) throws(Diagnostic) {
    try self.init(
      try YAMLReader.parse(bytes, file: path, what: "validation file"), path: path)
  }

  /// All files of a directory, or the one of a name, in the order of names.
  ///
  /// - Parameters:
  ///   - directory: Where the files are.
  ///   - only: The name of the one that is wanted; nil for all.
  /// - Returns: The files.
  /// - Throws: A diagnostic when there is none, or one is wrong.
  public static func all(
    in directory: String, only: String? = nil
  ) throws(Diagnostic) -> [ValidationFile] {
    guard TextFile.isDirectory(directory) else {
      throw Diagnostic(
        "there is no directory '\(directory)' here",
        hint: "run archsim where the project is, or give --directory")
    }
    let suffix = ".yaml"
    var names = try TextFile.listDirectory(directory).filter { $0.hasSuffix(suffix) }
      .map { String($0.dropLast(suffix.count)) }.sorted()
    guard !names.isEmpty else {
      throw Diagnostic("there is no validation file (*.yaml) in '\(directory)'")
    }
    if let only {
      guard names.contains(only) else {
        throw Diagnostic(
          "no rows are called '\(only.shortened)'", at: SourceLocation(file: "--only"),
          hint: didYouMean(only, among: names))
      }
      names = [only]
    }
    var files: [ValidationFile] = []
    for name in names {
      files.append(try ValidationFile(reading: FilePath.join(directory, name + suffix)))
    }
    return files
  }

  private init(_ value: YAMLValue, path: String) throws(Diagnostic) {
    let map = try YAMLMap(value, "this validation file", keys: Self.keys)
    let file = FilePath.name(of: path)
    name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    title = try map.require("title").text("title")
    source = try map.require("source").text("source")
    summary = try map.text("description")
    let elements = try map.require("rows").elements("rows")
    guard !elements.isEmpty else {
      throw Diagnostic("expected at least one row", at: map.location)
    }
    var rows: [ValidationRow] = []
    for element in elements {
      let row = try Self.row(element, map)
      if let other = rows.first(where: {
        $0.table == row.table && $0.setting == row.setting && $0.metric == row.metric
      }) {
        throw Diagnostic(
          "'\(row.setting.shortened)', '\(row.metric.shortened)' is there twice, first on line "
            + "\(other.location.line ?? 0)", at: row.location)
      }
      rows.append(row)
    }
    self.rows = rows
  }

  private static func row(_ value: YAMLValue, _ file: YAMLMap) throws(Diagnostic) -> ValidationRow {
    let map = try YAMLMap(value, "a row", keys: rowKeys)
    let quantity = try ValidationQuantities.read(try map.require("compute"), "'compute'")
    let unit = quantity.unit
    func number(_ key: String) throws(Diagnostic) -> Double? {
      guard let value = map[key] else { return nil }
      return try unit.parse(try value.text(key), key, at: value.location)
    }
    let tableOfFile = try file.text("table")
    guard let table = try map.text("table") ?? tableOfFile else {
      throw Diagnostic("missing 'table' in a row", at: map.location)
    }
    let published = try Self.published(
      map, try number("published"), least: try number("at_least"), most: try number("at_most"))
    var tolerance = ValidationRow.Tolerance.exact
    if let value = map["tolerance"] ?? file["tolerance"] {
      tolerance = try Self.tolerance(value, unit)
    } else if case .value = published {
      throw Diagnostic(
        "missing 'tolerance' in a row", at: map.location, hint: "write exact, 5 %, or 0.005")
    }
    return ValidationRow(
      table: table, setting: try map.require("setting").text("setting"),
      metric: try map.require("metric").text("metric"), published: published,
      tolerance: tolerance,
      isFitted: try (map["fitted"] ?? file["fitted"])?.boolean("fitted") ?? false,
      note: try map.text("note"), exception: try map.text("exception"),
      location: map.location, quantity: quantity)
  }

  private static func published(
    _ map: YAMLMap, _ value: Double?, least: Double?, most: Double?
  ) throws(Diagnostic) -> ValidationRow.Published {
    if let value {
      guard least == nil, most == nil else {
        throw Diagnostic("'published' and bounds exclude each other", at: map.location)
      }
      guard value != 0 else {
        throw Diagnostic(
          "a published 0 has no ratio", at: map["published"]?.location ?? map.location,
          hint: "write at_most")
      }
      return .value(value)
    }
    guard least != nil || most != nil else {
      throw Diagnostic("missing 'published', 'at_least' or 'at_most' in a row", at: map.location)
    }
    if let least, let most, least > most {
      throw Diagnostic("'at_least' is above 'at_most'", at: map.location)
    }
    return .range(least: least, most: most)
  }

  private static func tolerance(
    _ value: YAMLValue, _ unit: ValidationUnit
  ) throws(Diagnostic) -> ValidationRow.Tolerance {
    let text = try value.text("tolerance")
    if text == "exact" { return .exact }
    let tolerance: ValidationRow.Tolerance
    let size: Double
    if text.hasSuffix("%") {
      guard let percent = parseNumber(String(text.dropLast()).trimmingSpaces) else {
        throw value.mismatch("exact, 5 %, or a number with its unit", "tolerance")
      }
      size = percent
      tolerance = .relative(percent / 100)
    } else {
      size = try unit.parse(text, "tolerance", at: value.location)
      tolerance = .absolute(size)
    }
    guard size > 0 else {
      throw Diagnostic(
        "'tolerance' is \(text.shortened), expected more than 0", at: value.location,
        hint: "write exact")
    }
    return tolerance
  }
}
