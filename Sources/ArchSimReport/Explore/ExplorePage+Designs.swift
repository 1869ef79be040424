import ArchSimHardware
import ArchSimStudy
import ArchSimText

extension ExplorePage {
  /// The chosen designs in full: parameters, metrics, and where time, energy and area go.
  var designs: Markup? {
    guard let first = chosen.first else { return nil }
    var markup = Markup()
    markup.add(
      chosenTable,
      caption: study.objectives.count > 1
        ? "The balanced design and the best by each objective" : "The best design")
    if study.objectives.count > 1 {
      markup.paragraph(
        "Balanced is the design of the front that is nearest to the best of all objectives at once, "
          + "each scaled from its best to its worst on the front, logarithmically.", style: "lead")
    }
    // What a program evaluated has no operators to show.
    guard view.hasReplay else { return markup }
    write(first, to: &markup)
    for design in chosen.dropFirst() {
      markup.add("details", ["class": "design"]) { details in
        details.add(
          "summary", "\(design.letter) · Trial \(design.trial): \(design.title)")
        write(design, to: &details)
      }
      markup.endLine()
    }
    return markup
  }

  /// A column a design, a row a metric or a parameter: few enough columns for any screen.
  private var chosenTable: Table {
    var table = Table(
      "chosen",
      columns: [Column("", "")]
        + chosen.map { Column("", "\($0.letter) · \($0.title)", isRightAligned: true) })
    func add(_ name: String, _ text: (ChosenDesign) -> String?) {
      table.append([.text(name)] + chosen.map { Cell(text($0)) })
    }
    add("trial") { "\($0.trial)" }
    for metric in view.namedMetrics {
      add(study.metrics[metric].name.spaced) { design in
        result.trials[design.trial].metrics.map { view.text($0[metric], metric: metric) }
      }
    }
    for (position, baseline) in study.baselines.enumerated() {
      let comparisons = Dictionary(
        uniqueKeysWithValues: chosen.map {
          ($0.trial, view.comparison(trial: $0.trial, baseline: position))
        })
      add("speed-up over \(baseline.name)") { design in
        comparisons[design.trial]??.speedup.map { "\($0.text(significantDigits: 3))×" }
      }
      add("energy of \(baseline.name) over its own") { design in
        comparisons[design.trial]??.energyRatio.map { "\($0.text(significantDigits: 3))×" }
      }
    }
    for position in study.space.parameters.indices {
      add(study.space.parameters[position].name) { design in
        guard case .text(let text) = view.text(parameter: position, of: result.trials[design.trial])
        else { return nil }
        return text
      }
    }
    return table
  }

  private func write(_ design: ChosenDesign, to markup: inout Markup) {
    markup.add("h3", "\(design.letter) · Trial \(design.trial): \(design.title)")
    markup.command(view.command(trial: "\(design.trial)"))
    guard let traces = view.replay(design.trial), let breakdown = OperatorBreakdown(traces) else {
      return
    }
    let id = "design-\(design.letter.lowercased())"
    let values = study.bind(result.trials[design.trial].point).values
    if let roofline = breakdown.roofline(values: values) {
      markup.add(roofline, id: "\(id)-roofline", note: breakdown.rooflineNote)
    }
    markup.add("div", ["class": "pair"]) { pair in
      pair.add(breakdown.time, in: .column, id: "\(id)-time")
      pair.add(breakdown.energy, in: .column, id: "\(id)-energy")
    }
    if let area = breakdown.area { markup.add(area, id: "\(id)-area") }
  }
}
