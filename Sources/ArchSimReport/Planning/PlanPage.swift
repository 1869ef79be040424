import ArchSimHardware
import ArchSimServing
import ArchSimStudy
import ArchSimText

/// The web page of a run over plans.
struct PlanPage {
  let result: PlanResult
  let view: PlanView
  let version: String
  let directory: String
  /// The best plan and what people would choose instead, at several rates of requests.
  let services: [PlanService]

  var study: PlanStudy { result.study }

  /// Describes the page.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - version: The version of the program.
  ///   - directory: The run directory.
  ///   - services: What is known of the best plan and its rival; nil to simulate them.
  init(
    _ result: PlanResult, version: String, directory: String, services: [PlanService]? = nil
  ) {
    self.result = result
    self.version = version
    self.directory = directory
    view = PlanView(result: result)
    self.services = services ?? PlanService.compared(result)
  }

  var page: HTMLPage {
    var sections: [HTMLPage.Section] = []
    sections.add("question", "Question", question)
    sections.add("front", "Plans", front)
    sections.add("latency", "Latencies", latencies)
    sections.add("load", "Latency against load", load)
    sections.add("time", "The service over time", timeline)
    sections.add("work", "Where the time goes", work)
    sections.add("reasons", "Why the others are behind", reasons)
    return HTMLPage(
      title: "\(study.name) · archsim", head: head, sections: sections, data: nil, foot: foot)
  }

  private var head: Markup {
    var markup = Markup()
    markup.add("p", ["class": "kind"], "Parallel plans")
    markup.add("h1", study.name)
    if let summary = study.summary { markup.paragraph(summary, style: "summary") }
    markup.paragraph(answer, style: "answer")
    markup.add("dl", ["class": "counts"]) { list in
      let meeting = result.trials.count { $0.figures?.meetsObjective == true }
      var counts = [
        ("plans of the space", result.size.groupedText),
        ("simulated", result.trials.count.groupedText),
      ]
      if !study.objective.bounds.isEmpty { counts.append(("meet the SLO", meeting.groupedText)) }
      counts.append(("on the front", result.front.count.groupedText))
      for (name, value) in counts {
        list.add("div") { item in
          item.add("dt", name)
          item.add("dd", value)
        }
      }
    }
    return markup
  }

  /// What the run found, in a sentence or two.
  private var answer: String {
    guard result.isCancelled else { return found }
    return found
      + " The run was interrupted after \(result.trials.count.groupedText) plans."
  }

  private var found: String {
    guard let best = result.best, let figures = best.figures else {
      if let breach = result.nearestBreach {
        return "No plan holds all constraints. Nearest is \(breach)."
      }
      guard !result.trials.isEmpty || !result.isCancelled else { return "No plan was simulated." }
      return "No plan can run \(study.modelName) on \(study.cluster.name)."
        + (result.nearestMiss.map { " Nearest is \($0)." } ?? "")
    }
    var metrics = [study.ranking]
    for name in ["ttft_p95", "tpot_p95"] {
      if let position = PlanMetric.position(of: name), !metrics.contains(position) {
        metrics.append(position)
      }
    }
    let values = metrics.filter { figures.metrics[$0].isFinite }.map { position in
      "\(PlanMetric.all[position].name.spaced) "
        + Self.text(figures.metrics[position], metric: position).unbroken
    }
    var text = "The best plan is \(view.label(best.design)): \(ExplorePage.list(values))"
    if !study.objective.bounds.isEmpty {
      text += figures.meetsObjective ? ", which meets the SLO" : ", which breaks the SLO"
    }
    text += "."
    let gains = result.baselines.compactMap { baseline -> String? in
      guard baseline.trial.design != best.design,
        let gain = baseline.gain(of: figures, metric: study.ranking), gain.isFinite
      else { return nil }
      return "\(gain.text(significantDigits: 3))× that of \(baseline.name)"
    }
    if !gains.isEmpty {
      text += " Its \(PlanMetric.all[study.ranking].name.spaced) is \(ExplorePage.list(gains))."
    }
    return text
  }

  private var question: Markup {
    var markup = Markup()
    markup.add(view.asked)
    var made = Facts("made")
    made.append(
      Column("", "search"),
      .text(
        (result.isExhaustive ? "all plans" : study.search.algorithm)
          + ", at most \(study.search.budget.groupedText), seed \(study.search.seed)"))
    made.append(Column("", "version"), .text("archsim \(version)"))
    markup.add(made)
    markup.paragraph("To run it again, with the same result:")
    markup.command("archsim plan \(directory)/plan.yaml --output again")
    if let text = try? PlanFile.text(study) {
      markup.add("details") { details in
        details.add("summary", "The plan file as it ran")
        details.add("pre", ["tabindex": "0"], text)
      }
    }
    return markup
  }

  private var foot: Markup {
    var markup = Markup()
    markup.paragraph(
      "Written by archsim \(version). All plans are in \(directory)/plans.csv. This page is one file, "
        + "loads nothing and sends nothing.")
    return markup
  }

  private var reasons: Markup? {
    let table = view.reasons
    guard !table.rows.isEmpty else { return nil }
    var markup = Markup()
    markup.add(table, isStacked: true)
    return markup
  }

  /// A metric of plans with its unit.
  static func text(_ value: Double, metric position: Int) -> String {
    let metric = PlanMetric.all[position]
    let text = metric.unit.text(value)
    return metric.name == "goodput" || metric.name == "requests_per_second" ? "\(text)/s" : text
  }
}
