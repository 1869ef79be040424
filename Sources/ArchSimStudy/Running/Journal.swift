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
    switch trial.outcome {
    case .evaluated(let metrics): write(metrics, of: trial, to: &json)
    case .infeasible(let reason): JournalLines.write(reason, to: &json)
    }
    json.endObject()
    json.text += "\n"
    return json.text
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

  private func write(_ metrics: [Double], of trial: Trial, to json: inout JSONWriter) {
    json.key("metrics")
    json.beginObject()
    for (index, metric) in Metric.all.enumerated() where study.hasMetric[index] {
      json.key(metric.name)
      json.number(metrics[index])
    }
    json.endObject()
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
