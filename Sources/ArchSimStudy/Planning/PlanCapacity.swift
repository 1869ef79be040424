import ArchSimHardware
import ArchSimServing
public import ArchSimText

/// The highest rates of requests that plans bear under an SLO.
public struct PlanCapacityResult: Sendable {
  /// The plans at the rate that was asked for.
  public let result: PlanResult
  /// The capacity of each plan that can be, highest first.
  public internal(set) var entries: [Entry] = []

  /// That some rates are no more than what the requests can show, if they are.
  public var warning: Diagnostic? {
    let limited = entries.filter(\.isLimitedByRequests)
    guard let first = limited.first else { return nil }
    return Diagnostic(
      "\(limited.count) of \(entries.count) capacities, such as that of \(first.design.plan), are "
        + "limited by the requests: even repeated they are a burst rather than a load",
      hint: "bound 'ttft' or 'e2e' in the SLO, or give more requests", kind: .warning)
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
    /// How often the requests came one after the other, so that they were a load and no burst.
    public var repeats = 1
    /// Whether the requests were too few, even repeated, to tell the rate from a burst.
    public var isLimitedByRequests = false
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
        design: design, requestsPerSecond: 0, failingRequestsPerSecond: 0, trials: 0,
        figures: nil)
    }
    let load = PlanLoad(study.requests)
    let options = SimulationOptions(objective: study.objective, seed: study.search.seed)
    let search = CapacitySearch(objective: study.objective, tolerance: 0.01)
    // Of the last rate that was met.
    var latency = 0.0
    var repeats = 1
    var isLoad = true
    func isBurst() -> Bool { !isLoad }
    let capacity = try search.run(from: rate, isTooFast: isBurst) { rate throws(Diagnostic) in
      while true {
        let copies = load.repeats(at: rate, latency: latency)
        let result = try ServingSimulation.run(
          system, load.source(at: rate, repeats: copies), options: options)
        guard result.meets(study.objective) else { return result }
        latency = result.total.distribution(of: .endToEnd).summary.mean
        isLoad = load.isEnough(copies, at: rate, latency: latency)
        repeats = copies
        if isLoad || copies >= load.repeats(at: rate, latency: latency) { return result }
      }
    }
    return .init(
      design: design, requestsPerSecond: capacity.requestsPerSecond,
      failingRequestsPerSecond: capacity.failingRequestsPerSecond, trials: capacity.trials,
      repeats: repeats,
      isLimitedByRequests: !isLoad || capacity.failingRequestsPerSecond == .infinity,
      figures: capacity.result.map {
        PlanFigures(
          $0, objective: study.objective,
          devices: design.plan.parts.reduce(0) { $0 + $1.plan.deviceCount })
      })
  }
}

/// Requests at any rate, repeated until they are a load.
///
/// A steady state needs time: arrivals have to last many times as long as a request is served, else
/// nearly all are there at once and what is measured is a burst.
struct PlanLoad {
  /// Arrivals last at least so many times the mean latency.
  private static let latencies = 10.0
  /// Requests of all copies together at most, unless there are more at once.
  private static let requestLimit = 20_000

  private let requests: RequestSource

  init(_ requests: RequestSource) {
    self.requests = requests
  }

  /// Whether so many copies at a rate last long enough for a latency.
  func isEnough(_ copies: Int, at rate: Double, latency: Double) -> Bool {
    let needed = copiesNeeded(at: rate, latency: latency)
    return needed.isNaN || needed <= Double(copies)
  }

  /// How many copies last long enough, with some to spare, as far as that many are simulated.
  func repeats(at rate: Double, latency: Double) -> Int {
    let most = max(1, Self.requestLimit / max(1, requests.count))
    let wanted = (1.2 * copiesNeeded(at: rate, latency: latency)).rounded(.up)
    return wanted < Double(most) ? max(1, Int(exactly: wanted) ?? 1) : most
  }

  private func copiesNeeded(at rate: Double, latency: Double) -> Double {
    Self.latencies * latency * rate / Double(max(1, requests.count))
  }

  /// The requests at a rate.
  func source(at rate: Double, repeats: Int) -> RequestSource {
    requests.repeated(repeats).scaled(by: rate / requests.requestsPerSecond)
  }
}
