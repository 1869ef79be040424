import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// How a trial is written as one line of `trials.jsonl`, and read back bit by bit.
struct Journal: Sendable {
  let study: Study

  /// The line of a trial, with its line break.
  func line(_ trial: Trial) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("trial")
    json.number(trial.index)
    json.key("point")
    write(trial.point, to: &json)
    if trial.isPredicted {
      json.key("predicted")
      json.boolean(true)
    }
    write(trial.outcome, to: &json)
    if case .evaluated = trial.outcome { writeViolated(of: trial, to: &json) }
    json.endObject()
    json.text += "\n"
    return json.text
  }

  /// An outcome as a member of a line: `"metrics":{…}`.
  func answer(_ outcome: Trial.Outcome) -> String {
    var json = JSONWriter()
    json.beginObject()
    write(outcome, to: &json)
    return String(json.text.dropFirst())
  }

  private func write(_ outcome: Trial.Outcome, to json: inout JSONWriter) {
    switch outcome {
    case .evaluated(let metrics): write(metrics, to: &json)
    case .infeasible(let reason): JournalLines.write(reason, to: &json)
    case .failed(let failure):
      json.key("failed")
      json.beginObject()
      json.key("reason")
      json.string(failure.reason)
      json.key("stderr")
      json.string(failure.output)
      json.endObject()
    }
  }

  /// A point by names; what its conditions switch off is left out.
  func write(_ point: DesignPoint, to json: inout JSONWriter) {
    json.beginObject()
    for (position, parameter) in study.space.parameters.enumerated()
    where study.space.search.isActive(parameter: position, at: point) {
      json.key(parameter.name)
      let value = point.values[position]
      switch parameter.meaning {
      case .choices: json.string(parameter.text(value))
      case .number:
        if let whole = Int(exactly: value) { json.number(whole) } else { json.number(value) }
      }
    }
    json.endObject()
  }

  private func write(_ metrics: [Double], to json: inout JSONWriter) {
    json.key("metrics")
    json.beginObject()
    for (index, metric) in study.metrics.enumerated() where study.hasMetric[index] {
      json.key(metric.name)
      json.number(metrics[index])
    }
    json.endObject()
  }

  private func writeViolated(of trial: Trial, to json: inout JSONWriter) {
    let violations = study.violations(of: trial)
    guard violations.contains(where: { $0 > 0 }) else { return }
    json.key("violated")
    json.beginArray()
    for (constraint, violation) in zip(study.constraints, violations) where violation > 0 {
      json.string(constraint.text)
    }
    json.endArray()
  }

  /// The point of a trial as it stands in a line.
  func text(of point: DesignPoint) -> String {
    var json = JSONWriter()
    write(point, to: &json)
    return json.text
  }
}
