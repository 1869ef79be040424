import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// How a run is written anew, and where to.
struct RunReportOptions: ParsableArguments {
  @Option(help: "How it is written; by default as --output ends, else text.")
  var format: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; by default standard output.", valueName: "file"))
  var output: String?

  @Option(parsing: .unconditional, help: "Threads; by default one a processor.")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No remarks on standard error.")
  var quiet = false

  /// Where the command speaks.
  var console: Console { Console(isQuiet: quiet) }

  /// The format that was asked for, once nothing stands against all of the options.
  ///
  /// - Throws: A diagnostic when there is no such format, the name of the output does not say which,
  ///   or it is a file of a run.
  func checkedFormat() throws(Diagnostic) -> RunFormat {
    try requireOption(threads, "--threads", in: 1...1024)
    let chosen = try chosenFormat()
    if let output { try RunReader.requireNoFileOfRun(output) }
    return chosen
  }

  private func chosenFormat() throws(Diagnostic) -> RunFormat {
    if let format {
      return try RunFormat.named(format, at: SourceLocation(file: "--format"))
    }
    guard let output else { return .text }
    guard let format = RunFormat.ofFile(output) else {
      throw Diagnostic(
        "the name of this file does not say how it is written", at: SourceLocation(file: output),
        hint: "add --format")
    }
    return format
  }

  /// Writes the text to where it was asked for.
  func write(_ text: String) throws(Diagnostic) {
    guard let output else { return try console.write(text) }
    try TextFile.writeAtomically(text, to: output)
    console.remark("wrote \(output)")
  }
}
