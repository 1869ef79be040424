import ArchSimText

/// Reads the members of a `config.json`, with ranges, and notes what it had to assume.
struct ConfigurationReader {
  /// The object with the decoder's keys.
  let config: JSONValue
  /// What was not in the file and was assumed, as `key = value`.
  private(set) var assumptions: [String] = []

  init(_ config: JSONValue) { self.config = config }

  /// The largest width, vocabulary or count that is taken for sane.
  static let largestSize = 1 << 27

  /// The first of some members that is there and not null.
  func member(_ names: [String]) -> (name: String, value: JSONValue)? {
    for name in names {
      if let value = config[name], !value.isNull { return (name, value) }
    }
    return nil
  }

  /// Throws one diagnostic that lists all that is missing; each entry is a key and its synonyms.
  func requireKeys(_ keys: [[String]]) throws(Diagnostic) {
    let missing = keys.filter { member($0) == nil }
    guard let first = missing.first else { return }
    let names = missing.map { "'\($0[0])'" }.joined(separator: ", ")
    var hint: String?
    if case .object(let members) = config.content {
      let near = nearestName(to: first[0], among: members.lazy.map(\.name))
      hint = near.flatMap { first.contains($0) ? "it is null" : "is '\($0)' meant to be it?" }
    }
    throw Diagnostic("missing \(names)", at: config.location, hint: hint)
  }

  /// A number of at least 1 that must be there.
  func size(
    _ names: String..., limit: Int = largestSize
  ) throws(Diagnostic) -> Int {
    try requireKeys([names])
    return try integer(names, in: 1...limit) ?? 1
  }

  /// A number of at least 1, when it is there.
  func optionalSize(
    _ names: String..., limit: Int = largestSize
  ) throws(Diagnostic) -> Int? {
    try integer(names, in: 1...limit)
  }

  /// A number of at least 0, when it is there.
  func optionalCount(_ names: String..., limit: Int = largestSize) throws(Diagnostic) -> Int? {
    try integer(names, in: 0...limit)
  }

  /// A number of at least 1 with a default that is noted when it is used.
  mutating func size(
    _ name: String, assuming standard: Int, limit: Int = largestSize
  ) throws(Diagnostic) -> Int {
    if let value = try integer([name], in: 1...limit) { return value }
    assumptions.append("\(name) = \(standard)")
    return standard
  }

  private func integer(
    _ names: [String], in range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int? {
    guard let (name, value) = member(names) else { return nil }
    return try Self.integer(value, name, in: range)
  }

  static func integer(
    _ value: JSONValue, _ name: String, in range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    let number = try value.requireInteger(name)
    guard range.contains(number) else {
      throw Diagnostic(
        "'\(name)' is \(number), expected \(range.lowerBound) to \(range.upperBound)",
        at: value.location)
    }
    return number
  }

  /// A fraction between 0 and 1, when it is there.
  func fraction(_ names: String...) throws(Diagnostic) -> Double? {
    guard let (name, value) = member(names) else { return nil }
    let number = try value.requireNumber(name)
    guard number >= 0, number <= 1 else {
      throw Diagnostic("'\(name)' is \(number), expected 0 to 1", at: value.location)
    }
    return number
  }

  /// A boolean, or what to take when it is absent or null.
  func flag(_ names: String..., otherwise standard: Bool) throws(Diagnostic) -> Bool {
    guard let (name, value) = member(names) else { return standard }
    return try value.requireBoolean(name)
  }

  /// A boolean with a default that is noted when it is used.
  mutating func flag(_ name: String, assuming standard: Bool) throws(Diagnostic) -> Bool {
    if let (name, value) = member([name]) { return try value.requireBoolean(name) }
    assumptions.append("\(name) = \(standard)")
    return standard
  }

  /// A string, when it is there.
  func string(_ names: String...) throws(Diagnostic) -> String? {
    guard let (name, value) = member(names) else { return nil }
    return try value.requireString(name)
  }

  /// The strings of an array, when it is there, with their places.
  func strings(_ name: String) throws(Diagnostic) -> [(text: String, location: SourceLocation)]? {
    guard let (name, value) = member([name]) else { return nil }
    var strings: [(text: String, location: SourceLocation)] = []
    for element in try value.requireArray(name) {
      strings.append((try element.requireString(name), element.location))
    }
    return strings
  }

  /// The integers of an array, when it is there.
  func integers(_ name: String, in range: ClosedRange<Int>) throws(Diagnostic) -> [Int]? {
    guard let (name, value) = member([name]) else { return nil }
    var integers: [Int] = []
    for element in try value.requireArray(name) {
      integers.append(try Self.integer(element, name, in: range))
    }
    return integers
  }

  /// Where a member's value stands; the object's place when there is none.
  func location(_ names: String...) -> SourceLocation {
    member(names)?.value.location ?? config.location
  }

  /// Notes an assumption.
  mutating func assume(_ text: String) { assumptions.append(text) }
}
