/// One value of a JSON document and where it stands in its file.
///
/// ```swift
/// let config = try JSONParser.parse(bytes, file: "config.json")
/// let width = try config.require("hidden_size").requireInteger("hidden_size")
/// ```
public struct JSONValue: Sendable {
  /// The six kinds of JSON values (RFC 8259, section 3).
  public enum Content: Sendable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A finite number: its nearest double, and the exact text of the file.
    case number(Double, text: String)
    /// A string, without quotes and escapes.
    case string(String)
    /// The elements of an array.
    case array([JSONValue])
    /// The members of an object, in the order of the file, with unique names.
    case object([JSONMember])
  }

  /// What the value is.
  public var content: Content
  /// Where its first character stands.
  public var location: SourceLocation

  /// Creates a value.
  public init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  /// The value of the first member with a name; nil when there is none or this is not an object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    for member in members where member.name == name { return member.value }
    return nil
  }

  /// Whether the value is `null`.
  public var isNull: Bool {
    guard case .null = content else { return false }
    return true
  }

  /// What kind of value this is: `null`, `boolean`, `number`, `string`, `array` or `object`.
  public var typeName: String {
    switch content {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

/// A named value of a JSON object.
public struct JSONMember: Sendable {
  /// The name, without quotes and escapes.
  public var name: String
  /// Where the name's opening quote stands.
  public var nameLocation: SourceLocation
  /// The value.
  public var value: JSONValue

  /// Creates a member.
  public init(name: String, nameLocation: SourceLocation, value: JSONValue) {
    self.name = name
    self.nameLocation = nameLocation
    self.value = value
  }
}
