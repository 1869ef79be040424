import ArchSimServing
import ArchSimText

extension PlanResult: ComparedResult {
  /// Plans are called by what they are; designs by their number.
  public static var namesTrials: Bool { true }

  /// The name of the study.
  public var studyName: String { study.name }

  /// Trials that were simulated.
  public var trialCount: Int { trials.count }

  /// Trials that served requests and hold all constraints.
  public var feasibleTrials: Int { trials.indices.count(where: isFeasible) }

  /// Why the run ended, in a word.
  public var endingName: String { isCancelled ? "cancelled" : "complete" }

  /// Whether a search chose the trials.
  public var isSearched: Bool { !isExhaustive }

  /// What the front weighs.
  public var objectives: [Objective] { PlanMetric.paretoPositions.map(Objective.init(planMetric:)) }

  /// What ranks trials besides the front, and the first of them.
  public var ranked: (objective: Objective, first: Int?)? {
    (Objective(planMetric: study.ranking), best == nil ? nil : ranking.first)
  }

  /// The study with everything said.
  public var asked: AskedStudy {
    get throws(Diagnostic) {
      AskedStudy(name: study.name, text: try PlanFile.text(study), inputs: try study.inputs())
    }
  }

  /// The metric that an objective is about.
  public func metric(of objective: Objective) -> Metric {
    let metric = PlanMetric.all[objective.metric]
    return Metric(declared: metric.name, metric.unit, objective.direction, metric.documentation)
  }

  /// The value of an objective's metric at a trial; nil where it has none.
  public func value(of objective: Objective, ofTrial number: Int) -> Double? {
    let value = trials[number].figures?.metrics[objective.metric]
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The trials that may be on a front, with their numbers; less is better.
  public func feasibleTrials(
    in objectives: [Objective]
  ) -> [(number: Int, minimized: [Double])] {
    trials.indices.compactMap { index in
      guard isFeasible(index), let figures = trials[index].figures else { return nil }
      let values = objectives.map { $0.minimized(figures.metrics[$0.metric]) }
      return values.allSatisfy(\.isFinite) ? (index, values) : nil
    }
  }

  /// The trials after which the best value of an objective changed, and that value.
  public func bestSoFar(of objective: Objective) -> [(trials: Int, value: Double)] {
    var steps: [(trials: Int, value: Double)] = []
    var least = Double.infinity
    for trial in feasibleTrials(in: [objective]) where trial.minimized[0] < least {
      least = trial.minimized[0]
      steps.append((trial.number + 1, objective.value(ofMinimized: least)))
    }
    return steps
  }

  /// What a trial chose.
  public func choiceText(ofTrial number: Int) -> String {
    let design = trials[number].design
    let plan = design.plan
    // Of one pool there is nothing to tell apart.
    let name =
      plan.parts.count == 1 && study.cluster.pools.count == 1 ? "\(plan.parts[0].plan)" : "\(plan)"
    return ([name, study.schemes[design.scheme].text] + settingTexts(of: design))
      .joined(separator: " ")
  }

  /// Whether a trial meets the SLO; nil where there is none.
  public func meetsPromise(ofTrial number: Int) -> Bool? {
    study.objective.bounds.isEmpty ? nil : trials[number].figures?.meetsObjective
  }

  /// Whether a trial may be on a front: it served requests, and holds all constraints.
  func isFeasible(_ index: Int) -> Bool {
    guard let figures = trials[index].figures else { return false }
    return figures["requests_per_second"] > 0 && study.holds(figures)
  }
}

extension Objective {
  /// What a metric of plans is wanted to be.
  fileprivate init(planMetric position: Int) {
    let metric = PlanMetric.all[position]
    self.init(
      metric: position, direction: metric.isMaximized ? .maximize : .minimize, name: metric.name)
  }
}
