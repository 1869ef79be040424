import ArchSimHardware
import ArchSimSearch
import ArchSimStudy
import ArchSimText
import ArchSimWorkload

extension ExplorePage {
  /// What was asked, and how to ask it again.
  var question: Markup {
    var facts = Facts("study")
    func add(_ name: String, _ text: String?) {
      guard let text, !text.isEmpty else { return }
      facts.append(Column("", name), .text(text))
    }
    if let evaluator = study.evaluator {
      add("Evaluator", evaluator.command.joined(separator: " "))
    } else {
      add("Workload", workload)
      add(
        study.designs.count > 1 ? "Designs" : "Design",
        study.designs.map { "\($0.name ?? $0.hardware.name) (\($0.hardware.family.name))" }
          .joined(separator: ", "))
    }
    add(
      study.objectives.count > 1 ? "Objectives" : "Objective",
      study.objectives.map(\.text.spaced).joined(separator: ", "))
    add("Constraints", study.constraints.map(\.text.spaced.typographic).joined(separator: ", "))
    add(
      "Baselines",
      study.baselines.map { $0.isEqualArea ? "\($0.name) at equal area" : $0.name }
        .joined(separator: ", "))
    add(
      "Search",
      "\(study.search.algorithm), \(study.search.budget.groupedText) trials, seed "
        + "\(study.search.seed)")
    add("Version", "archsim \(version)")
    var markup = Markup()
    markup.add(facts)
    markup.add(space, caption: spaceCaption)
    markup.paragraph("To run it again, with the same result:")
    markup.command("archsim explore \(view.directory)/study.yaml --output again")
    markup.add("details") { details in
      details.add("summary", "The study file as it ran")
      details.add("pre", ["tabindex": "0"], StudyFile.text(study))
    }
    return markup
  }

  private var workload: String {
    let choice = study.workload.base
    let chosen = Set(study.space.parameters.flatMap(Self.targets))
    var words: [String] = []
    switch study.workload.source {
    case .model(let model):
      words.append(study.workload.inputs.first.map { Self.stem($0.name) } ?? model.name)
      words.append(chosen.contains(.batch) ? "batch searched" : "batch \(choice.batch)")
      words.append(
        chosen.contains(.prompt)
          ? "prompt searched" : "\(choice.prompt.groupedText) prompt tokens")
      words.append(
        chosen.contains(.output)
          ? "output searched" : "\(choice.output.groupedText) output tokens")
    case .traces(let uses):
      words += uses.map {
        $0.repeats == 1 ? $0.trace.name : "\($0.trace.name) × \($0.repeats.groupedText)"
      }
    }
    if study.workload.schemes.indices.contains(choice.scheme) {
      words.append(
        chosen.contains(.quantization)
          ? "quantization searched" : study.workload.schemes[choice.scheme].text)
    }
    return words.joined(separator: ", ")
  }

  /// The name of a file without directory and extension.
  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : String(name)
  }

  private static func targets(_ parameter: StudyParameter) -> [StudyTarget] {
    switch parameter.meaning {
    case .number(let targets): targets
    case .choices(let choices, _): choices.flatMap { $0.assignments.map(\.target) }
    }
  }

  private var spaceCaption: String {
    let count = study.space.search.cardinality.map { "\($0.groupedText) designs" }
    return "The space: " + (count ?? "more designs than can be counted")
  }

  private var space: Table {
    var table = Table(
      "space",
      columns: [
        Column("parameter", "parameter"), Column("values", "values"), Column("count", "how many"),
      ])
    for (parameter, search) in zip(study.space.parameters, study.space.search.parameters) {
      let (values, count) = Self.domain(parameter, search)
      table.append([.text(parameter.name), .text(values), count.map(Cell.integer) ?? .none])
    }
    return table
  }

  private static func domain(
    _ parameter: StudyParameter, _ search: SearchParameter
  ) -> (String, Int?) {
    func list(_ values: [Double]) -> String {
      let texts = values.map { parameter.text($0) }
      guard texts.count > 9, let last = texts.last else { return texts.joined(separator: ", ") }
      return texts.prefix(6).joined(separator: ", ") + ", … " + last
    }
    switch search.domain {
    case .real(let range, _):
      return ("\(parameter.text(range.lowerBound)) to \(parameter.text(range.upperBound))", nil)
    case .integer(let range, let step, _):
      let text =
        "\(parameter.text(Double(range.lowerBound))) to \(parameter.text(Double(range.upperBound)))"
      let size = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      let count = size.overflow ? nil : clampedSum(size.partialValue / max(1, step), 1)
      return (step == 1 ? text : "\(text), every \(step)", count)
    case .ordinal(let levels): return (list(levels), levels.count)
    case .categorical(let count): return (list((0..<count).map(Double.init)), count)
    }
  }
}
