import ArchSimReport
import ArchSimServing
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim plan`: parallel plans for a model, a cluster and requests.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Find the parallel plan that serves a model's requests best.",
    discussion: """
      Example: every plan of a dense model on a node, then a plan file

        archsim plan --model llama3.1-70b --cluster Configs/clusters/8xh100.yaml \\
          --requests Traces/requests/azure-2023-conversation.csv --requests-limit 1000 \\
          --slo "ttft_p95 <= 1 s, tpot_p95 <= 50 ms"
        archsim plan Configs/plan-llama3.1-70b-8xh100.yaml

      Plans are ranked by goodput: requests a second that meet the SLO. Options change what a plan \
      file says. With --output a run directory is written: the plan file as it ran, all trials \
      (trials.jsonl), plans.csv, pareto.csv, a summary, and report.html, a page to read and to \
      send. Ctrl-C saves; --resume goes on to the \
      same result. The exit code is 1 when the run was interrupted, or no plan fits or holds all \
      constraints.
      """)

  @Argument(help: "A plan file (see docs/formats/plan.md); not with --model.")
  var file: String?

  @Option(
    help: ArgumentHelp(
      "plans; capacity: the highest rate that each bears; or fleet: the cheapest mix of pools. By "
        + "default as the plan file says, else plans."))
  var mode: String?

  @Option(help: "A model: a config.json or the name of a shipped one.")
  var model: String?

  @Option(help: "A cluster file.")
  var cluster: String?

  @Option(help: "A request trace.")
  var requests: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: "How tensors are stored; several are searched with the plan.")
  var quantization: [String] = []

  @Option(help: "The metric that ranks plans: goodput, latency, throughput, energy, cost, …")
  var objective: String?

  @Option(help: "What users are promised: 'ttft_p95 <= 1 s, tpot_p95 <= 50 ms'.")
  var slo: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: "What must hold besides, as 'power <= 5 kW'; with those of the plan file.")
  var constraint: [String] = []

  @Option(help: "vllm-0.6, vllm-0.6-prompts-first or no-overhead.")
  var engine: String?

  @Option(help: "chunked-prefill, prefill-first or fixed-batch; by default the engine's.")
  var policy: String?

  @Option(parsing: .unconditional, help: "Requests a second, instead of the trace's own.")
  var rate: Double?

  @Option(parsing: .unconditional, help: "The first so many requests of the trace.")
  var requestsLimit: Int?

  @Option(parsing: .unconditional, help: "Plans that are simulated at most.")
  var budget: Int?

  @Option(
    help: "What searches where there are more plans than the budget (see 'list algorithms').")
  var algorithm: String?

  @Option(parsing: .unconditional, help: "The source of all chance.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Threads; by default one a processor.")
  var threads: Int?

  @Option(name: .shortAndLong, help: "Write a run directory.")
  var output: String?

  @Option(help: ArgumentHelp("Go on with the run in this directory.", valueName: "run"))
  var resume: String?

  @Flag(help: "Write no report.html into the run directory.")
  var noReport = false

  @Option(help: "Write a timeline of the best plan (Chrome trace JSON, for Perfetto).")
  var timeline: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    try requireOption(threads, "--threads", in: 1...1024)
    if resume != nil, output != nil {
      throw Diagnostic("--resume and --output exclude each other")
    }
    let runner = try makeRunner(console)
    let study = runner.study
    for warning in study.warnings + study.requestWarnings + study.priceWarnings {
      console.warn(warning)
    }
    let progress = console.isQuiet ? nil : ProgressLine()
    Interrupt.watch()
    if study.mode != .plans {
      return try await runOther(study, console, progress)
    }
    let start = ContinuousClock.now
    let result = try await runner.run(cancellation: Interrupt.flag) { progress?.show($0) }
    progress?.clear()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let earlier =
      result.resumedTrials > 0 ? " after \(result.resumedTrials) of earlier runs" : ""
    let count = result.trials.count - result.resumedTrials
    console.remark(
      "\(count.groupedText) plans simulated\(earlier) in \(siText(seconds, unit: "s"))")
    if !noReport, let directory = runner.output {
      try TextFile.writeAtomically(
        HTMLReport.plans(result, directory: directory, version: Version.number),
        to: "\(directory)/report.html")
    }
    if let timeline, let best = result.best {
      try TextFile.writeAtomically(try result.replay(best.design).timelineText, to: timeline)
    }
    try console.write(Report.plans(result), as: outputOptions.format ?? .table)
    if result.isCancelled {
      throw Diagnostic(
        "interrupted after \(result.trials.count) plans",
        hint: runner.output.map { "resume with: archsim plan --resume \($0)" }, kind: .failure)
    }
    try requireBest(result)
  }

  /// Capacities of plans, or a fleet.
  private func runOther(
    _ study: PlanStudy, _ console: Console, _ progress: ProgressLine?
  ) async throws {
    for (option, isGiven) in [
      ("--output", output != nil), ("--resume", resume != nil), ("--timeline", timeline != nil),
    ] where isGiven {
      throw Diagnostic("this goes with --mode plans", at: SourceLocation(file: option))
    }
    let format = outputOptions.format ?? .table
    if study.mode == .fleet {
      let fleet = try await FleetRunner(study, threads: threads).run(
        cancellation: Interrupt.flag)
      if Interrupt.flag.isCancelled { throw Self.interrupted }
      try console.write(Report.fleet(fleet), as: format)
      guard fleet.counts != nil else {
        throw Diagnostic("some requests can be served by no type within the SLO", kind: .failure)
      }
      return
    }
    let capacities = try await PlanRunner(study, threads: threads).capacities(
      cancellation: Interrupt.flag
    ) { progress?.show($0) }
    progress?.clear()
    if let warning = capacities.warning { console.warn(warning) }
    try console.write(Report.capacities(capacities), as: format)
    if Interrupt.flag.isCancelled { throw Self.interrupted }
    try requireBest(capacities.result)
  }

  private static let interrupted = Diagnostic("interrupted before the end", kind: .failure)

  private func requireBest(_ result: PlanResult) throws(Diagnostic) {
    if let figures = result.best?.figures {
      guard figures.arrivedRequests > 0, figures.rejectedRequests == figures.arrivedRequests else {
        return
      }
      throw Diagnostic(
        "no plan serves any request", hint: "all exceed the context window or the KV cache",
        kind: .failure)
    }
    if let breach = result.nearestBreach {
      throw Diagnostic(
        "no plan holds all constraints", hint: "nearest is \(breach)", kind: .failure)
    }
    throw Diagnostic(
      "no plan can run \(result.study.modelName) on \(result.study.cluster.name)",
      hint: result.nearestMiss.map { "nearest is \($0)" }, kind: .failure)
  }
}
