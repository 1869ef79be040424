import ArchSimHardware
import ArchSimServing
public import ArchSimText

/// The highest rates of requests that plans bear under an SLO.
public struct PlanCapacityResult: Sendable {
  /// The plans at the rate that was asked for.
  public let result: PlanResult
  /// The capacity of each plan that can be, highest first.
  public internal(set) var entries: [Entry] = []

  /// That the requests are too few to tell a rate from a burst, if they are.
  ///
  /// At the highest rate they should take ten times as long to arrive as one takes to be served.
  public var warning: Diagnostic? {
    let count = Double(result.study.requests.count)
    let isShort = entries.contains { entry in
      guard let latency = entry.figures?["latency"], entry.requestsPerSecond > 0 else {
        return false
      }
      return count / entry.requestsPerSecond < 10 * latency
    }
    guard isShort else { return nil }
    return Diagnostic(
      "\(result.study.requests.count) requests are few for the highest rates, at which they are a "
        + "burst rather than a load", hint: "give more requests", kind: .warning)
  }

  /// The capacity of one plan.
  public struct Entry: Sendable {
    /// The plan.
    public var design: PlanDesign
    /// The highest rate at which the SLO was met, in requests a second; 0 for none.
    public var requestsPerSecond: Double
    /// The lowest rate at which it was broken; infinite for none.
    public var failingRequestsPerSecond: Double
    /// Rates that were tried.
    public var trials: Int
    /// What the plan did at that rate; nil when there is none.
    public var figures: PlanFigures?
  }
}

extension PlanRunner {
  /// Plans whose capacity is sought: all, or the best where there are more.
  private static let capacityLimit = 64

  /// Seeks the capacity of every plan that fits, by bisection, with the same requests faster or slower.
  ///
  /// - Parameters:
  ///   - cancellation: A switch to end the run early.
  ///   - progress: Called as plans are simulated.
  /// - Returns: The capacities; of the best 64 plans at the study's own rate where there are more.
  /// - Throws: A diagnostic without an SLO, for requests without a rate, and as ``run(cancellation:progress:)``.
  public func capacities(
    cancellation: CancellationFlag? = nil,
    progress: (@Sendable (StudyProgress) -> Void)? = nil
  ) async throws(Diagnostic) -> PlanCapacityResult {
    guard !study.objective.bounds.isEmpty else {
      throw Diagnostic(
        "a capacity needs an SLO to hold", hint: "add --slo 'ttft_p95 <= 1 s, tpot_p95 <= 50 ms'")
    }
    let own = study.requests.requestsPerSecond
    guard own > 0, own.isFinite else {
      throw Diagnostic("requests that all come at once have no rate to seek")
    }
    let result = try await run(cancellation: cancellation, progress: progress)
    var capacities = PlanCapacityResult(result: result)
    let designs = result.ranking.prefix(Self.capacityLimit).map { result.trials[$0].design }
    let answers = await parallelMap(designs, threads: threads, cancellation: cancellation) {
      design in
      Result { () throws(Diagnostic) in try capacity(of: design, from: own) }
    }
    for answer in answers {
      guard let answer else { break }
      capacities.entries.append(try answer.get())
    }
    let order = capacities.entries.indices.sorted {
      (-capacities.entries[$0].requestsPerSecond, $0)
        < (-capacities.entries[$1].requestsPerSecond, $1)
    }
    capacities.entries = order.map { capacities.entries[$0] }
    return capacities
  }

  /// The highest rate that a design bears, from a first guess on.
  func capacity(
    of design: PlanDesign, from rate: Double
  ) throws(Diagnostic) -> PlanCapacityResult.Entry {
    let system: ServingSystem
    do throws(Infeasibility) {
      system = try evaluator.system(design)
    } catch {
      return .init(
        design: design, requestsPerSecond: 0, failingRequestsPerSecond: 0, trials: 0, figures: nil)
    }
    let source = study.requests
    let own = source.requestsPerSecond
    let options = SimulationOptions(objective: study.objective, seed: study.search.seed)
    let search = CapacitySearch(objective: study.objective, tolerance: 0.01)
    let capacity = try search.run(from: rate) { rate throws(Diagnostic) in
      try ServingSimulation.run(system, source.scaled(by: rate / own), options: options)
    }
    return .init(
      design: design, requestsPerSecond: capacity.requestsPerSecond,
      failingRequestsPerSecond: capacity.failingRequestsPerSecond, trials: capacity.trials,
      figures: capacity.result.map {
        PlanFigures(
          $0, objective: study.objective,
          devices: design.plan.parts.reduce(0) { $0 + $1.plan.deviceCount })
      })
  }
}
