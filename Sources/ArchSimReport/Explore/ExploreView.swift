import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

/// A run as reports see it.
struct ExploreView {
  let result: StudyResult
  let directory: String

  var study: Study { result.study }

  /// The command that replays a trial.
  func command(trial: String) -> String {
    "archsim replay --run \(directory) --trial \(trial)"
  }

  /// Whether trials can be replayed: what a program evaluated cannot.
  var hasReplay: Bool { study.evaluator == nil }

  /// What the study is after.
  var asked: Facts {
    var facts = Facts("study")
    facts.append(Column("name", "study", "Its name"), .text(study.name))
    facts.append(Column("description", "about", "Its description"), Cell(study.summary))
    if let evaluator = study.evaluator {
      facts.append(
        Column("evaluator", "evaluator", "The program that evaluates designs"),
        .text(evaluator.command.joined(separator: " ")))
    } else {
      facts.append(
        Column("hardware", "hardware", "The design that points start from"),
        .text(
          study.designs.map { "\($0.name ?? $0.hardware.name) (\($0.hardware.family.name))" }
            .joined(separator: ", ")))
    }
    facts.append(
      Column("objectives", "objectives", visibility: .dataOnly, "What is wanted"),
      .list(study.objectives.map(\.text)))
    facts.append(
      Column("", "objectives", visibility: .textOnly),
      .text(study.objectives.map(\.text).joined(separator: ", ")))
    facts.append(
      Column("constraints", "constraints", visibility: .dataOnly, "What must hold"),
      .list(study.constraints.map(\.text)))
    let constraints = study.constraints.map(\.text).joined(separator: ", ")
    facts.append(
      Column("", "constraints", visibility: .textOnly),
      constraints.isEmpty ? .none : .text(constraints))
    facts.append(
      Column("algorithm", "search", "How designs were proposed"), .text(study.search.algorithm))
    if let choice = study.automaticChoice {
      facts.append(
        Column("chosen_algorithm", "picks", "What 'auto' picked"), .text(choice.algorithm))
      facts.append(
        Column("choice_reason", "because", "Why 'auto' picked it"), .text(choice.reason))
    }
    facts.append(
      Column("seed", "seed", "The source of all chance, as text"), .text("\(study.search.seed)"))
    facts.append(Column("budget", "budget", "Trials planned"), .integer(study.search.budget))
    return facts
  }

  /// What came out, in numbers.
  var found: Facts {
    var facts = Facts("run")
    facts.append(
      Column("directory", "run directory", "Where the run is kept"), .text(directory))
    facts.append(Column("trials", "trials", "Designs costed"), .integer(result.trialCount))
    facts.append(
      Column("ending", "ended by", "budget, exhausted or cancelled"), .text(result.ending.rawValue))
    facts.append(
      Column("feasible", "feasible", "Trials that hold all constraints"),
      .integer(result.feasibleTrials))
    if study.evaluator != nil {
      facts.append(
        Column("failed", "failed", "Trials that the evaluator had no answer to"),
        .integer(result.failedTrials))
    }
    facts.append(
      Column("front", "on the front", "Trials that no other one dominates"),
      .integer(result.front.count))
    addProxy(to: &facts)
    facts.append(
      Column(
        "hypervolume", "hypervolume",
        visibility: study.objectives.count > 1 ? .everywhere : .dataOnly,
        "Share of the box between the best values and the reference that is dominated"),
      Cell(result.hypervolume.last))
    return facts
  }

  /// How the hypervolume grew over the trials, or the best value where there is one objective.
  var growth: [String]? {
    if study.objectives.count == 1 { return improvement }
    guard result.hypervolume.count > 1, (result.hypervolume.last ?? 0) > 0 else { return nil }
    return ["hypervolume over trials  " + sparkline(result.hypervolume, width: 50)]
  }

  /// How the best value of the only objective changed over the trials.
  private var improvement: [String]? {
    guard let objective = study.objectives.first, result.trialCount > 1 else { return nil }
    let steps = ExplorePage.bestSoFar(result, objective)
    guard let first = steps.first, let last = steps.last else { return nil }
    let width = 30
    var place = 0
    var values: [Double] = []
    for column in 1...width {
      // Before the first design that holds all constraints there is no value, and none is shown.
      let trials = Double(column) * Double(result.trialCount) / Double(width)
      while place + 1 < steps.count, steps[place + 1].0 <= trials { place += 1 }
      if steps[place].0 <= trials { values.append(steps[place].1) }
    }
    return [
      "best \(objective.name)  \(sparkline(values, width: width))  "
        + "\(text(first.1, metric: objective.metric)) to \(text(last.1, metric: objective.metric))"
    ]
  }

