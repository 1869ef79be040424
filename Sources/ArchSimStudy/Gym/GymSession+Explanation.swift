import ArchSimHardware
import ArchSimSearch
import ArchSimText
import ArchSimWorkload

extension GymSession {
  /// What limits a design, operator by operator, for agents that reason.
  func explain(_ request: JSONValue) throws(Diagnostic) -> String {
    guard study.evaluator == nil else {
      throw Diagnostic("a program evaluates the designs of this study, and explains nothing")
    }
    let bound = study.bind(try points.point(try request.require("point")))
    let family = study.designs[bound.design].hardware.family
    do throws(ExplanationFailure) {
      let explanation = try GymExplanation(
        family, bound.values, study.workload, bound.workload)
      return explanation.text
    } catch {
      switch error {
      case .infeasible(let reason):
        let journal = Journal(study: study)
        return journal.answer(.infeasible(reason)).dropLast()
          + "},\"reason\":\(GymWriter.quoted(reason.description))"
      case .uncountable(let diagnostic): throw diagnostic
      }
    }
  }
}

enum ExplanationFailure: Error {
  case infeasible(Infeasibility)
  case uncountable(Diagnostic)
}

/// The operators of a workload on a design, with their shares of the time.
struct GymExplanation {
  private struct Row {
    var phase: String?
    var name: String
    var operation: Operator
    var cost: OperatorExplanation
    var repeats: Double
    var seconds: Double
  }

  private let family: AcceleratorFamily
  private var rows: [Row] = []
  private var seconds = 0.0

  init(
    _ family: AcceleratorFamily, _ values: [Double], _ workload: StudyWorkload,
    _ choice: WorkloadChoice
  ) throws(ExplanationFailure) {
    self.family = family
    let phases: [StudyWorkload.PhaseTrace]
    do throws(Diagnostic) {
      phases = try workload.phases(choice)
    } catch {
      throw .uncountable(error)
    }
    do throws(Infeasibility) {
      for phase in phases {
        let folded = FoldedTrace(phase.trace)
        let clock = try family.priced(values).summary.clockHertz
        let costs = try family.explain(values, on: folded)
        for (index, operation) in folded.operators.enumerated() {
          let first = folded.rowIndex.firstIndex(of: index) ?? 0
          let repeats = Double(folded.repeats[index]) * Double(phase.repeats)
          let time = Double(costs[index].cost.cycles) * repeats / clock
          rows.append(
            Row(
              phase: phase.trace.phase?.rawValue, name: phase.trace.rows[first].name,
              operation: operation, cost: costs[index], repeats: repeats, seconds: time))
          seconds += time
        }
      }
    } catch {
      throw .infeasible(error)
    }
    // The dearest first; equal ones in the order of the workload.
    rows = rows.enumerated()
      .sorted { ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset) }
      .map(\.element)
  }

  /// The members of an answer.
  var text: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("seconds")
    json.number(seconds)
    json.key("bounds")
    json.beginObject()
    for bound in Bound.allCases {
      let share = rows.reduce(0.0) { $0 + ($1.cost.cost.bound == bound ? $1.seconds : 0) }
      write(bound.name, seconds > 0 ? share / seconds : 0, to: &json)
    }
    json.endObject()
    json.key("operators")
    json.beginArray()
    for row in rows { write(row, to: &json) }
    json.endArray()
    json.endObject()
    return String(json.text.dropFirst().dropLast())
  }

  private func write(_ name: String, _ number: Double, to json: inout JSONWriter) {
    json.key(name)
    if let whole = Int(exactly: number) { json.number(whole) } else { json.number(number) }
  }

  private func write(_ row: Row, to json: inout JSONWriter) {
    let cost = row.cost.cost
    json.beginObject()
    for (name, text) in [
      ("phase", row.phase), ("name", row.name), ("op", row.operation.kind.name),
    ] {
      guard let text else { continue }
      json.key(name)
      json.string(text)
    }
    for (name, number) in [
      ("m", row.operation.m), ("k", row.operation.k), ("n", row.operation.n),
      ("batch", row.operation.batch),
    ] {
      json.key(name)
      json.number(number)
    }
    json.key("bound")
    json.string(cost.bound.name)
    for (name, number) in [
      ("repeats", row.repeats), ("cycles", Double(cost.cycles)),
      ("stall_cycles", Double(cost.stallCycles)), ("seconds", row.seconds),
      ("share", seconds > 0 ? row.seconds / seconds : 0), ("utilization", cost.utilization),
      ("energy_j", cost.energyPicojoules.total * 1e-12 * row.repeats),
    ] {
      write(name, number, to: &json)
    }
    json.key("bytes")
    json.beginObject()
    for (index, level) in family.trafficLevels.enumerated() {
      write(level, cost.trafficBytes[index] * row.repeats, to: &json)
    }
    json.endObject()
    json.key("converted")
    json.boolean(cost.isConverted)
    if let mapping = row.cost.mapping {
      json.key("mapping")
      json.string(mapping)
    }
    json.endObject()
  }
}
