import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension RunFormat {
  /// An Optuna journal, one operation a line.
  public static let optunaJournal = RunFormat(
    "optuna-journal", "a journal that Optuna loads and goes on with", fileExtensions: ["log"]
  ) { run in OptunaJournal(run.result).text }
}

/// A run as the journal of an Optuna study (`optuna.storages.JournalStorage`, Optuna 4 and 5).
///
/// Objectives keep their directions and units. A design that cannot exist, or lacks an objective, is
/// a failed trial. How far constraints are violated stands where Optuna's samplers put it, and all
/// metrics are user attributes. As runs do not depend on time, trials last a microsecond each, from
/// the beginning of the year 2000.
struct OptunaJournal {
  let result: StudyResult
  private let distributions: [OptunaDistribution]
  private let texts: [String]

  /// The operations of a journal that are used here (`JournalOperation` of Optuna).
  private enum Operation: Int {
    case createStudy = 0
    case setStudyUserAttribute = 2
    case setStudySystemAttribute = 3
    case createTrial = 4
  }

  /// The states of a trial that are used here (`TrialState` of Optuna).
  private enum State: Int {
    case complete = 1
    case failed = 3
  }

  /// Where Optuna looks for violations; above zero is infeasible.
  private static let constraintsKey = "constraints"

  init(_ result: StudyResult) {
    self.result = result
    distributions = result.study.space.parameters.indices.map {
      OptunaDistribution(result.study.space, $0)
    }
    texts = distributions.map(\.text)
  }

  private var study: Study { result.study }

  /// The journal, with a line break at the end of each line.
  var text: String {
    var text = line(.createStudy) { json in
      json.key("study_name")
      json.string(study.name)
      json.key("directions")
      json.beginArray()
      for objective in study.objectives { json.number(objective.direction == .minimize ? 1 : 2) }
      json.endArray()
    }
    text += line(.setStudySystemAttribute) { json in
      json.key("study_id")
      json.number(0)
      json.key("system_attr")
      json.beginObject()
      json.key("study:metric_names")
      json.beginArray()
      for objective in study.objectives { json.string(objective.name) }
      json.endArray()
      json.endObject()
    }
    for (name, value) in attributes {
      text += line(.setStudyUserAttribute) { json in
        json.key("study_id")
        json.number(0)
        json.key("user_attr")
        json.beginObject()
        json.key(name)
        json.string(value)
        json.endObject()
      }
    }
    for trial in result.trials { text += line(of: trial) }
    return text
  }

  /// What is worth knowing of the study, for whoever opens the journal.
  private var attributes: [(String, String)] {
    [
      ("archsim:objectives", study.objectives.map(\.text).joined(separator: ", ")),
      ("archsim:constraints", study.constraints.map(\.text).joined(separator: ", ")),
      ("archsim:algorithm", study.search.algorithm), ("archsim:seed", "\(study.search.seed)"),
    ]
  }

  private func line(_ operation: Operation, _ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("op_code")
    json.number(operation.rawValue)
    json.key("worker_id")
    json.string("archsim")
    body(&json)
    json.endObject()
    return json.text + "\n"
  }

  private func line(of trial: Trial) -> String {
    let values = trial.metrics.map { metrics in study.objectives.map { metrics[$0.metric] } }
    let isComplete = values.map { $0.allSatisfy(\.isFinite) } ?? false
    return line(.createTrial) { json in
      json.key("study_id")
      json.number(0)
      json.key("datetime_start")
      json.string(Self.time(trial.index))
      json.key("datetime_complete")
      json.string(Self.time(trial.index + 1))
      json.key("state")
      json.number((isComplete ? State.complete : .failed).rawValue)
      json.key("value")
      json.null()
      json.key("values")
      if isComplete, let values {
        json.beginArray()
        for value in values { json.number(value) }
        json.endArray()
      } else {
        json.null()
      }
      writeParameters(of: trial, to: &json)
      writeAttributes(of: trial, to: &json)
      json.key("intermediate_values")
      json.beginObject()
      json.endObject()
    }
  }

  private func writeParameters(of trial: Trial, to json: inout JSONWriter) {
    let active = study.space.parameters.indices.filter {
      study.space.search.isActive(parameter: $0, at: trial.point)
    }
    json.key("params")
    json.beginObject()
    for position in active {
      json.key(study.space.parameters[position].name)
      distributions[position].write(trial.point.values[position], to: &json)
    }
    json.endObject()
    json.key("distributions")
    json.beginObject()
    for position in active {
      json.key(study.space.parameters[position].name)
      json.string(texts[position])
    }
    json.endObject()
  }

  private func writeAttributes(of trial: Trial, to json: inout JSONWriter) {
    json.key("user_attrs")
    json.beginObject()
    switch trial.outcome {
    case .evaluated(let metrics):
      for (index, metric) in study.metrics.enumerated() where study.hasMetric[index] {
        json.key(metric.name)
        json.number(metrics[index])
      }
    case .infeasible(let reason):
      json.key("infeasible")
      json.string("\(reason)")
    case .failed(let failure):
      json.key("failed")
      json.string("\(failure)")
    }
    json.endObject()
    json.key("system_attrs")
    json.beginObject()
    if !study.constraints.isEmpty, trial.metrics != nil {
      json.key(Self.constraintsKey)
      json.beginArray()
      for violation in study.violations(of: trial) {
        // What is no number is no design that holds the constraint.
        json.number(violation.isNaN ? 1e300 : min(max(violation, -1e300), 1e300))
      }
      json.endArray()
    }
    json.endObject()
  }

  /// So many microseconds after the beginning of the year 2000, within its first day.
  private static func time(_ microseconds: Int) -> String {
    let seconds = microseconds / 1_000_000 % 86_400
    func pad(_ number: Int, _ digits: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { pad($0, 2) }
    return "2000-01-01T\(clock.joined(separator: ":")).\(pad(microseconds % 1_000_000, 6))+00:00"
  }
}
