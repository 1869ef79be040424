import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension StudyResult {
  /// Writes `pareto.csv` and `summary.json`.
  func write(to directory: RunDirectory) throws(Diagnostic) {
    try TextFile.writeAtomically(frontText, to: directory.front)
    try TextFile.writeAtomically(summaryText, to: directory.summary)
  }

  /// The front as a table: trial, parameters, metrics in base units, and for each baseline how many
  /// times slower and hungrier it is.
  public var frontText: String {
    var csv = CSVWriter()
    let metrics = study.metrics.indices.filter { study.hasMetric[$0] }
    csv.row(
      ["trial"] + study.space.parameters.map { Self.column($0.name, $0.unit) }
        + metrics.map { Self.column(study.metrics[$0].name, study.metrics[$0].unit) }
        + study.baselines.flatMap {
          ["\($0.name) speedup", "\($0.name) energy ratio", "\($0.name) area ratio"]
        } + (proxy == nil ? [] : ["predicted"]))
    for (row, index) in front.enumerated() {
      let trial = trials[index]
      var fields = ["\(index)"]
      for (position, parameter) in study.space.parameters.enumerated() {
        let isActive = study.space.search.isActive(parameter: position, at: trial.point)
        let value = trial.point.values[position]
        if case .number = parameter.meaning {
          fields.append(isActive ? Self.text(value) : "")
        } else {
          fields.append(isActive ? parameter.text(value) : "")
        }
      }
      for metric in metrics {
        fields.append(Self.text(trial.metrics?[metric]))
      }
      for baseline in study.baselines.indices {
        let comparison = comparisons[baseline * front.count + row]
        fields.append(Self.text(comparison.speedup))
        fields.append(Self.text(comparison.energyRatio))
        fields.append(Self.text(comparison.areaRatio))
      }
      if proxy != nil { fields.append("\(trial.isPredicted)") }
      csv.row(fields)
    }
    return csv.text
  }

  private static func column(_ name: String, _ unit: Unit) -> String {
    unit.symbol.isEmpty ? name : "\(name) (\(unit.symbol))"
  }

  private static func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// What the run found, in short; nothing in it depends on the machine or the time.
  public var summaryText: String {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("schema")
    json.number(RunReader.schema)
    json.key("study")
    json.string(study.name)
    json.key("algorithm")
    json.string(study.search.algorithm)
    json.key("seed")
    json.string("\(study.search.seed)")
    for (name, count) in [
      ("budget", study.search.budget), ("trials", trialCount), ("feasible", feasibleTrials),
      ("front", front.count),
    ] {
      json.key(name)
      json.number(count)
    }
    json.key("ending")
    json.string(ending.rawValue)
    writeObjectives(to: &json)
    writeBaselines(to: &json)
    if let proxy, let settings = study.proxy {
      proxy.write(to: &json, trueEvery: settings.trueEvery)
    }
    if let diagnosis {
      json.key("diagnosis")
      json.beginArray()
      for line in diagnosis.lines { json.string(line) }
      json.endArray()
    }
    json.endObject()
    return json.text + "\n"
  }

  private func writeObjectives(to json: inout JSONWriter) {
    let journal = Journal(study: study)
    json.key("objectives")
    json.beginArray()
    for (index, objective) in study.objectives.enumerated() {
      json.beginObject()
      json.key("objective")
      json.string(objective.text)
      if let best = best[index], let value = trials[best].metrics?[objective.metric] {
        json.key("best")
        json.number(value)
        json.key("unit")
        json.string(study.metrics[objective.metric].unit.symbol)
        json.key("trial")
        json.number(best)
        if trials[best].isPredicted {
          json.key("predicted")
          json.boolean(true)
        }
        json.key("point")
        journal.write(trials[best].point, to: &json)
        json.key("reference")
        json.number(reference[index])
      }
      json.endObject()
    }
    json.endArray()
    guard let last = hypervolume.last else { return }
    json.key("hypervolume")
    json.number(last)
  }

  private func writeBaselines(to json: inout JSONWriter) {
    guard !study.baselines.isEmpty else { return }
    json.key("baselines")
    json.beginArray()
    for (index, baseline) in study.baselines.enumerated() {
      let own = comparisons.filter { $0.baseline == index }
      json.beginObject()
      json.key("name")
      json.string(baseline.name)
      json.key("compared")
      json.number(own.count { $0.metrics != nil })
      for (name, ratios) in [
        ("speedup", own.compactMap(\.speedup)), ("energy_ratio", own.compactMap(\.energyRatio)),
      ] {
        let sorted = ratios.sorted()
        guard let low = sorted.first, let high = sorted.last else { continue }
        json.key(name)
        json.beginObject()
        json.key("least")
        json.number(low)
        json.key("median")
        json.number(sorted[sorted.count / 2])
        json.key("most")
        json.number(high)
        json.endObject()
      }
      json.endObject()
    }
    json.endArray()
  }
}
