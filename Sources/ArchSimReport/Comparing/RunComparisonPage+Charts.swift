import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension RunComparisonPage {
  /// Most pairs of objectives that have a chart.
  private static var pairLimit: Int { 3 }

  /// The fronts of all runs in pairs of objectives, a colour a run.
  var frontFigures: [ScatterFigure] {
    let count = comparison.objectives.count
    var pairs: [(Int, Int)] = []
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) { pairs.append((first, second)) }
    }
    return pairs.prefix(Self.pairLimit).compactMap { frontFigure($0, $1) }
  }

  private func frontFigure(_ first: Int, _ second: Int) -> ScatterFigure? {
    let (across, up) = (comparison.objectives[first], comparison.objectives[second])
    let joint = Set(comparison.joint)
    var points: [ScatterFigure.Point] = []
    for (position, run) in comparison.runs.enumerated() {
      for trial in run.front {
        let member = RunMember(run: position, trial: trial)
        guard let x = comparison.value(of: across, at: member),
          let y = comparison.value(of: up, at: member)
        else { continue }
        points.append(
          .init(
            x: x, y: y, style: Self.style(position) + (joint.contains(member) ? "" : " pale"),
            words: words(member)))
      }
    }
    guard !points.isEmpty else { return nil }
    let names = "\(across.name.spaced) and \(up.name.spaced)"
    return ScatterFigure(
      title: names.prefix(1).uppercased() + names.dropFirst(),
      label: "Scatter plot of the fronts of \(comparison.runs.count) runs in \(names)",
      legend: comparison.runs.enumerated().map {
        LegendEntry(words: $1.name, style: "point \(Self.style($0))", mark: .circle)
      },
      horizontal: axis(across, points.map(\.x)), vertical: axis(up, points.map(\.y)),
      // What is pale lies below.
      points: points.filter { $0.style.hasSuffix("pale") }
        + points.filter { !$0.style.hasSuffix("pale") })
  }

  /// The class of the colour of a run.
  private static func style(_ run: Int) -> String { "s\(run % 8)" }

  private func axis(_ objective: Objective, _ values: [Double]) -> ChartAxis {
    let metric = comparison.runs[0].result.metric(of: objective)
    return ChartAxis(metric.name.spaced, unit: metric.unit, scale: ChartScale(values))
  }

  private func words(_ member: RunMember) -> String {
    let run = comparison.runs[member.run]
    let values = comparison.objectives.compactMap { objective in
      comparison.value(of: objective, at: member).map {
        "\(objective.name.spaced) \(run.result.metric(of: objective).unit.text($0).typographic)"
      }
    }
    let name =
      Result.namesTrials ? run.result.choiceText(ofTrial: member.trial) : "trial \(member.trial)"
    return "\(run.name), \(name): " + values.joined(separator: ", ")
  }

  // MARK: Convergence

  /// Hypervolume in the box of all runs, and the best value so far of each objective.
  var convergenceFigures: [LinesFigure] {
    guard
      comparison.runs.contains(where: { $0.result.trialCount > 1 && $0.result.isSearched }),
      !comparison.joint.isEmpty
    else { return [] }
    var figures: [LinesFigure] = []
    if (2...3).contains(comparison.objectives.count),
      comparison.objectives.allSatisfy({ $0.target == nil })
    {
      figures.append(
        figure(
          "Hypervolume", comparison.runs.map { hypervolume(of: $0.result) }
        ) {
          ChartAxis(
            "share of the box", scale: ChartScale($0, logarithmic: false, includesZero: true))
        })
    }
    for objective in comparison.objectives {
      let name = objective.name.spaced
      figures.append(
        figure(
          name.prefix(1).uppercased() + name.dropFirst(),
          comparison.runs.map { run in
            run.result.bestSoFar(of: objective).map { (Double($0.trials), $0.value) }
          }
        ) { axis(objective, $0) })
    }
    return figures
  }

  private func figure(
    _ title: String, _ steps: [[(Double, Double)]], vertical: ([Double]) -> ChartAxis
  ) -> LinesFigure {
    let most = comparison.runs.map(\.result.trialCount).max() ?? 1
    let lines = zip(comparison.runs, steps).enumerated().compactMap {
      position, entry -> LinesFigure.Line? in
      let (run, steps) = entry
      guard let last = steps.last else { return nil }
      return .init(
        style: "s\(position % 6)",
        points: steps + [(Double(run.result.trialCount), last.1)], isStaircase: true)
    }
    return LinesFigure(
      title: title, label: "\(title) after every trial of each run",
      legend: comparison.runs.enumerated().map {
        LegendEntry(words: $1.name, style: "line s\($0 % 6)", mark: .line)
      },
      horizontal: ChartAxis("trials", scale: ChartScale([1, Double(most)], margin: 0)),
      vertical: vertical(steps.flatMap { $0.map(\.1) }), lines: lines)
  }

  /// The trials, counted from 1, at which the hypervolume of a run grew, and what it became.
  private func hypervolume(of result: Result) -> [(Double, Double)] {
    let reference = zip(comparison.objectives, comparison.reference).map { $0.minimized($1) }
    let ideal = comparison.objectives.indices.map { position in
      comparison.runs.enumerated().compactMap { index, run in
        run.best[position].flatMap {
          comparison.value(
            of: comparison.objectives[position], at: .init(run: index, trial: $0))
        }
      }.map(comparison.objectives[position].minimized).min() ?? 0
    }
    var trace = HypervolumeTrace(reference: ideal.map { _ in 1 })
    var steps: [(Double, Double)] = []
    for trial in result.feasibleTrials(in: comparison.objectives) {
      let scaled = trial.minimized.indices.map {
        (trial.minimized[$0] - ideal[$0]) / (reference[$0] - ideal[$0])
      }
      let value = trace.insert(scaled)
      if steps.last?.1 != value { steps.append((Double(trial.number + 1), value)) }
    }
    return steps
  }
}
