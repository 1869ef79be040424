/// How text is set off on a screen: not at all, or with the colours that terminals have.
public enum TextStyle: Hashable, Sendable {
  /// Words alone.
  case plain
  /// Escape sequences (ECMA-48, SGR) around what stands out.
  case coloured

  /// What suits a stream, by the rules of no-color.org.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether a terminal shows the stream.
  ///   - environment: The value of an environment variable.
  public init(isTerminal: Bool, environment: (String) -> String?) {
    let isRefused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    let isDumb = environment("TERM") == "dumb"
    self = isTerminal && !isRefused && !isDumb ? .coloured : .plain
  }

  /// Words that stand out, as titles.
  public func strong(_ words: String) -> String { wrapped(words, "1") }

  /// Words that step back, as rules.
  public func faint(_ words: String) -> String { wrapped(words, "2") }

  /// Words that are data in a picture.
  public func accent(_ words: String) -> String { wrapped(words, "36") }

  /// Words that are a mistake.
  public func alarm(_ words: String) -> String { wrapped(words, "1;31") }

  /// Words that are a warning.
  public func caution(_ words: String) -> String { wrapped(words, "1;33") }

  private func wrapped(_ words: String, _ code: String) -> String {
    self == .plain || words.isEmpty ? words : "\u{1B}[\(code)m\(words)\u{1B}[0m"
  }
}
