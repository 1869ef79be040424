import ArchSimSearch
import ArchSimText

/// What a run found, as far as a comparison of runs must know it: of designs, or of plans.
public protocol ComparedResult: Sendable {
  /// Whether people know a trial by what it chose rather than by its number.
  static var namesTrials: Bool { get }

  /// The name of the study.
  var studyName: String { get }
  /// Trials that were done.
  var trialCount: Int { get }
  /// Trials that hold all constraints.
  var feasibleTrials: Int { get }
  /// Why the run ended, in a word.
  var endingName: String { get }
  /// Whether the order of trials is that of a search, so that it says how fast it got where it is.
  var isSearched: Bool { get }
  /// What the front weighs.
  var objectives: [Objective] { get }
  /// What trials are ranked by besides, and the number of the first; nil where nothing is ranked.
  var ranked: (objective: Objective, first: Int?)? { get }
  /// The study with everything said, and the files that it reads.
  var asked: AskedStudy { get throws(Diagnostic) }

  /// The metric that an objective is about.
  func metric(of objective: Objective) -> Metric
  /// The value of an objective's metric at a trial; nil where it has none.
  func value(of objective: Objective, ofTrial number: Int) -> Double?
  /// The trials that hold all constraints and have a finite number in each of some objectives of any
  /// run, in order; less is better.
  func feasibleTrials(in objectives: [Objective]) -> [(number: Int, minimized: [Double])]
  /// The trials, counted from 1, after which the best value of an objective changed, and that value.
  func bestSoFar(of objective: Objective) -> [(trials: Int, value: Double)]
  /// What a trial chose.
  func choiceText(ofTrial number: Int) -> String
  /// Whether a trial keeps what its study promises to users; nil where nothing is promised.
  func meetsPromise(ofTrial number: Int) -> Bool?
}

/// A study as a comparison looks at it: its file with everything said, and what that reads.
public struct AskedStudy: Sendable {
  /// The name of the study.
  public var name: String
  /// The YAML.
  public var text: String
  /// The files that it reads.
  public var inputs: [StudyInput]
}

extension AskedStudy {
  /// A study of designs.
  init(_ study: Study) {
    self.init(name: study.name, text: StudyFile.text(study), inputs: study.workload.inputs)
  }
}

extension StudyResult: ComparedResult {
  /// Plans are called by what they are; designs by their number.
  public static var namesTrials: Bool { false }

  /// The name of the study.
  public var studyName: String { study.name }

  /// Why the run ended, in a word.
  public var endingName: String { ending.rawValue }

  /// Whether a search chose the trials.
  public var isSearched: Bool { true }

  /// What the front weighs.
  public var objectives: [Objective] { study.objectives }

  /// What ranks trials besides the front, and the first of them.
  public var ranked: (objective: Objective, first: Int?)? { nil }

  /// The study with everything said.
  public var asked: AskedStudy { AskedStudy(study) }

  /// The metric that an objective is about.
  public func metric(of objective: Objective) -> Metric {
    study.metrics[own(objective)?.metric ?? objective.metric]
  }

  /// The value of an objective's metric at a trial; nil where it has none.
  public func value(of objective: Objective, ofTrial number: Int) -> Double? {
    guard let position = study.position(ofMetric: objective.name) else { return nil }
    return trials[number].metric(at: position)
  }

  /// The trials that may be on a front, with their numbers; less is better.
  public func feasibleTrials(
    in objectives: [Objective]
  ) -> [(number: Int, minimized: [Double])] {
    let own = objectives.compactMap(own)
    return trials.compactMap { trial in
      guard let metrics = trial.metrics, study.observation(of: trial).isFeasible else { return nil }
      let values = own.map { $0.minimized(metrics[$0.metric]) }
      return values.allSatisfy(\.isFinite) ? (trial.index, values) : nil
    }
  }

  /// The trials after which the best value of an objective changed, and that value.
  public func bestSoFar(of objective: Objective) -> [(trials: Int, value: Double)] {
    study.objectives.firstIndex { $0.text == objective.text }.map(bestSoFar(ofObjective:)) ?? []
  }

  /// What a trial chose.
  public func choiceText(ofTrial number: Int) -> String {
    let point = trials[number].point
    let space = study.space
    return space.parameters.indices.filter { space.search.isActive(parameter: $0, at: point) }
      .map { "\(space.parameters[$0].name)=\(space.parameters[$0].text(point.values[$0]))" }
      .joined(separator: " ")
  }

  /// Whether a trial meets the SLO; nil where there is none.
  public func meetsPromise(ofTrial number: Int) -> Bool? { nil }

  /// The same objective of this study: studies may number their metrics differently.
  private func own(_ objective: Objective) -> Objective? {
    study.objectives.first { $0.text == objective.text }
  }
}
