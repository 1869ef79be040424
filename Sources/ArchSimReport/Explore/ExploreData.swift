import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

/// The trials of a run as compact data for the script of its page.
///
/// Numbers have four significant digits, which is more than a screen shows; `trials.jsonl` has all.
/// How they are written ``PackedColumns`` says.
/// Beyond ``HTMLReport/pointLimit`` trials it has those of the front, and counts of all in cells.
struct ExploreData {
  private let page: ExplorePage
  private let trials: [Trial]
  private let metrics: [Int]
  private let evaluatedCount: Int

  init(_ page: ExplorePage) {
    self.page = page
    let all = page.result.trials.filter { $0.metrics != nil }
    trials = page.isBinned ? page.shownFront.map { page.result.trials[$0] } : all
    evaluatedCount = all.count
    metrics = Self.distinctMetrics(page.study, all)
  }

  /// Metrics that mean something, each once: `ttft` often is `prefill_latency`.
  private static func distinctMetrics(_ study: Study, _ trials: [Trial]) -> [Int] {
    let named = Set((study.objectives.map(\.metric) + study.constraints.map(\.metric)))
    var kept: [Int] = []
    for metric in study.metrics.indices where study.hasMetric[metric] {
      let isRepeated = kept.contains { other in
        trials.allSatisfy { trial in
          guard let metrics = trial.metrics else { return true }
          return metrics[metric] == metrics[other]
        }
      }
      if !isRepeated || named.contains(metric) { kept.append(metric) }
    }
    return kept
  }

  private var study: Study { page.study }
  private var result: StudyResult { page.result }

