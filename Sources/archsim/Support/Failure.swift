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
      let diagnostic = Diagnostic(
        Self.sentence(Archsim.message(for: error)), hint: "see '\(command) --help'")
      line = diagnostic.description
      exitCode = 2
    }
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
