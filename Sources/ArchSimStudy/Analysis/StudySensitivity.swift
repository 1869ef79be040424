import ArchSimHardware
public import ArchSimSearch
public import ArchSimText

/// What becomes of a design when one of its parameters changes and all others stay.
public struct StudySensitivity: Sendable {
  /// A value of a parameter, and what comes out with it.
  public struct Level: Sendable {
    /// The value, in the parameter's unit, or the position of a choice.
    public var value: Double
    /// The design with it as a trial, whose number is that of the chosen one.
    public var trial: Trial
    /// Whether it exists and holds all constraints.
    public var isFeasible: Bool
  }

  /// A parameter and its levels.
  public struct Parameter: Sendable {
    /// The position of the parameter in the study's space.
    public var position: Int
    /// Levels in ascending order.
    public var levels: [Level]
    /// The index of the level that the design has.
    public var chosen: Int
    /// For each objective the per cent by which its metric changes for one per cent of the
    /// parameter, d ln metric / d ln parameter, between the nearest designs on both sides; nil for
    /// choices, and where a neighbour or a logarithm does not exist.
    public var elasticities: [Double?]
  }

  /// The design whose neighbours these are.
  public var trial: Trial
  /// The parameters that matter at the design, in the order of the space.
  public var parameters: [Parameter]
}

extension StudyResult {
  /// Costs the neighbours of a trial: each differs from it in one parameter.
  ///
  /// A parameter that a change switches on has the first value of its domain.
  ///
  /// - Parameters:
  ///   - number: The number of the trial.
  ///   - levels: Most values of each ordered parameter; choices have all of theirs.
  ///   - threads: Threads that cost designs; by default one a processor.
  /// - Returns: The neighbours by parameter.
  /// - Throws: A diagnostic when there is no such trial, or a workload cannot be counted.
  public func sensitivity(
    around number: Int, levels: Int = 9, threads: Int? = nil
  ) async throws(Diagnostic) -> StudySensitivity {
    guard let trial = trials.trial(number) else {
      guard !(0..<trialCount).contains(number) else {
        throw Diagnostic("trial \(number) is not one of the \(trials.count) that are held")
      }
      throw Diagnostic(
        "there is no trial \(number): this run has "
          + (trialCount == 0 ? "none" : "0 to \(trialCount - 1)"))
    }
    let space = study.space.search
    var points: [DesignPoint] = []
    var values: [(position: Int, values: [Double])] = []
    for position in study.space.parameters.indices
    where space.isActive(parameter: position, at: trial.point) {
      let tried = space.levels(
        ofParameter: position, beside: trial.point.values[position], limit: max(3, levels))
      guard tried.count > 1 else { continue }
      values.append((position, tried))
      for value in tried {
        var point = trial.point
        point.values[position] = value
        points.append(space.canonical(point))
      }
    }
    let outcomes = try await study.evaluate(points, threads: threads)
    var next = 0
    let parameters = values.map { position, values in
      let own = values.map { value in
        let neighbour = Trial(index: number, point: points[next], outcome: outcomes[next])
        next += 1
        return StudySensitivity.Level(
          value: value, trial: neighbour,
          isFeasible: study.observation(of: neighbour).isFeasible)
      }
      let chosen = values.firstIndex(of: trial.point.values[position]) ?? 0
      return StudySensitivity.Parameter(
        position: position, levels: own, chosen: chosen,
        elasticities: study.objectives.map { objective in
          elasticity(own, chosen, of: objective.metric, isChoice: isChoice(position))
        })
    }
    return StudySensitivity(trial: trial, parameters: parameters)
  }

  private func isChoice(_ position: Int) -> Bool {
    guard case .number = study.space.parameters[position].meaning else { return true }
    return false
  }

  private func elasticity(
    _ levels: [StudySensitivity.Level], _ chosen: Int, of metric: Int, isChoice: Bool
  ) -> Double? {
    guard !isChoice else { return nil }
    let low = levels[max(0, chosen - 1)]
    let high = levels[min(levels.count - 1, chosen + 1)]
    guard let before = low.trial.metrics?[metric], let after = high.trial.metrics?[metric],
      before > 0, after > 0, low.value > 0, high.value > low.value
    else { return nil }
    let change = logarithm(after / before) / logarithm(high.value / low.value)
    return change.isFinite ? change : nil
  }
}

extension Study {
  /// Costs points of the space as a run does, apart from any run.
  ///
  /// - Parameters:
  ///   - points: Points of the space.
  ///   - threads: Threads that cost designs; by default one a processor.
  /// - Returns: What came out, in the order of the points.
  /// - Throws: A diagnostic when a workload cannot be counted, or a program gives no answer.
  public func evaluate(
    _ points: [DesignPoint], threads: Int? = nil
  ) async throws(Diagnostic) -> [Trial.Outcome] {
    var evaluator = try PointEvaluator(self)
    return try await evaluator.evaluate(
      points, threads: min(1024, max(1, threads ?? Machine.processorCount)), cancellation: nil)
  }
}
