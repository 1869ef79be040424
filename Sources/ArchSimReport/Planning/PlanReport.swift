import ArchSimHardware
import ArchSimServing
public import ArchSimStudy
import ArchSimText

extension Report {
  /// Ranked plans, the Pareto set, the gain over heuristics, and why the others are behind.
  ///
  /// - Parameter result: What a run found.
  /// - Returns: The report; its CSV is a row a plan, those that cannot be included.
  public static func plans(_ result: PlanResult) -> Report {
    let view = PlanView(result: result)
    var report = Report("plan")
    report.add(view.asked)
    report.add(view.data)
    report.add(view.baselineData)
    report.add(view.ranked)
    report.add(view.front)
    report.add(view.baselines)
    report.add(view.reasons)
    return report
  }
}

/// A run over plans as reports see it.
struct PlanView {
  let result: PlanResult

  /// Plans that people are shown, and reasons.
  private static let shownPlans = 30

  private var study: PlanStudy { result.study }

  // MARK: What was asked

  var asked: Facts {
    var facts = Facts("study")
    facts.append(Column("name", "plan study", "Its name"), .text(study.name))
    facts.append(Column("description", "about", "Its description"), Cell(study.summary))
    facts.append(Column("model", "model", "The model"), .text(study.modelName))
    facts.append(
      Column("cluster", "cluster", "The devices"),
      .text("\(study.cluster.name), \(study.cluster.deviceCount) devices"))
    facts.append(
      Column("quantization", "quantization", "How tensors are stored"),
      .list(study.schemes.map(\.text)))
    if let links = unmeasuredLinks {
      facts.append(
        Column("unmeasured", "not measured", "Exchanges of which no measured one is at hand"),
        .text("exchanges over \(links): by data sheets (docs/models/collectives.md)"))
    }
    let rate = study.requests.requestsPerSecond
    facts.append(
      Column("requests", "requests", "What is served"),
      .text(
        "\(study.requests.count.groupedText) of \(study.requestsName), "
          + (rate.isFinite ? "\(rate.text(significantDigits: 3)) a second" : "all at once")))
    facts.append(
      Column("slo", "SLO", "What users are promised"),
      study.objective.bounds.isEmpty ? .none : .text(study.objective.description))
    facts.append(
      Column("constraints", "constraints", "What must hold besides"),
      study.constraints.isEmpty ? .none : .list(study.constraints.map(\.text)))
    facts.append(
      Column("prices", "prices", "Whether prices follow the parameters of devices"),
      Cell(study.priceText))
    facts.append(
      Column("objective", "ranked by", "The metric that ranks plans"),
      .text(PlanMetric.all[study.ranking].name))
    facts.append(
      Column("size", "plans", visibility: .dataOnly, "Designs of the space"),
      .integer(result.size))
    facts.append(
      Column("simulated", "simulated", visibility: .dataOnly, "Designs that were simulated"),
      .integer(result.trials.count))
    facts.append(
      Column("exhaustive", "exhaustive", visibility: .dataOnly, "Whether all that fit were"),
      .boolean(result.isExhaustive))
    facts.append(
      Column("algorithm", "algorithm", visibility: .dataOnly, "What searched; none where all were"),
      result.isExhaustive ? .none : .text(study.search.algorithm))
    let count = result.trials.count.groupedText
    let simulated =
      result.isCancelled
      ? "interrupted after \(count)"
      : result.isExhaustive
        ? "all \(count) that fit simulated" : "\(study.search.algorithm) search simulated \(count)"
    facts.append(
      Column("", "space", visibility: .textOnly),
      .text("\(result.size.groupedText) plans, \(simulated)"))
    return facts
  }

  /// Names of the links between nodes, and between pools; nil where there are none.
  private var unmeasuredLinks: String? {
    var names: [String] = []
    for pool in study.cluster.pools {
      for level in pool.topology.levels.dropFirst() where level.fanout > 1 {
        if !names.contains(level.link.name) { names.append(level.link.name) }
      }
    }
    if study.cluster.pools.count > 1, let link = study.cluster.poolLink,
      !names.contains(link.name)
    {
      names.append(link.name)
    }
    return names.isEmpty ? nil : names.joined(separator: " and ")
  }

