import ArchSimReport
import ArchSimSearch
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim tournament`: compares search algorithms on a study.
struct TournamentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tournament",
    abstract: "Compare search algorithms on a study, over seeds and hyperparameters.",
    discussion: """
      Example: three algorithms, 20 seeds each, with their defaults and four other settings

        archsim tournament Configs/mixpe.yaml --algorithms random,genetic,tpe --seeds 20 \\
          --hyperparameters 5 --budget 300 --output runs/cup

      Every run counts its own trials; designs that another run has tried are not costed again. \
      The directory holds all runs (runs.jsonl, designs.jsonl), checkpoints.csv, summary.json and \
      a picture (tournament.svg). Ctrl-C saves the runs that are over; --resume goes on to the \
      same result. See docs/formats/tournament.md.
      """)

  @Argument(help: "A study file; with --resume it is left out.")
  var study: String?

  @Option(help: "Names with commas between (see 'list algorithms'), or all.")
  var algorithms: String?

  @Option(
    parsing: .unconditional, help: "Seeds of every setting, from the study's on; 20 by default.")
  var seeds: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Settings of each algorithm: its defaults and such as are drawn; 1 by default.",
      valueName: "count"))
  var hyperparameters: Int?

  @Option(parsing: .unconditional, help: "Trials of every run; by default as the study says.")
  var budget: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How near to the best value the target is, in per cent; 1 by default.", valueName: "percent"))
  var target: Double?

  @Option(parsing: .unconditional, help: "Runs at a time; by default one a processor.")
  var threads: Int?

  @Option(name: .shortAndLong, help: "The directory; by default runs/NAME-tournament.")
  var output: String?

  @Option(
    help: ArgumentHelp("Go on with the tournament in this directory.", valueName: "directory"))
  var resume: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    let target = target ?? 1
    guard target >= 0, target.isFinite else {
      throw Diagnostic(
        "expected a percentage from 0 on, found \(target)", at: SourceLocation(file: "--target"))
    }
    let runner = try makeRunner()
    for warning in runner.tournament.study.warnings { console.warn(warning) }
    let directory = runner.output ?? ""
    let progress = console.isQuiet ? nil : ProgressLine()
    Interrupt.watch()
    let start = ContinuousClock.now
    let result = try await runner.run(cancellation: Interrupt.flag) { progress?.show($0) }
    progress?.clear()
    console.remark(Self.pace(result, ContinuousClock.now - start))
    let standings = TournamentStandings(result, targetShare: target / 100)
    let report = Report.tournament(result, standings, directory: directory)
    try TextFile.writeAtomically(report.text(as: .csv), to: directory + "/checkpoints.csv")
    // The directory's own name is no part of what was found.
    let summary = Report.tournament(result, standings, directory: "")
    try TextFile.writeAtomically(summary.text(as: .json), to: directory + "/summary.json")
    try TextFile.writeAtomically(standings.svgText, to: directory + "/tournament.svg")
    try console.write(report, as: outputOptions.format ?? .table)
    if !result.isComplete {
      throw Diagnostic(
        "interrupted after \(result.runs.count) of \(result.tournament.matches.count) runs",
        hint: "resume with: archsim tournament --resume \(directory)", kind: .failure)
    }
    if standings.measure.best.isNaN {
      throw Diagnostic(
        "no run found a design that holds all constraints", at: SourceLocation(file: directory),
        kind: .failure)
    }
  }

  private static func pace(_ result: TournamentResult, _ elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    let earlier = result.resumedRuns > 0 ? " after \(result.resumedRuns) of earlier sittings" : ""
    return "\((result.runs.count - result.resumedRuns).groupedText) runs\(earlier) in "
      + "\(siText(seconds, unit: "s")), \(result.designs.count.groupedText) designs costed"
  }

  private func makeRunner() throws(Diagnostic) -> TournamentRunner {
    try requireOption(seeds, "--seeds", in: Tournament.roundRange)
    try requireOption(hyperparameters, "--hyperparameters", in: Tournament.sampleRange)
    try requireOption(budget, "--budget", in: 1...SearchSettings.largestBudget)
    try requireOption(threads, "--threads", in: 1...1024)
    if let resume { return try resumed(resume) }
    guard let study else {
      throw Diagnostic(
        "expected a study file or --resume", hint: "see 'archsim tournament --help'")
    }
    guard let algorithms else {
      throw Diagnostic(
        "missing --algorithms", hint: "names with commas between, such as random,genetic, or all")
    }
    var read = try StudyFile.read(study)
    if let budget { read.search.budget = budget }
    let names =
      algorithms == "all"
      ? SearchAlgorithms.all.map(\.name)
      : algorithms.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.filter { $0 != " " })
      }
    let tournament: Tournament
    do throws(Diagnostic) {
      tournament = try Tournament(
        read, algorithms: names, seeds: seeds ?? 20, samples: hyperparameters ?? 1)
    } catch {
      var located = error
      located.location = located.location ?? SourceLocation(file: "--algorithms")
      throw located
    }
    return TournamentRunner(
      tournament, output: output ?? tournament.defaultOutput, threads: threads)
  }

  /// A tournament says itself what it is one of.
  private func resumed(_ directory: String) throws(Diagnostic) -> TournamentRunner {
    for (name, isGiven) in [
      ("a study", study != nil), ("--algorithms", algorithms != nil), ("--seeds", seeds != nil),
      ("--hyperparameters", hyperparameters != nil), ("--budget", budget != nil),
      ("--output", output != nil),
    ] where isGiven {
      throw Diagnostic(
        "a tournament that is resumed keeps its own", at: SourceLocation(file: name),
        hint: "start another with --output")
    }
    return try TournamentRunner(resuming: directory, threads: threads)
  }
}
