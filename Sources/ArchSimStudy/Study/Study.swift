import ArchSimHardware
public import ArchSimSearch
public import ArchSimText

/// One exploration, read and checked: everything that decides what its trials will be.
///
/// ```swift
/// let study = try StudyFile.read("Configs/mixpe.yaml")
/// let result = try await StudyRunner(study).run()
/// ```
public struct Study: Sendable {
  /// The name, which is also that of its run directory.
  public var name: String
  /// What it is about, for people.
  public var summary: String?
  /// What runs on the designs.
  public var workload: StudyWorkload
  /// The designs that points start from, at least one.
  public var designs: [StudyDesign]
  /// What is chosen.
  public var space: StudySpace
  /// What is wanted, at least one.
  public var objectives: [Objective]
  /// What must hold.
  public var constraints: [MetricConstraint]
  /// What the front is compared with.
  public var baselines: [Baseline]
  /// How designs are proposed.
  public var search: SearchSettings
  /// What was assumed or left out when files were read.
  public var warnings: [Diagnostic]
  /// The metrics that trials have: ``Metric/all``, or those that an evaluator declares.
  public var metrics = Metric.all
  /// Whether each of ``metrics`` means anything here.
  public var hasMetric: [Bool]
  /// The program that evaluates designs; nil where models do.
  public var evaluator: EvaluatorSettings?
  /// What stands in for most evaluations; nil where all designs are evaluated.
  public var proxy: StudyProxy?

  /// The design that points start from, the first where there are several.
  public var hardware: HardwareDesign { designs[0].hardware }

  /// The design and workload of a point.
  public func bind(_ point: DesignPoint) -> BoundDesign {
    space.bind(point, to: designs, workload.base)
  }

  /// A design that a point became, with all its values.
  public func hardware(of bound: BoundDesign) -> HardwareDesign {
    var design = designs[bound.design].hardware
    design.values = bound.values
    return design
  }

  /// Whether an objective or a constraint is about a metric that needs something.
  func asks(for need: Metric.Need) -> Bool {
    (objectives.map(\.metric) + constraints.map(\.metric)).contains { metrics[$0].need == need }
  }

  /// The position of a metric of the study.
  public func position(ofMetric name: String) -> Int? {
    metrics.firstIndex { $0.name == name }
  }

  /// Where its run goes unless somebody says otherwise: `runs/NAME`.
  public var defaultOutput: String { "runs/\(name)" }

  /// The problem that the search is given.
  public var problem: SearchProblem {
    SearchProblem(
      space: space.search, objectiveCount: objectives.count, constraintCount: constraints.count,
      budget: search.budget, seed: search.seed)
  }

  /// What `auto` picks for this study and why; nil when the study names another algorithm.
  public var automaticChoice: AutomaticSearch.Choice? {
    guard search.algorithm == AutomaticSearch.name else { return nil }
    let limit = search.values["model-limit"].flatMap { Int(exactly: $0.rounded()) }
    return limit.map { AutomaticSearch.choose(for: problem, modelLimit: $0) }
      ?? AutomaticSearch.choose(for: problem)
  }

  /// Makes the search.
  ///
  /// - Throws: A diagnostic when the algorithm or a hyperparameter does not suit the study, which
  ///   can only be after ``search`` was changed by hand.
  public func makeSearch() throws(Diagnostic) -> any SearchAlgorithm {
    try search.make(problem)
  }
}

/// How a study proposes designs.
public struct SearchSettings: Hashable, Sendable {
  /// A number of the algorithm that the study sets.
  public struct Setting: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: Double

    /// Creates a setting.
    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The name of the algorithm.
  public var algorithm: String
  /// Trials at most.
  public var budget: Int
  /// The most designs that a study file may ask for.
  public static let largestBudget = 1_000_000_000
  /// The largest seed that a study file can say.
  public static let largestSeed = UInt64(Int.max)
  /// The source of all chance.
  public var seed: UInt64
  /// What the algorithm is told.
  public var hyperparameters: [Setting]
  /// Which trials a run keeps.
  public var keep = TrialKeeping.all

  /// Creates settings; by default a genetic search of a thousand trials.
  public init(
    algorithm: String = GeneticSearch.name, budget: Int = 1000, seed: UInt64 = 1,
    hyperparameters: [Setting] = []
  ) {
    self.algorithm = algorithm
    self.budget = budget
    self.seed = seed
    self.hyperparameters = hyperparameters
  }

  /// Makes the search for a problem.
  ///
  /// - Throws: A diagnostic when the algorithm is unknown or does not suit the problem.
  func make(_ problem: SearchProblem) throws(Diagnostic) -> any SearchAlgorithm {
    guard let known = SearchAlgorithms.named(algorithm) else {
      throw Diagnostic(
        "unknown algorithm '\(algorithm.shortened)'",
        hint: didYouMean(algorithm, among: SearchAlgorithms.all.map(\.name)))
    }
    do throws(SearchSpaceError) {
      return try known.make(problem, values)
    } catch {
      throw Diagnostic("\(algorithm): \(error)")
    }
  }

  var values: [String: Double] {
    Dictionary(hyperparameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
}

extension StudyParameter {
  /// Everything that a value may set.
  var targets: [StudyTarget] {
    switch meaning {
    case .number(let targets): targets
    case .choices(let choices, _): choices.flatMap { $0.assignments.map(\.target) }
    }
  }
}

/// A design that points of a study start from.
public struct StudyDesign: Sendable {
  /// What the space calls it; nil where a study has one design, which needs no name.
  public var name: String?
  /// The design as its file has it.
  public var hardware: HardwareDesign
  /// The position of its own scheme; nil for that of the workload.
  public var scheme: Int?
}

/// A design that a front is compared with.
public struct Baseline: Sendable {
  /// What people call it.
  public var name: String
  /// The design as its file has it.
  public var hardware: HardwareDesign
  /// The position of its own scheme; nil for the point's.
  public var scheme: Int?
  /// Whether its array is scaled to the area of the point that it is compared with.
  public var isEqualArea: Bool
  /// Positions of the parameters that an equal-area baseline keeps although it would take them from
  /// the point.
  public var kept: [Int]
}
