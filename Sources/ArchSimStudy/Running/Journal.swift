import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// How a trial is written as one line of `trials.jsonl`, and read back bit by bit.
struct Journal: Sendable {
  let study: Study

  // MARK: Writing

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
    case .infeasible(let reason):
      json.key("infeasible")
      json.beginObject()
      json.key("resource")
      json.string(reason.resource)
      json.key("required")
      json.number(reason.required)
      json.key("available")
      json.number(reason.available)
      json.key("unit")
      json.string(reason.unit.symbol)
      json.endObject()
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

  // MARK: Reading

  /// A trial as it stands in a journal: its point is still text.
  struct Entry: Sendable {
    var index: Int
    var point: String
    var outcome: Trial.Outcome
  }

  /// Reads a journal.
  ///
  /// - Returns: The trials, and the bytes of the file that hold them: a last line without its line
  ///   break was torn by a crash and does not count.
  /// - Throws: A diagnostic at the first line that is not a trial of this study.
  func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> (entries: [Entry], length: Int) {
    var entries: [Entry] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let location = SourceLocation(file: file, line: entries.count + 1)
      do throws(Diagnostic) {
        let value = try JSONParser.parse(Array(bytes[start..<end]), file: file)
        entries.append(try entry(value, expected: entries.count))
      } catch {
        let column = error.location?.column
        throw Diagnostic(
          "damaged journal: \(error.message)",
          at: SourceLocation(file: file, line: location.line, column: column),
          hint: "delete this line and all below it to resume from what is before",
          kind: .failure)
      }
      start = end + 1
    }
    return (entries, start)
  }

  private func entry(
    _ value: JSONValue, expected: Int
  ) throws(Diagnostic) -> Entry {
    let index = try value.require("trial").requireInteger("trial")
    guard index == expected else {
      throw Diagnostic("expected trial \(expected), found trial \(index)", at: value.location)
    }
    var point = JSONWriter()
    let pointValue = try value.require("point")
    _ = try pointValue.requireObject("point")
    point.value(pointValue)
    let outcome: Trial.Outcome
    if let reason = value["infeasible"] {
      let symbol = try reason.require("unit").requireString("unit")
      outcome = .infeasible(
        Infeasibility(
          try reason.require("resource").requireString("resource"),
          required: try number(reason, "required"), available: try number(reason, "available"),
          unit: Unit.allCases.first { $0.symbol == symbol } ?? .none))
    } else {
      let object = try value.require("metrics")
      var metrics = [Double](repeating: .nan, count: Metric.all.count)
      for (position, metric) in Metric.all.enumerated() where study.hasMetric[position] {
        metrics[position] = try number(object, metric.name)
      }
      outcome = .evaluated(metrics)
    }
    return Entry(index: index, point: point.text, outcome: outcome)
  }

  /// A number; what JSON has no number for was written as null.
  private func number(_ object: JSONValue, _ name: String) throws(Diagnostic) -> Double {
    let value = try object.require(name)
    return value.isNull ? .nan : try value.requireNumber(name)
  }

  /// The point of a trial as it stands in a line.
  func text(of point: DesignPoint) -> String {
    var json = JSONWriter()
    write(point, to: &json)
    return json.text
  }
}
