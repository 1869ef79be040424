import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension ExplorePage {
  /// How the run got better from trial to trial, beside random search.
  var convergence: Markup? {
    let figures = convergenceFigures
    guard !figures.isEmpty else { return nil }
    var markup = Markup()
    var words = "The best value so far of each objective, among designs that hold all constraints."
    if hasHypervolume {
      words +=
        " Hypervolume is the share of the box between the best values of the run and its worst that "
        + "the front dominates."
    }
    if let random {
      words += " Grey is random search over the same study with the same seed"
      words +=
        random.trialCount < result.trialCount
        ? ", for the first \(random.trials.count.groupedText) trials." : "."
    }
    markup.paragraph(words, style: "lead")
    markup.add("div", ["class": "pair"]) { grid in
      for figure in figures { grid.add(figure, in: .column) }
    }
    markup.add("details") { details in
      details.add("summary", "As a table")
      details.add(convergenceTable, caption: "Convergence")
    }
    return markup
  }

  /// Whether hypervolume says more than the best value does, as it does from two objectives on.
  private var hasHypervolume: Bool {
    study.objectives.count > 1 && (result.hypervolume.last ?? 0) > 0
  }

  /// Hypervolume, and the best value so far of each objective.
  var convergenceFigures: [LinesFigure] {
    guard result.feasibleTrials > 0, result.trialCount > 1 else { return [] }
    var figures: [LinesFigure] = []
    for objective in study.objectives {
      let own = Self.bestSoFar(result, objective)
      let other = random.map { Self.bestSoFar($0, objective) } ?? []
      let name = study.metrics[objective.metric].name.spaced
      figures.append(
        figure(
          name.prefix(1).uppercased() + name.dropFirst(),
          vertical: view.axis(objective.metric, (own + other).map(\.1)), own, other))
    }
    if hasHypervolume {
      let own = Self.steps(result.hypervolume, every: result.hypervolumeStep, of: result.trialCount)
      let other = random.map { Self.steps(hypervolume(of: $0), every: 1, of: $0.trialCount) } ?? []
      figures.insert(
        figure(
          "Hypervolume",
          vertical: ChartAxis(
            "share of the box",
            scale: ChartScale((own + other).map(\.1), logarithmic: false, includesZero: true)),
          own, other), at: 0)
    }
    return figures
  }

  private func figure(
    _ title: String, vertical: ChartAxis, _ own: [(Double, Double)], _ other: [(Double, Double)]
  ) -> LinesFigure {
    let count = Double(result.trialCount)
    let scale = ChartScale([1, count], margin: 0)
    var lines: [LinesFigure.Line] = []
    if !other.isEmpty, let random {
      lines.append(
        .init(
          style: "random",
          points: other + [(Double(random.trials.count), other[other.count - 1].1)],
          isStaircase: true))
    }
    if let last = own.last {
      lines.append(.init(style: "s0", points: own + [(count, last.1)], isStaircase: true))
    }
    return LinesFigure(
      title: title, label: "\(title) after every trial",
      legend: other.isEmpty
        ? []
        : [
          LegendEntry(words: study.search.algorithm, style: "line s0", mark: .line),
          LegendEntry(words: "random", style: "line random", mark: .line),
        ],
      horizontal: ChartAxis("trials", scale: scale), vertical: vertical, lines: lines)
  }

  /// The trials, counted from 1, at which the best value changed, and that value.
  static func bestSoFar(_ result: StudyResult, _ objective: Objective) -> [(Double, Double)] {
    guard let position = result.study.objectives.firstIndex(where: { $0.text == objective.text })
    else { return [] }
    return result.bestSoFar(ofObjective: position).map { (Double($0.trials), $0.value) }
  }

  /// The places where a series changes.
  private static func steps(
    _ values: [Double], every step: Int, of count: Int
  ) -> [(Double, Double)] {
    var steps: [(Double, Double)] = []
    for (index, value) in values.enumerated() where steps.last?.1 != value {
      steps.append((Double(min((index + 1) * step, count)), value))
    }
    return steps
  }

  /// The hypervolume of another run of the study, in the box of this one.
  func hypervolume(of other: StudyResult) -> [Double] {
    let ideal = study.objectives.indices.map { position -> Double in
      guard let best = result.best[position] else { return .nan }
      return study.observation(of: result.trials[best]).objectives[position]
    }
    let reference = zip(study.objectives, result.reference).map {
      $0.direction == .minimize ? $1 : -$1
    }
    var trace = HypervolumeTrace(reference: ideal.map { _ in 1 })
    return other.trials.map { trial in
      let observation = study.observation(of: trial)
      guard observation.isFeasible else { return trace.value }
      // What is better than anything of this run counts as its best.
      return trace.insert(
        ideal.indices.map {
          max(0, (observation.objectives[$0] - ideal[$0]) / (reference[$0] - ideal[$0]))
        })
    }
  }

  private var convergenceTable: Table {
    var columns = [Column("trials", "trials")]
    columns += study.objectives.map { view.column(metric: $0.metric) }
    if hasHypervolume { columns.append(Column("hypervolume", "hypervolume")) }
    if hasHypervolume, random != nil {
      columns.append(Column("random", "hypervolume, random"))
    }
    var table = Table("convergence", columns: columns)
    let best = study.objectives.map { Self.bestSoFar(result, $0) }
    let other = random.map { hypervolume(of: $0) } ?? []
    var counts = Array(sequence(first: 1) { $0 * 2 }.prefix { $0 < result.trialCount })
    counts.append(result.trialCount)
    for count in counts {
      var cells: [Cell] = [.integer(count)]
      cells += best.map { steps in Cell(steps.last { $0.0 <= Double(count) }?.1) }
      if hasHypervolume {
        cells.append(Cell(result.hypervolume(after: count)))
      }
      if hasHypervolume, random != nil {
        cells.append(other.count >= count ? .number(other[count - 1]) : .none)
      }
      table.append(cells)
    }
    return table
  }
}
