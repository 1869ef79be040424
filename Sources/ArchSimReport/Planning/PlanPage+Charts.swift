import ArchSimHardware
import ArchSimServing
import ArchSimStudy
import ArchSimText

extension PlanPage {
  /// Latency and throughput of every plan, and the best ones in a table.
  var front: Markup? {
    var markup = Markup()
    if let figure = frontFigure {
      markup.add(
        figure,
        note:
          "A dot is a plan. Filled are those that no other beats in latency, throughput, energy "
          + "and cost at once; faint are those that break the SLO.")
    }
    markup.add(view.ranked, caption: "Plans, best first")
    markup.add("details") { details in
      details.add("summary", "The Pareto set as a table")
      details.add(view.front, caption: "Pareto set of latency, throughput, energy and cost")
    }
    if !view.baselines.rows.isEmpty {
      markup.add(
        view.baselines, caption: "Gain of the best plan over what people choose (times as good)")
    }
    return markup
  }

  /// Plans that are drawn one by one, so that pointing at them says what they are.
  private static let pointLimit = 500

  var frontFigure: ScatterFigure? {
    guard let horizontal = PlanMetric.position(of: "latency"),
      let vertical = PlanMetric.position(of: "throughput")
    else { return nil }
    func place(_ trial: PlanTrial) -> (Double, Double)? {
      guard let metrics = trial.figures?.metrics, metrics[horizontal].isFinite,
        metrics[vertical].isFinite
      else { return nil }
      return (metrics[horizontal], metrics[vertical])
    }
    let places = result.trials.compactMap(place)
    guard places.count > 1 else { return nil }
    func axis(_ metric: Int, _ name: String, _ values: [Double]) -> ChartAxis {
      ChartAxis(name, unit: PlanMetric.all[metric].unit, scale: ChartScale(values))
    }
    var figure = ScatterFigure(
      title: "Latency and throughput",
      label: "Scatter plot of latency and throughput of \(places.count) plans",
      horizontal: axis(horizontal, "mean latency of a request", places.map(\.0)),
      vertical: axis(vertical, "output tokens a second", places.map(\.1)))
    let members = Set(result.front)
    var clouds: [[(Double, Double)]] = [[], []]
    var others: [ScatterFigure.Point] = []
    for (index, trial) in result.trials.enumerated() {
      guard let (x, y) = place(trial), let figures = trial.figures else { continue }
      if members.contains(index) {
        figure.points.append(.init(x: x, y: y, words: view.label(trial.design)))
      } else {
        let style = figures.meetsObjective ? "feasible" : "violating"
        clouds[figures.meetsObjective ? 1 : 0].append((x, y))
        others.append(.init(x: x, y: y, style: "dot \(style)", words: view.label(trial.design)))
      }
    }
    if others.count <= Self.pointLimit {
      figure.points.insert(contentsOf: others, at: 0)
    } else {
      figure.clouds = [("violating", clouds[0]), ("feasible", clouds[1])]
    }
    if let best = result.best, let (x, y) = place(best) {
      figure.marks = [.init(x: x, y: y, letter: "best", words: view.label(best.design))]
    }
    figure.legend = [LegendEntry(words: "front", style: "point s0", mark: .circle)]
    if !clouds[1].isEmpty {
      figure.legend.append(LegendEntry(words: "others", style: "dot feasible", mark: .circle))
    }
    if !clouds[0].isEmpty {
      figure.legend.append(
        LegendEntry(words: "breaks the SLO", style: "dot violating", mark: .circle))
    }
    for (position, group) in baselinesByPlan.enumerated() {
      guard let (x, y) = place(group.trial) else { continue }
      let style = ExplorePage.baselineStyle(position)
      figure.baselines.append(.init(x: x, y: y, style: style, words: group.names))
      figure.legend.append(
        LegendEntry(words: group.names, style: "baseline \(style)", mark: .diamond))
    }
    return figure
  }

  /// What people choose, heuristics that choose the same plan together: their marks would hide
  /// each other.
  private var baselinesByPlan: [(trial: PlanTrial, names: String)] {
    var groups: [(trial: PlanTrial, names: String)] = []
    for baseline in result.baselines {
      if let known = groups.firstIndex(where: { $0.trial.design == baseline.trial.design }) {
        groups[known].names += "; " + baseline.name
      } else {
        groups.append((baseline.trial, baseline.name))
      }
    }
    return groups
  }

  // MARK: Latencies

  /// How the latencies of requests are distributed.
  var latencies: Markup? {
    let figures = latencyFigures
    guard !figures.isEmpty else { return nil }
    var markup = Markup()
    markup.paragraph(
      "The share of requests whose latency is at most so much; dashed is what the SLO bounds.",
      style: "lead")
    markup.add("div", ["class": "pair"]) { pair in
      for figure in figures { pair.add(figure, in: .column) }
    }
    return markup
  }

