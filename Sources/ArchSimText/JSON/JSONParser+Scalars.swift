extension JSONParser {
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  var location: SourceLocation {
    SourceLocation(
      file: file, line: line, column: position - lineStart - continuationBytes + 1)
  }

  mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "\n"):
        position += 1
        line += 1
        lineStart = position
        continuationBytes = 0
      default: return
      }
    }
  }

  mutating func parseLiteral() throws(Diagnostic) -> JSONValue.Content {
    let word = wordAhead
    let content: JSONValue.Content
    switch word {
    case "true": content = .boolean(true)
    case "false": content = .boolean(false)
    case "null": content = .null
    case "NaN", "Infinity":
      throw Diagnostic("expected a finite number, found \(word): JSON has none", at: location)
    case "": throw unexpected("a value")
    default:
      let near = nearestName(to: word, among: ["true", "false", "null"])
      throw Diagnostic(
        "expected a value, found '\(ByteText.excerpt(word))'", at: location,
        hint: near.map { "did you mean '\($0)'?" } ?? "strings are written in double quotes")
    }
    position += word.utf8.count
    return content
  }

  /// The ASCII letters, digits and underscores from here on.
  private var wordAhead: String {
    var end = position
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        end += 1
      default: return String(decoding: bytes[position..<end], as: UTF8.self)
      }
    }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  mutating func parseNumber() throws(Diagnostic) -> JSONValue.Content {
    let begin = position
    let start = location
    let isNegative = peek == UInt8(ascii: "-")
    if isNegative { position += 1 }
    if peek == UInt8(ascii: "I") || peek == UInt8(ascii: "N") {
      throw Diagnostic(
        "expected a finite number, found -\(ByteText.excerpt(wordAhead)): JSON has none",
        at: start)
    }
    let integerBegin = position
    let magnitude = skipDigits()
    let integerDigits = position - integerBegin
    guard integerDigits > 0 else { throw unexpected("a digit after '-'") }
    if integerDigits > 1, bytes[integerBegin] == UInt8(ascii: "0") {
      throw Diagnostic(
        "expected a number without leading zeros, found "
          + ByteText.excerpt(String(decoding: bytes[begin..<position], as: UTF8.self)), at: start)
    }
    var isWhole = true
    if peek == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      let fraction = position
      skipDigits()
      guard position > fraction else { throw unexpected("a digit after '.'") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      let exponent = position
      skipDigits()
      guard position > exponent else { throw unexpected("a digit of the exponent") }
    }
    let text = String(decoding: bytes[begin..<position], as: UTF8.self)
    if isWhole, integerDigits <= 15 {
      // Below 2⁵³: the integer is the double.
      return .number(isNegative ? -Double(magnitude) : Double(magnitude), text: text)
    }
    guard let number = Double(text), number.isFinite else {
      throw Diagnostic(
        "expected a number that fits a double, found \(ByteText.excerpt(text))", at: start)
    }
    return .number(number, text: text)
  }

  /// Skips digits; their value, meaningful for at most 15 of them.
  @discardableResult
  private mutating func skipDigits() -> UInt64 {
    var value: UInt64 = 0
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    return value
  }

  var tooDeep: Diagnostic {
    Diagnostic("expected at most \(Self.maximumDepth) levels of nesting, found more", at: location)
  }

  func unexpected(_ expected: String, hint: String? = nil) -> Diagnostic {
    let found = ByteText.describe(bytes, at: position)
    var advice = hint
    switch peek {
    case UInt8(ascii: "/"), UInt8(ascii: "#"): advice = advice ?? "JSON has no comments"
    case UInt8(ascii: "'"): advice = advice ?? "strings are written in double quotes"
    default: break
    }
    return Diagnostic("expected \(expected), found \(found)", at: location, hint: advice)
  }

  /// As above; at the end of the file the useful place is where the container began.
  func unexpected(
    _ expected: String, inside container: String, opened: SourceLocation, _ hint: String? = nil
  ) -> Diagnostic {
    guard peek == nil, let line = opened.line, let column = opened.column else {
      return unexpected(expected, hint: hint)
    }
    return unexpected(expected, hint: "the \(container) begins at line \(line), column \(column)")
  }
}