  // MARK: Data

  private static let identity = [
    Column("plan", "plan", "The plan"), Column("quantization", "quantization", "Its scheme"),
    Column("settings", "settings", "What it sets of devices, engine and cache"),
  ]

  private func identity(_ design: PlanDesign) -> [Cell] {
    [
      .text(name(design)), .text(study.schemes[design.scheme].text),
      .list(result.settingTexts(of: design)),
    ]
  }

  private func name(_ design: PlanDesign) -> String {
    let plan = design.plan
    if plan.parts.count == 1, study.cluster.pools.count == 1 { return "\(plan.parts[0].plan)" }
    return "\(plan)"
  }

  /// What tells a design from others to people.
  func label(_ design: PlanDesign) -> String {
    var words = [name(design)]
    if study.schemes.count > 1 { words.append(study.schemes[design.scheme].text) }
    words += result.settingTexts(of: design)
    return words.joined(separator: " ")
  }

  /// What tells designs from others: the plan, and what else is searched.
  private var designColumns: [Column] {
    var columns = [Self.planColumn()]
    if study.schemes.count > 1 { columns.append(Column("", "formats", priority: 95)) }
    columns += study.axes.map { axis in
      let words = axis.name.split(separator: ".", maxSplits: 1)
      return Column("", words.last.map(String.init) ?? axis.name, priority: 94)
    }
    return columns
  }

  private func designCells(_ design: PlanDesign) -> [Cell] {
    var cells: [Cell] = [.text(name(design))]
    if study.schemes.count > 1 { cells.append(.text(study.schemes[design.scheme].text)) }
    cells += zip(study.axes, design.settings).map { axis, value in
      .text(axis.texts[axis.values.firstIndex(of: value) ?? 0])
    }
    return cells
  }

  /// Everything: a row a design.
  var data: Table {
    var columns = [Column("rank", "rank", "Its place; none for what cannot be")]
    columns += Self.identity
    columns += [
      Column("feasible", "feasible", "Whether it can be"),
      Column("pareto", "pareto", "Whether no other beats it in all of the Pareto set's metrics"),
      Column("meets_slo", "meets", "Whether the service meets the SLO and serves all requests"),
      Column("rejected", "rejected", "Requests that exceed its cache or the context window"),
      Column("devices", "devices", "Devices that it uses"),
    ]
    columns += PlanMetric.all.map { Column($0.name, $0.name, unit: $0.unit, $0.documentation) }
    columns += WorkKind.allCases.map {
      Column("\($0)_s", "", unit: .seconds, "Time of \($0.words) in an iteration, on average")
    }
    columns += [
      Column("verdict", "verdict", "What holds it back"),
      Column("reason", "reason", "The same with figures"),
    ]
    var table = Table("plans", columns: columns, isInText: false)
    let front = Set(result.front)
    for (rank, index) in result.ranking.enumerated() {
      table.append(row(result.trials[index], rank + 1, isFront: front.contains(index)))
    }
    for trial in result.infeasible { table.append(row(trial, nil, isFront: false)) }
    return table
  }

  private func row(_ trial: PlanTrial, _ rank: Int?, isFront: Bool) -> [Cell] {
    let verdict = result.verdict(trial)
    var cells: [Cell] = [rank.map(Cell.integer) ?? .none] + identity(trial.design)
    cells.append(.boolean(trial.figures != nil))
    if let figures = trial.figures {
      cells += [
        .boolean(isFront), .boolean(figures.meetsObjective), .integer(figures.rejectedRequests),
        .integer(figures.devices),
      ]
      cells += figures.metrics.map(Self.cell)
      cells += WorkKind.allCases.map { .number(figures.iterationSeconds[$0.rawValue]) }
    } else {
      cells += Array(repeating: .none, count: 4 + PlanMetric.all.count + WorkKind.allCases.count)
    }
    return cells + [.text(verdict.kind.rawValue), .text(verdict.text)]
  }

