import ArchSimText

/// One value of a YAML document and where it stands in its file.
///
/// Scalars stay text: YAML 1.1 would read `010` as eight, `1:30` as ninety and `yes` as true. What
/// a scalar means is decided by whoever asks for it.
struct YAMLValue: Sendable {
  enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLValue])
    case mapping([YAMLMember])
  }

  var content: Content
  var location: SourceLocation

  init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  var scalar: String? {
    guard case .scalar(let text) = content else { return nil }
    return text
  }

  var members: [YAMLMember]? {
    guard case .mapping(let members) = content else { return nil }
    return members
  }

  subscript(key: String) -> YAMLValue? {
    members?.first { $0.key == key }?.value
  }

  /// The value as an error names it.
  var description: String {
    switch content {
    case .scalar(let text): text.isEmpty ? "nothing" : "'\(text.shortened)'"
    case .sequence: "a list"
    case .mapping: "a map"
    }
  }
}

/// A key of a mapping with its value.
struct YAMLMember: Sendable {
  var key: String
  var keyLocation: SourceLocation
  var value: YAMLValue
}

extension String {
  /// At most forty characters on one line, for an error message.
  var shortened: String {
    let line = String(map { $0.isNewline ? " " : $0 })
    return line.count <= 40 ? line : line.prefix(40) + "…"
  }
}

extension YAMLValue {
  /// The text of a scalar that is not empty.
  func text(_ what: String) throws(Diagnostic) -> String {
    guard let scalar, !scalar.isEmpty else { throw mismatch("text", what) }
    return scalar
  }

  /// The elements of a list; a scalar is not taken for a list of one.
  func elements(_ what: String) throws(Diagnostic) -> [YAMLValue] {
    guard case .sequence(let elements) = content else { throw mismatch("a list", what) }
    return elements
  }

  /// A whole decimal number in a range.
  func integer(_ what: String, in range: ClosedRange<Int>) throws(Diagnostic) -> Int {
    let text = try self.text(what)
    try refuseLeadingZero(text, what)
    guard let number = parseInteger(text) else { throw mismatch("a whole number", what) }
    guard range.contains(number) else {
      let bounds =
        range.upperBound == .max
        ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw Diagnostic("'\(what)' is \(number), expected \(bounds)", at: location)
    }
    return number
  }

  /// A finite decimal number.
  func number(_ what: String) throws(Diagnostic) -> Double {
    let text = try self.text(what)
    try refuseLeadingZero(text, what)
    guard let number = parseNumber(text) else { throw mismatch("a number", what) }
    return number
  }

  /// `true` or `false`.
  func boolean(_ what: String) throws(Diagnostic) -> Bool {
    switch try text(what) {
    case "true": return true
    case "false": return false
    default: throw mismatch("true or false", what)
    }
  }

  /// `010` is eight to YAML 1.1 and ten to people: neither is guessed.
  private func refuseLeadingZero(_ text: String, _ what: String) throws(Diagnostic) {
    guard let plain = withoutLeadingZeros(text) else { return }
    throw Diagnostic(
      "expected a decimal number for '\(what)', found '\(text.shortened)'", at: location,
      hint: "write \(plain.shortened)")
  }

  func mismatch(_ expected: String, _ what: String) -> Diagnostic {
    Diagnostic("expected \(expected) for '\(what)', found \(description)", at: location)
  }
}

/// The number without zeros at its front, or nil when it has none.
func withoutLeadingZeros(_ text: String) -> String? {
  let sign = text.prefix { $0 == "-" || $0 == "+" }
  let digits = text.dropFirst(sign.count)
  let bare = digits.drop { $0 == "0" }
  guard digits.count - bare.count > 0, let next = digits.dropFirst().first,
    ("0"..."9").contains(next)
  else { return nil }
  return sign + (bare.first.map { ("0"..."9").contains($0) } == true ? "" : "0") + bare
}
