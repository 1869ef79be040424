import ArchSimHardware
import ArchSimSearch
import ArchSimServing
public import ArchSimText

/// Simulates the plans of a study on all cores: all where they are few, else those that a search asks
/// for.
///
/// What comes out depends on the study alone: not on threads, not on the machine, and not on how
/// often the run was interrupted and resumed.
public struct PlanRunner: Sendable {
  /// The study.
  public let study: PlanStudy
  /// The run directory; nil to keep everything in memory.
  public let output: String?
  /// Threads that simulate plans.
  public let threads: Int
  /// What to do with what is in the run directory.
  public let mode: StudyRunner.Mode
  /// Whether the study is what the run directory says.
  private let isStored: Bool
  let evaluator: PlanEvaluator
  let layouts: PlanLayouts

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - output: The run directory, which is created; nil to keep everything in memory.
  ///   - threads: Threads that simulate plans; by default one a processor.
  ///   - mode: What to do with what is in the directory.
  public init(
    _ study: PlanStudy, output: String? = nil, threads: Int? = nil,
    mode: StudyRunner.Mode = .start
  ) {
    self.init(study, output: output, threads: threads, mode: mode, isStored: false)
  }

  /// Prepares to go on with the run in a directory.
  ///
  /// - Parameters:
  ///   - directory: The run directory.
  ///   - threads: Threads that simulate plans; by default one a processor.
  /// - Throws: A diagnostic when there is no run.
  public init(resuming directory: String, threads: Int? = nil) throws(Diagnostic) {
    let file = Self.directory(directory).study
    guard TextFile.exists(file) else {
      throw Diagnostic(
        "there is no run to resume: expected 'plan.yaml' in it",
        at: SourceLocation(file: directory))
    }
    self.init(
      try PlanFile.read(file), output: directory, threads: threads, mode: .resume, isStored: true)
  }

  private init(
    _ study: PlanStudy, output: String?, threads: Int?, mode: StudyRunner.Mode, isStored: Bool
  ) {
    self.study = study
    self.output = output
    self.threads = min(1024, max(1, threads ?? Machine.processorCount))
    self.mode = mode
    self.isStored = isStored
    evaluator = PlanEvaluator(study: study)
    layouts = PlanLayouts(study)
  }

  static func directory(_ path: String) -> RunDirectory {
    RunDirectory(path: path, fileName: "plan.yaml")
  }

  /// Plans of parts that are accounted for before any is simulated; beyond it all are searched.
  private static let accountingLimit = 100_000

  /// Runs until every plan is simulated, the budget is spent or the switch is thrown.
  ///
  /// - Parameters:
  ///   - cancellation: A switch to end the run early.
  ///   - progress: Called after every batch of plans.
  /// - Returns: All trials, ranked, with the heuristics that they are compared with.
  /// - Throws: A diagnostic when no plan is allowed, or when requests or engine are wrong for any.
  public func run(
    cancellation: CancellationFlag? = nil,
    progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) async throws(Diagnostic) -> PlanResult {
    guard let output else {
      var log = try PlanLog(study, nil, .start)
      return try await run(&log, cancellation, progress)
    }
    let directory = Self.directory(output)
    guard isStored else {
      try writeStudy(to: directory)
      // What runs is what is written, to the last bit of every number.
      return try await PlanRunner(
        try PlanFile.read(directory.study), output: output, threads: threads, mode: mode,
        isStored: true
      ).run(cancellation: cancellation, progress: progress)
    }
    var log = try PlanLog(study, directory, mode)
    let result = try await run(&log, cancellation, progress)
    try result.write(to: directory)
    return result
  }

  /// Makes sure that the directory may be written, and says in it what runs.
  private func writeStudy(to directory: RunDirectory) throws(Diagnostic) {
    let text = try PlanFile.text(study)
    let inputs = try study.inputs()
    if mode == .resume {
      try directory.requireSame(text, inputs)
    } else {
      try directory.begin(text, inputs)
    }
  }

  /// Runs with a journal, from which it takes what is there.
  func run(
    _ log: inout PlanLog, _ cancellation: CancellationFlag?,
    _ progress: (@Sendable (StudyProgress) -> Void)?
  ) async throws(Diagnostic) -> PlanResult {
    let start = ContinuousClock.now
    var result = PlanResult(study: study)
    result.resumedTrials = log.resumedTrials
    var size = 0
    for layout in layouts.layouts {
      let plans = layout.reduce(1) {
        clampedProduct($0, layouts.plans[layouts.position(of: $1)].count)
      }
      size = clampedSum(size, plans)
    }
    let variants = clampedProduct(study.schemes.count, study.settingCount)
    size = clampedProduct(size, variants)
    result.size = size
    guard size > 0 else {
      throw Diagnostic("the limits of the space leave no plan for \(study.cluster.name)")
    }
    let accounts = clampedProduct(layouts.plans.reduce(0) { $0 + $1.count }, variants)
    var designs: [PlanDesign]?
    if accounts <= Self.accountingLimit {
      let settings = study.settings
      let fit = await account(settings)
      result.obstacles = fit.obstacles
      designs = fittingDesigns(fit.slots, settings)
    }
    if let designs {
      result.isExhaustive = true
      try await simulate(designs, into: &result, &log, start, cancellation, progress)
    } else {
      try await search(into: &result, &log, start, cancellation, progress)
    }
    try log.synchronize()
    result.isCancelled = cancellation?.isCancelled == true || log.hasRunOut
    try await result.addBaselines(evaluator, threads: threads)
    result.rank()
    return result
  }

  // MARK: Few plans

