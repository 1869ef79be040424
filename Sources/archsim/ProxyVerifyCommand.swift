import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim proxy verify`: the true front of a run with a proxy.
struct ProxyVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Evaluate what a proxy predicted on the front of a run, and report the true front.",
    discussion: """
      Where a design is not as good as it was predicted, those that take its place are evaluated \
      too, until the front has no predicted design. The report is that of 'archsim report'; how far \
      predictions were is said on standard error. The run itself stays as it is.

      Example:

        archsim proxy verify runs/mixpe --output front.csv
      """)

  @Argument(help: "The directory of a run of 'explore' whose study has a proxy.")
  var run: String

  @Option(
    help: ArgumentHelp("As of 'archsim report'; by default as --output ends, else text."))
  var format: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; by default standard output.", valueName: "file"))
  var output: String?

  @Option(parsing: .unconditional, help: "Threads; by default one a processor.")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No remarks on standard error.")
  var quiet = false

  func run() async throws {
    let console = Console(isQuiet: quiet)
    try requireOption(threads, "--threads", in: 1...1024)
    let format = try chosenFormat()
    if let output { try RunReader.requireNoFileOfRun(output) }
    let reader = try RunReader(run, holdsAll: true)
    for warning in reader.warnings { console.warn(warning) }
    guard let verified = try await reader.verified(threads: threads) else { return }
    console.remark(
      "\(verified.predictedFront) designs of the front were predicted; evaluated "
        + "\(verified.evaluated), of which \(verified.confirmed) are on the true front of "
        + "\(verified.result.front.count)")
    for accuracy in verified.accuracies {
      let error = accuracy.rootMeanSquaredRelativeError * 100
      console.remark(
        "\(accuracy.metric): relative RMSE of these predictions "
          + "\(error.text(significantDigits: 3)) %")
    }
    var reported = ReportedRun(verified.result, directory: run)
    reported.version = Version.number
    if output == nil {
      reported.width = Console.width
      reported.style = Console.style
    }
    let text = try format.text(reported)
    guard let output else { return try console.write(text) }
    try TextFile.writeAtomically(text, to: output)
    console.remark("wrote \(output)")
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
}
