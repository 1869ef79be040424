import ArchSimHardware
import ArchSimSearch
public import ArchSimText

extension Dataset {
  /// Reads the trials of a run or of a tournament.
  ///
  /// - Parameter directory: The directory that `explore` or `tournament` wrote.
  /// - Throws: A diagnostic when there is no run, or its files are damaged.
  public init(run directory: String) throws(Diagnostic) {
    let tournament = TournamentDirectory(path: directory)
    if TextFile.exists(tournament.tournament) {
      try self.init(tournament: tournament)
      return
    }
    let run = RunDirectory(path: directory)
    let hasTrials = JournalFiles(run.journal).exist || TextFile.exists(run.kept)
    guard TextFile.exists(run.study), hasTrials else {
      throw Diagnostic(
        TextFile.isDirectory(directory)
          ? "there is no run here: expected 'study.yaml' and 'trials.jsonl' in it"
          : "expected the directory of a run or a dataset, found nothing of that name",
        at: SourceLocation(file: directory))
    }
    let study = try StudyFile.read(run.study)
    try self.init(study, at: SourceLocation(file: directory))
    let path = directory
    func append(_ trial: Trial) {
      // What a proxy said teaches nothing.
      guard !trial.isPredicted else { return }
      let source: [Value] = [
        .text(path), .text(study.search.algorithm), .number(0),
        .number(Double(study.search.seed)), .number(Double(trial.index)),
      ]
      rows.append(source + Self.values(of: trial, study))
    }
    guard study.search.keep == .all else {
      for trial in try KeptFile(path: run.kept).read(study).kept { append(trial) }
      return
    }
    let journal = Journal(study: study)
    var reader = try JournalReader(run.journal)
    while let trial = try reader.next(journal.trial(_:index:)) { append(trial) }
  }

  private init(tournament directory: TournamentDirectory) throws(Diagnostic) {
    let tournament = try directory.read()
    try self.init(tournament.study, at: SourceLocation(file: directory.path))
    let left = try directory.left(of: tournament)
    let designs = left.designs.map { Self.values(of: $0, tournament.study) }
    for run in left.runs {
      for (trial, design) in run.designs.enumerated() {
        let source: [Value] = [
          .text(directory.path), .text(tournament.entrants[run.match.entrant].algorithm),
          .number(Double(run.match.sample)), .number(Double(tournament.seed(of: run.match))),
          .number(Double(trial)),
        ]
        rows.append(source + designs[design])
      }
    }
  }

  /// The empty dataset of a study.
  private init(_ study: Study, at location: SourceLocation) throws(Diagnostic) {
    let source = [
      Column("run", .text, .source), Column("algorithm", .text, .source),
      Column("hyperparameters", .number, .source), Column("seed", .number, .source),
      Column("trial", .number, .source),
    ]
    let parameters = Self.parameters(of: study)
    let feasibility = [
      Column("exists", .boolean, .feasibility), Column("feasible", .boolean, .feasibility),
      Column("reason", .text, .feasibility),
    ]
    let metrics = study.metrics.indices.filter { study.hasMetric[$0] }.map { position in
      Column(study.metrics[position].name, .number, unit: study.metrics[position].unit, .metric)
    }
    self.init(study: study.name, columns: source + parameters + feasibility + metrics)
    var names: Set<String> = []
    for column in columns where !names.insert(column.name).inserted {
      throw Diagnostic(
        "the study has a parameter '\(column.name)', which a dataset calls something else",
        at: location)
    }
  }

  /// The parameters of a study as columns.
  static func parameters(of study: Study) -> [Column] {
    study.space.parameters.map { parameter in
      switch parameter.meaning {
      case .number: Column(parameter.name, .number, unit: parameter.unit, .parameter)
      case .choices(let choices, _):
        Column(parameter.name, .choice(choices.map(\.name)), .parameter)
      }
    }
  }

  /// The parameters of a point, in the order of those columns.
  static func values(of point: DesignPoint, _ study: Study) -> [Value] {
    study.space.parameters.enumerated().map { position, parameter in
      guard study.space.search.isActive(parameter: position, at: point) else { return .missing }
      let value = point.values[position]
      return switch parameter.meaning {
      case .number: .number(value)
      case .choices: .text(parameter.text(value))
      }
    }
  }

  private static func values(of trial: Trial, _ study: Study) -> [Value] {
    var values = Self.values(of: trial.point, study)
    let violations = study.violations(of: trial)
    let violated = zip(study.constraints, violations).filter { $0.1 > 0 }.map(\.0.text)
    let isKnown = if case .failed = trial.outcome { false } else { true }
    values.append(isKnown ? .boolean(trial.metrics != nil) : .missing)
    values.append(
      isKnown ? .boolean(trial.metrics != nil && violated.isEmpty) : .missing)
    switch trial.outcome {
    case .failed(let failure): values.append(.text(failure.reason))
    case .infeasible(let reason): values.append(.text(reason.resource))
    case .evaluated:
      values.append(violated.isEmpty ? .missing : .text(violated.joined(separator: "; ")))
    }
    for position in study.metrics.indices where study.hasMetric[position] {
      let value = trial.metrics?[position] ?? .nan
      values.append(value.isFinite ? .number(value) : .missing)
    }
    return values
  }
}
