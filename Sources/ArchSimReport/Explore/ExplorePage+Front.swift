import ArchSimHardware
import ArchSimStudy
import ArchSimText

extension ExplorePage {
  /// The front as a chart and as a table.
  var front: Markup? {
    guard let figure = frontFigure else { return nil }
    var markup = Markup()
    let impossible = result.trials.count { $0.metrics == nil }
    var note = "Every dot is a design; those of the front are the large ones."
    let violating = result.trials.count {
      $0.metrics != nil && study.violations(of: $0).contains { $0 > 0 }
    }
    if violating > 0 {
      note +=
        violating == 1
        ? " One trial violates a constraint and is faint where it is shown."
        : " \(violating.groupedText) trials violate a constraint and are faint where they are shown."
    }
    if impossible > 0 {
      note +=
        impossible == 1
        ? " One trial cannot exist and has no place here."
        : " \(impossible.groupedText) trials cannot exist and have no place here."
    }
    markup.add("div", ["id": "front-controls", "class": "controls", "hidden": ""], "")
    markup.add("div", ["class": "explorer"]) { box in
      box.add(figure, id: "front-figure", note: note)
      box.add("div", ["id": "detail", "hidden": "", "aria-live": "polite"], "")
    }
    if let bends { markup.splice(bends) }
    var table = view.frontForPeople(rowLimit: 30)
    table.title = ""
    let shown = table.rows.count
    markup.add("details") { details in
      details.add("summary", "The front as a table")
      details.add(
        table,
        caption: shown < result.front.count
          ? "\(shown) of \(result.front.count) designs, spread over the front"
          : "The front, best \(study.objectives.first?.name.spaced ?? "") first")
    }
    return markup
  }

  /// The metrics of the axes: the first two objectives, or what is next to them.
  var frontAxes: (horizontal: Int, vertical: Int)? {
    var metrics = study.objectives.map(\.metric)
    for name in ["area", "energy", "latency", "power"] {
      if let position = study.position(ofMetric: name), study.hasMetric[position],
        !metrics.contains(position)
      {
        metrics.append(position)
      }
    }
    guard metrics.count > 1 else { return nil }
    return (metrics[0], metrics[1])
  }

  /// The metric that colours points: the third objective.
  var frontColour: Int? { study.objectives.count > 2 ? study.objectives[2].metric : nil }

  /// The first two objectives of all trials.
  var frontFigure: ScatterFigure? {
    guard let (horizontal, vertical) = frontAxes else { return nil }
    let groups = PointGroups(result, horizontal: horizontal, vertical: vertical)
    guard !groups.front.isEmpty || !groups.violating.isEmpty else { return nil }
    var figure = ScatterFigure(
      title: "", label: frontLabel(horizontal, vertical),
      horizontal: view.axis(horizontal, groups.extent.map(\.0)),
      vertical: view.axis(vertical, groups.extent.map(\.1)))
    figure.clouds = [
      ("violating", groups.violating.map { ($0.x, $0.y) }),
      ("feasible", groups.feasible.map { ($0.x, $0.y) }),
    ]
    let ramp = frontColour.map { metric in
      ColourRamp(
        metric: metric, groups.front.compactMap { result.trials[$0.trial].metrics?[metric] })
    }
    figure.points = groups.front.map { place in
      let colour = ramp?.style(result.trials[place.trial].metrics?[ramp?.metric ?? 0] ?? .nan)
      return .init(x: place.x, y: place.y, style: colour ?? "s0", words: words(place.trial))
    }
    figure.marks = chosen.compactMap { design in
      guard let metrics = result.trials[design.trial].metrics else { return nil }
      return .init(
        x: metrics[horizontal], y: metrics[vertical], letter: design.letter,
        words: "\(design.letter): \(design.title)")
    }
    figure.baselines = baselinePoints(horizontal, vertical)
    for constraint in study.constraints {
      let limit = ScatterFigure.Limit(
        value: constraint.limit, isUpper: constraint.relation.rawValue.hasPrefix("<"),
        words: constraint.text.spaced.typographic)
      if constraint.metric == horizontal { figure.horizontalLimits.append(limit) }
      if constraint.metric == vertical { figure.verticalLimits.append(limit) }
    }
    figure.legend = frontLegend(ramp, hasViolating: !groups.violating.isEmpty)
    return figure
  }

  private func frontLabel(_ horizontal: Int, _ vertical: Int) -> String {
    "Scatter plot of \(study.metrics[horizontal].name.spaced) and "
      + "\(study.metrics[vertical].name.spaced) of \(result.trials.count.groupedText) trials, "
      + "\(result.front.count.groupedText) of them on the Pareto front"
  }

