public import ArchSimHardware
import ArchSimSearch
public import ArchSimWorkload

/// What limits an operator of a workload on a design.
public struct OperatorBound: Hashable, Sendable {
  /// The name of the operator in its trace.
  public var name: String
  /// The phase of that trace, where it is known.
  public var phase: Phase?
  /// What limits it.
  public var bound: Bound
  /// Its share of the cycles of all operators, with their repeats.
  public var share: Double
}

extension Study {
  /// What limits each operator of a trial's workload, in the order of its traces.
  ///
  /// - Parameter trial: A trial of this study.
  /// - Returns: One a row of the traces; none when the design cannot exist or cannot be explained.
  public func operatorBounds(of trial: Trial) -> [OperatorBound] {
    guard trial.metrics != nil else { return [] }
    let design = bind(trial.point)
    let family = designs[design.design].hardware.family
    guard let phases = try? workload.phases(design.workload) else { return [] }
    var bounds: [OperatorBound] = []
    for phase in phases {
      let folded = FoldedTrace(phase.trace)
      guard let explanations = try? family.explain(design.values, on: folded) else { return [] }
      for (row, index) in zip(phase.trace.rows, folded.rowIndex) {
        let cost = explanations[index].cost
        bounds.append(
          OperatorBound(
            name: row.name, phase: phase.trace.phase, bound: cost.bound,
            share: Double(cost.cycles) * Double(row.repeatCount) * Double(phase.repeats)))
      }
    }
    let all = bounds.reduce(0) { $0 + $1.share }
    guard all > 0 else { return [] }
    for index in bounds.indices { bounds[index].share /= all }
    return bounds
  }
}

extension [OperatorBound] {
  /// The share of cycles that each bound has, the largest first; those without any are left out.
  public var shares: [(bound: Bound, share: Double)] {
    Bound.allCases
      .map { bound in
        (bound, reduce(0) { $0 + ($1.bound == bound ? $1.share : 0) })
      }
      .filter { $0.1 > 0 }
      .sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
  }
}
