import ArchSimText

/// A mapping of which every key has to be known.
struct YAMLMap {
  let members: [YAMLMember]
  let location: SourceLocation
  /// What the map is, for errors.
  let what: String

  /// Takes a mapping.
  ///
  /// - Throws: A diagnostic when the value is none, or has a key that is not among `keys`.
  init(_ value: YAMLValue, _ what: String, keys: [String]) throws(Diagnostic) {
    try self.init(value, what)
    for member in members where !keys.contains(member.key) {
      throw Diagnostic(
        "unknown key '\(member.key.shortened)' in \(what)", at: member.keyLocation,
        hint: didYouMean(member.key, among: keys))
    }
  }

  /// Takes a mapping with keys that the caller checks.
  init(_ value: YAMLValue, _ what: String) throws(Diagnostic) {
    guard let members = value.members else {
      throw Diagnostic(
        "expected a map of keys and values for \(what), found \(value.description)",
        at: value.location)
    }
    self.members = members
    location = value.location
    self.what = what
  }

  subscript(key: String) -> YAMLValue? {
    members.first { $0.key == key }?.value
  }

  func require(_ key: String) throws(Diagnostic) -> YAMLValue {
    guard let value = self[key] else {
      throw Diagnostic("missing '\(key)' in \(what)", at: location)
    }
    return value
  }

  func text(_ key: String) throws(Diagnostic) -> String? {
    guard let value = self[key] else { return nil }
    return try value.text(key)
  }
}
