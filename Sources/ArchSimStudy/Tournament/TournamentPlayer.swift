import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Plays single runs of a tournament.
struct TournamentPlayer: Sendable {
  let tournament: Tournament
  let evaluator: SharedEvaluator

  /// What a run tried, in order, each design once.
  struct Played: Sendable {
    var points: [DesignPoint] = []
    var outcomes: [Trial.Outcome] = []
    var isExhausted = false
  }

  /// Rounds of questions without a new design after which a search has nothing more to say.
  private static let patience = 1000

  /// Runs a search until its budget is spent on designs that are new to it.
  ///
  /// - Returns: What it tried; nil when the switch was thrown.
  func play(
    _ match: Tournament.Match, _ cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> Played? {
    guard evaluator.waits else { return try played(match, cancellation) }
    return try await WaitingWork.run { () throws(Diagnostic) in try played(match, cancellation) }
  }

  private func played(
    _ match: Tournament.Match, _ cancellation: CancellationFlag?
  ) throws(Diagnostic) -> Played? {
    let study = tournament.study(of: match)
    var search = try study.makeSearch()
    var played = Played()
    var known: [DesignPoint: Int] = [:]
    var totals: [ReplayTotals] = []
    var idle = 0
    while played.points.count < study.search.budget {
      guard cancellation?.isCancelled != true else { return nil }
      let left = study.search.budget - played.points.count
      let points = search.ask(max(1, min(search.preferredBatch, left)))
      let before = played.points.count
      guard try evaluator.prepare(points, cancellation: cancellation) else { return nil }
      var observations: [Observation] = []
      observations.reserveCapacity(points.count)
      for point in points {
        if known[point] == nil {
          known[point] = played.points.count
          played.points.append(point)
          played.outcomes.append(try evaluator.outcome(of: point, totals: &totals))
        }
        guard let place = known[point] else { continue }
        observations.append(
          study.observation(
            of: Trial(index: place, point: point, outcome: played.outcomes[place])))
      }
      search.tell(observations)
      idle = played.points.count == before ? idle + 1 : 0
      guard !points.isEmpty, idle < Self.patience else {
        played.isExhausted = true
        break
      }
    }
    return played
  }
}
