import ArchSimReport
import ArchSimText

/// Where a command speaks: results on standard output, everything else on standard error.
struct Console {
  /// Whether remarks and progress are kept back; warnings and errors are not.
  var isQuiet = false

  /// Columns that tables must fit: `COLUMNS`, or the screen, or any number when there is none.
  static var width: Int? {
    if let text = System.environment("COLUMNS"), let width = Int(text), width > 0 { return width }
    return System.screenWidth(of: .output)
  }

  /// Whether results are shown in colours.
  static var style: TextStyle {
    TextStyle(isTerminal: System.isTerminal(.output), environment: System.environment)
  }

  /// Writes a result.
  ///
  /// When nobody reads it any more (`archsim … | head`) the process ends here, in silence.
  func write(_ text: String) throws(Diagnostic) {
    try write(Array(text.utf8))
  }

  /// Writes a result that is bytes already.
  func write(_ bytes: [UInt8]) throws(Diagnostic) {
    do throws(System.WriteFailure) {
      try System.write(bytes, to: .output)
    } catch {
      switch error {
      case .closed: System.exit(0)
      case .refused(let reason):
        throw Diagnostic("cannot write to standard output: \(reason)", kind: .failure)
      }
    }
  }

  /// Writes a report as result.
  func write(_ report: Report, as format: ReportFormat) throws(Diagnostic) {
    try write(report.text(as: format, width: Self.width, style: Self.style))
  }

  /// Says something that is worth knowing and no result.
  func remark(_ text: String) {
    guard !isQuiet else { return }
    Self.say(text)
  }

  /// Says what is not as the user may expect.
  func warn(_ diagnostic: Diagnostic) {
    var warning = diagnostic
    warning.kind = .warning
    Self.say(warning.description)
  }

  /// Writes a line to standard error; there is nobody to tell when that fails.
  static func say(_ line: String) {
    try? System.write(line + "\n", to: .error)
  }
}
