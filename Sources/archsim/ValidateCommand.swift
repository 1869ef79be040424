import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim validate`: published and measured numbers beside those of the models.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Hold the models against published and measured numbers.",
    discussion: """
      Example: the rows of one paper, and the page that the documentation keeps of all

        archsim validate --only mixpe
        archsim validate --format markdown --output docs/validation.md

      Rows are files in Configs/validation, one a source (see docs/formats/validation.md). The \
      exit code is 1 when a row leaves its tolerance and does not say why.
      """)

  @Option(help: ArgumentHelp("The rows of one source alone.", valueName: "name"))
  var only: String?

  @Option(help: "Where the files of rows are.")
  var directory = "Configs/validation"

  @Option(name: .shortAndLong, help: "Write the report to this file.")
  var output: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let console = outputOptions.console
    let validation = try Validation(try ValidationFile.all(in: directory, only: only))
    let format = outputOptions.format ?? .table
    let report = Report.validation(validation, isPage: format == .markdown)
    if let output {
      try TextFile.writeAtomically(report.text(as: format), to: output)
      console.remark("wrote \(validation.summary.rows) rows to \(output)")
    } else {
      try console.write(report, as: format)
    }
    for section in validation.sections {
      for outcome in section.outcomes where outcome.isNeedlessException {
        console.warn(
          Diagnostic(
            "'\(outcome.row.setting)', '\(outcome.row.metric)' is held and needs no exception",
            at: outcome.row.location))
      }
    }
    let missed = validation.sections.flatMap(\.outcomes).filter { $0.verdict == .missed }
    if let first = missed.first {
      throw Diagnostic(
        "\(missed.count) of \(validation.summary.rows) rows left their tolerance, first "
          + "'\(first.row.setting)', '\(first.row.metric)'",
        at: first.row.location, kind: .failure)
    }
  }
}