  /// The front of two objectives as a picture for terminals, with the best designs of each.
  var picture: BrailleScatter? {
    guard study.objectives.count == 2, result.front.count > 2 else { return nil }
    let (first, second) = (study.objectives[0].metric, study.objectives[1].metric)
    let points = result.front.compactMap { trial in
      result.trials[trial].metrics.map { BrailleScatter.Point(x: $0[first], y: $0[second]) }
    }
    let marks = chosenDesigns.compactMap { design in
      result.trials[design.trial].metrics.map { metrics in
        BrailleScatter.Mark(
          point: .init(x: metrics[first], y: metrics[second]),
          letter: design.letter.first ?? "*")
      }
    }
    let names = chosenDesigns.map { "\($0.letter) \($0.title.lowercased())" }
    return BrailleScatter(
      title: "Pareto front: \(names.joined(separator: ", "))",
      horizontal: axis(first, points.map(\.x)),
      vertical: axis(second, points.map(\.y)), points: points, marks: marks)
  }

  // MARK: Cells

  /// A metric with its unit as a column.
  func column(metric position: Int, priority: Int = Column.required) -> Column {
    let metric = study.metrics[position]
    return Column(
      metric.name, metric.name, unit: metric.unit, priority: priority, metric.documentation)
  }

  /// A metric with its unit as people write it.
  func text(_ value: Double, metric position: Int) -> String {
    study.metrics[position].unit.text(value).typographic
  }

  /// An axis of a metric.
  func axis(_ metric: Int, _ values: [Double]) -> ChartAxis {
    ChartAxis(
      study.metrics[metric].name.spaced, unit: study.metrics[metric].unit,
      scale: ChartScale(values))
  }

  /// A parameter of a point as people write it; nothing where its condition switches it off.
  func text(parameter position: Int, of trial: Trial) -> Cell {
    guard study.space.search.isActive(parameter: position, at: trial.point) else { return .none }
    return .text(study.space.parameters[position].text(trial.point.values[position]))
  }

  /// A parameter of a point as data.
  func data(parameter position: Int, of trial: Trial) -> Cell {
    guard case .number = study.space.parameters[position].meaning else {
      return text(parameter: position, of: trial)
    }
    guard study.space.search.isActive(parameter: position, at: trial.point) else { return .none }
    let value = trial.point.values[position]
    return Int(exactly: value).map(Cell.integer) ?? .number(value)
  }

  /// A metric of a trial; nothing where it has no meaning.
  func value(metric position: Int, of trial: Trial) -> Cell {
    guard let metrics = trial.metrics, metrics[position].isFinite else { return .none }
    return .number(metrics[position])
  }

  /// The comparison of a trial of the front with a baseline.
  func comparison(trial: Int, baseline: Int) -> StudyComparison? {
    guard let row = result.frontPosition(of: trial) else { return nil }
    let index = baseline * result.front.count + row
    return result.comparisons.indices.contains(index) ? result.comparisons[index] : nil
  }

  /// The trial of the front that is best by an objective; of several, by the other objectives.
  ///
  /// A trial that is as good by this one alone may be worse than it by all others.
  func best(by position: Int) -> Int? {
    func key(_ trial: Int) -> [Double] {
      let order = [position] + study.objectives.indices.filter { $0 != position }
      return order.map { minimized(study.objectives[$0], of: trial) }
    }
    return result.front.min { key($0).lexicographicallyPrecedes(key($1)) }
  }

  /// An objective of a trial as searches see it: less is better.
  func minimized(_ objective: Objective, of trial: Int) -> Double {
    guard let value = result.trials[trial].metrics?[objective.metric] else { return .infinity }
    return objective.minimized(value)
  }

  /// Metrics that objectives or constraints name, objectives first.
  var namedMetrics: [Int] {
    var named: [Int] = []
    for metric in study.objectives.map(\.metric) + study.constraints.map(\.metric)
    where !named.contains(metric) {
      named.append(metric)
    }
    return named
  }
}

extension StudyResult {
  /// That trials which are held are not all, for behind their number; nothing where they are.
  var sampleNote: String {
    trials.count < trialCount ? " of \(trialCount.groupedText)" : ""
  }
}