  var latencyFigures: [LinesFigure] {
    [LatencyMetric.timeToFirstToken, .timePerOutputToken].compactMap(distribution)
  }

  private static let shares = (0...100).map { Double($0) / 100 }

  private func distribution(_ metric: LatencyMetric) -> LinesFigure? {
    let title =
      metric == .timeToFirstToken ? "Time to first token" : "Time per output token"
    var lines: [LinesFigure.Line] = []
    var table = Table(
      title,
      columns: [Column("", "share of requests", isFraction: true)]
        + services.map { Column("", $0.name, unit: .seconds) })
    let columns = services.map { service in
      service.result.total.distribution(of: metric).quantiles(Self.shares)
    }
    for (service, values) in zip(services, columns) where values.allSatisfy(\.isFinite) {
      lines.append(
        .init(style: service.style, points: zip(values, Self.shares).map { ($0, $1) }))
    }
    guard !lines.isEmpty else { return nil }
    for (row, share) in Self.shares.enumerated()
    where row.isMultiple(of: 10) || row == 95 || row == 99 {
      table.append([.number(share)] + columns.map { $0[row].isFinite ? .number($0[row]) : .none })
    }
    let bounds = study.objective.bounds.filter { $0.metric == metric }
    let values = lines.flatMap { $0.points.map(\.0) }
    return LinesFigure(
      title: title, label: "Cumulative distribution of the \(title.lowercased())", table: table,
      legend: serviceLegend,
      horizontal: ChartAxis(
        metric.rawValue.uppercased(), unit: .seconds,
        scale: ChartScale(values + bounds.map(\.seconds))),
      vertical: ChartAxis(
        "share of requests",
        scale: ChartScale([0, 1], logarithmic: false, margin: 0), isFraction: true),
      lines: lines,
      notes: bounds.map {
        ($0.seconds, "\($0.statistic.rawValue) ≤ \(siText($0.seconds, unit: "s"))")
      })
  }

  private var serviceLegend: [LegendEntry] {
    services.map {
      LegendEntry(
        words: "\($0.name), \(view.label($0.design))", style: "line \($0.style)", mark: .line)
    }
  }

  // MARK: Load

  /// Latencies at several rates of requests.
  var load: Markup? {
    let figures = loadFigures
    guard !figures.isEmpty else { return nil }
    var markup = Markup()
    markup.paragraph(
      "The same requests, slower and faster: their 95th percentiles.", style: "lead")
    markup.add("div", ["class": "pair"]) { pair in
      for figure in figures { pair.add(figure, in: .column) }
    }
    return markup
  }

  var loadFigures: [LinesFigure] {
    guard services.contains(where: { $0.loads.count > 1 }) else { return [] }
    return [LatencyMetric.timeToFirstToken, .timePerOutputToken].compactMap(loadFigure)
  }

  private func loadFigure(_ metric: LatencyMetric) -> LinesFigure? {
    var table = Table(
      "load",
      columns: [Column("", "requests a second")]
        + services.map { Column("", $0.name, unit: .seconds) })
    var lines: [LinesFigure.Line] = []
    for service in services {
      let points = service.loads.map { load in
        (load.rate, load.result.total.distribution(of: metric).summary.p95)
      }
      if points.contains(where: { $0.1.isFinite }) {
        lines.append(.init(style: service.style, points: points))
      }
    }
    guard let first = lines.first else { return nil }
    for (row, point) in first.points.enumerated() {
      table.append(
        [.number(point.0)]
          + services.map { service in
            guard service.loads.indices.contains(row) else { return .none }
            let value = service.loads[row].result.total.distribution(of: metric).summary.p95
            return value.isFinite ? .number(value) : .none
          })
    }
    let bounds = study.objective.bounds.filter { $0.metric == metric && $0.statistic == .p95 }
    if let bound = bounds.first {
      let rates = first.points.map(\.0)
      lines.append(
        .init(style: "slo", points: [(0, bound.seconds), (rates.max() ?? 1, bound.seconds)]))
    }
    let title =
      metric == .timeToFirstToken ? "TTFT (p95) against load" : "TPOT (p95) against load"
    var legend = serviceLegend
    if !bounds.isEmpty { legend.append(LegendEntry(words: "SLO", style: "line slo", mark: .line)) }
    legend.append(LegendEntry(words: "rate of the study", style: "line rate", mark: .line))
    return LinesFigure(
      title: title, label: title, table: table, legend: legend,
      horizontal: ChartAxis(
        "requests a second",
        scale: ChartScale(
          first.points.map(\.0), logarithmic: false, includesZero: true, margin: 0.02)),
      vertical: ChartAxis(
        "\(metric.rawValue.uppercased()), p95", unit: .seconds,
        scale: ChartScale(lines.flatMap { $0.points.map(\.1) })),
      lines: lines, notes: [(study.requests.requestsPerSecond, "")], noteStyle: "line rate")
  }

