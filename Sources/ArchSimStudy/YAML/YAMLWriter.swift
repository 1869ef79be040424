/// Writes block-style YAML that ``YAMLReader`` reads back to the same text.
struct YAMLWriter {
  private(set) var text = ""
  private var indent = 0

  /// A key with a scalar.
  mutating func scalar(_ key: String, _ value: String) {
    line("\(Self.quoted(key)): \(Self.quoted(value))")
  }

  /// A key with a list of scalars on one line.
  mutating func list(_ key: String, _ values: [String]) {
    line("\(Self.quoted(key)): [\(values.map(Self.quoted).joined(separator: ", "))]")
  }

  /// A key with a map of scalars on one line.
  mutating func inlineMap(_ key: String, _ members: [(String, String)]) {
    let inner = members.map { "\(Self.quoted($0.0)): \(Self.quoted($0.1))" }
    line("\(Self.quoted(key)): {\(inner.joined(separator: ", "))}")
  }

  /// A key with a value that is YAML already, on one line.
  mutating func raw(_ key: String, _ yaml: String) {
    line("\(Self.quoted(key)): \(yaml)")
  }

  /// A key with a map.
  mutating func map(_ key: String, _ body: (inout YAMLWriter) -> Void) {
    line("\(Self.quoted(key)):")
    indent += 1
    body(&self)
    indent -= 1
  }

  /// A key with a list of maps, of which each is written by `body`.
  mutating func maps<Element>(
    _ key: String, _ elements: [Element], _ body: (inout YAMLWriter, Element) -> Void
  ) {
    line("\(Self.quoted(key)):")
    indent += 1
    for element in elements {
      line("-")
      indent += 1
      body(&self, element)
      indent -= 1
    }
    indent -= 1
  }

  private mutating func line(_ content: String) {
    for _ in 0..<indent { text += "  " }
    text += content
    text += "\n"
  }

  /// A scalar as it stands in any place of a document: plain where nothing can be misread.
  static func quoted(_ value: String) -> String {
    let isPlain =
      value.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "/"), UInt8(ascii: "+"),
          UInt8(ascii: "<"), UInt8(ascii: "="):
          true
        default: false
        }
      } && isPlainEdge(value.utf8.first) && value.utf8.last != UInt8(ascii: " ")
    guard !isPlain else { return value }
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
        let code = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether a plain scalar may begin so.
  private static func isPlainEdge(_ byte: UInt8?) -> Bool {
    switch byte {
    case .some(UInt8(ascii: "a")...UInt8(ascii: "z")), .some(UInt8(ascii: "A")...UInt8(ascii: "Z")),
      .some(UInt8(ascii: "0")...UInt8(ascii: "9")), .some(UInt8(ascii: ".")),
      .some(UInt8(ascii: "/")):
      true
    default: false
    }
  }
}
