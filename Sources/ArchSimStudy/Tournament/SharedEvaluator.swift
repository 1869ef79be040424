import ArchSimHardware
import ArchSimSearch
import ArchSimText
import Synchronization

/// Costs designs for many runs of one study at a time, each design once.
///
/// What a design costs depends on nothing else, so whoever asks first changes nothing for the others.
final class SharedEvaluator: Sendable {
  private final class Shard: Sendable {
    let known = Mutex<[DesignPoint: Trial.Outcome]>([:])
  }

  private let study: Study
  private let evaluators: [StudyEvaluator]
  /// Who costs designs instead of our models, where the study says so.
  private let program: ProgramEvaluator?
  private let variants: Mutex<WorkloadVariants>
  /// Several, so that threads seldom wait for each other.
  private let shards = (0..<64).map { _ in Shard() }

  init(_ study: Study) throws(Diagnostic) {
    self.study = study
    if let settings = study.evaluator {
      program = try ProgramEvaluator(study, settings, runDirectory: nil)
      // Its metrics are its own: our models cannot tell them.
      evaluators = []
    } else {
      program = nil
      evaluators = StudyEvaluator.evaluators(of: study)
    }
    variants = Mutex(WorkloadVariants(study.workload))
  }

  /// Whether costing designs waits for other processes.
  var waits: Bool { program != nil }

  private func shard(of point: DesignPoint) -> Shard {
    shards[Int(UInt(bitPattern: point.hashValue) % UInt(shards.count))]
  }

  /// Remembers what a design costs.
  func remember(_ outcome: Trial.Outcome, of point: DesignPoint) {
    shard(of: point).known.withLock { $0[point] = outcome }
  }

  /// Has a program evaluate designs that are asked for together, as many at a time as there are
  /// processes of it.
  ///
  /// - Returns: Whether all of them are known now, which they are not when the switch was thrown.
  /// - Throws: A diagnostic when the program cannot be started.
  func prepare(
    _ points: [DesignPoint], cancellation: CancellationFlag?
  ) throws(Diagnostic) -> Bool {
    guard let program else { return true }
    let unknown = points.filter { point in
      shard(of: point).known.withLock { $0[point] == nil }
    }
    let outcomes = try program.evaluate(unknown, cancellation: cancellation)
    for (point, outcome) in zip(unknown, outcomes) { remember(outcome, of: point) }
    return outcomes.count == unknown.count
  }

  /// What a design costs, which was prepared; `totals` is scratch space.
  ///
  /// - Throws: A diagnostic when the workload that the point chooses cannot be traced.
  func outcome(
    of point: DesignPoint, totals: inout [ReplayTotals]
  ) throws(Diagnostic) -> Trial.Outcome {
    if let outcome = shard(of: point).known.withLock({ $0[point] }) { return outcome }
    let design = study.bind(point)
    let variant = try variants.withLock { (variants) throws(Diagnostic) in
      let position = try variants.position(of: design.workload)
      return variants.variants[position]
    }
    let outcome = evaluators[design.design].evaluate(design.values, on: variant, totals: &totals)
    remember(outcome, of: point)
    return outcome
  }
}
