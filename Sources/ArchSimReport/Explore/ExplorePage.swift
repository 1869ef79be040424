import ArchSimHardware
import ArchSimStudy
import ArchSimText

/// The web page of a run over designs.
struct ExplorePage {
  let view: ExploreView
  let version: String
  let random: StudyResult?
  let chosen: [ChosenDesign]

  var result: StudyResult { view.result }
  var study: Study { view.study }

  init(view: ExploreView, version: String, random: StudyResult?) {
    self.view = view
    self.version = version
    self.random = random
    chosen = view.chosenDesigns
  }

  var page: HTMLPage {
    var sections = [HTMLPage.Section(id: "question", title: "Question", body: question)]
    sections.add("front", "Pareto front", front)
    sections.add("designs", "Chosen designs", designs)
    sections.add("parallel", "All parameters", parallel)
    sections.add("importance", "Which parameters matter", importance)
    sections.add("convergence", "Convergence", convergence)
    sections.add("diagnosis", "Why no design holds all constraints", diagnosis)
    return HTMLPage(
      title: "\(study.name) · archsim", head: head, sections: sections,
      data: ExploreData(self).text,
      foot: foot)
  }

  // MARK: Head and foot

  private var head: Markup {
    var markup = Markup()
    markup.add("p", ["class": "kind"], "Design-space exploration")
    markup.add("h1", study.name)
    if let summary = study.summary { markup.paragraph(summary, style: "summary") }
    markup.paragraph(answer, style: "answer")
    markup.add("dl", ["class": "counts"]) { list in
      let evaluated = result.evaluatedTrials
      for (name, value) in [
        ("trials", result.trialCount.groupedText), ("can exist", evaluated.groupedText),
        ("hold all constraints", result.feasibleTrials.groupedText),
        ("on the front", result.front.count.groupedText),
      ] {
        list.add("div") { item in
          item.add("dt", name)
          item.add("dd", value)
        }
      }
    }
    return markup
  }

  /// What the run found, in a sentence or two.
  var answer: String {
    guard let first = chosen.first else {
      return result.diagnosis?.lines.first.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
        ?? "No design was tried."
    }
    let metrics = view.namedMetrics.prefix(5).compactMap { position -> String? in
      guard let value = result.trials[first.trial].metrics?[position], value.isFinite else {
        return nil
      }
      return "\(study.metrics[position].name.spaced) "
        + view.text(value, metric: position).unbroken
    }
    let which = study.objectives.count > 1 ? "The balanced design" : "The best design"
    var text = "\(which), trial \(first.trial), has \(Self.list(metrics))"
    let comparisons = study.baselines.indices.compactMap { position -> String? in
      guard let comparison = view.comparison(trial: first.trial, baseline: position),
        let speedup = comparison.speedup, let ratio = comparison.energyRatio
      else { return nil }
      let baseline = study.baselines[position]
      return "\(speedup.text(significantDigits: 3))× the speed and "
        + "1/\(ratio.text(significantDigits: 3)) of the energy of \(baseline.name)"
        + (baseline.isEqualArea ? " at equal area" : "")
    }
    if let comparison = comparisons.first { text += ": \(comparison)" }
    text += "."
    if chosen.count > 1 {
      text +=
        " \(result.front.count.groupedText) designs of the front trade "
        + "\(Self.list(study.objectives.map(\.name.spaced))) for one another."
    }
    if result.ending == .cancelled {
      text += " The run was interrupted after \(result.trialCount.groupedText) of "
      text += "\(study.search.budget.groupedText) trials."
    }
    return text
  }

  private var foot: Markup {
    var markup = Markup()
    markup.paragraph(
      "Written by archsim \(version). "
        + (study.search.keep == .all
          ? "All trials are in \(view.directory)/trials.jsonl"
          : "The trials that were kept are in \(view.directory)/kept.jsonl") + ", the front "
        + "in \(view.directory)/pareto.csv. This page is one file, loads nothing and sends nothing."
    )
    return markup
  }

  private var diagnosis: Markup? {
    guard let diagnosis = result.diagnosis else { return nil }
    var markup = Markup()
    markup.add("ul") { list in
      for line in diagnosis.lines { list.add("li", line) }
    }
    if let nearest = diagnosis.nearestTrial {
      markup.paragraph("Trial \(nearest) comes closest.")
      if view.hasReplay { markup.command(view.command(trial: "\(nearest)")) }
    }
    return markup
  }

  // MARK: Words

  /// Words as an enumeration.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
