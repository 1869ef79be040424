/// Appends JSON to a string, with the commas in their places and the same bytes every time.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.key("cycles")
/// json.number(1024)
/// json.endObject()
/// json.text  // {"cycles":1024}
/// ```
///
/// Outside all containers a writer starts the next value where the text ends, so a JSON-lines file
/// is written by appending a line break to ``text`` after every value.
public struct JSONWriter: Sendable {
  /// What has been written.
  public var text = ""
  private let isIndented: Bool
  /// For every open container, whether it already has a value.
  private var hasValue: [Bool] = []
  private var followsKey = false

  /// Creates a writer.
  ///
  /// - Parameter indented: Whether every value has a line of its own, two spaces deeper than its
  ///   container, rather than all being on one line without spaces.
  public init(indented: Bool = false) { isIndented = indented }

  /// Opens an object.
  public mutating func beginObject() { open("{") }

  /// Closes the innermost object.
  public mutating func endObject() { close("}") }

  /// Opens an array.
  public mutating func beginArray() { open("[") }

  /// Closes the innermost array.
  public mutating func endArray() { close("]") }

  /// Writes the name of an object's next value.
  public mutating func key(_ name: String) {
    separate()
    appendQuoted(name)
    text += isIndented ? ": " : ":"
    followsKey = true
  }

  /// Writes a string.
  public mutating func string(_ value: String) {
    separate()
    appendQuoted(value)
  }

  /// Writes a number in the fewest digits that read back as the same double.
  ///
  /// JSON has no infinities and no NaN: they are written as `null`.
  public mutating func number(_ value: Double) {
    separate()
    text += value.isFinite ? value.description : "null"
  }

  /// Writes an integer.
  public mutating func number(_ value: Int) {
    separate()
    text += value.description
  }

  /// Writes `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    separate()
    text += value ? "true" : "false"
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    text += "null"
  }

  /// Writes a parsed value; its numbers keep the text that they had.
  public mutating func value(_ value: JSONValue) {
    switch value.content {
    case .null: null()
    case .boolean(let value): boolean(value)
    case .number(_, let digits):
      separate()
      text += digits
    case .string(let value): string(value)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(member.name)
        self.value(member.value)
      }
      endObject()
    }
  }

  private mutating func open(_ bracket: String) {
    separate()
    text += bracket
    hasValue.append(false)
  }

  private mutating func close(_ bracket: String) {
    let isEmpty = hasValue.popLast() == false
    if isIndented, !isEmpty { breakLine() }
    text += bracket
    followsKey = false
  }

  /// What stands between the previous value and the next.
  private mutating func separate() {
    guard !followsKey else {
      followsKey = false
      return
    }
    guard let isFollowing = hasValue.last else { return }
    if isFollowing { text += "," }
    hasValue[hasValue.count - 1] = true
    if isIndented { breakLine() }
  }

  private mutating func breakLine() {
    text += "\n"
    for _ in hasValue { text += "  " }
  }

  private mutating func appendQuoted(_ value: String) {
    text += "\""
    // Escapes are ASCII, so whatever lies between two of them is copied whole.
    let utf8 = value.utf8
    var chunk = utf8.startIndex
    var index = chunk
    while index < utf8.endIndex {
      let byte = utf8[index]
      let next = utf8.index(after: index)
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        text += value[chunk..<index]
        appendEscape(byte)
        chunk = next
      }
      index = next
    }
    text += value[chunk...]
    text += "\""
  }

  private mutating func appendEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): text += "\\\""
    case UInt8(ascii: "\\"): text += "\\\\"
    case UInt8(ascii: "\n"): text += "\\n"
    case UInt8(ascii: "\r"): text += "\\r"
    case UInt8(ascii: "\t"): text += "\\t"
    default: text += (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)
    }
  }
}
