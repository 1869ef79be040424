import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension StudyReader {
  private static let domainKeys = ["values", "powers", "from", "to", "step", "scale", "when"]
  private static let workloadNames = [
    "workload.batch", "workload.prompt", "workload.output", "workload.quantization",
  ]
  /// Levels that a step may make.
  private static let levelLimit = 100_000

  func space(
    _ value: YAMLValue, _ family: AcceleratorFamily, _ workload: inout StudyWorkload
  ) throws(Diagnostic) -> StudySpace {
    let members = try YAMLMap(value, "'space'").members
    var parameters: [StudyParameter] = []
    var search: [SearchParameter] = []
    for member in members {
      let (parameter, domain) = try self.parameter(member, family, &workload)
      for target in parameter.targets {
        guard let other = parameters.first(where: { $0.targets.contains(target) }) else { continue }
        throw Diagnostic(
          "'\(member.key)' and '\(other.name)' both choose "
            + "'\(Self.name(of: target, family))'", at: member.keyLocation)
      }
      var condition: SearchParameter.Condition?
      if let when = member.value["when"] {
        condition = try self.condition(when, parameters, search)
      }
      parameters.append(parameter)
      search.append(SearchParameter(member.key, domain, when: condition))
    }
    do throws(SearchSpaceError) {
      return StudySpace(parameters: parameters, search: try SearchSpace(search))
    } catch {
      let place = members.first { $0.key == error.parameter }?.keyLocation ?? value.location
      throw Diagnostic("\(error)", at: place)
    }
  }

  // MARK: One parameter

  private func parameter(
    _ member: YAMLMember, _ family: AcceleratorFamily, _ workload: inout StudyWorkload
  ) throws(Diagnostic) -> (StudyParameter, SearchParameter.Domain) {
    if let choices = member.value["choices"] {
      return try self.choices(member, choices, family, &workload)
    }
    let target = try self.target(member.key, at: member.keyLocation, family, workload)
    let listed: [YAMLValue]?
    if case .sequence(let elements) = member.value.content {
      listed = elements
    } else {
      let map = try YAMLMap(member.value, "'\(member.key)'", keys: Self.domainKeys)
      try requireOneWay(map)
      listed = try map["values"]?.elements("values")
    }
    let description = Self.description(of: target, family)
    guard let description, description.isNumeric else {
      guard let listed else {
        throw Diagnostic(
          "expected a list of names for '\(member.key)'", at: member.value.location,
          hint: "write \(member.key): [\(description?.names.joined(separator: ", ") ?? "…")]")
      }
      return try named(member, listed, target, description, &workload)
    }
    let domain =
      if let listed {
        try levels(listed, description, at: member.value.location)
      } else { try range(try YAMLMap(member.value, "'\(member.key)'"), description) }
    let parameter = StudyParameter(
      name: member.key, meaning: .number(target), unit: description.unit)
    return (parameter, domain)
  }

  /// A list of values, one range, or powers: not two of them.
  private func requireOneWay(_ map: YAMLMap) throws(Diagnostic) {
    let ways = [["values"], ["powers"], ["from", "to", "step", "scale"]]
    let used = ways.filter { keys in keys.contains { map[$0] != nil } }
    guard used.count == 1 else {
      throw Diagnostic(
        "expected 'values', 'powers' or 'from' and 'to' for \(map.what), found "
          + (used.isEmpty ? "none of them" : used.map { "'\($0[0])'" }.joined(separator: " and ")),
        at: map.location)
    }
  }

  /// Alternatives without order: formats, kinds, schemes.
  private func named(
    _ member: YAMLMember, _ elements: [YAMLValue], _ target: StudyTarget,
    _ description: ParameterDescription?, _ workload: inout StudyWorkload
  ) throws(Diagnostic) -> (StudyParameter, SearchParameter.Domain) {
    var choices: [StudyChoice] = []
    for element in elements {
      let text = try element.text(member.key)
      let value =
        if let description { try description.parse(text, at: element.location) } else {
          Double(try workload.schemePosition(text, at: element.location))
        }
      guard !choices.contains(where: { $0.name == text }) else {
        throw Diagnostic("'\(text.shortened)' is listed twice", at: element.location)
      }
      choices.append(
        StudyChoice(name: text, assignments: [StudyAssignment(target: target, value: value)]))
    }
    return try categorical(member, choices, isNamed: false)
  }

  /// Names that set several things at once.
  private func choices(
    _ member: YAMLMember, _ value: YAMLValue, _ family: AcceleratorFamily,
    _ workload: inout StudyWorkload
  ) throws(Diagnostic) -> (StudyParameter, SearchParameter.Domain) {
    _ = try YAMLMap(member.value, "'\(member.key)'", keys: ["choices", "when"])
    if family.position(of: member.key) != nil || Self.workloadNames.contains(member.key) {
      throw Diagnostic(
        "'\(member.key)' is a parameter itself: give its choices another name",
        at: member.keyLocation)
    }
    var choices: [StudyChoice] = []
    for choice in try YAMLMap(value, "'choices'").members {
      var assignments: [StudyAssignment] = []
      for setting in try YAMLMap(choice.value, "'\(choice.key)'").members {
        let target = try self.target(setting.key, at: setting.keyLocation, family, workload)
        let text = try setting.value.text(setting.key)
        let description = Self.description(of: target, family)
        let number =
          if let description {
            try description.parse(text, at: setting.value.location)
          } else { Double(try workload.schemePosition(text, at: setting.value.location)) }
        assignments.append(StudyAssignment(target: target, value: number))
      }
      choices.append(StudyChoice(name: choice.key, assignments: assignments))
    }
    return try categorical(member, choices, isNamed: true)
  }

  private func categorical(
    _ member: YAMLMember, _ choices: [StudyChoice], isNamed: Bool
  ) throws(Diagnostic) -> (StudyParameter, SearchParameter.Domain) {
    guard !choices.isEmpty else {
      throw Diagnostic("'\(member.key)' has nothing to choose from", at: member.value.location)
    }
    let parameter = StudyParameter(
      name: member.key, meaning: .choices(choices, isNamed: isNamed), unit: .none)
    return (parameter, .categorical(count: choices.count))
  }

  // MARK: Numbers

  private func levels(
    _ elements: [YAMLValue], _ description: ParameterDescription, at location: SourceLocation
  ) throws(Diagnostic) -> SearchParameter.Domain {
    var levels: [Double] = []
    for element in elements {
      let text = try element.text(description.name)
      let level = try description.parse(text, at: element.location)
      guard !levels.contains(level) else {
        throw Diagnostic("'\(text.shortened)' is listed twice", at: element.location)
      }
      levels.append(level)
    }
    guard !levels.isEmpty else {
      throw Diagnostic("'\(description.name)' has nothing to choose from", at: location)
    }
    return .ordinal(levels.sorted())
  }

  private func range(
    _ map: YAMLMap, _ description: ParameterDescription
  ) throws(Diagnostic) -> SearchParameter.Domain {
    if let powers = map["powers"] {
      let inner = try YAMLMap(powers, "'powers'", keys: ["from", "to"])
      let (low, high) = try bounds(inner, description)
      guard low > 0 else {
        throw Diagnostic("powers must begin above zero", at: inner.location)
      }
      var levels = [low]
      while let last = levels.last, last * 2 <= high { levels.append(last * 2) }
      return .ordinal(levels)
    }
    let (low, high) = try bounds(map, description)
    let scale = try map.text("scale") ?? "linear"
    guard ["linear", "log"].contains(scale) else {
      throw Diagnostic(
        "expected linear or log for 'scale', found '\(scale.shortened)'",
        at: map["scale"]?.location ?? map.location)
    }
    let isLogarithmic = scale == "log"
    guard !isLogarithmic || low > 0 else {
      throw Diagnostic("a logarithmic range must lie above zero", at: map.location)
    }
    if description.isInteger {
      let step =
        try map["step"].map { value throws(Diagnostic) in
          try self.step(value, description)
        } ?? 1
      guard let whole = Int(exactly: step), let first = Int(exactly: low),
        let last = Int(exactly: high)
      else {
        throw Diagnostic(
          "expected a whole number for 'step'", at: map["step"]?.location ?? map.location)
      }
      return .integer(first...last, step: whole, logarithmic: isLogarithmic)
    }
    guard let stepValue = map["step"] else {
      return .real(low...high, logarithmic: isLogarithmic)
    }
    return .ordinal(
      try steps(from: low, to: high, by: try step(stepValue, description), at: stepValue.location))
  }

  private func bounds(
    _ map: YAMLMap, _ description: ParameterDescription
  ) throws(Diagnostic) -> (Double, Double) {
    let from = try map.require("from")
    let to = try map.require("to")
    let low = try description.parse(try from.text("from"), at: from.location)
    let high = try description.parse(try to.text("to"), at: to.location)
    guard low <= high else {
      throw Diagnostic(
        "empty range for '\(description.name)': from \(description.text(low)) to "
          + description.text(high), at: from.location)
    }
    return (low, high)
  }

  private func step(
    _ value: YAMLValue, _ description: ParameterDescription
  ) throws(Diagnostic) -> Double {
    let step = try Quantity.parse(
      try value.text("step"), as: description.unit, "step", at: value.location)
    guard step > 0 else {
      throw Diagnostic("expected a step above zero", at: value.location)
    }
    return step
  }

  private func steps(
    from low: Double, to high: Double, by step: Double, at location: SourceLocation
  ) throws(Diagnostic) -> [Double] {
    let count = ((high - low) / step * (1 + 1e-12)).rounded(.down)
    guard count < Double(Self.levelLimit) else {
      throw Diagnostic(
        "expected at most \(Self.levelLimit) steps, found \(count.text(significantDigits: 6))",
        at: location, hint: "leave 'step' out for a continuous range")
    }
    return (0...Int(count)).map { index in
      // Twelve digits undo what binary fractions add: 0.7 + 3 · 0.05 is 0.85.
      let value = low + Double(index) * step
      return min(high, parseNumber(value.text(significantDigits: 12)) ?? value)
    }
  }

  // MARK: Names

  private func target(
    _ name: String, at location: SourceLocation, _ family: AcceleratorFamily,
    _ workload: StudyWorkload
  ) throws(Diagnostic) -> StudyTarget {
    if let position = family.position(of: name) { return .hardware(position) }
    let target: StudyTarget? =
      switch name {
      case "workload.batch": .batch
      case "workload.prompt": .prompt
      case "workload.output": .output
      case "workload.quantization": .quantization
      default: nil
      }
    guard let target else {
      throw Diagnostic(
        "unknown parameter '\(name.shortened)' of \(family.name)", at: location,
        hint: didYouMean(name, among: family.parameters.map(\.name) + Self.workloadNames)
          ?? "'archsim list parameters' shows all; several at once are set by 'choices'")
    }
    guard case .model = workload.source else {
      throw Diagnostic("'\(name)' needs a workload with a model", at: location)
    }
    return target
  }

  static func name(of target: StudyTarget, _ family: AcceleratorFamily) -> String {
    switch target {
    case .hardware(let position): family.parameters[position].name
    case .batch: "workload.batch"
    case .prompt: "workload.prompt"
    case .output: "workload.output"
    case .quantization: "workload.quantization"
    }
  }

  /// What may be said of a target; nil for quantization, which is free text.
  private static func description(
    of target: StudyTarget, _ family: AcceleratorFamily
  ) -> ParameterDescription? {
    let name = name(of: target, family)
    switch target {
    case .hardware(let position): return family.parameters[position]
    case .quantization: return nil
    case .batch, .prompt, .output:
      let low = target == .batch ? 1 : 0
      return ParameterDescription(
        name: name, kind: .integer(low...(1 << 40)), defaultValue: Double(low), documentation: "")
    }
  }

  // MARK: Conditions

  /// `when: {pe.kind: composable}`, about a parameter that comes earlier.
  private func condition(
    _ value: YAMLValue, _ parameters: [StudyParameter], _ search: [SearchParameter]
  ) throws(Diagnostic) -> SearchParameter.Condition {
    let map = try YAMLMap(value, "'when'")
    guard map.members.count == 1, let member = map.members.first else {
      throw Diagnostic(
        "expected one parameter in 'when', found \(map.members.count)", at: value.location)
    }
    guard let position = parameters.firstIndex(where: { $0.name == member.key }) else {
      throw Diagnostic(
        "'when' must name a parameter that comes earlier in the space, found "
          + "'\(member.key.shortened)'", at: member.keyLocation,
        hint: nearestName(to: member.key, among: parameters.map(\.name)).map {
          "did you mean '\($0)'?"
        })
    }
    var allowed: [Double] = []
    let elements =
      if case .sequence(let list) = member.value.content { list } else { [member.value] }
    for element in elements {
      let text = try element.text(member.key)
      switch parameters[position].meaning {
      case .number:
        allowed.append(
          try Quantity.parse(
            text, as: parameters[position].unit, member.key, at: element.location))
      case .choices(let choices, _):
        guard let index = choices.firstIndex(where: { $0.name == text }) else {
          throw Diagnostic(
            "'\(text.shortened)' is not among the values of '\(member.key)'",
            at: element.location, hint: didYouMean(text, among: choices.map(\.name)))
        }
        allowed.append(Double(index))
      }
    }
    return SearchParameter.Condition(parameter: position, allowed: allowed)
  }
}

extension ParameterDescription {
  var isNumeric: Bool {
    guard case .choice = kind else { return true }
    return false
  }

  var isInteger: Bool {
    guard case .integer = kind else { return false }
    return true
  }

  /// The names of a choice.
  var names: [String] {
    guard case .choice(let names) = kind else { return [] }
    return names
  }
}
