import ArchSimHardware
import ArchSimSearch
public import ArchSimStudy
import ArchSimText

/// What a run would be, told from a few trials of it.
public struct RunEstimate: Sendable {
  /// The whole study.
  public var study: Study
  /// Threads that cost designs.
  public var threads: Int
  /// The first trials.
  public var pilot: StudyResult
  /// How long these took.
  public var seconds: Double

  /// Describes an estimate.
  public init(study: Study, threads: Int, pilot: StudyResult, seconds: Double) {
    self.study = study
    self.threads = threads
    self.pilot = pilot
    self.seconds = seconds
  }

  /// Trials that the run would have: the budget, or all points where there are fewer.
  public var trials: Int {
    min(study.search.budget, study.space.search.cardinality ?? .max)
  }

  /// The time of all trials at the pace of the pilot; nil when that had none.
  ///
  /// Searches that model what they saw slow down as trials add up, and the pace says nothing of it.
  public var totalSeconds: Double? {
    guard !pilot.trials.isEmpty else { return nil }
    return seconds / Double(pilot.trialCount) * Double(trials)
  }
}

extension Report {
  /// How large a study is and how long it would run.
  ///
  /// - Parameter estimate: What a few trials told.
  /// - Returns: The report; times depend on the machine.
  public static func estimate(_ estimate: RunEstimate) -> Report {
    let study = estimate.study
    var facts = Facts("estimate")
    facts.append(Column("name", "study", "Its name"), .text(study.name))
    let size = study.space.search.cardinality
    facts.append(
      Column("points", "designs in the space", "Points of the space; none where it is not finite"),
      size.map { .integer($0) } ?? .none)
    if size == nil {
      facts.append(
        Column("", "designs in the space", visibility: .textOnly), .text("more than can be counted")
      )
    }
    facts.append(
      Column("algorithm", "search", "How designs are proposed"),
      .text(study.search.algorithm))
    facts.append(Column("trials", "trials", "Trials that the run has"), .integer(estimate.trials))
    if let size, size > 0 {
      facts.append(
        Column(
          "share", "share of the space", isFraction: true, digits: 3, "Trials over points"),
        .number(Double(estimate.trials) / Double(size)))
    }
    facts.append(
      Column("threads", "threads", "Threads that cost designs"),
      .integer(estimate.threads))
    facts.append(
      Column("pilot_trials", "trials tried out", "Trials that the estimate rests on"),
      .integer(estimate.pilot.trialCount))
    facts.append(
      Column("pilot_feasible", "of these feasible", "Those that hold all constraints"),
      .integer(estimate.pilot.feasibleTrials))
    facts.append(
      Column(
        "seconds", "estimated time", unit: .seconds, digits: 2,
        "Time of all trials at the pace of those; a search that models what it saw slows down"),
      Cell(estimate.totalSeconds))
    var report = Report("estimate")
    report.add(facts)
    var table = Table(
      "parameters",
      columns: [
        Column("name", "parameter", "The name in the study"),
        Column("points", "values", "How many values it has; none for a range of reals"),
        Column("least", "from", "The first value"), Column("most", "to", "The last value"),
        Column("condition", "only with", priority: 50, "The parameter that switches it on"),
      ])
    for (parameter, search) in zip(study.space.parameters, study.space.search.parameters) {
      let (count, least, most) = search.domain.extent
      table.append([
        .text(parameter.name), count.map { .integer($0) } ?? .none, .text(parameter.text(least)),
        .text(parameter.text(most)),
        Cell(search.condition.map { study.space.parameters[$0.parameter].name }),
      ])
    }
    report.add(table)
    if let diagnosis = estimate.pilot.diagnosis {
      report.add(lines: ["No trial holds all constraints:"] + diagnosis.lines.map { "  " + $0 })
    }
    return report
  }
}

extension SearchParameter.Domain {
  /// How many values there are, the first and the last.
  fileprivate var extent: (count: Int?, least: Double, most: Double) {
    switch self {
    case .real(let range, logarithmic: _): (nil, range.lowerBound, range.upperBound)
    case .integer(let range, let step, logarithmic: _):
      (
        range.count / max(1, step) + (range.count % max(1, step) > 0 ? 1 : 0),
        Double(range.lowerBound), Double(range.upperBound)
      )
    case .ordinal(let values): (values.count, values.first ?? 0, values.last ?? 0)
    case .categorical(let count): (count, 0, Double(count - 1))
    }
  }
}
