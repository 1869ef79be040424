public import ArchSimHardware
import ArchSimSearch
public import ArchSimText

/// Reading and writing of studies (`Configs/*.yaml`); docs/formats/study.md describes the format.
public enum StudyFile {
  static let keys = [
    "study", "description", "extends", "workload", "accuracy", "hardware", "space", "objectives",
    "constraints", "baselines", "search", "proxy",
  ]

  /// Reads a study and everything that it names.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - families: The families that its hardware may be of.
  /// - Returns: The study, checked as far as it can be without running it.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func read(
    _ path: String, families: [AcceleratorFamily] = AcceleratorFamilies.builtIn
  ) throws(Diagnostic) -> Study {
    var reader = StudyReader(families: families)
    return try reader.study(try YAMLReader.read(path, what: "study file"))
  }

  /// Reads a study from bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations; the paths in it are relative to it.
  ///   - families: The families that its hardware may be of.
  /// - Returns: The study.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func parse(
    _ bytes: [UInt8], file: String, families: [AcceleratorFamily] = AcceleratorFamilies.builtIn
  ) throws(Diagnostic) -> Study {
    var reader = StudyReader(families: families)
    return try reader.study(try YAMLReader.parse(bytes, file: file, what: "study file"))
  }
}

/// Reads one study, part by part; later parts refer to earlier ones.
struct StudyReader {
  let families: [AcceleratorFamily]
  var warnings: [Diagnostic] = []

  init(families: [AcceleratorFamily]) {
    self.families = families
  }

  mutating func study(_ value: YAMLValue) throws(Diagnostic) -> Study {
    if let comparison = value["compare"] {
      throw Diagnostic(
        "expected a study, found a comparison", at: comparison.location,
        hint: "run it with 'archsim compare'")
    }
    if let plan = value["plan"] {
      throw Diagnostic(
        "expected a study, found a plan file", at: plan.location,
        hint: "run it with 'archsim plan'")
    }
    let whole = try YAMLExtends.resolve(value, what: "study file")
    if let evaluator = whole["evaluator"] {
      return try programStudy(whole, evaluator: evaluator)
    }
    if let metrics = whole["metrics"] {
      throw Diagnostic(
        "'metrics' are declared where a program computes them: expected 'evaluator' as well",
        at: metrics.location)
    }
    let map = try YAMLMap(whole, "this study", keys: StudyFile.keys)
    let name = try self.name(try map.require("study"))
    var workload = try self.workload(try map.require("workload"))
    if let accuracy = map["accuracy"] { try self.accuracy(accuracy, &workload) }
    let designs = try self.designs(try map.require("hardware"), &workload)
    var spaceReader = StudySpaceReader(designs, workload)
    let space = try spaceReader.read(try map.require("space"))
    workload = spaceReader.workload
    let (hasMetric, why) = availability(workload, space, designs.map(\.hardware.family))
    let objectives = try self.objectives(try map.require("objectives"), hasMetric, why)
    let constraints = try self.constraints(map["constraints"], hasMetric, why)
    let baselines = try self.baselines(map["baselines"], &workload)
    let search = try SearchSettings.read(map["search"])
    workload.assignPerplexities()
    var study = Study(
      name: name, summary: try map.text("description"), workload: workload, designs: designs,
      space: space, objectives: objectives, constraints: constraints, baselines: baselines,
      search: search, warnings: warnings, hasMetric: hasMetric)
    if let accuracy = map["accuracy"] { try requirePerplexities(&study, at: accuracy.location) }
    try requireAreas(study, at: map["hardware"]?.location ?? map.location)
    try requireCountable(study, at: map["workload"]?.location ?? map.location)
    try requireSearchable(study, at: map["search"]?.location ?? map.location)
    if let proxy = map["proxy"] { try self.proxy(proxy, &study) }
    return study
  }

  /// Makes sure that the algorithm suits the study.
  func requireSearchable(_ study: Study, at location: SourceLocation) throws(Diagnostic) {
    do throws(Diagnostic) {
      _ = try study.makeSearch()
    } catch {
      var located = error
      located.location = location
      throw located
    }
  }

  /// The name becomes a folder's.
  func name(_ value: YAMLValue) throws(Diagnostic) -> String {
    let name = try value.text("study")
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isPlain, name.utf8.count <= 100, !name.hasPrefix("."), !name.hasPrefix("-") else {
      throw Diagnostic(
        "the name of a study becomes a folder's: expected letters, digits, '.', '-' and '_', "
          + "found '\(name.shortened)'", at: value.location)
    }
    return name
  }

