import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Writes what came out of a step, with the names quoted once and for all.
struct GymWriter: Sendable {
  private let study: Study
  private let journal: Journal
  /// The metrics that the study has, and `"latency":` for each.
  private let shown: [Int]
  private let keys: [String]
  private let constraintTexts: [String]

  init(_ study: Study) {
    self.study = study
    journal = Journal(study: study)
    shown = study.metrics.indices.filter { study.hasMetric[$0] }
    keys = study.metrics.map { Self.quoted($0.name) + ":" }
    constraintTexts = study.constraints.map { Self.quoted($0.text) }
  }

  /// A string in quotes, with escapes.
  static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return json.text
  }

  /// The metrics that a request wants.
  func positions(_ value: JSONValue) throws(Diagnostic) -> [Int] {
    var positions: [Int] = []
    for element in try value.requireArray("metrics") {
      let name = try element.requireString("metrics")
      guard let position = shown.first(where: { study.metrics[$0].name == name }) else {
        throw Diagnostic(
          "this study has no metric '\(name.shortened)'",
          hint: didYouMean(name, among: shown.map { study.metrics[$0].name }))
      }
      positions.append(position)
    }
    return positions
  }

  /// Writes the members of an answer.
  func write(
    _ trial: Trial, _ reward: GymReward, _ shown: [Int]?, _ isEchoed: Bool, to text: inout String
  ) {
    if isEchoed { text += "\"point\":\(journal.text(of: trial.point))," }
    let violations = study.violations(of: trial)
    switch trial.outcome {
    case .evaluated(let metrics):
      text += "\"metrics\":{"
      var isFirst = true
      for position in shown ?? self.shown {
        if !isFirst { text += "," }
        isFirst = false
        text += keys[position]
        Self.append(metrics[position], to: &text)
      }
      let isFeasible = study.observation(of: trial).isFeasible
      text += isFeasible ? "},\"feasible\":true" : "},\"feasible\":false"
      writeViolations(violations, to: &text)
    case .infeasible(let reason):
      text += journal.answer(trial.outcome)
      text += ",\"feasible\":false,\"reason\":\(Self.quoted(reason.description))"
    case .failed(let failure):
      text += journal.answer(trial.outcome)
      text += ",\"feasible\":false,\"reason\":\(Self.quoted(failure.description))"
    }
    text += ",\"reward\":"
    Self.append(reward.value(trial, violations), to: &text)
  }

  private func writeViolations(_ violations: [Double], to text: inout String) {
    guard violations.contains(where: { $0 > 0 }) else { return }
    text += ",\"violated\":["
    var isFirst = true
    for (index, violation) in violations.enumerated() where violation > 0 {
      text += isFirst ? "" : ","
      isFirst = false
      text += "{\"constraint\":\(constraintTexts[index]),\"by\":"
      Self.append(violation, to: &text)
      text += "}"
    }
    text += "]"
  }

  /// A number; what JSON has no number for is null.
  static func append(_ value: Double, to text: inout String) {
    guard value.isFinite else {
      text += "null"
      return
    }
    if value.magnitude < 9e15, let whole = Int(exactly: value), value.sign == .plus || whole != 0 {
      text += String(whole)
    } else {
      text += value.description
    }
  }
}
