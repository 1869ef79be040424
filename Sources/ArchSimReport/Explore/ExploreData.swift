import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

/// The trials of a run as compact data for the script of its page.
///
/// Numbers have four significant digits, which is more than a screen shows; `trials.jsonl` has all.
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
    let members = [
      ("trials", list(trials.map { "\($0.index)" })), ("state", "\"\(states)\""),
      ("total", "\(result.trialCount)"), ("evaluated", "\(evaluatedCount)"),
      ("bins", page.isBinned ? bins : "null"),
      ("metrics", list(metrics.map { column(metric: $0) })),
      ("parameters", list(study.space.parameters.indices.map { column(parameter: $0) })),
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

  private func column(metric: Int) -> String {
    let description = study.metrics[metric]
    var values: [UInt8] = []
    values.reserveCapacity(trials.count * 8)
    for trial in trials {
      CompactNumber.append(trial.metrics?[metric] ?? .nan, to: &values)
      values.append(UInt8(ascii: ","))
    }
    if !values.isEmpty { values.removeLast() }
    return "{\"name\":\(string(description.name.spaced)),\"unit\":"
      + "\(string(description.unit.symbol)),\"about\":\(string(description.documentation)),"
      + "\"values\":[\(String(decoding: values, as: UTF8.self))]}"
  }

  private func column(parameter: Int) -> String {
    let description = study.space.parameters[parameter]
    var values: [UInt8] = []
    for trial in trials {
      let isActive = study.space.search.isActive(parameter: parameter, at: trial.point)
      CompactNumber.append(isActive ? trial.point.values[parameter] : .nan, digits: 9, to: &values)
      values.append(UInt8(ascii: ","))
    }
    if !values.isEmpty { values.removeLast() }
    var text = "{\"name\":\(string(description.name)),\"unit\":\(string(description.unit.symbol))"
    if case .choices(let choices, _) = description.meaning {
      text += ",\"names\":[\(choices.map { string($0.name) }.joined(separator: ","))]"
    } else {
      let domain = study.space.search.parameters[parameter].domain
      if domain.isSpreadByRatio { text += ",\"log\":true" }
      if !domain.levels.isEmpty { text += ",\"levels\":\(list(domain.levels.map { number($0) }))" }
    }
    return text + ",\"values\":[\(String(decoding: values, as: UTF8.self))]}"
  }

  private func baseline(_ position: Int) -> String {
    let rows = page.baselineMetrics(position).map { row in
      "[" + metrics.map { number(row[$0]) }.joined(separator: ",") + "]"
    }
    return "{\"name\":\(string(study.baselines[position].name)),\"style\":"
      + "\"\(ExplorePage.baselineStyle(position))\",\"rows\":[\(rows.joined(separator: ","))]}"
  }

  private func number(_ value: Double) -> String {
    var bytes: [UInt8] = []
    CompactNumber.append(value, digits: 9, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func string(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return json.text
  }
}

/// Numbers of few digits as JSON, as short as they can be: `1.234e-5` is `1234e-8`.
enum CompactNumber {
  /// Writes a number; what is not finite is `null`.
  static func append(_ value: Double, digits: Int = 4, to bytes: inout [UInt8]) {
    guard value.isFinite else {
      bytes += [UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "l"), UInt8(ascii: "l")]
      return
    }
    guard value != 0 else {
      bytes.append(UInt8(ascii: "0"))
      return
    }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    // log10 from the binary exponent, exact to one: the loops put it right.
    var exponent = Int((Double(magnitude.exponent) * 0.301_029_995_663_981_2).rounded(.down))
    exponent += 1 - digits
    let (least, most) = (power(digits - 1), power(digits))
    var mantissa = scaled(magnitude, by: -exponent)
    while mantissa >= most {
      exponent += 1
      mantissa = scaled(magnitude, by: -exponent)
    }
    while mantissa < least {
      exponent -= 1
      mantissa = scaled(magnitude, by: -exponent)
    }
    var whole = Int(mantissa.rounded())
    while whole % 10 == 0 {
      whole /= 10
      exponent += 1
    }
    // Small whole numbers look best plain.
    while exponent > 0, exponent <= 2 {
      whole *= 10
      exponent -= 1
    }
    bytes += Array("\(whole)".utf8)
    guard exponent != 0 else { return }
    bytes.append(UInt8(ascii: "e"))
    bytes += Array("\(exponent)".utf8)
  }

  private static func power(_ exponent: Int) -> Double {
    exponent <= 22 && exponent >= 0 ? powers[exponent] : Mathematics.power10(Double(exponent))
  }

  private static func scaled(_ value: Double, by exponent: Int) -> Double {
    guard exponent.magnitude <= 300 else {
      // Twice, since one power alone may be out of range.
      let half = exponent / 2
      return scaled(scaled(value, by: half), by: exponent - half)
    }
    return exponent >= 0 ? value * power(exponent) : value / power(-exponent)
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
