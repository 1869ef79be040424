/// Appends comma-separated values (RFC 4180) to a string, one line feed a row.
///
/// What it writes, ``CSVTable/parse(_:file:)`` reads back: fields are quoted when they hold commas,
/// quotes or line breaks, or could be taken for a comment or a blank line.
public struct CSVWriter: Sendable {
  /// What has been written.
  public var text = ""

  /// Creates a writer.
  public init() {}

  /// Writes one row.
  ///
  /// - Parameter fields: The fields from left to right, unquoted.
  public mutating func row(_ fields: some Sequence<String>) {
    var isFirst = true
    var isBlank = true
    var isSingle = true
    let start = text.endIndex
    for field in fields {
      if !isFirst {
        text += ","
        isSingle = false
      }
      append(field, isFirst: isFirst)
      isBlank = isBlank && field.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      isFirst = false
    }
    if isSingle, isBlank, !isFirst {
      // One blank field alone would read as a blank line.
      let field = text[start...]
      text.replaceSubrange(start..., with: "\"\(field)\"")
    }
    text += "\n"
  }

  private mutating func append(_ field: String, isFirst: Bool) {
    let isQuoted =
      field.utf8.contains {
        switch $0 {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
      } || (isFirst && (field.utf8.first == UInt8(ascii: "#") || startsWithByteOrderMark(field)))
    guard isQuoted else {
      text += field
      return
    }
    text += "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { text += "\"" }
      text.unicodeScalars.append(scalar)
    }
    text += "\""
  }

  private func startsWithByteOrderMark(_ field: String) -> Bool {
    field.unicodeScalars.first == "\u{FEFF}"
  }
}
