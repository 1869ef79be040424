import ArchSimHardware
import ArchSimServing
import ArchSimText

/// How a trial of a plan is written as one line of `trials.jsonl`, and read back bit by bit.
struct PlanJournal: Sendable {
  let study: PlanStudy

  // MARK: Writing

  /// The line of a trial, with its line break.
  func line(_ trial: PlanTrial, index: Int) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("trial")
    json.number(index)
    json.key("design")
    write(trial.design, to: &json)
    switch trial.outcome {
    case .infeasible(let reason): JournalLines.write(reason, to: &json)
    case .served(let figures): write(figures, to: &json)
    }
    json.endObject()
    return json.text + "\n"
  }

  /// A design as people write it.
  private func write(_ design: PlanDesign, to json: inout JSONWriter) {
    json.beginObject()
    json.key("plan")
    json.string("\(design.plan)")
    json.key("quantization")
    json.string(study.schemes[design.scheme].text)
    for (axis, value) in zip(study.axes, design.settings) {
      json.key(axis.name)
      json.string(axis.texts[axis.values.firstIndex(of: value) ?? 0])
    }
    json.endObject()
  }

  private func write(_ figures: PlanFigures, to json: inout JSONWriter) {
    json.key("metrics")
    json.beginObject()
    for (metric, value) in zip(PlanMetric.all, figures.metrics) {
      json.key(metric.name)
      json.number(value)
    }
    json.endObject()
    json.key("meets_slo")
    json.boolean(figures.meetsObjective)
    for (name, count) in counts(figures) {
      json.key(name)
      json.number(count)
    }
    json.key("iteration_s")
    json.beginArray()
    for index in 0..<8 { json.number(figures.iterationSeconds[index]) }
    json.endArray()
    for (name, value) in [
      ("queueing_s", figures.meanQueueingSeconds), ("queueing_p95_s", figures.queueingSeconds95),
      ("peak_occupancy", figures.peakOccupancy),
    ] {
      json.key(name)
      json.number(value)
    }
    let broken = study.constraints.filter { $0.violation(figures.metrics[$0.metric]) > 0 }
    guard !broken.isEmpty else { return }
    json.key("violated")
    json.beginArray()
    for constraint in broken { json.string(constraint.text) }
    json.endArray()
  }

  private func counts(_ figures: PlanFigures) -> [(String, Int)] {
    [
      ("devices", figures.devices), ("arrived", figures.arrivedRequests),
      ("iterations", figures.iterations), ("peak_waiting", figures.peakWaiting),
    ]
      + RejectionReason.allCases.map {
        ("rejected_\($0.rawValue)", figures.rejections[$0, default: 0])
      }
  }

  // MARK: Reading

  /// A trial as it stands in a journal: its design is still text.
  struct Entry: Sendable {
    var index: Int
    var design: String
    var outcome: PlanTrial.Outcome
  }

  /// Reads a journal.
  ///
  /// - Returns: The trials, and the bytes of the file that hold them: a last line without its line
  ///   break was torn by a crash and does not count.
  /// - Throws: A diagnostic at the first line that is not a trial of plans.
  func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> (entries: [Entry], length: Int) {
    try JournalLines.read(bytes, file: file) { value, index throws(Diagnostic) in
      try entry(value, index: index)
    }
  }

  private func entry(_ value: JSONValue, index: Int) throws(Diagnostic) -> Entry {
    var design = JSONWriter()
    let designValue = try value.require("design")
    _ = try designValue.requireObject("design")
    design.value(designValue)
    let outcome: PlanTrial.Outcome
    if let reason = value["infeasible"] {
      outcome = .infeasible(try JournalLines.infeasibility(reason))
    } else {
      outcome = .served(try figures(value))
    }
    return Entry(index: index, design: design.text, outcome: outcome)
  }

  private func figures(_ value: JSONValue) throws(Diagnostic) -> PlanFigures {
    let metrics = try value.require("metrics")
    var numbers: [Double] = []
    for metric in PlanMetric.all {
      numbers.append(try JournalLines.number(metrics, metric.name))
    }
    var seconds = SIMD8<Double>()
    let parts = try value.require("iteration_s").requireArray("iteration_s")
    guard parts.count == 8 else {
      throw Diagnostic(
        "expected 8 numbers in 'iteration_s', found \(parts.count)", at: value.location)
    }
    for (index, part) in parts.enumerated() {
      seconds[index] = part.isNull ? .nan : try part.requireNumber("iteration_s")
    }
    func count(_ name: String) throws(Diagnostic) -> Int {
      try value.require(name).requireInteger(name)
    }
    var rejections: [RejectionReason: Int] = [:]
    for reason in RejectionReason.allCases {
      let number = try count("rejected_\(reason.rawValue)")
      if number > 0 { rejections[reason] = number }
    }
    return PlanFigures(
      metrics: numbers, meetsObjective: try value.require("meets_slo").requireBoolean("meets_slo"),
      devices: try count("devices"), arrivedRequests: try count("arrived"), rejections: rejections,
      iterations: try count("iterations"), iterationSeconds: seconds,
      meanQueueingSeconds: try JournalLines.number(value, "queueing_s"),
      queueingSeconds95: try JournalLines.number(value, "queueing_p95_s"),
      peakWaiting: try count("peak_waiting"),
      peakOccupancy: try JournalLines.number(value, "peak_occupancy"))
  }

  /// A design as it stands in a line.
  func text(of design: PlanDesign) -> String {
    var json = JSONWriter()
    write(design, to: &json)
    return json.text
  }
}
