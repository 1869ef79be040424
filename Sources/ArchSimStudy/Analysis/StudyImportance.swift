public import ArchSimSearch

/// Which parameters of a study decide how good its trials are (`ParameterImportance`).
public struct StudyImportance: Sendable {
  /// The share of trials that counts as the best.
  public var quantile: Double
  /// One an objective: what decides whether a trial is among the best by it.
  public var byObjective: [ParameterImportance]
  /// What decides whether a trial is on or near the front; nil with a single objective.
  public var byFront: ParameterImportance?
}

extension StudyResult {
  /// Which parameters decide how good a trial is, from the trials alone.
  ///
  /// - Parameter quantile: The share of trials that counts as the best.
  /// - Returns: The importances; nil when fewer than two trials are feasible or all are the best.
  public func importance(
    quantile: Double = ParameterImportance.usualQuantile
  ) -> StudyImportance? {
    guard feasibleTrials >= 2 else { return nil }
    let observations = trials.map { study.observation(of: $0) }
    let space = study.space.search
    let importance = StudyImportance(
      quantile: quantile,
      byObjective: study.objectives.indices.map {
        ParameterImportance(of: space, among: observations, objective: $0, quantile: quantile)
      },
      byFront: study.objectives.count > 1
        ? ParameterImportance(ofFrontIn: space, among: observations, quantile: quantile) : nil)
    let all = importance.byObjective + [importance.byFront].compactMap(\.self)
    guard all.contains(where: { $0.values.contains { $0 > 0 } }) else { return nil }
    return importance
  }
}
