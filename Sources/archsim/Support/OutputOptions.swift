public import ArchSimReport
public import ArgumentParser

extension ReportFormat: ExpressibleByArgument {}
extension ReportFigure: ExpressibleByArgument {}

/// The options that every subcommand has.
struct OutputOptions: ParsableArguments {
  @Option(help: "How results are written: table, json, csv or markdown.")
  var format: ReportFormat?

  @Flag(name: .shortAndLong, help: "No remarks and no progress on standard error.")
  var quiet = false

  /// Where the command speaks.
  var console: Console { Console(isQuiet: quiet) }
}