  private static func cell(_ value: Double) -> Cell { value.isFinite ? .number(value) : .none }

  // MARK: For people

  /// Metrics of the ranking: the objective, what the SLO bounds, and those of the Pareto set.
  private var shownMetrics: [Int] {
    var shown = [study.ranking]
    let bounds = study.objective.bounds.map { "\($0.metric.rawValue)_\($0.statistic.rawValue)" }
    for name in (bounds.isEmpty ? ["ttft_p95", "tpot_p95"] : bounds) + Self.paretoNames {
      guard let position = PlanMetric.position(of: name), !shown.contains(position) else {
        continue
      }
      shown.append(position)
    }
    return shown
  }

  private static let paretoNames = [
    "latency", "throughput", "energy_per_token", "cost_per_million_tokens",
  ]

  private static func column(_ metric: Int, priority: Int = 80) -> Column {
    let unit = PlanMetric.all[metric].unit
    return Column(
      "", title(metric), unit: unit == .dollars ? .none : unit, digits: 3, priority: priority)
  }

  /// The head of a metric's column.
  static func title(_ metric: Int) -> String {
    switch PlanMetric.all[metric].name {
    case "goodput": "goodput/s"
    case "throughput": "tokens/s"
    case "energy_per_token": "energy/token"
    case "cost_per_million_tokens": "USD/Mtoken"
    case let name: name.replacing("_", with: " ")
    }
  }

  /// The name by which people call a metric of the Pareto set.
  private static func shortName(_ metric: Int) -> String {
    let name = PlanMetric.all[metric].name
    return PlanMetric.shortNames.first { $0.value == name }?.key ?? name
  }

  private static func planColumn() -> Column {
    Column("", "plan", minimumWidth: 16, overflow: .cutEnd)
  }

  var ranked: Table {
    let metrics = shownMetrics
    var columns = [Column("", "#")] + designColumns
    columns += metrics.map { Self.column($0, priority: $0 == study.ranking ? Column.required : 80) }
    columns += [
      Column("", "SLO", priority: 90), Column("", "Pareto", priority: 85),
      Column("", "held back by", priority: 70),
    ]
    let count = result.ranking.count
    var table = Table(
      "",
      title: count > Self.shownPlans
        ? "Best \(Self.shownPlans) of \(count.groupedText) plans" : "Plans, best first",
      columns: columns, isInData: false)
    let front = Set(result.front)
    for (rank, index) in result.ranking.prefix(Self.shownPlans).enumerated() {
      let trial = result.trials[index]
      guard let figures = trial.figures else { continue }
      var cells: [Cell] = [.integer(rank + 1)] + designCells(trial.design)
      cells += metrics.map { Self.cell(figures.metrics[$0]) }
      cells += [
        study.objective.bounds.isEmpty ? .none : .text(figures.meetsObjective ? "met" : "broken"),
        .text(front.contains(index) ? "*" : ""),
        Cell(heldBack(trial)),
      ]
      table.append(cells)
    }
    return table
  }

  private func heldBack(_ trial: PlanTrial) -> String? {
    let verdict = result.verdict(trial).kind
    return verdict == .best ? nil : verdict.rawValue
  }

  var front: Table {
    let metrics = Self.paretoNames.compactMap(PlanMetric.position)
    var table = Table(
      "", title: "Pareto set of latency, throughput, energy and cost",
      columns: designColumns + metrics.map { Self.column($0) }, isInData: false)
    for index in result.front.prefix(Self.shownPlans) {
      guard let figures = result.trials[index].figures else { continue }
      table.append(
        designCells(result.trials[index].design) + metrics.map { Self.cell(figures.metrics[$0]) })
    }
    return table
  }

  /// Metrics in which gains over heuristics are told.
  private var gainMetrics: [Int] {
    var metrics = [study.ranking]
    for position in Self.paretoNames.compactMap(PlanMetric.position)
    where !metrics.contains(position) {
      metrics.append(position)
    }
    return metrics
  }

