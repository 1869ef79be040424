import ArchSimServing
import ArchSimStudy

/// A plan as it serves the study's requests, at their own rate and at others.
struct PlanService {
  /// What people call it.
  var name: String
  /// The class that colours it.
  var style: String
  var design: PlanDesign
  /// What it does at the requests' own rate.
  var result: ServingResult
  /// What it does at other rates, by requests a second.
  var loads: [(rate: Double, result: ServingResult)] = []

  /// Rates at which a service is simulated, as multiples of the requests' own.
  private static let factors = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2]

  /// Requests beyond which other rates are left out: they would take longer than the run.
  private static let requestLimit = 20_000

  /// The best plan, and the first heuristic that chose another one.
  static func compared(_ result: PlanResult) -> [PlanService] {
    guard let best = result.best else { return [] }
    var chosen = [("best plan", best.design)]
    let other = result.baselines.first {
      $0.trial.figures != nil && $0.trial.design != best.design
    }
    if let other { chosen.append((other.name, other.trial.design)) }
    let rate = result.study.requests.requestsPerSecond
    let hasRate = rate > 0 && rate.isFinite && result.study.requests.count <= requestLimit
    return chosen.enumerated().compactMap { position, entry in
      guard let own = try? result.serve(entry.1) else { return nil }
      var service = PlanService(
        name: entry.0, style: "s\(position)", design: entry.1, result: own)
      guard hasRate else { return service }
      for factor in factors {
        if factor == 1 {
          service.loads.append((rate, own))
        } else if let loaded = try? result.serve(entry.1, rateFactor: factor) {
          service.loads.append((rate * factor, loaded))
        }
      }
      return service
    }
  }
}