  /// JSON.
  var text: String {
    let packed = packedColumns
    let members = [
      ("count", "\(trials.count)"),
      ("trials", "\"\(PackedColumns.steps(trials.map(\.index)))\""), ("state", "\"\(states)\""),
      ("total", "\(result.trialCount)"), ("evaluated", "\(evaluatedCount)"),
      ("bins", page.isBinned ? bins : "null"),
      ("metrics", list(zip(metrics, packed).map { column(metric: $0, $1) })),
      (
        "parameters",
        list(
          zip(study.space.parameters.indices, packed.dropFirst(metrics.count)).map {
            column(parameter: $0, $1)
          })
      ),
      ("axes", axes), ("objectives", list(study.objectives.map { objective($0) })),
      ("constraints", list(study.constraints.map { constraint($0) })),
      ("chosen", list(page.chosen.map { design($0) })),
      ("baselines", list(study.baselines.indices.map { baseline($0) })),
      ("replay", string(page.view.hasReplay ? page.view.command(trial: "") : "")),
    ]
    return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",\n") + "}"
  }

  /// Bytes after which no further pair of columns is counted.
  private static let binLimit = 700_000

  /// Columns of which all pairs with others are counted before those of the rest.
  private var mainColumns: [Int] {
    var main = page.view.namedMetrics.map(position)
    if let axes = page.frontAxes { main += [position(axes.horizontal), position(axes.vertical)] }
    for name in ["latency", "energy", "area", "power"] {
      if let metric = study.position(ofMetric: name), metrics.contains(metric) {
        main.append(position(metric))
      }
    }
    var known: Set<Int> = []
    return main.filter { known.insert($0).inserted }
  }

  /// Counts of designs over pairs of columns, those that matter most first, as far as there is room.
  ///
  /// `edges` are those of the cells of each column, `uniform` says which columns may join cells, and
  /// `pairs` has two columns, and for designs that hold all constraints and for those that do not
  /// the places with their counts: distance from the place before, count, distance, count, ….
  private var bins: String {
    let density = DesignDensity(result)
    let columns =
      metrics.map { density.column(metric: $0) }
      + study.space.parameters.indices.map { density.column(parameter: $0) }
    let main = mainColumns
    var pairs: [(Int, Int)] = []
    for (place, one) in main.enumerated() {
      pairs += main.dropFirst(place + 1).map { (one, $0) }
    }
    // Parameters before metrics that nobody asked for.
    let others = (metrics.count..<columns.count) + metrics.indices.filter { !main.contains($0) }
    for other in others { pairs += main.map { ($0, other) } }
    var texts: [String] = []
    var size = 0
    for (one, other) in pairs {
      guard size < Self.binLimit else { break }
      let (holding, violating) = density.counts(columns[one], columns[other])
      let text = "[\(one),\(other),\(runs(holding)),\(runs(violating))]"
      size += text.utf8.count
      texts.append(text)
    }
    let edges = columns.map { column in
      var bytes: [UInt8] = []
      for edge in column.edges {
        CompactNumber.append(edge, digits: 7, to: &bytes)
        bytes.append(UInt8(ascii: ","))
      }
      return "[" + String(decoding: bytes.dropLast(), as: UTF8.self) + "]"
    }
    return "{\"edges\":\(list(edges)),\"uniform\":"
      + "\(list(columns.map { $0.isUniform ? "1" : "0" })),\n\"pairs\":\(list(texts))}"
  }

  private func runs(_ counts: [DesignDensity.Count]) -> String {
    var last = 0
    return list(
      counts.map { count in
        defer { last = count.place }
        return "\(count.place - last),\(count.designs)"
      })
  }

  private func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  private func objective(_ objective: Objective) -> String {
    "{\"metric\":\(position(objective.metric)),\"max\":\(objective.direction == .maximize)}"
  }

  private func constraint(_ constraint: MetricConstraint) -> String {
    let isUpper = constraint.relation.rawValue.hasPrefix("<")
    return "{\"metric\":\(position(constraint.metric)),\"limit\":\(number(constraint.limit)),"
      + "\"upper\":\(isUpper),\"text\":\(string(constraint.text.spaced.typographic))}"
  }

  private func design(_ design: ChosenDesign) -> String {
    "{\"trial\":\(design.trial),\"letter\":\(string(design.letter)),"
      + "\"title\":\(string(design.title))}"
  }

  /// A digit a trial: 0 violates a constraint, 1 holds all, 2 is on the front.
  private var states: String {
    let members = Set(result.front)
    let states = trials.map { trial -> Character in
      if members.contains(trial.index) { return "2" }
      return study.violations(of: trial).contains { $0 > 0 } ? "0" : "1"
    }
    return String(states)
  }

  private var axes: String {
    guard let axes = page.frontAxes else { return "[]" }
    let colour = page.frontColour.map(position) ?? -1
    return "[\(position(axes.horizontal)),\(position(axes.vertical)),\(colour)]"
  }

  private func position(_ metric: Int) -> Int { metrics.firstIndex(of: metric) ?? 0 }

  /// Metrics, then parameters, as short as they can be said.
  private var packedColumns: [String] {
    PackedColumns(
      metrics.map { metric in trials.map { $0.metrics?[metric] ?? .nan } },
      given: study.space.parameters.indices.map { parameter in
        trials.map { trial in
          study.space.search.isActive(parameter: parameter, at: trial.point)
            ? trial.point.values[parameter] : .nan
        }
      }
    ).texts
  }

  private func column(metric: Int, _ values: String) -> String {
    let description = study.metrics[metric]
    return "{\"name\":\(string(description.name.spaced)),\"unit\":"
      + "\(string(description.unit.symbol)),\"about\":\(string(description.documentation)),"
      + values + "}"
  }

  private func column(parameter: Int, _ values: String) -> String {
    let description = study.space.parameters[parameter]
    var text = "{\"name\":\(string(description.name)),\"unit\":\(string(description.unit.symbol))"
    if case .choices(let choices, _) = description.meaning {
      text += ",\"names\":[\(choices.map { string($0.name) }.joined(separator: ","))]"
    } else {
      let domain = study.space.search.parameters[parameter].domain
      if domain.isSpreadByRatio { text += ",\"log\":true" }
      if !domain.levels.isEmpty { text += ",\"levels\":\(list(domain.levels.map { number($0) }))" }
    }
    return text + "," + values + "}"
  }

  private func baseline(_ position: Int) -> String {
    let rows = page.baselineMetrics(position).map { row in
      "[" + metrics.map { number(row[$0]) }.joined(separator: ",") + "]"
    }
    return "{\"name\":\(string(study.baselines[position].name)),\"style\":"
      + "\"\(ExplorePage.baselineStyle(position))\",\"rows\":[\(rows.joined(separator: ","))]}"
  }

  private func number(_ value: Double) -> String { CompactNumber.text(value, digits: 9) }

  private func string(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return json.text
  }
}