  var baselines: Table {
    let metrics = gainMetrics
    var columns = [Column("", "heuristic", minimumWidth: 12), Self.planColumn()]
    columns += metrics.map {
      Column("", Self.shortName($0), digits: 3, priority: 80)
    }
    columns.append(Column("", "", overflow: .wrap))
    var table = Table(
      "", title: "Gain of the best plan over what people choose (times as good)",
      columns: columns, isInData: false)
    for baseline in result.baselines {
      var cells: [Cell] = [.text(baseline.name), .text(name(baseline.trial.design))]
      if let best = result.best?.figures, baseline.trial.figures != nil {
        cells += metrics.map { Cell(baseline.gain(of: best, metric: $0)) }
        let verdict = result.verdict(baseline.trial).kind
        cells.append(
          verdict == .best
            ? .text("the best itself") : verdict == .constraint ? .text(verdict.rawValue) : .none)
      } else {
        cells += metrics.map { _ in .none }
        let verdict = result.verdict(baseline.trial).kind
        cells.append(verdict == .best ? .none : .text(verdict.rawValue))
      }
      table.append(cells)
    }
    return table
  }

  /// The heuristics and the best plan's gain over each, as data.
  var baselineData: Table {
    var columns = [
      Column("name", "heuristic", "What it is called"), Column("rule", "rule", "How it chooses"),
      Column("plan", "plan", "Its plan"), Column("feasible", "feasible", "Whether it can be"),
      Column("verdict", "verdict", "What holds it back"),
      Column("reason", "reason", "The same with figures"),
    ]
    columns += gainMetrics.map {
      Column(
        "gain_\(PlanMetric.all[$0].name)", "",
        "How many times as good the best plan is in \(PlanMetric.all[$0].name)")
    }
    var table = Table("baselines", columns: columns, isInText: false)
    for baseline in result.baselines {
      let verdict = result.verdict(baseline.trial)
      var cells: [Cell] = [
        .text(baseline.name), .text(baseline.rule), .text(name(baseline.trial.design)),
        .boolean(baseline.trial.figures != nil), .text(verdict.kind.rawValue),
        .text(verdict.text),
      ]
      cells += gainMetrics.map { metric in
        Cell(result.best?.figures.flatMap { baseline.gain(of: $0, metric: metric) })
      }
      table.append(cells)
    }
    return table
  }

  /// Why each plan is behind the best; those that cannot be for one reason share a row.
  var reasons: Table {
    var table = Table(
      "", title: "Why the others are behind",
      columns: [
        Column("", "plan", minimumWidth: 16, overflow: .wrap), Column("", "held back by"),
        Column("", "", minimumWidth: 30, overflow: .wrap),
      ], isInData: false)
    let others = result.best == nil ? result.ranking[...] : result.ranking.dropFirst()
    for index in others.prefix(Self.shownPlans) {
      let trial = result.trials[index]
      let verdict = result.verdict(trial)
      table.append([
        .text(label(trial.design)), .text(verdict.kind.rawValue), .text(verdict.text),
      ])
    }
    let hidden = others.count - Self.shownPlans
    if hidden > 0 {
      table.append([.text("\(hidden) more"), .text("see --format csv")])
    }
    var verdicts: [PlanVerdict] = []
    var names: [[String]] = []
    for trial in result.infeasible {
      let verdict = result.verdict(trial)
      if let known = verdicts.firstIndex(of: verdict) {
        names[known].append(label(trial.design))
      } else {
        verdicts.append(verdict)
        names.append([label(trial.design)])
      }
    }
    for (verdict, names) in zip(verdicts, names).prefix(Self.shownPlans) {
      let more = names.count > 4 ? " and \(names.count - 4) more" : ""
      table.append([
        .text(names.prefix(4).joined(separator: ", ") + more), .text(verdict.kind.rawValue),
        .text(verdict.text),
      ])
    }
    if verdicts.count > Self.shownPlans {
      table.append([
        .text("\(verdicts.count - Self.shownPlans) more reasons"), .text("see --format csv"),
      ])
    }
    return table
  }
}
