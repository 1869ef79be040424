import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension GymSession {
  /// Everything that an agent must know beforehand, as members of an answer.
  var spec: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("protocol")
    json.number(Self.protocolVersion)
    json.key("role")
    json.string(role.rawValue)
    json.key("commands")
    json.beginArray()
    for command in commands { json.string(command.rawValue) }
    json.endArray()
    json.key("study")
    json.string(study.name)
    // As text, since not every reader of JSON has 64 bits.
    json.key("seed")
    json.string("\(study.search.seed)")
    json.key("budget")
    json.number(study.search.budget)
    json.key("cardinality")
    if let cardinality = study.space.search.cardinality {
      json.number(cardinality)
    } else {
      json.null()
    }
    json.key("parameters")
    json.beginArray()
    for position in study.space.parameters.indices { write(parameter: position, to: &json) }
    json.endArray()
    json.key("metrics")
    json.beginArray()
    for (position, metric) in study.metrics.enumerated() where study.hasMetric[position] {
      json.beginObject()
      write([("name", metric.name), ("unit", metric.unit.symbol)], to: &json)
      write([("direction", metric.direction.rawValue)], to: &json)
      write([("description", metric.documentation)], to: &json)
      json.endObject()
    }
    json.endArray()
    writeAims(to: &json)
    json.endObject()
    return String(json.text.dropFirst().dropLast())
  }

  private func write(_ members: [(String, String)], to json: inout JSONWriter) {
    for (name, text) in members {
      json.key(name)
      json.string(text)
    }
  }

  private func write(parameter position: Int, to json: inout JSONWriter) {
    let parameter = study.space.parameters[position]
    let search = study.space.search.parameters[position]
    json.beginObject()
    json.key("name")
    json.string(parameter.name)
    switch search.domain {
    case .real(let range, let isLogarithmic):
      write([("kind", "real"), ("unit", parameter.unit.symbol)], to: &json)
      json.key("from")
      json.number(range.lowerBound)
      json.key("to")
      json.number(range.upperBound)
      write([("scale", isLogarithmic ? "log" : "linear")], to: &json)
    case .integer(let range, let step, let isLogarithmic):
      write([("kind", "integer"), ("unit", parameter.unit.symbol)], to: &json)
      for (name, number) in [("from", range.lowerBound), ("to", range.upperBound), ("step", step)] {
        json.key(name)
        json.number(number)
      }
      write([("scale", isLogarithmic ? "log" : "linear")], to: &json)
    case .ordinal(let values):
      write([("kind", "ordinal"), ("unit", parameter.unit.symbol)], to: &json)
      json.key("values")
      json.beginArray()
      for value in values { write(value, of: parameter, to: &json) }
      json.endArray()
    case .categorical(let count):
      write([("kind", "categorical")], to: &json)
      json.key("values")
      json.beginArray()
      for index in 0..<count { write(Double(index), of: parameter, to: &json) }
      json.endArray()
    }
    json.key("levels")
    json.number(points.levelCounts[position])
    if let condition = search.condition {
      let other = study.space.parameters[condition.parameter]
      json.key("when")
      json.beginObject()
      json.key("parameter")
      json.string(other.name)
      json.key("values")
      json.beginArray()
      for value in condition.allowed { write(value, of: other, to: &json) }
      json.endArray()
      json.endObject()
    }
    json.endObject()
  }

  /// A value as points have it.
  private func write(_ value: Double, of parameter: StudyParameter, to json: inout JSONWriter) {
    switch parameter.meaning {
    case .choices: json.string(parameter.text(value))
    case .number:
      if let whole = Int(exactly: value) { json.number(whole) } else { json.number(value) }
    }
  }

  private func writeAims(to json: inout JSONWriter) {
    json.key("objectives")
    json.beginArray()
    for objective in study.objectives {
      json.beginObject()
      write([("metric", objective.name), ("direction", objective.direction.rawValue)], to: &json)
      json.endObject()
    }
    json.endArray()
    json.key("constraints")
    json.beginArray()
    for constraint in study.constraints {
      json.beginObject()
      write([("metric", constraint.name), ("relation", constraint.relation.rawValue)], to: &json)
      json.key("limit")
      json.number(constraint.limit)
      write([("unit", constraint.unit.symbol), ("text", constraint.text)], to: &json)
      json.endObject()
    }
    json.endArray()
    json.key("reward")
    json.beginObject()
    writeReward(to: &json)
    json.endObject()
  }

  /// How rewards are made now.
  func writeReward(to json: inout JSONWriter) {
    write([("kind", reward.kind.rawValue)], to: &json)
    json.key("references")
    json.beginObject()
    for (objective, reference) in zip(study.objectives, reward.references) {
      json.key(objective.name)
      json.number(reference)
    }
    json.endObject()
  }
}
