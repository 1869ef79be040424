/// A piece of HTML or SVG under construction, in which everything that is not markup is escaped.
///
/// There is no way to add words that are not escaped but ``verbatim(_:)``, which is for styles,
/// scripts and data that were made safe on their own.
struct Markup: Sendable {
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var source = ""

  /// Adds an element with other elements in it.
  mutating func add(
    _ name: String, _ attributes: Attributes = [:], _ body: (inout Markup) -> Void
  ) {
    open(name, attributes)
    source += ">"
    body(&self)
    source += "</\(name)>"
  }

  /// Adds an element with words in it.
  mutating func add(_ name: String, _ words: String) { add(name, [:], words) }

  /// Adds an element with attributes and with words in it.
  mutating func add(_ name: String, _ attributes: Attributes, _ words: String) {
    open(name, attributes)
    source += ">"
    self.words(words)
    source += "</\(name)>"
  }

  /// Adds an element without content.
  mutating func single(_ name: String, _ attributes: Attributes = [:]) {
    open(name, attributes)
    source += "/>"
  }

  /// Adds words.
  mutating func words(_ text: String) { source += Self.escaped(text) }

  /// Adds a piece made elsewhere.
  mutating func splice(_ other: Markup) { source += other.source }

  /// Adds text as it is.
  mutating func verbatim(_ text: String) { source += text }

  /// Ends a line, so that people and tools can read the file.
  mutating func endLine() { source += "\n" }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    source += "<"
    source += name
    for (key, value) in attributes {
      source += " \(key)=\""
      source += Self.escaped(value)
      source += "\""
    }
  }

  /// Words with all that means something in markup replaced; control characters become visible.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { needsEscape($0) }) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
      case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"): bytes.append(byte)
      case 0..<0x20, 0x7F: bytes += Array("\u{FFFD}".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"), 0x7F:
      true
    default: byte < 0x20
    }
  }
}
