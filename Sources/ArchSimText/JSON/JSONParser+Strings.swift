extension JSONParser {
  /// Parses a string whose opening quote is ahead.
  mutating func parseString() throws(Diagnostic) -> String {
    let start = location
    position += 1
    var chunk = position
    var unescaped: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        let end = position
        position += 1
        guard !unescaped.isEmpty else {
          return String(decoding: bytes[chunk..<end], as: UTF8.self)
        }
        unescaped.append(contentsOf: bytes[chunk..<end])
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[chunk..<position])
        try parseEscape(into: &unescaped)
        chunk = position
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw Diagnostic(
          "expected '\"' to end the string, found the end of the line", at: location,
          hint: "the string begins at column \(start.column ?? 0); a line break in it is \\n")
      case 0x00..<0x20:
        throw unexpected("a character of the string", hint: "control characters are escaped")
      default:
        if ByteText.isContinuation(byte) { continuationBytes += 1 }
        position += 1
      }
    }
    throw Diagnostic(
      "expected '\"' to end the string, found the end of the file", at: location,
      hint: "the string begins at line \(start.line ?? 0), column \(start.column ?? 0)")
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(Diagnostic) {
    let start = location
    position += 1
    guard let byte = peek else { throw unexpected("an escaped character after '\\'") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text.append(contentsOf: String(try parseUnicodeEscape(from: start)).utf8)
      return
    default: throw unexpected("one of \" \\ / b f n r t u after '\\'")
    }
    position += 1
  }

  /// Parses `uXXXX`, and its partner when it is half of a surrogate pair.
  private mutating func parseUnicodeEscape(
    from start: SourceLocation
  ) throws(Diagnostic) -> Unicode.Scalar {
    let unit = try parseFourHexadecimalDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let isHighSurrogate = unit < 0xDC00
    if isHighSurrogate, peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 1
      let low = try parseFourHexadecimalDigits()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw Diagnostic(
      "expected a pair of surrogates, found half of one: "
        + "\\u\(String(unit, radix: 16, uppercase: true))", at: start)
  }

  private mutating func parseFourHexadecimalDigits() throws(Diagnostic) -> UInt32 {
    position += 1
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch peek {
      case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
        digit = byte - UInt8(ascii: "0")
      case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte):
        digit = byte - UInt8(ascii: "a") + 10
      case .some(let byte) where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte):
        digit = byte - UInt8(ascii: "A") + 10
      default: throw unexpected("four hexadecimal digits after '\\u'")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