  // MARK: Over time

  /// Queue, batch and cache of the best plan over time.
  var timeline: Markup? {
    let figures = timelineFigures
    guard let best = services.first, !figures.isEmpty else { return nil }
    let load = best.result.total.load
    var markup = Markup()
    markup.paragraph(
      "The best plan, all replicas together, in means over "
        + "\(siText(load.binSeconds, unit: "s")).", style: "lead")
    markup.add("div", ["class": "pair"]) { pair in
      for figure in figures { pair.add(figure, in: .column) }
    }
    markup.add("details") { details in
      details.add("summary", "As a table")
      details.add(
        timelineTable(load.points, pages: Double(max(1, best.result.total.cachePages))),
        caption: "Queue, batch and cache over time")
    }
    return markup
  }

  var timelineFigures: [LinesFigure] {
    guard let best = services.first else { return [] }
    let points = best.result.total.load.points
    guard points.count > 1, let last = points.last else { return [] }
    let pages = Double(max(1, best.result.total.cachePages))
    let end = last.seconds + best.result.total.load.binSeconds
    let time = ChartAxis(
      "time", unit: .seconds, scale: ChartScale([0, end], logarithmic: false, margin: 0))
    func figure(
      _ title: String, _ name: String, _ lines: [LinesFigure.Line], isFraction: Bool = false,
      legend: [LegendEntry] = []
    ) -> LinesFigure {
      LinesFigure(
        title: title, label: "\(title) over time", legend: legend, horizontal: time,
        vertical: ChartAxis(
          name,
          scale: ChartScale(
            lines.flatMap { $0.points.map(\.1) }, logarithmic: false, includesZero: true,
            margin: 0.02),
          isFraction: isFraction),
        lines: lines)
    }
    return [
      figure(
        "Requests", "requests",
        [
          .init(style: "s0", points: points.map { ($0.seconds, $0.running) }),
          .init(style: "s1", points: points.map { ($0.seconds, $0.waiting) }),
        ],
        legend: [
          LegendEntry(words: "running", style: "line s0", mark: .line),
          LegendEntry(words: "waiting", style: "line s1", mark: .line),
        ]),
      figure(
        "KV cache in use", "share of all pages",
        [.init(style: "s2", points: points.map { ($0.seconds, $0.pages / pages) })],
        isFraction: true),
    ]
  }

  private func timelineTable(_ points: [LoadSeries.Point], pages: Double) -> Table {
    var table = Table(
      "timeline",
      columns: [
        Column("", "time", unit: .seconds), Column("", "running", digits: 3),
        Column("", "waiting", digits: 3), Column("", "cache in use", isFraction: true),
        Column("", "output tokens a second", digits: 3),
      ])
    // As many rows as people read.
    let step = max(1, points.count / 40)
    for index in stride(from: 0, to: points.count, by: step) {
      let point = points[index]
      table.append([
        .number(point.seconds), .number(point.running), .number(point.waiting),
        .number(point.pages / pages), .number(point.tokensPerSecond),
      ])
    }
    return table
  }

  // MARK: Work

  /// The time of an iteration by kind of work, for the best plans.
  var work: Markup? {
    guard let figure = workFigure else { return nil }
    var markup = Markup()
    markup.add(figure)
    return markup
  }

  var workFigure: BarsFigure? {
    let shown = result.ranking.prefix(12).compactMap { index in
      result.trials[index].figures.map { (result.trials[index].design, $0) }
    }
    guard !shown.isEmpty else { return nil }
    let kinds = WorkKind.allCases.filter { kind in
      shown.contains { $0.1.iterationSeconds[kind.rawValue] > 0 }
    }
    var table = Table(
      "work",
      columns: [Column("", "plan")] + kinds.map { Column("", $0.words, unit: .seconds) })
    for (design, figures) in shown {
      table.append(
        [.text(view.label(design))]
          + kinds.map { .number(figures.iterationSeconds[$0.rawValue]) })
    }
    let bars = shown.map { design, figures in
      BarsFigure.Bar(
        name: view.label(design), values: kinds.map { figures.iterationSeconds[$0.rawValue] })
    }
    return BarsFigure(
      title: "Mean time of an iteration, best plans first",
      label: "Bars of the time of an iteration by kind of work", table: table,
      axis: ChartAxis(
        "time", unit: .seconds,
        scale: ChartScale(
          bars.map { $0.values.reduce(0, +) }, logarithmic: false, includesZero: true, margin: 0)),
      parts: kinds.map { .init(name: $0.words, style: "s\($0.rawValue % 8)") }, bars: bars,
      text: { siText($0, unit: "s") })
  }
}
