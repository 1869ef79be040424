import ArchSimReport
import ArchSimSearch
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim explore`: searches the designs of a study.
struct ExploreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Search the designs of a study for its Pareto front.",
    discussion: """
      Example: 2000 trials of a study, then one of its designs operator by operator

        archsim explore Configs/mixpe.yaml --budget 2000 --output runs/mixpe
        archsim replay --run runs/mixpe --trial 42

      The run directory holds the study as it ran, all trials (trials.jsonl), the front \
      (pareto.csv), a summary, and report.html, a page to read and to send. Ctrl-C saves; --resume goes on to the same result. The exit code \
      is 1 when the run was interrupted or found no design that holds all constraints.
      """)

  @Argument(help: "A study file; with --resume it may be left out.")
  var study: String?

  @Option(parsing: .unconditional, help: "Trials at most; by default as the study says.")
  var budget: Int?

  @Option(parsing: .unconditional, help: "The source of all chance; by default the study's.")
  var seed: UInt64?

  @Option(help: "A search algorithm (see 'list algorithms'); by default the study's.")
  var algorithm: String?

  @Option(parsing: .unconditional, help: "Threads; by default one a processor.")
  var threads: Int?

  @Option(name: .shortAndLong, help: "The run directory; by default runs/NAME of the study.")
  var output: String?

  @Option(help: ArgumentHelp("Go on with the run in this directory.", valueName: "run"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Evaluate share i of n alone, counted from 0, into its own directory under --output; 'auto' "
        + "asks Slurm or Open MPI. 'archsim merge' makes a run of all shares.", valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      "The trials that a run keeps: all, sample (the front and a sample of the others) or front; by "
        + "default as the study says, else all.", valueName: "what"))
  var keep: String?

  @OptionGroup var journalOptions: JournalOptions

  @Flag(help: "Say how large the space is and how long the run would take, and write nothing.")
  var dryRun = false

  @Flag(help: "Write no report.html.")
  var noReport = false

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    let isAsItWas = budget == nil && seed == nil && algorithm == nil && keep == nil
    if resume != nil, study == nil, isAsItWas, let share = try shardRunner(nil) {
      return try await evaluate(share, console)
    }
    let runner = try makeRunner(console)
    guard !dryRun else {
      for warning in runner.study.warnings { console.warn(warning) }
      return try await tryOut(runner)
    }
    if let share = try shardRunner(runner) { return try await evaluate(share, console) }
    for warning in runner.study.warnings { console.warn(warning) }
    let directory = runner.output ?? ""
    let progress =
      console.isQuiet ? nil : ProgressLine(study: runner.study)
    Interrupt.watch()
    let start = ContinuousClock.now
    let result = try await Self.resumable(directory, progress) {
      try await runner.run(cancellation: Interrupt.flag) { progress?.show($0) }
    }
    let elapsed = ContinuousClock.now - start
    progress?.clear()
    console.remark(Self.pace(result, elapsed))
    if !noReport {
      let random = await HTMLReport.randomReference(of: result, threads: runner.threads)
      let page = HTMLReport.explore(
        result, directory: directory, version: Version.number, random: random)
      try await Self.resumable(directory, nil) {
        try TextFile.writeAtomically(page, to: "\(directory)/report.html")
      }
      console.remark("wrote \(directory)/report.html")
    }
    try console.write(
      Report.explore(result, directory: directory), as: outputOptions.format ?? .table)
    if result.ending == .cancelled {
      throw Diagnostic(
        "interrupted after \(result.trialCount) of \(runner.study.search.budget) trials",
        hint: "resume with: archsim explore --resume \(directory)", kind: .failure)
    }
    if let diagnosis = result.diagnosis {
      throw Diagnostic(
        diagnosis.lines.first ?? "no design holds all constraints",
        at: SourceLocation(file: directory), kind: .failure)
    }
  }

  /// Tells how to go on where the disk took no more.
  static func resumable<Result>(
    _ directory: String, _ progress: ProgressLine?, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch var error as Diagnostic {
      progress?.clear()
      if error.hint == nil, error.kind == .failure, error.message.hasPrefix("cannot write") {
        error.hint = "once it can, go on with: archsim explore --resume \(directory)"
      }
      throw error
    }
  }

  private static func pace(_ result: StudyResult, _ elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    let count = result.trialCount - result.resumedTrials
    let rate = (Double(count) / max(seconds, 1e-9)).text(significantDigits: 3)
    let earlier = result.resumedTrials > 0 ? " after \(result.resumedTrials) of earlier runs" : ""
    return "\(count.groupedText) trials\(earlier) in \(siText(seconds, unit: "s")), "
      + "\(rate) trials/s"
  }

  private func makeRunner(_ console: Console) throws(Diagnostic) -> StudyRunner {
    try requireOption(budget, "--budget", in: 1...SearchSettings.largestBudget)
    try requireOption(threads, "--threads", in: 1...1024)
    if let seed, seed > SearchSettings.largestSeed {
      throw Diagnostic(
        "expected 0 to \(SearchSettings.largestSeed), found \(seed)",
        at: SourceLocation(file: "--seed"))
    }
    if resume != nil, output != nil {
      throw Diagnostic("--resume and --output exclude each other")
    }
    let rotation = try journalOptions.rotation()
    guard let path = study else {
      var runner = try runnerOfRun()
      runner.rotation = rotation
      return runner
    }
    var study = try StudyFile.read(path)
    if let budget { study.search.budget = budget }
    if let keep {
      study.search.keep = try TrialKeeping.named(keep, at: SourceLocation(file: "--keep"))
    }
    if let seed { study.search.seed = seed }
    if let algorithm {
      guard SearchAlgorithms.named(algorithm) != nil else {
        throw Diagnostic(
          "unknown algorithm '\(algorithm)'", at: SourceLocation(file: "--algorithm"),
          hint: didYouMean(algorithm, among: SearchAlgorithms.all.map(\.name)))
      }
      if algorithm != study.search.algorithm, !study.search.hyperparameters.isEmpty {
        console.warn(
          Diagnostic(
            "the study's numbers for \(study.search.algorithm) do not apply to \(algorithm)"))
        study.search.hyperparameters = []
      }
      study.search.algorithm = algorithm
    }
    var runner = StudyRunner(
      study, output: resume ?? output ?? "runs/\(study.name)", threads: threads,
      mode: resume == nil ? .start : .resume)
    runner.rotation = rotation
    return runner
  }

  /// A run says itself what it is a run of.
  private func runnerOfRun() throws(Diagnostic) -> StudyRunner {
    guard let resume else {
      throw Diagnostic(
        "expected a study file or --resume", hint: "see 'archsim explore --help'")
    }
    for (name, isGiven) in [
      ("--budget", budget != nil), ("--seed", seed != nil), ("--algorithm", algorithm != nil),
      ("--keep", keep != nil),
    ] where isGiven {
      throw Diagnostic(
        "a run that is resumed keeps its own", at: SourceLocation(file: name),
        hint: "start another with --output")
    }
    return try StudyRunner(resuming: resume, threads: threads)
  }
}
