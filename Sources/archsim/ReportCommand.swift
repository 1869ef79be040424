import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim report`: a run that ended, or was interrupted, written anew.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write what a run found, from its directory.",
    discussion: """
      Example: a run as a page, then its front for a spreadsheet

        archsim report runs/mixpe --format markdown --output mixpe.md
        archsim report runs/mixpe --output front.csv

      Example: the page that 'explore' wrote, anew, and a chart for a paper

        archsim report runs/mixpe --output mixpe.html
        archsim report runs/mixpe --figure roofline --output roofline.svg

      Example: what each parameter does at a trial, costed now

        archsim report runs/mixpe --around 42

      Besides what 'explore' says, text, Markdown and JSON have the importance of parameters and \
      why the front bends where it does. No trial is costed again, and the run may be one that was \
      interrupted or still goes on: what is said is said of the trials that its journal has. A run \
      of 'plan' is written as 'plan' wrote it; its figures are \
      \(ReportFigure.ofPlans.map(\.rawValue).joined(separator: ", ")).

      Formats:

      \(RunFormat.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """)

  @Argument(help: "The directory of a run of 'explore' or 'plan'.")
  var run: String

  @OptionGroup var writing: RunReportOptions

  @Option(help: "The chart of --format svg; by default the front.")
  var figure: ReportFigure?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Cost the neighbours of this trial as well.", valueName: "trial"))
  var around: Int?

  func run() async throws {
    let console = writing.console
    let format = try writing.checkedFormat()
    if figure != nil, format.name != RunFormat.svg.name {
      throw Diagnostic("this goes with --format svg", at: SourceLocation(file: "--figure"))
    }
    let argument = try RunArgument(run)
    let run = argument.path
    if argument.isOfPlans { return try await reportPlans(run, format, console) }
    let reader = try RunReader(
      run, holdsAll: format.name == RunFormat.optunaJournal.name)
    for warning in reader.warnings { console.warn(warning) }
    if reader.ending == .cancelled {
      console.remark(
        "this run was interrupted after \(reader.trialCount) of "
          + "\(reader.study.search.budget) trials; resume with: archsim explore --resume \(run)")
    }
    var reported = ReportedRun(await reader.result(threads: writing.threads), directory: run)
    if let around {
      do throws(Diagnostic) {
        reported.sensitivity = try await reported.result.sensitivity(
          around: around, threads: writing.threads)
      } catch {
        throw Diagnostic(error.message, at: error.location ?? SourceLocation(file: "--around"))
      }
    }
    reported.version = Version.number
    if let figure { reported.figure = figure }
    if format.name == RunFormat.html.name || reported.figure == .convergence {
      reported.random = await HTMLReport.randomReference(
        of: reported.result, threads: writing.threads)
    }
    if writing.output == nil {
      reported.width = Console.width
      reported.style = Console.style
    }
    try writing.write(try format.text(reported))
  }

  /// Writes a run over plans.
  private func reportPlans(
    _ run: String, _ format: RunFormat, _ console: Console
  ) async throws {
    if around != nil {
      throw Diagnostic(
        "this goes with runs of 'archsim explore'", at: SourceLocation(file: "--around"))
    }
    let reader = try PlanReader(run)
    for warning in reader.warnings { console.warn(warning) }
    let result = try await reader.result(threads: writing.threads)
    if result.isCancelled {
      console.remark(
        "this run was interrupted after \(reader.trialCount) plans; resume with: "
          + "archsim plan --resume \(run)")
    }
    var reported = ReportedPlans(result, directory: run)
    reported.version = Version.number
    if let figure { reported.figure = figure }
    if writing.output == nil {
      reported.width = Console.width
      reported.style = Console.style
    }
    try writing.write(try format.text(of: reported))
  }
}
