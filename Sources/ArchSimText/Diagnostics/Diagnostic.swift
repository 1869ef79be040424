/// A place in a file that a user wrote: `file:line:column`, as far as it is known.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The path as the user gave it, or a name such as `<standard input>` or `--set`.
  public var file: String
  /// One-based line, when known.
  public var line: Int?
  /// One-based column in characters, when known.
  public var column: Int?

  /// Creates a location.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The location as compilers print it: `file`, `file:line` or `file:line:column`.
  public var description: String {
    // An empty name, as an unset variable of a shell leaves it, would not be seen.
    let file = file.isEmpty ? "''" : file
    guard let line else { return file }
    guard let column else { return "\(file):\(line)" }
    return "\(file):\(line):\(column)"
  }
}

/// What is wrong with something the user gave us, where, and what would be right.
///
/// A diagnostic is an error *value*: modules throw it, and one place (the command line) prints it.
/// It always describes the user's side; a failure of the machine (a full disk) is a
/// ``Diagnostic`` of kind ``Kind/failure``.
///
/// ```swift
/// throw Diagnostic("unknown key 'arry'", at: location, hint: "did you mean 'array'?")
/// // Configs/mixpe.yaml:4:3: error: unknown key 'arry' (did you mean 'array'?)
/// ```
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who has to act, and with it the exit code of the command line.
  public enum Kind: Hashable, Sendable {
    /// The user's mistake: exit code 2.
    case usage
    /// A run that failed although its input was right: exit code 1.
    case failure
    /// Something assumed or ignored; the run goes on.
    case warning
  }

  /// Who has to act.
  public var kind: Kind
  /// Where it was found, when there is a place.
  public var location: SourceLocation?
  /// What was found and what was expected, in one line without a final full stop.
  public var message: String
  /// What to do about it, when we can tell: usually the nearest valid name.
  public var hint: String?

  /// Creates a diagnostic.
  public init(
    _ message: String, at location: SourceLocation? = nil, hint: String? = nil,
    kind: Kind = .usage
  ) {
    self.kind = kind
    self.location = location
    self.message = message
    self.hint = hint
  }

  /// The one line that a user sees.
  ///
  /// Names and values that it quotes may be of any length and hold line breaks or a terminal's
  /// control characters: the line is cut and cleaned of them.
  public var description: String {
    let place = location.map { "\(Self.line("\($0)")): " } ?? ""
    let level = kind == .warning ? "warning" : "error"
    let advice = hint.map { " (\(Self.line($0)))" } ?? ""
    return "\(place)\(level): \(Self.line(message))\(advice)"
  }

  private static func line(_ text: String) -> String { ByteText.excerpt(text, limit: 1000) }
}
