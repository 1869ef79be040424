import ArchSimSearch
import ArchSimServing
import ArchSimStudy
import ArchSimText
import ArchSimWorkload

/// What `archsim plan` is asked, from a plan file, options, or a run that goes on.
extension PlanCommand {
  /// What the user asked for, ready to run.
  func makeRunner(_ console: Console) throws(Diagnostic) -> PlanRunner {
    guard let resume, file == nil, model == nil else {
      let study = try study(console)
      return PlanRunner(
        study, output: resume ?? output, threads: threads, mode: resume == nil ? .start : .resume)
    }
    // A run says itself what it is a run of.
    let given: [(String, Bool)] = [
      ("--cluster", cluster != nil), ("--requests", requests != nil),
      ("--quantization", !quantization.isEmpty), ("--objective", objective != nil),
      ("--slo", slo != nil), ("--constraint", !constraint.isEmpty), ("--engine", engine != nil),
      ("--policy", policy != nil), ("--rate", rate != nil),
      ("--requests-limit", requestsLimit != nil), ("--budget", budget != nil),
      ("--algorithm", algorithm != nil), ("--seed", seed != nil), ("--mode", mode != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Diagnostic(
        "a run that is resumed keeps its own", at: SourceLocation(file: option),
        hint: "start another with --output")
    }
    return try PlanRunner(resuming: resume, threads: threads)
  }

  private func study(_ console: Console) throws(Diagnostic) -> PlanStudy {
    var study: PlanStudy
    if let file {
      study = try studyOfFile(file)
    } else {
      study = try studyOfOptions()
    }
    if !quantization.isEmpty {
      study.schemes = []
      for text in quantization {
        study.schemes.append(
          .init(
            text: text,
            scheme: try QuantizationScheme(
              parsing: text, at: SourceLocation(file: "--quantization"))))
      }
    }
    if let rate {
      let location = SourceLocation(file: "--rate")
      guard rate > 0, rate.isFinite else {
        throw Diagnostic("expected a rate above 0, found \(rate)", at: location)
      }
      study.requests = try PlanRequests.source(study.requests, at: rate, location)
    }
    if let objective {
      study.ranking = try PlanMetric.require(objective, at: SourceLocation(file: "--objective"))
    }
    if let slo {
      study.objective = try ServiceObjective(parsing: slo, at: SourceLocation(file: "--slo"))
    }
    if let engine {
      study.engine = try PlanEngine.require(engine, at: SourceLocation(file: "--engine"))
    }
    if let policy {
      guard let known = BatchingPolicy(rawValue: policy) else {
        let names = BatchingPolicy.allCases.map(\.rawValue)
        throw Diagnostic(
          "unknown policy '\(policy)'", at: SourceLocation(file: "--policy"),
          hint: didYouMean(policy, among: names)
            ?? "expected one of \(names.joined(separator: ", "))")
      }
      study.engine.policy = known
      try study.checkEngine(at: SourceLocation(file: "--policy"))
    }
    for text in constraint {
      study.constraints.append(
        try PlanConstraint(parsing: text, at: SourceLocation(file: "--constraint")))
    }
    if let mode {
      guard let known = PlanMode(rawValue: mode) else {
        let names = PlanMode.allCases.map(\.rawValue)
        throw Diagnostic(
          "unknown mode '\(mode)'", at: SourceLocation(file: "--mode"),
          hint: didYouMean(mode, among: names)
            ?? "expected one of \(names.joined(separator: ", "))")
      }
      study.mode = known
    }
    try changeSearch(of: &study, console)
    return study
  }

  /// Changes how plans are proposed.
  private func changeSearch(
    of study: inout PlanStudy, _ console: Console
  ) throws(Diagnostic) {
    try requireOption(budget, "--budget", in: 1...PlanStudy.largestBudget)
    if let budget { study.search.budget = budget }
    if let seed {
      guard seed <= SearchSettings.largestSeed else {
        throw Diagnostic(
          "expected 0 to \(SearchSettings.largestSeed), found \(seed)",
          at: SourceLocation(file: "--seed"))
      }
      study.search.seed = seed
    }
    guard let algorithm else { return }
    let location = SourceLocation(file: "--algorithm")
    guard SearchAlgorithms.named(algorithm) != nil else {
      throw Diagnostic(
        "unknown algorithm '\(algorithm)'", at: location,
        hint: didYouMean(algorithm, among: SearchAlgorithms.all.map(\.name)))
    }
    if algorithm != study.search.algorithm, !study.search.hyperparameters.isEmpty {
      console.warn(
        Diagnostic(
          "the plan file's numbers for \(study.search.algorithm) do not apply to \(algorithm)",
          kind: .warning))
      study.search.hyperparameters = []
    }
    study.search.algorithm = algorithm
    do throws(Diagnostic) {
      try study.checkSearch()
    } catch {
      throw Diagnostic(error.message, at: location, hint: error.hint)
    }
  }

  private func studyOfFile(_ path: String) throws(Diagnostic) -> PlanStudy {
    let given = [
      ("--model", model != nil), ("--cluster", cluster != nil), ("--requests", requests != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Diagnostic(
        "a plan file has this itself", at: SourceLocation(file: option),
        hint: "leave out \(option)")
    }
    var study = try PlanFile.read(path)
    try limit(&study.requests)
    return study
  }

  private func studyOfOptions() throws(Diagnostic) -> PlanStudy {
    func needed(_ value: String?, _ option: String) throws(Diagnostic) -> String {
      if let value { return value }
      throw Diagnostic(
        "expected a plan file or \(option)", hint: "see 'archsim plan --help'")
    }
    let model = try ModelFile(try needed(model, "--model"))
    let clusterPath = try needed(cluster, "--cluster")
    guard TextFile.exists(clusterPath) else {
      throw Diagnostic("there is no cluster file '\(clusterPath)'", hint: "see Configs/clusters")
    }
    let cluster = try ClusterFile.read(clusterPath)
    let path = try needed(requests, "--requests")
    let read = try PlanRequests.read(path)
    var study = PlanStudy(model: model.architecture, cluster: cluster, requests: read.source)
    study.name = "\(model.name) on \(cluster.name)"
    study.modelName = model.name
    study.requestsName = path.split(separator: "/").last.map(String.init) ?? path
    study.warnings = model.architecture.warnings + read.warnings
    study.modelInput = StudyInput(name: "inputs/\(model.name).json", bytes: model.bytes)
    study.requestsInput = read.input
    if let scheme = try model.checkpointQuantization()?.scheme {
      study.schemes = [.init(text: scheme.description, scheme: scheme)]
    }
    try limit(&study.requests)
    return study
  }

  private func limit(_ source: inout RequestSource) throws(Diagnostic) {
    guard let requestsLimit else { return }
    try requireOption(requestsLimit, "--requests-limit", in: 1...Int.max)
    source = source.first(requestsLimit)
  }
}
