import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// What is said to a program that evaluates designs, and what its answers mean.
struct ProgramProtocol: Sendable {
  let study: Study
  let settings: EvaluatorSettings

  /// The line that asks for a point: the `step` of the gym.
  func request(_ point: String, identifier: Int) -> String {
    "{\"id\":\(identifier),\"command\":\"step\",\"point\":\(point)}\n"
  }

  /// What an answer came to.
  enum Answer {
    /// An answer to the question.
    case outcome(Trial.Outcome)
    /// The program has lost its way: nothing that it writes can be relied upon.
    case nonsense(String)
  }

  /// Reads an answer.
  func answer(_ line: [UInt8], identifier: Int) -> Answer {
    let value: JSONValue
    do throws(Diagnostic) {
      value = try JSONParser.parse(line, file: "")
    } catch {
      return .nonsense(
        "the answer is not JSON: \(error.message), found \(Self.excerpt(line))")
    }
    guard case .object = value.content else {
      return .nonsense("expected a JSON object as answer, found \(value.description)")
    }
    if let found = value["id"] {
      guard case .number(let number, _) = found.content, number == Double(identifier) else {
        return .nonsense("expected the answer to question \(identifier), found \(found)")
      }
    }
    if let error = value["error"] {
      guard case .string(let text) = error.content else {
        return .outcome(.failed(TrialFailure("the evaluator refused: \(error)")))
      }
      return .outcome(.failed(TrialFailure("the evaluator refused: \(text.shortened(to: 200))")))
    }
    do throws(Diagnostic) {
      if let reason = value["infeasible"] { return .outcome(.infeasible(try infeasible(reason))) }
      return .outcome(.evaluated(try metrics(value)))
    } catch {
      let hint = error.hint.map { " (\($0))" } ?? ""
      return .outcome(.failed(TrialFailure(error.message + hint)))
    }
  }

  private func infeasible(_ reason: JSONValue) throws(Diagnostic) -> Infeasibility {
    if case .string(let text) = reason.content {
      return Infeasibility(text.shortened(to: 200), required: 1, available: 0, unit: .none)
    }
    let symbol = try reason["unit"]?.requireString("unit") ?? ""
    return Infeasibility(
      try reason.require("resource").requireString("resource").shortened(to: 200),
      required: try reason["required"]?.requireNumber("required") ?? 1,
      available: try reason["available"]?.requireNumber("available") ?? 0,
      unit: Unit.allCases.first { $0.symbol == symbol } ?? .none)
  }

  private func metrics(_ value: JSONValue) throws(Diagnostic) -> [Double] {
    let members = try value.require("metrics").requireObject("metrics")
    let names = study.metrics.map(\.name)
    var metrics = [Double](repeating: .nan, count: names.count)
    var unknown: String?
    for member in members {
      guard let position = names.firstIndex(of: member.name) else {
        unknown = unknown ?? member.name
        continue
      }
      guard case .number(let number, _) = member.value.content else {
        throw Diagnostic("expected a number for '\(member.name)', found \(member.value)")
      }
      let base = settings.metricUnits[position].base(number)
      guard base.isFinite else { throw Diagnostic("'\(member.name)' is too large") }
      metrics[position] = base
    }
    if let missing = metrics.firstIndex(where: \.isNaN) {
      let near = unknown.map { " (found '\($0.shortened)')" } ?? ""
      throw Diagnostic("the answer has no metric '\(names[missing])'\(near)")
    }
    if let unknown {
      throw Diagnostic(
        "the answer has a metric '\(unknown.shortened)' that the study does not declare")
    }
    return metrics
  }

  /// The beginning of a line, whatever its bytes.
  private static func excerpt(_ line: [UInt8]) -> String {
    let text = String(decoding: line.prefix(200), as: UTF8.self)
    return "'\(text.shortened(to: 60))'"
  }
}

extension String {
  /// At most so many characters on one line, without control characters.
  func shortened(to limit: Int) -> String {
    let line = String(
      prefix(limit + 1).map { character in
        character.isNewline || character.unicodeScalars.contains { $0.value < 0x20 }
          ? " " : character
      })
    return line.count <= limit ? line : line.prefix(limit) + "…"
  }
}
