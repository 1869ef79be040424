import ArchSimStudy

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
