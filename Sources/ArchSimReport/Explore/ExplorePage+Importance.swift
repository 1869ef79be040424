import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText

extension ExplorePage {
  /// Which parameters matter, with a sentence on how that is known.
  var importance: Markup? {
    guard let importance = result.importance() else { return nil }
    let figures = importanceFigures(importance)
    guard !figures.isEmpty else { return nil }
    let percent = (importance.quantile * 100).text(significantDigits: 3)
    var markup = Markup()
    markup.paragraph(
      "What each parameter alone explains of a trial being among the best \(percent) %: PED-ANOVA "
        + "(Watanabe, Bansal, Hutter, IJCAI 2023) on the \(result.trials.count.groupedText) trials\(result.sampleNote) "
        + "of this run. Shares add up to 100 %; what parameters do only together is not in them.",
      style: "lead")
    markup.add("div", ["class": "pair"]) { pair in
      for figure in figures { pair.add(figure, in: .column) }
    }
    return markup
  }

  var importanceFigures: [BarsFigure] { result.importance().map(importanceFigures) ?? [] }

  private func importanceFigures(_ importance: StudyImportance) -> [BarsFigure] {
    var figures: [BarsFigure] = []
    if let front = importance.byFront {
      figures.append(importanceFigure("To be on or near the front", front.shares))
    }
    for (objective, own) in zip(study.objectives, importance.byObjective) {
      figures.append(importanceFigure("To \(objective.text.spaced)", own.shares))
    }
    return figures
  }

  private func importanceFigure(_ title: String, _ shares: [Double]) -> BarsFigure {
    let order = shares.indices.sorted { (-shares[$0], $0) < (-shares[$1], $1) }
    let bars = order.map { position in
      BarsFigure.Bar(
        name: study.space.parameters[position].name, values: [max(0, shares[position])])
    }
    var table = Table(
      "importance",
      columns: [Column("", "parameter"), Column("", "share", isFraction: true)])
    for bar in bars { table.append([.text(bar.name), .number(bar.values[0])]) }
    return BarsFigure(
      title: title, label: "Bars of the importance of parameters: \(title)", table: table,
      axis: ChartAxis(
        "importance",
        scale: ChartScale(
          bars.map { $0.values[0] } + [0.01], logarithmic: false, includesZero: true, margin: 0),
        isFraction: true),
      parts: [.init(name: "importance", style: "s0")], bars: bars,
      text: { "\(($0 * 100).text(fractionDigits: 1)) %" })
  }

  /// Why the front bends where it does.
  var bends: Markup? {
    let knees = result.knees()
    guard !knees.isEmpty else { return nil }
    var report = Report("")
    report.add(knees, of: result)
    var markup = Markup()
    markup.add("details") { details in
      details.add("summary", "Why the front bends where it does")
      for case .items(let title, let sentences, _) in report.parts {
        details.add("h3", title.typographic)
        details.add("ul") { list in
          for sentence in sentences { list.add("li", sentence.typographic) }
        }
      }
    }
    markup.endLine()
    return markup
  }
}
