import Glibc

/// `archsim` as it was built with this program.
enum CommandLineTool {
  /// Where it should be: beside this program.
  static var path: String {
    let own = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
    return (own.dropLast() + ["archsim"]).joined(separator: "/")
  }

  /// Whether it is there.
  static var exists: Bool { access(path, X_OK) == 0 }
}
