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

  @OptionGroup var writing: RunReportOptions

  func run() async throws {
    let console = writing.console
    let format = try writing.checkedFormat()
    let reader = try RunReader(run, holdsAll: true)
    for warning in reader.warnings { console.warn(warning) }
    let verified = try await reader.verified(threads: writing.threads)
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
    if format.name == RunFormat.html.name {
      reported.random = await HTMLReport.randomReference(
        of: reported.result, threads: writing.threads)
    }
    if writing.output == nil {
      reported.width = Console.width
      reported.style = Console.style
    }
    try writing.write(try format.text(reported))
  }
}
