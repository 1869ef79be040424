import ArchSimHardware
import ArchSimSearch
public import ArchSimServing
public import ArchSimText

/// What a run over plans found.
public struct PlanResult: Sendable {
  /// The study.
  public let study: PlanStudy
  /// Designs of the whole space, those that do not fit included.
  public internal(set) var size = 0
  /// Whether every design that fits was simulated.
  public internal(set) var isExhaustive = false
  /// Whether the run was ended early.
  public internal(set) var isCancelled = false
  /// Trials that an earlier sitting did.
  public internal(set) var resumedTrials = 0
  /// The designs that were simulated, in the order of the space or of the search.
  public internal(set) var trials: [PlanTrial] = []
  /// Plans of one pool each that cannot be, whatever the other pools do.
  public internal(set) var obstacles: [PlanTrial] = []
  /// The trials that served requests, best first.
  public private(set) var ranking: [Int] = []
  /// The ranked trials that no other beats in latency, throughput, energy and cost at once.
  public private(set) var front: [Int] = []
  /// The plans that people would choose without a search.
  public internal(set) var baselines: [PlanBaseline] = []

  init(study: PlanStudy) {
    self.study = study
  }

  /// The best plan; nil when none can be, or none holds all constraints.
  public var best: PlanTrial? {
    guard let first = ranking.first, let figures = trials[first].figures, study.holds(figures)
    else { return nil }
    return trials[first]
  }

  /// The trials that cannot be, and the plans of single pools that cannot.
  public var infeasible: [PlanTrial] { obstacles + trials.filter { $0.reason != nil } }

  /// What a design does, event by event, for a timeline.
  ///
  /// - Parameter design: The design, which must be one that can be.
  /// - Returns: What the simulation found, with records and a log.
  /// - Throws: A diagnostic when it cannot be.
  public func replay(_ design: PlanDesign) throws(Diagnostic) -> ServingResult {
    try serve(design, recordsRequests: true, logLimit: 1_000_000)
  }

  /// Serves the requests with a design once more.
  ///
  /// - Parameters:
  ///   - design: The design, which must be one that can be.
  ///   - rateFactor: How many times as fast requests come as the study has them.
  ///   - recordsRequests: Whether the answer says what became of each request.
  ///   - logLimit: Most events that are kept.
  /// - Returns: What the simulation found.
  /// - Throws: A diagnostic when it cannot be.
  public func serve(
    _ design: PlanDesign, rateFactor: Double = 1, recordsRequests: Bool = false, logLimit: Int = 0
  ) throws(Diagnostic) -> ServingResult {
    let system: ServingSystem
    do throws(Infeasibility) {
      system = try PlanEvaluator(study: study).system(design)
    } catch {
      throw Diagnostic("\(error)", kind: .failure)
    }
    return try ServingSimulation.run(
      system, rateFactor == 1 ? study.requests : study.requests.scaled(by: rateFactor),
      options: SimulationOptions(
        objective: study.objective, seed: study.search.seed, recordsRequests: recordsRequests,
        logLimit: logLimit))
  }

  /// Sorts what was found.
  mutating func rank() {
    let metric = PlanMetric.all[study.ranking]
    func key(_ index: Int) -> (Int, Double, Double, Int) {
      guard let figures = trials[index].figures else { return (4, 0, 0, index) }
      let latency = figures.metrics[PlanMetric.latencyPosition]
      guard study.holds(figures) else {
        let excess = study.constraints.reduce(0) {
          $0 + max(0, $1.violation(figures.metrics[$1.metric]))
        }
        return (2, excess, latency, index)
      }
      let value = figures.metrics[study.ranking]
      guard value.isFinite else { return (3, 0, 0, index) }
      // Figures that are equal to three digits are equal to people.
      let rounded = value.roundedTo(significantDigits: 3)
      let breaks = !study.isRankedByGoodput && !figures.meetsObjective
      return (breaks ? 1 : 0, metric.isMaximized ? -rounded : rounded, latency, index)
    }
    let keys = trials.indices.map(key)
    ranking = trials.indices.filter { trials[$0].figures != nil }
      .sorted { keys[$0] < keys[$1] }
    var archive = ParetoArchive(objectiveCount: PlanMetric.paretoPositions.count)
    for index in ranking {
      guard isFeasible(index), let figures = trials[index].figures else { continue }
      let observation = Observation(
        point: DesignPoint([Double(index)]),
        objectives: PlanMetric.paretoPositions.map { figures.minimized($0) })
      archive.insert(observation, payload: index)
    }
    let members = Set(archive.entries.map(\.payload))
    front = ranking.filter(members.contains)
  }

  /// How far a run is.
  func progress(of budget: Int, elapsed: Duration) -> StudyProgress {
    let feasible = trials.count { $0.figures != nil }
    let meeting = trials.count { $0.figures?.meetsObjective == true }
    return StudyProgress(
      trials: trials.count, budget: budget, resumedTrials: resumedTrials, feasibleTrials: feasible,
      frontSize: meeting, elapsed: elapsed)
  }
}

extension Double {
  /// The nearest number with so many digits, without logarithms.
  func roundedTo(significantDigits digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    return parseNumber(text(significantDigits: digits)) ?? self
  }
}
