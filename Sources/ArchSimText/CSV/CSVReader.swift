extension CSVTable {
  /// Reads a table (RFC 4180) with a header.
  ///
  /// Lines end in LF, CRLF or CR. Blank lines, and lines that begin with `#` outside quotes, are
  /// skipped. One empty last field more than the header is dropped, as topologies of SCALE-Sim end
  /// every line in a comma.
  ///
  /// - Parameters:
  ///   - bytes: The file as read; a leading byte order mark is skipped.
  ///   - file: Its name in locations.
  /// - Returns: The table.
  /// - Throws: A diagnostic with line and column for what is not text, for a missing or ambiguous
  ///   header, for quotes out of place and for rows of another length than the header.
  public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> CSVTable {
    if let index = firstUntextualByte(in: bytes) {
      throw Diagnostic(
        "this is not a text file: found the byte \(ByteText.hexadecimal(bytes[index])), "
          + "expected UTF-8 text",
        at: ByteText.location(of: index, in: bytes, file: file))
    }
    var reader = CSVReader(bytes, file: file)
    guard var header = try reader.nextRow() else {
      throw Diagnostic(
        "expected a line with the names of the columns, found the end of the file",
        at: SourceLocation(file: file, line: reader.line))
    }
    if header.count > 1, header.last?.trimmed.isEmpty == true { header.removeLast() }
    try requireUniqueNames(header, file: file)

    var rows: [CSVRow] = []
    while var fields = try reader.nextRow() {
      if fields.count == header.count + 1, fields.last?.trimmed.isEmpty == true {
        fields.removeLast()
      }
      let line = fields.first?.line ?? reader.line
      guard fields.count == header.count else {
        throw Diagnostic(
          "expected \(counted(header.count)) as in the header, found \(fields.count)",
          at: SourceLocation(file: file, line: line))
      }
      rows.append(CSVRow(file: file, line: line, fields: fields))
    }
    return CSVTable(file: file, header: header, rows: rows)
  }

  private static func firstUntextualByte(in bytes: [UInt8]) -> Int? {
    let null = bytes.firstIndex(of: 0)
    guard let invalid = ByteText.firstInvalidByte(in: bytes) else { return null }
    return min(invalid, null ?? invalid)
  }

  private static func requireUniqueNames(
    _ header: [CSVField], file: String
  ) throws(Diagnostic) {
    var columns: [String: Int] = [:]
    for (index, field) in header.enumerated() where !field.trimmed.isEmpty {
      guard let first = columns.updateValue(index, forKey: field.trimmed) else { continue }
      throw Diagnostic(
        "duplicate column '\(ByteText.excerpt(field.trimmed))': "
          + "columns \(first + 1) and \(index + 1) of the table have the same name",
        at: SourceLocation(file: file, line: field.line, column: field.column))
    }
  }

  private static func counted(_ fields: Int) -> String {
    fields == 1 ? "1 field" : "\(fields) fields"
  }
}

/// Splits valid text into rows of fields.
private struct CSVReader {
  let bytes: [UInt8]
  let file: String
  var position = 0
  var line = 1
  private var lineStart = 0
  /// Bytes of this line before `position` that do not begin a character.
  private var continuationBytes = 0
  private var fieldCount = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: ByteText.byteOrderMark) {
      position = ByteText.byteOrderMark.count
      lineStart = position
    }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var column: Int { position - lineStart - continuationBytes + 1 }

  /// The fields of the next row that is neither blank nor a comment; nil at the end of the file.
  mutating func nextRow() throws(Diagnostic) -> [CSVField]? {
    skipBlankLinesAndComments()
    guard position < bytes.count else { return nil }
    var fields: [CSVField] = []
    fields.reserveCapacity(fieldCount)
    while true {
      fields.append(peek == UInt8(ascii: "\"") ? try quotedField() : try plainField())
      guard peek == UInt8(ascii: ",") else { break }
      position += 1
    }
    skipLineEnd()
    fieldCount = fields.count
    return fields
  }

  private mutating func skipBlankLinesAndComments() {
    while position < bytes.count {
      var end = position
      while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") {
        end += 1
      }
      if peek == UInt8(ascii: "#") {
        while end < bytes.count, !isLineEnd(bytes[end]) { end += 1 }
      }
      guard end == bytes.count || isLineEnd(bytes[end]) else { return }
      position = end
      skipLineEnd()
    }
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipLineEnd() {
    guard let byte = peek, isLineEnd(byte) else { return }
    position += 1
    if byte == UInt8(ascii: "\r"), peek == UInt8(ascii: "\n") { position += 1 }
    line += 1
    lineStart = position
    continuationBytes = 0
  }

  private mutating func plainField() throws(Diagnostic) -> CSVField {
    let start = position
    let startColumn = column
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") || isLineEnd(byte) { break }
      if byte == UInt8(ascii: "\"") {
        throw Diagnostic(
          "expected ',' or the end of the line, found a quote inside a field",
          at: SourceLocation(file: file, line: line, column: column),
          hint: "quote the whole field, without spaces before the quote, and double its quotes")
      }
      if ByteText.isContinuation(byte) { continuationBytes += 1 }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return CSVField(text: text, line: line, column: startColumn)
  }

  private mutating func quotedField() throws(Diagnostic) -> CSVField {
    let startLine = line
    let startColumn = column
    position += 1
    var chunk = position
    var text = ""
    while position < bytes.count {
      let byte = bytes[position]
      if isLineEnd(byte) {
        skipLineEnd()
        continue
      }
      if byte != UInt8(ascii: "\"") {
        if ByteText.isContinuation(byte) { continuationBytes += 1 }
        position += 1
        continue
      }
      text += String(decoding: bytes[chunk..<position], as: UTF8.self)
      position += 1
      if peek == UInt8(ascii: "\"") {
        // Two quotes are one: the second begins the next chunk.
        chunk = position
        position += 1
        continue
      }
      guard peek.map({ $0 == UInt8(ascii: ",") || isLineEnd($0) }) ?? true else {
        throw Diagnostic(
          "expected ',' or the end of the line after a quoted field, found "
            + ByteText.describe(bytes, at: position),
          at: SourceLocation(file: file, line: line, column: column),
          hint: "a quote inside a quoted field is written twice")
      }
      return CSVField(text: text, line: startLine, column: startColumn)
    }
    throw Diagnostic(
      "expected a closing quote for this field, found the end of the file",
      at: SourceLocation(file: file, line: startLine, column: startColumn))
  }
}
