extension JSONValue {
  /// The value of the member that must be there.
  ///
  /// - Parameter name: The member's name.
  /// - Returns: The member's value.
  /// - Throws: A diagnostic when this is not an object or has no such member.
  public func require(_ name: String) throws(Diagnostic) -> JSONValue {
    guard case .object(let members) = content else {
      throw Diagnostic("expected an object with '\(name)', found \(description)", at: location)
    }
    if let value = self[name] { return value }
    let near = nearestName(to: name, among: members.lazy.map(\.name))
    throw Diagnostic(
      "missing '\(name)'", at: location, hint: near.map { "is '\($0)' meant to be it?" })
  }

  /// The value as an integer, exactly: `1e3` is one, `1.5` and `1e30` are not.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The integer.
  /// - Throws: A diagnostic when the value is no integer, or does not fit 64 bits.
  public func requireInteger(_ what: String) throws(Diagnostic) -> Int {
    guard case .number(_, let text) = content else { throw mismatch("an integer", what) }
    switch ExactInteger(decimalText: text) {
    case .value(let integer): return integer
    case .fractional: throw mismatch("an integer", what)
    case .outOfRange:
      throw Diagnostic(
        "expected an integer for '\(what)' that fits 64 bits, found \(ByteText.excerpt(text))",
        at: location)
    }
  }

  /// The value as a double, rounded to the nearest.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The number.
  /// - Throws: A diagnostic when the value is no number.
  public func requireNumber(_ what: String) throws(Diagnostic) -> Double {
    guard case .number(let number, _) = content else { throw mismatch("a number", what) }
    return number
  }

  /// The value as a string.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The string.
  /// - Throws: A diagnostic when the value is no string.
  public func requireString(_ what: String) throws(Diagnostic) -> String {
    guard case .string(let string) = content else { throw mismatch("a string", what) }
    return string
  }

  /// The value as a boolean.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The boolean.
  /// - Throws: A diagnostic when the value is neither `true` nor `false`.
  public func requireBoolean(_ what: String) throws(Diagnostic) -> Bool {
    guard case .boolean(let boolean) = content else { throw mismatch("true or false", what) }
    return boolean
  }

  /// The elements of an array.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The elements.
  /// - Throws: A diagnostic when the value is no array.
  public func requireArray(_ what: String) throws(Diagnostic) -> [JSONValue] {
    guard case .array(let elements) = content else { throw mismatch("an array", what) }
    return elements
  }

  /// The members of an object, in the order of the file.
  ///
  /// - Parameter what: The name that the error message uses.
  /// - Returns: The members.
  /// - Throws: A diagnostic when the value is no object.
  public func requireObject(_ what: String) throws(Diagnostic) -> [JSONMember] {
    guard case .object(let members) = content else { throw mismatch("an object", what) }
    return members
  }

  private func mismatch(_ expected: String, _ what: String) -> Diagnostic {
    Diagnostic("expected \(expected) for '\(what)', found \(description)", at: location)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as an error message names it: `a string "x"`, `the number 1.5`, `null`.
  public var description: String {
    switch content {
    case .null: "null"
    case .boolean(let boolean): "\(boolean)"
    case .number(_, let text): "the number \(ByteText.excerpt(text))"
    case .string(let string): "a string \"\(ByteText.excerpt(string))\""
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .object(let members): members.isEmpty ? "an empty object" : "an object"
    }
  }
}
