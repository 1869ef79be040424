import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Writes what came out of a step, with the names quoted once and for all.
struct GymWriter: Sendable {
  private let study: Study
  private let journal: Journal
  /// The metrics that the study has, and `"latency":` for each.
  private let shown: [Int]
  private let keys: [[UInt8]]
  private let constraintTexts: [String]

  init(_ study: Study) {
    self.study = study
    journal = Journal(study: study)
    shown = study.metrics.indices.filter { study.hasMetric[$0] }
    keys = study.metrics.map { Array("\(Self.quoted($0.name)):".utf8) }
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
    _ trial: Trial, _ reward: GymReward, _ shown: [Int]?, _ isEchoed: Bool,
    to text: inout [UInt8]
  ) {
    if isEchoed { text.append("\"point\":\(journal.text(of: trial.point)),") }
    let violations = study.violations(of: trial)
    switch trial.outcome {
    case .evaluated(let metrics):
      text.append("\"metrics\":{")
      var isFirst = true
      for position in shown ?? self.shown {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        text.append(contentsOf: keys[position])
        text.append(number: metrics[position])
      }
      let isFeasible = violations.allSatisfy { $0 <= 0 }
      text.append(isFeasible ? "},\"feasible\":true" : "},\"feasible\":false")
      if !isFeasible { writeViolations(violations, to: &text) }
    case .infeasible(let reason):
      text.append(journal.answer(trial.outcome))
      text.append(",\"feasible\":false,\"reason\":\(Self.quoted(reason.description))")
    case .failed(let failure):
      text.append(journal.answer(trial.outcome))
      text.append(",\"feasible\":false,\"reason\":\(Self.quoted(failure.description))")
    }
    text.append(",\"reward\":")
    text.append(number: reward.value(trial, violations))
  }

  private func writeViolations(_ violations: [Double], to text: inout [UInt8]) {
    text.append(",\"violated\":[")
    var isFirst = true
    for (index, violation) in violations.enumerated() where violation > 0 {
      text.append(isFirst ? "" : ",")
      isFirst = false
      text.append("{\"constraint\":\(constraintTexts[index]),\"by\":")
      text.append(number: violation)
      text.append("}")
    }
    text.append("]")
  }
}

extension [UInt8] {
  /// Appends text as UTF-8.
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  /// Appends a number; what JSON has no number for is null.
  mutating func append(number value: Double) {
    guard value.isFinite else { return append("null") }
    if value.magnitude < 9e15, let whole = Int(exactly: value), value.sign == .plus || whole != 0 {
      append(String(whole))
    } else {
      append(value.description)
    }
  }
}
