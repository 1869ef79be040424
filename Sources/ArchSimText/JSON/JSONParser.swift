/// A strict parser of JSON (RFC 8259) that knows the line and column of every value.
///
/// Stricter than the RFC where it leaves a choice: names of an object are unique, text is
/// well-formed UTF-8, numbers fit a double, `\u` escapes pair their surrogates, and nesting ends at
/// 512 levels. A leading byte order mark is skipped. Columns count Unicode scalars from 1.
public struct JSONParser {
  static let maximumDepth = 512

  let bytes: [UInt8]
  let file: String
  var position = 0
  var line = 1
  var lineStart = 0
  /// Bytes of this line before `position` that do not begin a character: columns stay O(1).
  var continuationBytes = 0

  private init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: ByteText.byteOrderMark) {
      position = ByteText.byteOrderMark.count
      lineStart = position
    }
  }

  /// Parses one document.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations.
  /// - Returns: The document's value.
  /// - Throws: A diagnostic with line and column, what was found and what was expected.
  public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> JSONValue {
    if let index = ByteText.firstInvalidByte(in: bytes) {
      throw Diagnostic(
        "expected UTF-8 text, found the byte \(ByteText.hexadecimal(bytes[index]))",
        at: ByteText.location(of: index, in: bytes, file: file))
    }
    var parser = JSONParser(bytes, file: file)
    parser.skipWhitespace()
    let value = try parser.parseValue(depth: 0)
    parser.skipWhitespace()
    guard parser.position == bytes.count else {
      throw parser.unexpected("the end of the file after the document's value")
    }
    return value
  }

  mutating func parseValue(depth: Int) throws(Diagnostic) -> JSONValue {
    guard let byte = peek else { throw unexpected("a value") }
    let start = location
    switch byte {
    case UInt8(ascii: "{"): return try parseObject(depth: depth + 1)
    case UInt8(ascii: "["): return try parseArray(depth: depth + 1)
    case UInt8(ascii: "\""): return JSONValue(.string(try parseString()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONValue(try parseNumber(), at: start)
    default: return JSONValue(try parseLiteral(), at: start)
    }
  }

  private mutating func parseArray(depth: Int) throws(Diagnostic) -> JSONValue {
    let start = location
    guard depth <= Self.maximumDepth else { throw tooDeep }
    position += 1
    skipWhitespace()
    var elements: [JSONValue] = []
    if peek == UInt8(ascii: "]") {
      position += 1
      return JSONValue(.array(elements), at: start)
    }
    while true {
      elements.append(try parseValue(depth: depth))
      skipWhitespace()
      switch peek {
      case UInt8(ascii: ","):
        position += 1
        skipWhitespace()
        if peek == UInt8(ascii: "]") {
          throw unexpected("a value after ','", hint: "remove the last comma")
        }
      case UInt8(ascii: "]"):
        position += 1
        return JSONValue(.array(elements), at: start)
      default: throw unexpected("',' or ']'", inside: "array", opened: start)
      }
    }
  }

  private mutating func parseObject(depth: Int) throws(Diagnostic) -> JSONValue {
    let start = location
    guard depth <= Self.maximumDepth else { throw tooDeep }
    position += 1
    skipWhitespace()
    var members: [JSONMember] = []
    if peek == UInt8(ascii: "}") {
      position += 1
      return JSONValue(.object(members), at: start)
    }
    var names = JSONNames()
    while true {
      guard peek == UInt8(ascii: "\"") else {
        let lastComma = peek == UInt8(ascii: "}") ? "remove the last comma" : nil
        throw unexpected("a name in double quotes", inside: "object", opened: start, lastComma)
      }
      let nameLocation = location
      let name = try parseString()
      if let first = names.insert(name, at: members.count) {
        let line = members[first].nameLocation.line ?? 0
        throw Diagnostic(
          "duplicate name '\(ByteText.excerpt(name))', first on line \(line) "
            + "and again on line \(nameLocation.line ?? 0)", at: nameLocation)
      }
      skipWhitespace()
      guard peek == UInt8(ascii: ":") else {
        throw unexpected("':' after the name '\(ByteText.excerpt(name))'")
      }
      position += 1
      skipWhitespace()
      let value = try parseValue(depth: depth)
      members.append(JSONMember(name: name, nameLocation: nameLocation, value: value))
      skipWhitespace()
      switch peek {
      case UInt8(ascii: ","):
        position += 1
        skipWhitespace()
      case UInt8(ascii: "}"):
        position += 1
        return JSONValue(.object(members), at: start)
      default: throw unexpected("',' or '}'", inside: "object", opened: start)
      }
    }
  }
}

/// The names of one object so far: a list while it is short, a dictionary when it is long.
private struct JSONNames {
  private var list: [String] = []
  private var indices: [String: Int] = [:]

  /// Remembers a name; returns the index of the member that already has it.
  mutating func insert(_ name: String, at index: Int) -> Int? {
    if list.count < 16 {
      if let first = list.firstIndex(of: name) { return first }
      list.append(name)
      return nil
    }
    if indices.isEmpty {
      for (index, name) in list.enumerated() { indices[name] = index }
    }
    if let first = indices[name] { return first }
    indices[name] = index
    return nil
  }
}
