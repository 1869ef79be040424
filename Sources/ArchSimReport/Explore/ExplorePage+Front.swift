import ArchSimHardware
import ArchSimStudy
import ArchSimText

extension ExplorePage {
  /// The front as a chart and as a table.
  var front: Markup? {
    guard let figure = frontFigure else { return nil }
    var markup = Markup()
    let counted =
      result.trials.count < result.trialCount
      ? result.trials.count.groupedText : "all \(result.trialCount.groupedText)"
    let impossible = result.trialCount - result.evaluatedTrials
    var note =
      isBinned
      ? "Dots are designs of the front. The stronger the colour of a cell, the more designs lie in "
        + "it, \(counted) trials counted."
      : "Every dot is a design"
        + (result.front.isEmpty ? "." : "; those of the front are the large ones.")
    if shownFront.count < result.front.count {
      note +=
        " \(shownFront.count.groupedText) of the \(result.front.count.groupedText) designs of the "
        + "front are drawn, spread over the run."
    }
    let violating = result.evaluatedTrials - result.feasibleTrials
    if result.trials.count < result.trialCount {
      note +=
        " Of \(result.trialCount.groupedText) trials, the front and a sample are shown: "
        + "\(result.trials.count.groupedText)."
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
    guard !result.front.isEmpty else { return markup }
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
    var most: Int?
    if isBinned {
      (figure.cells, most) = cells(horizontal, vertical)
    } else {
      figure.clouds = [
        ("violating", groups.violating.map { ($0.x, $0.y) }),
        ("feasible", groups.feasible.map { ($0.x, $0.y) }),
      ]
    }
    let ramp = frontColour.map { metric in
      ColourRamp(
        metric: metric, groups.front.compactMap { result.trials[$0.trial].metrics?[metric] })
    }
    let shown = Set(shownFront)
    figure.points = groups.front.filter { shown.contains($0.trial) }.map { place in
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
    figure.legend = frontLegend(
      groups, ramp, most: most, baselines: Set(figure.baselines.map(\.words)))
    return figure
  }

  /// Whether designs are too many to be drawn one by one.
  var isBinned: Bool { result.trials.count > HTMLReport.pointLimit }

  /// Most designs of the front that are drawn where designs are binned.
  static let frontLimit = 2000

  /// The designs of the front that are drawn: all, or some that are spread evenly over the run, the
  /// chosen ones among them.
  var shownFront: [Int] {
    guard isBinned, result.front.count > Self.frontLimit else { return result.front }
    let kept = Set(chosen.map(\.trial))
    let others = Self.frontLimit - kept.count
    let count = result.front.count
    return result.front.enumerated().filter { place, trial in
      // One place for every count / others of them.
      kept.contains(trial) || place * others / count != (place - 1) * others / count || place == 0
    }.map(\.element)
  }

  /// Cells of two metrics with their shades, and the most designs that any of them has.
  private func cells(_ horizontal: Int, _ vertical: Int) -> ([ScatterFigure.Cell], Int?) {
    let density = DesignDensity(result)
    let (x, y) = (density.column(metric: horizontal), density.column(metric: vertical))
    let (holding, violating) = density.counts(x, y, joining: (1, 2))
    let rows = y.count(joining: 2)
    func cell(_ count: DesignDensity.Count, _ style: String) -> ScatterFigure.Cell {
      .init(
        x: x.ends(count.place / rows, joining: 1), y: y.ends(count.place % rows, joining: 2),
        style: style)
    }
    let most = holding.map(\.designs).max()
    return (
      violating.map { cell($0, "violating") }
        + holding.map { cell($0, "b\(Self.shade($0.designs, of: most ?? 1))") }, most
    )
  }

  /// One of seven shades for a count: the logarithm of it over that of the most.
  static func shade(_ count: Int, of most: Int) -> Int {
    guard most > 1 else { return 0 }
    let share = Mathematics.log10(Double(count)) / Mathematics.log10(Double(most))
    return min(6, Int(share * 7))
  }

  private func frontLabel(_ horizontal: Int, _ vertical: Int) -> String {
    "Scatter plot of \(study.metrics[horizontal].name.spaced) and "
      + "\(study.metrics[vertical].name.spaced) of \(result.trialCount.groupedText) trials, "
      + "\(result.front.count.groupedText) of them on the Pareto front"
  }

  private func frontLegend(
    _ groups: PointGroups, _ ramp: ColourRamp?, most: Int?, baselines: Set<String>
  ) -> [LegendEntry] {
    var legend: [LegendEntry] = []
    if let ramp, ramp.low < ramp.high {
      let name = study.metrics[ramp.metric].name.spaced
      legend.append(
        LegendEntry(
          words: "front, \(name) \(view.text(ramp.low, metric: ramp.metric))", style: "point q0",
          mark: .circle))
      legend.append(
        LegendEntry(
          words: "to \(view.text(ramp.high, metric: ramp.metric))", style: "point q6",
          mark: .circle))
    } else if !groups.front.isEmpty {
      let style = ramp.map { $0.style($0.low) } ?? "s0"
      legend.append(LegendEntry(words: "front", style: "point \(style)", mark: .circle))
    }
    if let most {
      legend.append(LegendEntry(words: "1 design in a cell", style: "cell b0"))
      if most > 1 {
        legend.append(
          LegendEntry(words: "to \(most.groupedText) designs in a cell", style: "cell b6"))
      }
    } else if !isBinned, !groups.feasible.isEmpty {
      legend.append(
        LegendEntry(words: "holds all constraints", style: "dot feasible", mark: .circle))
    }
    if !groups.violating.isEmpty {
      legend.append(
        isBinned
          ? LegendEntry(words: "violates a constraint", style: "cell violating")
          : LegendEntry(words: "violates a constraint", style: "dot violating", mark: .circle))
    }
    for (position, baseline) in study.baselines.enumerated()
    where baselines.contains(baseline.name) {
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
  }

  /// What the axes must hold: designs that hold all constraints, or all where there are none.
  var extent: [(Double, Double)] {
    let places = front.isEmpty ? violating : front + feasible
    return places.map { ($0.x, $0.y) }
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