  private func frontLegend(_ ramp: ColourRamp?, hasViolating: Bool) -> [LegendEntry] {
    var legend: [LegendEntry] = []
    if let ramp {
      let name = study.metrics[ramp.metric].name.spaced
      legend.append(
        LegendEntry(
          words: "front, \(name) \(view.text(ramp.low, metric: ramp.metric))", style: "point q0",
          mark: .circle))
      legend.append(
        LegendEntry(
          words: "to \(view.text(ramp.high, metric: ramp.metric))", style: "point q6",
          mark: .circle))
    } else {
      legend.append(LegendEntry(words: "front", style: "point s0", mark: .circle))
    }
    legend.append(
      LegendEntry(words: "holds all constraints", style: "dot feasible", mark: .circle))
    if hasViolating {
      legend.append(
        LegendEntry(words: "violates a constraint", style: "dot violating", mark: .circle))
    }
    for (position, baseline) in study.baselines.enumerated() {
      legend.append(
        LegendEntry(
          words: baseline.name, style: "baseline \(Self.baselineStyle(position))", mark: .diamond))
    }
    return legend
  }

  static func baselineStyle(_ position: Int) -> String { "s\(1 + position % 7)" }

  /// What baselines reach beside the designs of the front; equal points once.
  private func baselinePoints(_ horizontal: Int, _ vertical: Int) -> [ScatterFigure.Point] {
    var points: [ScatterFigure.Point] = []
    for position in study.baselines.indices {
      var known: Set<[Double]> = []
      for metrics in baselineMetrics(position)
      where known.insert([metrics[horizontal], metrics[vertical]]).inserted {
        points.append(
          .init(
            x: metrics[horizontal], y: metrics[vertical], style: Self.baselineStyle(position),
            words: study.baselines[position].name))
      }
    }
    return points
  }

  /// The metrics of a baseline beside the chosen designs, or alone where it stays the same.
  func baselineMetrics(_ position: Int) -> [[Double]] {
    let own = chosen.compactMap { view.comparison(trial: $0.trial, baseline: position)?.metrics }
    return study.baselines[position].isEqualArea ? own : Array(own.prefix(1))
  }

  /// A trial in a line, shown on pointing at it.
  private func words(_ trial: Int) -> String {
    let metrics = view.namedMetrics.compactMap { position -> String? in
      result.trials[trial].metrics.map {
        "\(study.metrics[position].name.spaced) \(view.text($0[position], metric: position))"
      }
    }
    return "trial \(trial): " + metrics.joined(separator: ", ")
  }
}

/// The trials of a run as points in two metrics, by what they are.
struct PointGroups {
  struct Place {
    var trial: Int
    var x: Double
    var y: Double
  }

  var front: [Place] = []
  var feasible: [Place] = []
  var violating: [Place] = []

  init(_ result: StudyResult, horizontal: Int, vertical: Int) {
    let members = Set(result.front)
    for trial in result.trials {
      guard let metrics = trial.metrics, metrics[horizontal].isFinite, metrics[vertical].isFinite
      else { continue }
      let place = Place(trial: trial.index, x: metrics[horizontal], y: metrics[vertical])
      if members.contains(trial.index) {
        front.append(place)
      } else if result.study.violations(of: trial).contains(where: { $0 > 0 }) {
        violating.append(place)
      } else {
        feasible.append(place)
      }
    }
    if result.trials.count > HTMLReport.pointLimit {
      feasible = Self.thinned(feasible)
      violating = Self.thinned(violating)
    }
  }

  /// What the axes must hold: designs that hold all constraints, or all where there are none.
  var extent: [(Double, Double)] {
    let places = front.isEmpty ? violating : front + feasible
    return places.map { ($0.x, $0.y) }
  }

  /// One point for each cell of a fine grid: more would lie on top of each other.
  private static func thinned(_ places: [Place]) -> [Place] {
    let x = ChartScale(places.map(\.x))
    let y = ChartScale(places.map(\.y))
    var known: Set<Int> = []
    return places.filter {
      known.insert(Int(x.fraction($0.x) * 240) * 1000 + Int(y.fraction($0.y) * 160)).inserted
    }
  }
}

/// A metric as one of seven colours from dark to light.
struct ColourRamp {
  let metric: Int
  let low: Double
  let high: Double
  private let scale: ChartScale

  init(metric: Int, _ values: [Double]) {
    self.metric = metric
    let finite = values.filter(\.isFinite)
    low = finite.min() ?? 0
    high = finite.max() ?? 0
    scale = ChartScale(finite, margin: 0)
  }

  /// The class of a value.
  func style(_ value: Double) -> String {
    guard value.isFinite else { return "q0" }
    return "q\(min(6, max(0, Int(scale.fraction(value) * 7))))"
  }
}