  func objectives(
    _ value: YAMLValue, among metrics: [Metric] = Metric.all, _ hasMetric: [Bool],
    _ why: (Int) -> String
  ) throws(Diagnostic) -> [Objective] {
    var objectives: [Objective] = []
    for element in try value.elements("objectives") {
      let objective = try Objective(parsing: element, among: metrics)
      guard !objectives.contains(where: { $0.metric == objective.metric }) else {
        throw Diagnostic("'\(objective.name)' is an objective already", at: element.location)
      }
      guard hasMetric[objective.metric] else {
        throw Diagnostic(why(objective.metric), at: element.location)
      }
      objectives.append(objective)
    }
    guard !objectives.isEmpty else {
      throw Diagnostic(
        "expected at least one objective, such as 'minimize latency'", at: value.location)
    }
    return objectives
  }

  func constraints(
    _ value: YAMLValue?, among metrics: [Metric] = Metric.all, _ hasMetric: [Bool],
    _ why: (Int) -> String
  ) throws(Diagnostic) -> [MetricConstraint] {
    guard let value else { return [] }
    var constraints: [(constraint: MetricConstraint, location: SourceLocation)] = []
    for element in try value.elements("constraints") {
      let constraint = try MetricConstraint(parsing: element, among: metrics)
      guard hasMetric[constraint.metric] else {
        throw Diagnostic(why(constraint.metric), at: element.location)
      }
      constraints.append((constraint, element.location))
    }
    try MetricConstraint.requireConsistent(constraints)
    return constraints.map(\.constraint)
  }

  /// Which metrics every workload of the study has, and a sentence for those that it lacks.
  private func availability(
    _ workload: StudyWorkload, _ space: StudySpace, _ families: [AcceleratorFamily]
  ) -> (hasMetric: [Bool], why: (Int) -> String) {
    let extremes = WorkloadExtremes(workload, space).corners
    let strange = families.first { Metric.memorySlots(of: $0).isEmpty }
    let has = Metric.all.map { metric in
      (metric.need != .memoryTraffic || strange == nil)
        && extremes.allSatisfy { workload.provides(metric.need, for: $0) }
    }
    func why(_ position: Int) -> String {
      let name = Metric.all[position].name
      switch Metric.all[position].need {
      case .nothing, .memoryTraffic:
        return "'\(name)' is not known for \((strange ?? families[0]).name)"
      case .accuracy: return "'\(name)' needs the 'accuracy' of the study"
      case .model: return "'\(name)' needs a workload with a model"
      case .prefill: return "'\(name)' needs a prefill phase in the workload"
      case .decode: return "'\(name)' needs a decode phase in the workload"
      case .tokens: return "'\(name)' needs a workload that generates tokens"
      }
    }
    return (has, why)
  }

  /// Traces the corners of the workload, so that no size can fail in the middle of a run.
  private func requireCountable(_ study: Study, at location: SourceLocation) throws(Diagnostic) {
    for corner in WorkloadExtremes(study.workload, study.space).corners {
      do throws(Diagnostic) {
        let variant = try study.workload.variant(corner)
        guard !variant.traces.isEmpty else {
          throw Diagnostic("a workload with neither prompt nor output does nothing")
        }
      } catch {
        var located = error
        located.location = error.location ?? location
        throw located
      }
    }
  }
}

/// The smallest and largest workloads of a study, with every scheme.
struct WorkloadExtremes {
  var corners: [WorkloadChoice] = []

  init(_ workload: StudyWorkload, _ space: StudySpace) {
    var batches = [workload.base.batch]
    var prompts = [workload.base.prompt]
    var outputs = [workload.base.output]
    func add(_ target: StudyTarget, _ values: [Int]) {
      switch target {
      case .batch: batches += values
      case .prompt: prompts += values
      case .output: outputs += values
      case .design, .hardware, .quantization: break
      }
    }
    for (index, parameter) in space.parameters.enumerated() {
      switch parameter.meaning {
      case .number(let targets):
        for target in targets { add(target, Self.ends(space.search.parameters[index].domain)) }
      case .choices(let choices, _):
        for assignment in choices.flatMap(\.assignments) {
          add(assignment.target, [Int(exactly: assignment.value) ?? 0])
        }
      }
    }
    for scheme in workload.schemes.indices {
      for batch in Self.range(batches) {
        for prompt in Self.range(prompts) {
          for output in Self.range(outputs) {
            corners.append(
              WorkloadChoice(batch: batch, prompt: prompt, output: output, scheme: scheme))
          }
        }
      }
    }
  }

  private static func range(_ values: [Int]) -> [Int] {
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    return low == high ? [low] : [low, high]
  }

  private static func ends(_ domain: SearchParameter.Domain) -> [Int] {
    switch domain {
    case .integer(let range, _, _): [range.lowerBound, range.upperBound]
    case .ordinal(let levels):
      [levels.first, levels.last].compactMap { $0.flatMap { Int(exactly: $0) } }
    case .real, .categorical: []
    }
  }
}
