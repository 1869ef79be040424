import ArchSimReport
import ArchSimText
import ArgumentParser

/// What a command that went wrong says and leaves behind: the one place where errors become text.
struct Failure {
  /// The line on standard error; nil when everything has been said.
  var line: String?
  /// 1 for a run that failed, 2 for a mistake of the user's.
  var exitCode: Int32

  /// Judges an error.
  ///
  /// - Parameters:
  ///   - error: What a command or the parser of arguments threw.
  ///   - command: The command as the user calls it, for the hint.
  init(_ error: any Error, command: String) {
    switch error {
    case let diagnostic as Diagnostic:
      line = diagnostic.description
      exitCode = diagnostic.kind == .failure ? 1 : 2
    case let reason as InfeasibleReplay:
      line = Diagnostic("\(reason)", kind: .failure).description
      exitCode = 1
    case let code as ExitCode:
      exitCode = code.rawValue
    default:
      let sentence = Self.sentence(Archsim.message(for: error))
      let diagnostic =
        Self.choice(sentence)
        ?? Diagnostic(sentence, hint: "see '\(command) --help'")
      line = diagnostic.description
      exitCode = 2
    }
  }

  /// A message of the argument parser about a word that is none of several, with the nearest of
  /// them; nil for other messages.
  private static func choice(_ sentence: String) -> Diagnostic? {
    guard let middle = sentence.firstRange(of: ". Please provide one of "),
      let value = sentence.prefixMatch(of: /the value '(.*?)' is invalid/)?.1
    else { return nil }
    let list = sentence[middle.upperBound...]
    let names: [String]
    if let start = list.firstRange(of: "following: - ")?.upperBound {
      names = list[start...].split(separator: " - ").map(String.init)
    } else {
      names = list.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
    guard !names.isEmpty else { return nil }
    return Diagnostic(
      String(sentence[..<middle.lowerBound]),
      hint: didYouMean(String(value), among: names)
        ?? "expected one of \(names.joined(separator: ", "))")
  }

  /// A message of the argument parser in our voice: one line, no capital, no full stop.
  private static func sentence(_ message: String) -> String {
    var words = message.split(whereSeparator: \.isNewline)
      .map { $0.drop { $0 == " " } }.joined(separator: " ")
    if words.last == "." { words.removeLast() }
    guard let first = words.first else { return "these arguments make no sense" }
    return first.lowercased() + words.dropFirst()
  }
}
