import ArchSimHardware
import ArchSimSearch
import ArchSimStudy

extension ExplorePage {
  /// The designs of the front as lines over all parameters and objectives.
  var parallel: Markup? {
    guard let figure = parallelFigure else { return nil }
    var markup = Markup()
    markup.paragraph(
      "A line is a design of the front; it crosses every axis at its value. What designs have in "
        + "common shows as bundles.", style: "lead")
    markup.add("div", ["id": "parallel-controls", "class": "controls", "hidden": ""], "")
    markup.add(
      "div",
      [
        "class": "scroll", "tabindex": "0", "role": "region",
        "aria-label": "Parallel coordinates",
      ]
    ) { box in
      box.add(figure, in: .scrolling, id: "parallel-figure")
    }
    return markup
  }

  /// Most lines of the drawing; a script can draw all.
  private static let lineLimit = 300

  var parallelFigure: ParallelFigure? {
    guard !result.front.isEmpty else { return nil }
    let lines = result.front.prefix(Self.lineLimit).map { result.trials[$0] }
    var dimensions: [ParallelFigure.Dimension] = []
    var columns: [[Double]] = []
    for (position, parameter) in study.space.parameters.enumerated() {
      let all = study.space.search.parameters[position].domain
      var levels: [(Double, String)] = []
      let scale: ChartScale
      if case .choices(let choices, _) = parameter.meaning {
        levels = choices.enumerated().map { (Double($0), $1.name) }
        scale = ChartScale(levels.map(\.0), logarithmic: false)
      } else {
        scale = ChartScale(all.ends, logarithmic: all.isSpreadByRatio)
        levels = all.levels.map { ($0, parameter.text($0)) }
      }
      let axis = ChartAxis(parameter.name, unit: parameter.unit, scale: scale)
      // Levels carry their units.
      dimensions.append(
        .init(name: levels.isEmpty ? axis.title : parameter.name, axis: axis, levels: levels))
      columns.append(
        lines.map {
          study.space.search.isActive(parameter: position, at: $0.point)
            ? $0.point.values[position] : .nan
        })
    }
    for objective in study.objectives {
      let values = lines.map { $0.metrics?[objective.metric] ?? .nan }
      let metric = study.metrics[objective.metric]
      let axis = ChartAxis(metric.name.spaced, unit: metric.unit, scale: ChartScale(values))
      dimensions.append(.init(name: axis.title, axis: axis))
      columns.append(values)
    }
    guard dimensions.count > 1 else { return nil }
    let letters = Dictionary(uniqueKeysWithValues: chosen.map { ($0.trial, $0.letter) })
    let first = study.objectives.first
    let ramp = first.map { objective in
      ColourRamp(
        metric: objective.metric, lines.compactMap { $0.metrics?[objective.metric] })
    }
    return ParallelFigure(
      title: "",
      label: "Parallel coordinates of \(lines.count) designs over \(dimensions.count) axes",
      legend: ramp.map { ramp in
        [
          LegendEntry(
            words: "\(study.metrics[ramp.metric].name.spaced) "
              + view.text(ramp.low, metric: ramp.metric), style: "strand q0", mark: .line),
          LegendEntry(
            words: "to \(view.text(ramp.high, metric: ramp.metric))", style: "strand q6",
            mark: .line),
        ]
      } ?? [],
      dimensions: dimensions,
      lines: lines.enumerated().map { row, trial in
        let style = ramp?.style(trial.metrics?[ramp?.metric ?? 0] ?? .nan) ?? "s0"
        return .init(
          values: columns.map { $0[row] }, style: style,
          words: (letters[trial.index].map { "\($0): " } ?? "") + "trial \(trial.index)")
      })
  }
}

extension SearchParameter.Domain {
  /// The least and the greatest number.
  var ends: [Double] {
    switch self {
    case .real(let range, _): [range.lowerBound, range.upperBound]
    case .integer(let range, _, _): [Double(range.lowerBound), Double(range.upperBound)]
    case .ordinal(let levels): [levels.first ?? 0, levels.last ?? 1]
    case .categorical(let count): [0, Double(max(1, count - 1))]
    }
  }

  /// The numbers that there are, where they are few.
  var levels: [Double] {
    switch self {
    case .real, .categorical: return []
    case .integer(let range, let step, _):
      guard step > 0, Double(range.upperBound) - Double(range.lowerBound) < 12 * Double(step) else {
        return []
      }
      return stride(from: range.lowerBound, through: range.upperBound, by: step).map(Double.init)
    case .ordinal(let levels): return levels.count <= 16 ? levels : []
    }
  }

  /// Whether ratios matter rather than differences, as they do for powers of two.
  var isSpreadByRatio: Bool {
    switch self {
    case .real(_, let logarithmic), .integer(_, _, let logarithmic): return logarithmic
    case .ordinal(let levels):
      guard levels.count > 2, let first = levels.first, let last = levels.last, first > 0 else {
        return false
      }
      // Evenly spaced levels have their middle one halfway.
      let middle = levels[levels.count / 2]
      return middle < first + (last - first) * 0.4
    case .categorical: return false
    }
  }
}
