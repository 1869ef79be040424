public import ArchSimText

/// Seeks the highest rate of requests at which a service meets an objective.
///
///     let search = CapacitySearch(objective: objective)
///     let capacity = try search.run(from: 1) { rate in
///       try ServingSimulation.run(system, source.scaled(by: rate / source.requestsPerSecond))
///     }
///
/// The rate is doubled or halved until one is met and the next is not, and the ratio between the two
/// is then halved in logarithms until it is within the tolerance. This takes it for granted that what
/// is met at a rate is met at every lower one. Of one set of requests that come faster or slower that
/// is nearly so: batches that fall out luckily make it fail by a little, within which any rate that
/// is found is one that is met.
public struct CapacitySearch: Hashable, Sendable {
  /// What is to be met.
  public var objective: ServiceObjective
  /// The ratio of the rates between which the capacity lies, less 1.
  public var tolerance: Double
  /// Rates that are tried at most.
  public var trialLimit: Int

  /// Creates a search.
  public init(objective: ServiceObjective, tolerance: Double = 0.01, trialLimit: Int = 64) {
    self.objective = objective
    self.tolerance = tolerance
    self.trialLimit = trialLimit
  }

  /// Runs the search.
  ///
  /// - Parameters:
  ///   - rate: The first rate, in requests a second, above 0.
  ///   - isTooFast: Asked after a rate that was met while none has failed: whether higher ones would
  ///     show nothing new, so that the search ends there.
  ///   - simulate: What serving at a rate gives.
  /// - Returns: The capacity; its rate is 0 if none was met down to a millionth of the first.
  /// - Throws: What the simulation throws, or a diagnostic for a rate that is none.
  public func run(
    from rate: Double, isTooFast: () -> Bool = { false },
    _ simulate: (Double) throws(Diagnostic) -> ServingResult
  ) throws(Diagnostic) -> Capacity {
    guard rate > 0, rate.isFinite else {
      throw Diagnostic("expected a rate above 0 to start from, found \(rate)")
    }
    var capacity = Capacity(requestsPerSecond: 0, failingRequestsPerSecond: .infinity, trials: 0)
    var next = rate
    while capacity.trials < trialLimit {
      let result = try simulate(next)
      capacity.trials += 1
      if result.meets(objective) {
        capacity.requestsPerSecond = next
        capacity.result = result
      } else {
        capacity.failingRequestsPerSecond = next
      }
      let met = capacity.requestsPerSecond
      let failed = capacity.failingRequestsPerSecond
      if failed == .infinity {
        next = met * 2
        guard next < rate * 1e6, !isTooFast() else { break }
      } else if met == 0 {
        next = failed / 2
        guard next > rate * 1e-6 else { break }
      } else {
        guard failed / met > 1 + max(tolerance, 1e-9) else { break }
        next = (met * failed).squareRoot()
      }
    }
    return capacity
  }
}

/// The highest rate that a search found to be met.
public struct Capacity: Sendable {
  /// The highest rate that is met, in requests a second; 0 if none is.
  public internal(set) var requestsPerSecond: Double
  /// The lowest rate that is not met, in requests a second; infinite if every one is.
  public internal(set) var failingRequestsPerSecond: Double
  /// Rates that were tried.
  public internal(set) var trials: Int
  /// What serving at the highest rate gave; nil if none is met.
  public internal(set) var result: ServingResult?
}
