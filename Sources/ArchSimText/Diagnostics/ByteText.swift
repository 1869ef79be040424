/// Questions about the raw bytes of a text file that the readers of all formats share.
enum ByteText {
  /// The mark that some editors put before UTF-8 text.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The index of the first byte that is not part of well-formed UTF-8 (Unicode, table 3-7).
  static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      guard let length = sequenceLength(in: bytes, at: index) else { return index }
      index += length
    }
    return nil
  }

  /// Bytes of the well-formed sequence that starts at an index, or nil when it is ill-formed.
  private static func sequenceLength(in bytes: [UInt8], at index: Int) -> Int? {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[index] {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
    for offset in 2..<max(2, length) {
      guard isContinuation(bytes[index + offset]) else { return nil }
    }
    return length
  }

  /// Whether a byte continues a character that began before it.
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The line and column of a byte; what precedes it must be well-formed.
  static func location(of index: Int, in bytes: [UInt8], file: String) -> SourceLocation {
    var line = 1
    var column = 1
    var position = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    while position < index {
      if bytes[position] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if !isContinuation(bytes[position]) {
        column += 1
      }
      position += 1
    }
    return SourceLocation(file: file, line: line, column: column)
  }

  /// A byte as programmers write it: `0xFF`.
  static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count < 2 ? "0x0\(digits)" : "0x\(digits)"
  }

  /// The character at an index of well-formed text, as an error message names it.
  static func describe(_ bytes: [UInt8], at index: Int) -> String {
    guard index < bytes.count else { return "the end of the file" }
    switch bytes[index] {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return "the end of the line"
    case UInt8(ascii: "\t"): return "a tab"
    case UInt8(ascii: "'"): return "a single quote"
    case 0x00..<0x20, 0x7F: return "the control character \(hexadecimal(bytes[index]))"
    default:
      var end = index + 1
      while end < bytes.count, isContinuation(bytes[end]) { end += 1 }
      return "'\(String(decoding: bytes[index..<end], as: UTF8.self))'"
    }
  }

  /// Text shortened for an error message.
  static func excerpt(_ text: some StringProtocol, limit: Int = 40) -> String {
    var scalars = String.UnicodeScalarView()
    var taken = 0
    for scalar in text.unicodeScalars {
      guard taken < limit else { return String(scalars) + "…" }
      taken += 1
      // An error is one line, whatever the file holds.
      scalars.append(breaksLine(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
  }

  /// Whether a character is one for controlling a terminal or ends a line.
  private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
    default: false
    }
  }
}
