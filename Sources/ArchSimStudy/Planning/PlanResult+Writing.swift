import ArchSimHardware
import ArchSimServing
import ArchSimText

extension PlanResult {
  /// Writes `plans.csv`, `pareto.csv` and then `summary.json`, each under a temporary name first.
  func write(to directory: RunDirectory) throws(Diagnostic) {
    try TextFile.writeAtomically(plansText, to: FilePath.join(directory.path, "plans.csv"))
    try TextFile.writeAtomically(frontText, to: directory.front)
    try TextFile.writeAtomically(summaryText, to: directory.summary)
  }

  /// The Pareto set as a table: trial, plan, scheme, settings and metrics in base units.
  public var frontText: String {
    var csv = CSVWriter()
    csv.row(["trial", "plan", "quantization"] + study.axes.map(\.name) + Self.metricColumns)
    for index in front {
      let design = trials[index].design
      var fields = ["\(index)", "\(design.plan)", study.schemes[design.scheme].text]
      fields += zip(study.axes, design.settings).map { axis, value in
        axis.texts[axis.values.firstIndex(of: value) ?? 0]
      }
      fields += (trials[index].figures?.metrics ?? []).map { $0.isFinite ? "\($0)" : "" }
      csv.row(fields)
    }
    return csv.text
  }

  private static var metricColumns: [String] {
    PlanMetric.all.map { $0.unit.symbol.isEmpty ? $0.name : "\($0.name) (\($0.unit.symbol))" }
  }

  /// What differs of devices, engine and cache in a design, as people write it.
  public func settingTexts(of design: PlanDesign) -> [String] {
    zip(study.axes, design.settings).map { $0.text($1) }
  }

  /// All trials as a table, best first, then what cannot be; metrics in base units.
  public var plansText: String {
    var csv = CSVWriter()
    csv.row(
      ["rank", "plan", "quantization", "settings", "pareto", "meets_slo", "rejected", "devices"]
        + Self.metricColumns + ["verdict", "reason"])
    let members = Set(front)
    for (rank, index) in ranking.enumerated() {
      csv.row(fields(trials[index], rank: "\(rank + 1)", isFront: members.contains(index)))
    }
    for trial in infeasible { csv.row(fields(trial, rank: "", isFront: false)) }
    return csv.text
  }

  private func fields(_ trial: PlanTrial, rank: String, isFront: Bool) -> [String] {
    let verdict = verdict(trial)
    var fields = [
      rank, "\(trial.design.plan)", study.schemes[trial.design.scheme].text,
      settingTexts(of: trial.design).joined(separator: " "),
    ]
    if let figures = trial.figures {
      fields += [
        "\(isFront)", "\(figures.meetsObjective)", "\(figures.rejectedRequests)",
        "\(figures.devices)",
      ]
      fields += figures.metrics.map { $0.isFinite ? "\($0)" : "" }
    } else {
      fields += Array(repeating: "", count: 4 + PlanMetric.all.count)
    }
    return fields + [verdict.kind.rawValue, verdict.text]
  }

  /// What the run found, in short; nothing in it depends on the machine or the time.
  public var summaryText: String {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("schema")
    json.number(RunReader.schema)
    for (name, text) in [
      ("plan", study.name), ("model", study.modelName), ("cluster", study.cluster.name),
      ("requests", study.requestsName), ("slo", study.objective.description),
      ("objective", PlanMetric.all[study.ranking].name),
      ("algorithm", isExhaustive ? "all" : study.search.algorithm),
      ("seed", "\(study.search.seed)"),
    ] {
      json.key(name)
      json.string(text)
    }
    for (name, count) in [
      ("request_count", study.requests.count), ("size", size), ("simulated", trials.count),
      ("served", ranking.count), ("infeasible", infeasible.count), ("front", front.count),
    ] {
      json.key(name)
      json.number(count)
    }
    if !study.constraints.isEmpty {
      json.key("constraints")
      json.beginArray()
      for constraint in study.constraints { json.string(constraint.text) }
      json.endArray()
    }
    json.key("exhaustive")
    json.boolean(isExhaustive)
    json.key("ending")
    json.string(isCancelled ? "cancelled" : "complete")
    if let best {
      json.key("best")
      write(best, to: &json)
    }
    json.key("baselines")
    json.beginArray()
    for baseline in baselines {
      json.beginObject()
      json.key("name")
      json.string(baseline.name)
      json.key("trial")
      write(baseline.trial, to: &json)
      if let figures = best?.figures,
        let gain = baseline.gain(of: figures, metric: study.ranking)
      {
        json.key("gain")
        json.number(gain)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.text + "\n"
  }

  private func write(_ trial: PlanTrial, to json: inout JSONWriter) {
    json.beginObject()
    json.key("plan")
    json.string("\(trial.design.plan)")
    json.key("quantization")
    json.string(study.schemes[trial.design.scheme].text)
    for (axis, value) in zip(study.axes, trial.design.settings) {
      json.key(axis.name)
      json.string(axis.texts[axis.values.firstIndex(of: value) ?? 0])
    }
    switch trial.outcome {
    case .infeasible(let reason):
      json.key("infeasible")
      json.string("\(reason)")
    case .served(let figures):
      json.key("metrics")
      json.beginObject()
      for (metric, value) in zip(PlanMetric.all, figures.metrics) where value.isFinite {
        json.key(metric.name)
        json.number(value)
      }
      json.endObject()
    }
    json.endObject()
  }

  /// The plan that breaks constraints by the least, and how; nil when some plan holds all.
  public var nearestBreach: String? {
    guard best == nil, let first = ranking.first, let figures = trials[first].figures else {
      return nil
    }
    let breaches = study.constraints.compactMap { $0.breach(figures) }
    let words = ["\(trials[first].design.plan)"] + settingTexts(of: trials[first].design)
    return words.joined(separator: " ") + ": " + breaches.joined(separator: ", ")
  }

  /// The plan that cannot be for want of the least, and why; nil when every plan can be.
  public var nearestMiss: String? {
    let misses = infeasible.compactMap { trial -> (share: Double, text: String)? in
      guard let reason = trial.reason, reason.available > 0 else { return nil }
      let name = trial.design.plan.parts.map { "\($0.plan)" }.joined(separator: " + ")
      return (reason.required / reason.available, "\(name), \(reason)")
    }
    return misses.min { $0.share < $1.share }?.text
  }
}
