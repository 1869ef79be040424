import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// Studies whose designs a program evaluates: a space of its own names, and metrics of its own.
extension StudyReader {
  private static let programKeys = [
    "study", "description", "evaluator", "metrics", "space", "objectives", "constraints", "search",
    "proxy",
  ]
  private static let evaluatorKeys = [
    "command", "protocol", "directory", "workers", "timeout", "retries", "batch",
  ]
  private static let modelKeys = ["workload", "accuracy", "hardware", "baselines"]

  /// Reads such a study.
  ///
  /// - Parameters:
  ///   - value: The study, with what it extends.
  ///   - evaluator: Its evaluator.
  /// - Returns: The study.
  /// - Throws: A diagnostic with line and column of the first mistake.
  func programStudy(
    _ value: YAMLValue, evaluator: YAMLValue
  ) throws(Diagnostic) -> Study {
    for member in value.members ?? [] where Self.modelKeys.contains(member.key) {
      throw Diagnostic(
        "'\(member.key)' means nothing beside 'evaluator': the program has its own",
        at: member.keyLocation)
    }
    let map = try YAMLMap(value, "a study with an evaluator", keys: Self.programKeys)
    let name = try self.name(try map.require("study"))
    var settings = try self.evaluator(evaluator)
    let metrics = try declared(try map.require("metrics"), &settings)
    let (family, spaceValue) = try ProgramSpace(settings).read(try map.require("space"))
    let designs = [StudyDesign(hardware: HardwareDesign(family: family))]
    let workload = StudyWorkload(
      source: .traces([]), schemes: [],
      base: WorkloadChoice(batch: 1, prompt: 0, output: 0, scheme: 0), isFused: true, inputs: [])
    var spaceReader = StudySpaceReader(designs, workload)
    let space = try spaceReader.read(spaceValue)
    let everything = metrics.map { _ in true }
    // All metrics are there, so that nothing is to be said of missing ones.
    let silence = { (_: Int) in "" }
    let objectives = try self.objectives(
      try map.require("objectives"), among: metrics, everything, silence)
    let constraints = try self.constraints(
      map["constraints"], among: metrics, everything, silence)
    var study = Study(
      name: name, summary: try map.text("description"), workload: workload, designs: designs,
      space: space, objectives: objectives, constraints: constraints, baselines: [],
      search: try SearchSettings.read(map["search"]), warnings: warnings, metrics: metrics,
      hasMetric: everything, evaluator: settings)
    try requireSearchable(study, at: map["search"]?.location ?? map.location)
    if let proxy = map["proxy"] { try self.proxy(proxy, &study) }
    return study
  }

  // MARK: The program

  private func evaluator(_ value: YAMLValue) throws(Diagnostic) -> EvaluatorSettings {
    let map = try YAMLMap(value, "'evaluator'", keys: Self.evaluatorKeys)
    let commandValue = try map.require("command")
    var command: [String] = []
    for word in try commandValue.elements("command") {
      let text = word.scalar ?? ""
      guard word.scalar != nil, !text.utf8.contains(0), !(command.isEmpty && text.isEmpty) else {
        throw word.mismatch("a word", "command")
      }
      command.append(text)
    }
    guard !command.isEmpty else {
      throw Diagnostic(
        "expected a program and its arguments for 'command'", at: commandValue.location)
    }
    if let language = map["protocol"], try language.text("protocol") != "json-lines" {
      throw Diagnostic(
        "expected json-lines for 'protocol', found \(language.description)",
        at: language.location)
    }
    var settings = EvaluatorSettings(
      command: command, directory: "", timeoutSeconds: EvaluatorSettings.defaultTimeoutSeconds,
      retries: try map["retries"]?.integer("retries", in: 0...1000) ?? 1, metricUnits: [])
    // Absolute, so that the study of a run directory means the same.
    let directory = try map.text("directory") ?? "."
    settings.directory = ChildProcess.resolved(
      FilePath.resolve(directory, relativeTo: map.location.file))
    settings.workers = try map["workers"]?.integer(
      "workers", in: 1...EvaluatorSettings.workerLimit)
    settings.batch = try map["batch"]?.integer("batch", in: 1...1_000_000)
    if let timeout = map["timeout"] {
      settings.timeoutSeconds = try Quantity.parse(
        try timeout.text("timeout"), as: .seconds, "timeout", at: timeout.location)
      guard settings.timeoutSeconds >= 0.001, settings.timeoutSeconds <= 1e9 else {
        throw Diagnostic("expected a timeout of 1 ms to 1e9 s", at: timeout.location)
      }
    }
    return settings
  }

  // MARK: Its metrics

  /// `metrics`: a map of names to units or to maps, or a list of names of plain numbers.
  private func declared(
    _ value: YAMLValue, _ settings: inout EvaluatorSettings
  ) throws(Diagnostic) -> [Metric] {
    var members: [YAMLMember] = []
    if case .sequence(let names) = value.content {
      for name in names {
        members.append(
          YAMLMember(
            key: try name.text("metric"), keyLocation: name.location,
            value: YAMLValue(.scalar(""), at: name.location)))
      }
    } else {
      members = try YAMLMap(value, "'metrics'").members
    }
    var metrics: [Metric] = []
    for member in members {
      guard !metrics.contains(where: { $0.name == member.key }) else {
        throw Diagnostic(
          "the metric '\(member.key.shortened)' is declared twice", at: member.keyLocation)
      }
      try ProgramSpace.requirePlain(member, "a metric")
      metrics.append(try metric(member, &settings))
    }
    guard !metrics.isEmpty else {
      throw Diagnostic("expected at least one metric", at: value.location)
    }
    return metrics
  }

  private func metric(
    _ member: YAMLMember, _ settings: inout EvaluatorSettings
  ) throws(Diagnostic) -> Metric {
    var symbol = member.value.scalar ?? ""
    var location = member.value.location
    var direction = Metric.Direction.minimize
    var documentation = "declared by the study"
    if member.value.members != nil {
      let map = try YAMLMap(
        member.value, "'\(member.key)'", keys: ["unit", "direction", "description"])
      symbol = map["unit"]?.scalar ?? ""
      location = map["unit"]?.location ?? location
      documentation = try map.text("description") ?? documentation
      if let word = map["direction"] {
        guard let known = Metric.Direction(rawValue: try word.text("direction")) else {
          throw Diagnostic(
            "expected minimize or maximize, found \(word.description)", at: word.location)
        }
        direction = known
      }
    } else if member.value.scalar == nil {
      throw member.value.mismatch("a unit or a map", member.key)
    }
    for unit in Unit.allCases {
      guard let metricUnit = EvaluatorSettings.MetricUnit(symbol, of: unit) else { continue }
      settings.metricUnits.append(metricUnit)
      return Metric(declared: member.key, unit, direction, documentation)
    }
    let known = Unit.allCases.map(\.symbol).filter { !$0.isEmpty }.joined(separator: ", ")
    throw Diagnostic(
      "unknown unit '\(symbol.shortened)' of '\(member.key)'", at: location,
      hint: "known are \(known), with prefixes; leave it out for plain numbers")
  }
}
