import ArchSimStudy
import ArchSimText

/// A chart of a run by itself: one of those of `archsim report --format svg --figure`.
public enum ReportFigure: String, Hashable, Sendable, CaseIterable {
  /// The Pareto front in the first two objectives.
  case front
  /// Hypervolume and the best values so far against trials, beside random search.
  case convergence
  /// Which parameters matter.
  case importance
  /// The designs of the front over all parameters.
  case parallel
  /// The operators of the chosen design under the limits of arithmetic and memory.
  case roofline
  /// The time of the chosen design by operator.
  case time
  /// The energy of the chosen design by operator and component.
  case energy
  /// The area of the chosen design by component.
  case area
  /// Of plans: how TTFT and TPOT are distributed.
  case latencies
  /// Of plans: TTFT and TPOT against the rate of requests.
  case load
  /// Of plans: queue, batch and KV cache over time.
  case service
  /// Of plans: the time of an iteration by kind of work.
  case work

  /// The charts of a run over designs.
  public static let ofDesigns: [ReportFigure] = [
    .front, .convergence, .importance, .parallel, .roofline, .time, .energy, .area,
  ]

  /// The charts of a run over plans.
  public static let ofPlans: [ReportFigure] = [.front, .latencies, .load, .service, .work]

  /// Whether the best plans must be simulated once more for it.
  var needsServices: Bool { [.latencies, .load, .service].contains(self) }

  /// Makes sure that a run has charts of this kind.
  func require(
    among known: [ReportFigure], run: String, of command: String
  ) throws(Diagnostic) {
    guard !known.contains(self) else { return }
    throw Diagnostic(
      "this is a run of 'archsim \(command)', which has no figure '\(rawValue)'",
      at: SourceLocation(file: run),
      hint: "expected \(known.map(\.rawValue).joined(separator: ", "))")
  }
}

extension PlanPage {
  /// The charts of a figure; none where the run has nothing to show.
  func figures(_ figure: ReportFigure) -> [any Figure] {
    switch figure {
    case .front: frontFigure.map { [$0] } ?? []
    case .latencies: latencyFigures
    case .load: loadFigures
    case .service: timelineFigures
    case .work: workFigure.map { [$0] } ?? []
    case .convergence, .importance, .parallel, .roofline, .time, .energy, .area: []
    }
  }
}

extension ExplorePage {
  /// The charts of a figure; none where the run has nothing to show.
  func figures(_ figure: ReportFigure) -> [any Figure] {
    switch figure {
    case .front: return frontFigure.map { [$0] } ?? []
    case .convergence: return convergenceFigures
    case .importance: return importanceFigures
    case .parallel: return parallelFigure.map { [$0] } ?? []
    case .roofline, .time, .energy, .area: break
    case .latencies, .load, .service, .work: return []
    }
    guard let design = chosen.first, let traces = view.replay(design.trial),
      let breakdown = OperatorBreakdown(traces)
    else { return [] }
    switch figure {
    case .time: return [breakdown.time]
    case .energy: return [breakdown.energy]
    case .area: return breakdown.area.map { [$0] } ?? []
    default:
      let values = study.bind(result.trials[design.trial].point).values
      return breakdown.roofline(values: values).map { [$0] } ?? []
    }
  }
}
