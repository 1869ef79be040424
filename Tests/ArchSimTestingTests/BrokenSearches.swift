import ArchSim
import ArchSimTesting
import Synchronization

/// A random search with one fault.
struct BrokenSearch: SearchAlgorithm {
  static let name = "broken"
  static let summary = "Random draws with one fault."

  /// What is shared between copies, where the fault is that it is shared.
  final class Shared: Sendable {
    let calls = Atomic<Int>(0)
  }

  let preferredBatch = 4
  var search: RandomSearch
  let space: SearchSpace
  let fault: ConformanceCheck?
  let shared: Shared
  var isTroubled = false
  var first: DesignPoint?
  var proposed = 0

  static func description(_ fault: ConformanceCheck?) -> SearchAlgorithmDescription {
    let calls = Shared()
    let hyperparameters =
      fault == .declaration ? [Hyperparameter("rate", default: 2, in: 0...1, "Rate.")] : []
    return SearchAlgorithmDescription(BrokenSearch.self, hyperparameters: hyperparameters) {
      (problem, _) throws(SearchSpaceError) in
      if fault == .construction, problem.constraintCount > 0 {
        throw SearchSpaceError(parameter: nil, reason: .invalidProblem)
      }
      var problem = problem
      if fault == .determinism {
        problem.seed &+= UInt64(calls.calls.wrappingAdd(1, ordering: .relaxed).oldValue)
      }
      return BrokenSearch(
        search: RandomSearch(problem: problem), space: problem.space, fault: fault,
        shared: Shared())
    }
  }

  mutating func ask(_ count: Int) -> [DesignPoint] {
    if isTroubled { return [] }
    if fault == .persistence, proposed > 1 { return [] }
    var points = search.ask(count)
    switch fault {
    case .membership: points = points.map { DesignPoint($0.values.map { $0 + 1e6 }) }
    case .count: points += search.ask(1)
    case .duplicates, .exhaustion:
      first = first ?? points.first
      let isAfterEnd = points.isEmpty && count > 0
      if let first, isAfterEnd || (fault == .duplicates && !points.isEmpty) {
        points = points.isEmpty ? [first] : points.map { _ in first }
      }
    case .checkpoint:
      let skipped = shared.calls.wrappingAdd(1, ordering: .relaxed).oldValue % 2
      if skipped == 1, points.count == count { _ = search.ask(1) }
    default: break
    }
    proposed += points.count
    return points
  }

  mutating func tell(_ observations: [Observation]) {
    search.tell(observations)
    for observation in observations {
      let isOdd = (observation.objectives + observation.violations).contains { !$0.isFinite }
      if fault == .infeasibleNews, observation.objectives.isEmpty { isTroubled = true }
      if fault == .nonFiniteNews, isOdd { isTroubled = true }
    }
  }
}
