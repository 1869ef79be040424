import ArchSimHardware
import ArchSimSearch

extension StudyFile {
  /// The study with everything said, as ``read(_:families:)`` reads it back from the directory of a
  /// run, where its ``StudyInput``s lie.
  public static func text(_ study: Study) -> String {
    var writer = YAMLWriter()
    writer.scalar("study", study.name)
    if let summary = study.summary { writer.scalar("description", summary) }
    if let evaluator = study.evaluator {
      writer.map("evaluator") { write(evaluator, to: &$0) }
      writer.map("metrics") { write(study.metrics, evaluator, to: &$0) }
    } else {
      writer.map("workload") { write(study.workload, to: &$0) }
      if let accuracy = study.workload.accuracy {
        writer.map("accuracy") { write(accuracy, to: &$0) }
      }
      writer.map("hardware") { write(study.designs, of: study, to: &$0) }
    }
    writer.map("space") { write(study, to: &$0) }
    writer.list("objectives", study.objectives.map(\.text))
    if !study.constraints.isEmpty {
      writer.list("constraints", study.constraints.map(\.text))
    }
    if !study.baselines.isEmpty {
      writer.maps("baselines", study.baselines) { writer, baseline in
        write(baseline, of: study, to: &writer)
      }
    }
    writer.map("search") { writer in
      writer.scalar("algorithm", study.search.algorithm)
      writer.scalar("budget", "\(study.search.budget)")
      writer.scalar("seed", "\(study.search.seed)")
      if study.search.keep != .all { writer.scalar("keep", study.search.keep.rawValue) }
      for setting in study.search.hyperparameters {
        writer.scalar(setting.name, Quantity.exactText(setting.value, .none))
      }
    }
    if let proxy = study.proxy { writer.map("proxy") { write(proxy, to: &$0) } }
    return writer.text
  }

  /// One design as it stands, several by name.
  private static func write(
    _ designs: [StudyDesign], of study: Study, to writer: inout YAMLWriter
  ) {
    guard study.space.choosesDesign else {
      HardwareFile.write(study.hardware, to: &writer)
      return
    }
    writer.map("designs") { writer in
      for design in designs {
        writer.map(design.name ?? "") { writer in
          writer.map("hardware") { HardwareFile.write(design.hardware, to: &$0) }
          if let scheme = design.scheme {
            writer.scalar("quantization", study.workload.schemes[scheme].text)
          }
        }
      }
    }
  }

  private static func write(_ workload: StudyWorkload, to writer: inout YAMLWriter) {
    switch workload.source {
    case .model:
      writer.scalar("model", workload.inputs.first?.name ?? "")
      writer.scalar("quantization", workload.schemes[workload.base.scheme].text)
      writer.scalar("batch", "\(workload.base.batch)")
      writer.scalar("prompt", "\(workload.base.prompt)")
      writer.scalar("output", "\(workload.base.output)")
      writer.scalar("fusion", "\(workload.isFused)")
      if !workload.definitions.isEmpty {
        writer.map("schemes") { writer in
          for definition in workload.definitions {
            writer.scalar(definition.name, definition.text)
          }
        }
      }
    case .traces(let uses):
      writer.scalar("quantization", workload.schemes[workload.base.scheme].text)
      writer.scalar("batch", "\(workload.base.batch)")
      writer.maps("traces", uses) { writer, use in
        writer.scalar("trace", use.input)
        writer.scalar("repeat", "\(use.repeats)")
        writer.scalar("tokens", "\(use.tokens)")
      }
    }
  }

  private static func write(_ accuracy: StudyAccuracy, to writer: inout YAMLWriter) {
    writer.scalar("table", accuracy.tableInput)
    writer.scalar("model", accuracy.model)
    if let methods = accuracy.methods { writer.list("methods", methods) }
    switch accuracy.estimate {
    case .uniform(let anchor): writer.inlineMap("estimate", [("anchor", anchor)])
    case .measured(let input): writer.inlineMap("estimate", [("sensitivities", input)])
    case nil: break
    }
  }

  private static func write(_ study: Study, to writer: inout YAMLWriter) {
    for (index, parameter) in study.space.parameters.enumerated() {
      let search = study.space.search.parameters[index]
      writer.map(parameter.name) { writer in
        switch parameter.meaning {
        case .number:
          write(search.domain, parameter, to: &writer)
          // Of a program's parameters nothing else says that 1 to 9 is not whole.
          if study.evaluator != nil, case .real = search.domain { writer.scalar("type", "real") }
        case .choices(let choices, isNamed: false):
          writer.list("values", choices.map(\.name))
        case .choices(let choices, isNamed: true):
          writer.map("choices") { writer in
            for choice in choices {
              writer.inlineMap(choice.name, choice.assignments.map { text($0, in: study) })
            }
          }
        }
        guard let condition = search.condition else { return }
        let other = study.space.parameters[condition.parameter]
        writer.map("when") { $0.list(other.name, condition.allowed.map(other.text)) }
      }
    }
  }

  private static func write(
    _ domain: SearchParameter.Domain, _ parameter: StudyParameter, to writer: inout YAMLWriter
  ) {
    switch domain {
    case .ordinal(let levels): writer.list("values", levels.map(parameter.text))
    case .integer(let range, let step, let isLogarithmic):
      writer.scalar("from", parameter.text(Double(range.lowerBound)))
      writer.scalar("to", parameter.text(Double(range.upperBound)))
      writer.scalar("step", parameter.text(Double(step)))
      writer.scalar("scale", isLogarithmic ? "log" : "linear")
    case .real(let range, let isLogarithmic):
      writer.scalar("from", parameter.text(range.lowerBound))
      writer.scalar("to", parameter.text(range.upperBound))
      writer.scalar("scale", isLogarithmic ? "log" : "linear")
    case .categorical: break
    }
  }

  private static func text(
    _ assignment: StudyAssignment, in study: Study
  ) -> (String, String) {
    let name = StudyNames(designs: study.designs, hasModel: true).name(of: assignment.target)
    switch assignment.target {
    case .hardware(let design, let position):
      let family = study.designs[design].hardware.family
      return (name, family.parameters[position].exactText(assignment.value))
    case .quantization:
      return (name, study.workload.schemes[Int(exactly: assignment.value) ?? 0].text)
    case .design, .batch, .prompt, .output:
      return (name, Quantity.exactText(assignment.value, .none))
    }
  }

  private static func write(
    _ baseline: Baseline, of study: Study, to writer: inout YAMLWriter
  ) {
    writer.scalar("name", baseline.name)
    writer.map("hardware") { HardwareFile.write(baseline.hardware, to: &$0) }
    if let scheme = baseline.scheme {
      writer.scalar("quantization", study.workload.schemes[scheme].text)
    }
    writer.scalar("equal_area", "\(baseline.isEqualArea)")
    if !baseline.kept.isEmpty {
      writer.list("keep", baseline.kept.map { baseline.hardware.family.parameters[$0].name })
    }
  }
}
