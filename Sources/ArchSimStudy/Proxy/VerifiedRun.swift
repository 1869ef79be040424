import ArchSimSearch
public import ArchSimText

/// A run with a proxy whose front has nothing predicted in it any more.
public struct VerifiedRun: Sendable {
  /// What the run found, with what was evaluated instead of predicted.
  public let result: StudyResult
  /// Designs of the front before that were predicted.
  public let predictedFront: Int
  /// Predicted designs that were evaluated; more than those of the front before where some were not
  /// as good as predicted, so that others took their place.
  public let evaluated: Int
  /// Such as are on the front now.
  public let confirmed: Int
  /// How far predictions were from what was evaluated, metric by metric.
  public let accuracies: [ProxyAccuracy]
}

extension RunReader {
  /// Evaluates the predicted designs of the front, and those that take their place, until the front
  /// has none.
  ///
  /// The order of evaluations is that of trials, so that the same run gives the same answer. What a
  /// program answers is kept in the run directory, as it is in runs.
  ///
  /// - Parameter threads: Threads that evaluate; by default one a processor.
  /// - Returns: The run with a true front.
  /// - Throws: A diagnostic when the run has no proxy, does not hold all trials (``trials``), or
  ///   nothing can be evaluated.
  public func verified(threads: Int? = nil) async throws(Diagnostic) -> VerifiedRun {
    guard let predictor = ProxyPredictor(study) else {
      throw Diagnostic(
        "the study of this run has no proxy: its front is true",
        at: SourceLocation(file: directory))
    }
    guard trials.count == trialCount else {
      throw Diagnostic("this needs all trials", at: SourceLocation(file: directory))
    }
    let threads = min(1024, max(1, threads ?? Machine.processorCount))
    var evaluator = try PointEvaluator(study, runDirectory: directory)
    var truths: [DesignPoint: Trial.Outcome] = [:]
    var verified: [Trial] = []
    var predictedFront: Int?
    var known = Array(trials)
    var front: [Trial] = []
    while true {
      front = Self.front(study, known)
      var open: [DesignPoint] = []
      for trial in front where trial.isPredicted && !open.contains(trial.point) {
        open.append(trial.point)
      }
      if predictedFront == nil { predictedFront = open.count }
      guard !open.isEmpty else { break }
      let outcomes = try await evaluator.evaluate(open, threads: threads, cancellation: nil)
      for (point, outcome) in zip(open, outcomes) {
        truths[point] = outcome
        verified.append(Trial(index: verified.count, point: point, outcome: outcome))
      }
      // The same design may have been predicted more than once.
      known = known.map { trial in
        guard trial.isPredicted, let outcome = truths[trial.point] else { return trial }
        return Trial(index: trial.index, point: trial.point, outcome: outcome)
      }
    }
    var digest = TrialDigest(study, sampleSize: .max)
    for trial in known { digest.add(trial) }
    return VerifiedRun(
      result: await Self.result(digest, ending: ending, threads: threads),
      predictedFront: predictedFront ?? 0, evaluated: verified.count,
      confirmed: Set(front.map(\.point)).intersection(truths.keys).count,
      accuracies: predictor.accuracies(on: verified))
  }

  /// The trials that no other one dominates, in ascending order.
  private static func front(_ study: Study, _ trials: [Trial]) -> [Trial] {
    var archive = ParetoArchive(objectiveCount: study.objectives.count)
    for trial in trials { archive.insert(study.observation(of: trial), payload: trial.index) }
    return archive.entries.map(\.payload).sorted().map { trials[$0] }
  }
}