  /// Which plans of each slot fit, for each scheme and setting, and why the others do not.
  private func account(
    _ settings: [[Double]]
  ) async -> (slots: [[[Int]]], obstacles: [PlanTrial]) {
    var jobs: [(slot: Int, scheme: Int, setting: Int)] = []
    for slot in layouts.slots.indices {
      for scheme in study.schemes.indices {
        for setting in settings.indices { jobs.append((slot, scheme, setting)) }
      }
    }
    let answers = await parallelMap(
      jobs.map { [$0.slot, $0.scheme, $0.setting] }, threads: threads
    ) { job in
      let slot = layouts.slots[job[0]]
      let variant = study.variant(scheme: job[1], settings: settings[job[2]])
      return layouts.plans[job[0]].map { study.obstacle($0, on: slot.pool, variant) }
    }
    var slots: [[[Int]]] = Array(repeating: [], count: layouts.slots.count)
    var obstacles: [PlanTrial] = []
    for (job, answer) in zip(jobs, answers) {
      let answer = answer ?? []
      slots[job.slot].append(answer.indices.filter { answer[$0] == nil })
      for (index, obstacle) in answer.enumerated() {
        guard let obstacle else { continue }
        let part = study.part(layouts.slots[job.slot], layouts.plans[job.slot][index])
        obstacles.append(
          PlanTrial(
            design: PlanDesign(
              plan: ServingPlan([part]), scheme: job.scheme, settings: settings[job.setting]),
            outcome: .infeasible(obstacle)))
      }
    }
    return (slots, obstacles)
  }

  /// All designs whose parts fit; nil when there are more than the budget.
  private func fittingDesigns(_ fit: [[[Int]]], _ settings: [[Double]]) -> [PlanDesign]? {
    var designs: [PlanDesign] = []
    for layout in layouts.layouts {
      let slots = layout.map { layouts.position(of: $0) }
      for scheme in study.schemes.indices {
        for setting in settings.indices {
          let variant = scheme * settings.count + setting
          let count = slots.reduce(1) { clampedProduct($0, fit[$1][variant].count) }
          guard clampedSum(designs.count, count) <= study.search.budget else { return nil }
          var parts: [[ServingPlan.Part]] = [[]]
          for (slot, position) in zip(layout, slots) {
            parts = parts.flatMap { head in
              fit[position][variant].map {
                head + [study.part(slot, layouts.plans[position][$0])]
              }
            }
          }
          designs += parts.map {
            PlanDesign(plan: ServingPlan($0), scheme: scheme, settings: settings[setting])
          }
        }
      }
    }
    return designs
  }

  /// Simulates designs in batches, so that progress is seen.
  private func simulate(
    _ designs: [PlanDesign], into result: inout PlanResult, _ log: inout PlanLog,
    _ start: ContinuousClock.Instant, _ cancellation: CancellationFlag?,
    _ progress: (@Sendable (StudyProgress) -> Void)?
  ) async throws(Diagnostic) {
    var next = 0
    while next < designs.count, !log.hasRunOut, cancellation?.isCancelled != true {
      let end = min(designs.count, next + max(16, threads * 8))
      result.trials += try await evaluate(Array(designs[next..<end]), &log, cancellation)
      next = end
      progress?(result.progress(of: designs.count, elapsed: ContinuousClock.now - start))
    }
  }

  /// Simulates designs, unless the journal has them, and writes down those that it had not.
  private func evaluate(
    _ designs: [PlanDesign], _ log: inout PlanLog, _ cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [PlanTrial] {
    var trials = try log.replay(designs)
    guard !log.isReadOnly else { return trials }
    let known = trials.count
    trials += try await evaluator.evaluate(
      Array(designs[known...]), threads: threads, cancellation: cancellation)
    try log.append(trials[known...])
    return trials
  }

  // MARK: Many plans

  /// Lets a search choose degrees, roles, schemes and settings one by one.
  private func search(
    into result: inout PlanResult, _ log: inout PlanLog, _ start: ContinuousClock.Instant,
    _ cancellation: CancellationFlag?, _ progress: (@Sendable (StudyProgress) -> Void)?
  ) async throws(Diagnostic) {
    let codec = try PlanCodec(study, layouts)
    var algorithm = try study.search.make(study.problem(codec.space))
    let budget = study.search.budget
    var known: [PlanDesign: Int] = [:]
    var asked = 0
    // Points that mean the same design cost nothing, but must not go on for ever.
    while result.trials.count < budget, asked < clampedProduct(budget, 8),
      cancellation?.isCancelled != true
    {
      let points = algorithm.ask(max(1, min(algorithm.preferredBatch, budget)))
      guard !points.isEmpty else { break }
      asked += points.count
      let designs = points.map(codec.design)
      var new: [PlanDesign] = []
      for design in designs where known[design] == nil {
        guard result.trials.count + new.count < budget else { break }
        known[design] = result.trials.count + new.count
        new.append(design)
      }
      let trials = try await evaluate(new, &log, cancellation)
      result.trials += trials
      guard trials.count == new.count else { break }
      var observations: [Observation] = []
      for (point, design) in zip(points, designs) {
        guard let index = known[design] else { continue }
        observations.append(study.observation(of: result.trials[index], at: point))
      }
      algorithm.tell(observations)
      progress?(result.progress(of: budget, elapsed: ContinuousClock.now - start))
    }
  }
}

extension PlanStudy {
  /// The most plans that a plan file may ask for.
  public static let largestBudget = 1_000_000

  /// Makes sure that the algorithm can search plans.
  ///
  /// - Throws: A diagnostic when it does not suit the space, the objectives or the constraints.
  public func checkSearch() throws(Diagnostic) {
    let layouts = PlanLayouts(self)
    guard layouts.plans.contains(where: { !$0.isEmpty }) else { return }
    _ = try search.make(problem(try PlanCodec(self, layouts).space))
  }
}
