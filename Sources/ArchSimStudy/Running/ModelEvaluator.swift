import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Evaluates points of a study with its models, one by one or on several threads.
struct ModelEvaluator: Sendable {
  let study: Study
  /// One a design of the study.
  let evaluators: [StudyEvaluator]
  /// The workloads that were needed so far.
  private(set) var variants: WorkloadVariants
  private var totals: [ReplayTotals] = []

  init(_ study: Study) {
    self.study = study
    evaluators = StudyEvaluator.evaluators(of: study)
    variants = WorkloadVariants(study.workload)
  }

  /// A point as a design and the position of its workload.
  ///
  /// - Throws: A diagnostic when the workload is too large to be counted.
  mutating func job(for point: DesignPoint) throws(Diagnostic) -> StudyEvaluator.Job {
    let design = study.bind(point)
    return StudyEvaluator.Job(
      design: design.design, values: design.values,
      variant: try variants.position(of: design.workload))
  }

  /// Evaluates one point here and now.
  ///
  /// - Throws: A diagnostic as ``job(for:)`` does.
  mutating func evaluate(_ point: DesignPoint) throws(Diagnostic) -> Trial.Outcome {
    let job = try self.job(for: point)
    return evaluators[job.design].evaluate(
      job.values, on: variants.variants[job.variant], totals: &totals)
  }

  /// Evaluates points on several threads, in their order; see ``StudyEvaluator``.
  mutating func evaluate(
    _ points: [DesignPoint], threads: Int, cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [Trial.Outcome] {
    var jobs: [StudyEvaluator.Job] = []
    jobs.reserveCapacity(points.count)
    for point in points { jobs.append(try job(for: point)) }
    return await StudyEvaluator.evaluate(
      jobs, with: evaluators, on: variants.variants, threads: threads, cancellation: cancellation)
  }
}
