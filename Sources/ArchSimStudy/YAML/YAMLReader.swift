import ArchSimText
import Yams

/// Reads a YAML file into ``YAMLValue``s: the only place that knows the parser.
enum YAMLReader {
  /// Bytes that a configuration file may have.
  static let sizeLimit = 4 << 20
  /// Values that a file may have once its aliases are followed.
  static let valueLimit = 200_000
  /// Aliases of a file: few enough that copies of copies stay within memory.
  static let aliasLimit = 32
  /// Levels of maps and lists.
  static let depthLimit = 64

  static func read(_ path: String, what: String) throws(Diagnostic) -> YAMLValue {
    let bytes = try TextFile.read(path, limit: sizeLimit, what: what)
    return try parse(bytes, file: path, what: what)
  }

  static func parse(_ bytes: [UInt8], file: String, what: String) throws(Diagnostic) -> YAMLValue {
    // The parser knows the mark of some editors only where a comment follows it.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else {
      throw Diagnostic(
        "expected a \(what) in UTF-8, found other bytes",
        at: SourceLocation(file: file, line: firstInvalidLine(bytes)))
    }
    if let aliases = aliasCount(bytes), aliases > aliasLimit {
      throw Diagnostic(
        "expected at most \(aliasLimit) aliases ('*name'), found \(aliases)",
        at: SourceLocation(file: file), hint: "share values between files with 'extends'")
    }
    try requireShallow(bytes, file: file)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw diagnostic(error, text: text, file: file)
    } catch {
      throw Diagnostic("cannot read this YAML", at: SourceLocation(file: file))
    }
    guard let node else {
      throw Diagnostic("expected a \(what), found an empty file", at: SourceLocation(file: file))
    }
    var converter = YAMLConverter(file: file)
    return try converter.convert(node, depth: 0)
  }

  private static func firstInvalidLine(_ bytes: [UInt8]) -> Int {
    var line = 1
    for part in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }

  /// Tokens that begin with `*` and a letter, quoted or not; nil when there is no `&` to alias.
  private static func aliasCount(_ bytes: [UInt8]) -> Int? {
    guard bytes.contains(UInt8(ascii: "&")) else { return nil }
    var count = 0
    var previous = UInt8(ascii: "\n")
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "*"), index + 1 < bytes.count, bytes[index + 1] > 0x20,
        previous <= 0x20 || [UInt8]("[{,:".utf8).contains(previous)
      {
        count += 1
      }
      previous = byte
    }
    return count
  }

  /// The parser is recursive: brackets that nest by the thousand would exhaust its stack.
  private static func requireShallow(_ bytes: [UInt8], file: String) throws(Diagnostic) {
    var line = 1
    var open = 0
    var indicators = 0
    var isLineStart = true
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        indicators = 0
        isLineStart = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
      case UInt8(ascii: "-"), UInt8(ascii: "?"):
        if isLineStart { indicators += 1 }
      case UInt8(ascii: " "): break
      default: isLineStart = false
      }
      guard open <= depthLimit, indicators <= depthLimit else { throw tooDeep(file, line) }
    }
  }

  fileprivate static func tooDeep(_ file: String, _ line: Int?) -> Diagnostic {
    Diagnostic(
      "expected at most \(depthLimit) levels of maps and lists, found more",
      at: SourceLocation(file: file, line: line))
  }

  private static func diagnostic(_ error: YamlError, text: String, file: String) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let line =
        text.split(separator: "\n", omittingEmptySubsequences: false)
        .dropFirst(mark.line - 1).first ?? ""
      return Diagnostic(
        problem, at: SourceLocation(file: file, line: mark.line, column: mark.column),
        hint: line.drop { $0 == " " }.first == "\t" ? "indent with spaces, not tabs" : nil)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.min() ?? ""
      let lines = repeatedLines(of: key, in: text, from: context.mark)
      return Diagnostic(
        lines.isEmpty
          ? "duplicate key '\(key.shortened)' in the map that begins here"
          : "duplicate key '\(key.shortened)', first on line \(lines[0])",
        at: lines.count > 1
          ? SourceLocation(file: file, line: lines[1], column: context.mark.column)
          : SourceLocation(file: file, line: context.mark.line, column: context.mark.column))
    case .reader(let problem, _, _, _):
      return Diagnostic(
        problem, at: SourceLocation(file: file, line: controlLine(text)))
    default:
      return Diagnostic("cannot read this YAML", at: SourceLocation(file: file))
    }
  }

  /// The first two lines below the beginning of a block map on which a key stands in its column;
  /// none when they cannot be told.
  private static func repeatedLines(of key: String, in text: String, from mark: Mark) -> [Int] {
    let indent = String(repeating: " ", count: mark.column - 1)
    var found: [Int] = []
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      guard number >= mark.line, line.hasPrefix(indent) else { continue }
      let rest = line.dropFirst(indent.count)
      guard rest.hasPrefix(key), rest.dropFirst(key.count).drop(while: { $0 == " " }).first == ":"
      else { continue }
      found.append(number)
      if found.count == 2 { return found }
    }
    return []
  }

  private static func controlLine(_ text: String) -> Int? {
    var line = 1
    for scalar in text.unicodeScalars {
      if scalar == "\n" { line += 1 }
      if scalar.value < 0x20, !"\n\r\t".unicodeScalars.contains(scalar) { return line }
    }
    return nil
  }
}

/// Turns the parser's nodes into values, and counts them.
private struct YAMLConverter {
  let file: String
  private var count = 0

  init(file: String) {
    self.file = file
  }

  mutating func convert(_ node: Node, depth: Int) throws(Diagnostic) -> YAMLValue {
    let place = location(node)
    count += 1
    guard count <= YAMLReader.valueLimit else {
      throw Diagnostic(
        "expected at most \(YAMLReader.valueLimit) values, found more", at: place)
    }
    guard depth <= YAMLReader.depthLimit else { throw YAMLReader.tooDeep(file, place.line) }
    switch node {
    case .scalar(let scalar):
      return YAMLValue(.scalar(scalar.string), at: place)
    case .sequence(let sequence):
      var elements: [YAMLValue] = []
      for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
      return YAMLValue(.sequence(elements), at: place)
    case .mapping(let mapping):
      var members: [YAMLMember] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          throw Diagnostic("expected a name as key, found a map or list", at: location(key))
        }
        members.append(
          YAMLMember(
            key: name.string, keyLocation: location(key),
            value: try convert(value, depth: depth + 1)))
      }
      return YAMLValue(.mapping(members), at: place)
    case .alias:
      throw Diagnostic("this alias has no anchor", at: place)
    }
  }

  private func location(_ node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line, column: node.mark?.column)
  }
}
