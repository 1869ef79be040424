import ArchSimHardware
import ArchSimServing
import ArchSimText

/// Simulates designs of a study.
struct PlanEvaluator: Sendable {
  let study: PlanStudy

  /// The system that a design is.
  func system(_ design: PlanDesign) throws(Infeasibility) -> ServingSystem {
    let variant = study.variant(scheme: design.scheme, settings: design.settings)
    if let obstacle = variant.obstacle { throw obstacle }
    return try design.plan.system(
      variant.cluster, model: study.model, scheme: variant.scheme, engine: variant.engine,
      routing: study.routing, experts: study.experts, memory: variant.memory)
  }

  /// Serves the requests by a design.
  ///
  /// - Throws: A diagnostic when the requests or the engine are wrong for any plan.
  func evaluate(_ design: PlanDesign) throws(Diagnostic) -> PlanTrial {
    let system: ServingSystem
    do throws(Infeasibility) {
      system = try self.system(design)
    } catch {
      return PlanTrial(design: design, outcome: .infeasible(error))
    }
    let options = SimulationOptions(objective: study.objective, seed: study.search.seed)
    let result = try ServingSimulation.run(system, study.requests, options: options)
    let figures = PlanFigures(
      result, objective: study.objective,
      devices: design.plan.parts.reduce(0) { $0 + $1.plan.deviceCount })
    return PlanTrial(design: design, outcome: .served(figures))
  }

  /// Serves the requests by several designs.
  func evaluate(
    _ designs: [PlanDesign], threads: Int, cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [PlanTrial] {
    let answers = await parallelMap(designs, threads: threads, cancellation: cancellation) {
      design in
      Result { () throws(Diagnostic) in try evaluate(design) }
    }
    var trials: [PlanTrial] = []
    for answer in answers {
      guard let answer else { break }
      trials.append(try answer.get())
    }
    return trials
  }
}
