import ArchSimHardware
import ArchSimSearch
import ArchSimServing
public import ArchSimText
import ArchSimWorkload

/// Reading of plan files (`Configs/plan-*.yaml`); docs/formats/plan.md describes the format.
public enum PlanFile {
  static let keys = [
    "plan", "description", "extends", "model", "quantization", "cluster", "requests", "engine",
    "space", "objective", "slo", "constraints", "search", "mode",
  ]

  /// Reads a plan file and everything that it names.
  ///
  /// - Parameter path: The file.
  /// - Returns: The study.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func read(_ path: String) throws(Diagnostic) -> PlanStudy {
    try study(try YAMLReader.read(path, what: "plan file"))
  }

  /// Reads a plan file from bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations; the paths in it are relative to it.
  /// - Returns: The study.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> PlanStudy {
    try study(try YAMLReader.parse(bytes, file: file, what: "plan file"))
  }

  private static func study(_ value: YAMLValue) throws(Diagnostic) -> PlanStudy {
    for (key, command) in [("study", "explore"), ("compare", "compare")] {
      guard let found = value[key] else { continue }
      throw Diagnostic(
        "expected a plan file, found a \(key == "study" ? "study" : "comparison")",
        at: found.location, hint: "run it with 'archsim \(command)'")
    }
    let map = try YAMLMap(
      try YAMLExtends.resolve(value, what: "plan file"), "this plan file", keys: keys)
    let name = try map.require("plan").text("plan")
    let modelValue = try map.require("model")
    let path = try ClusterFile.path(of: modelValue, what: "model")
    let bytes = try TextFile.read(
      path, limit: ModelArchitecture.configurationLimit, what: "model configuration")
    let configuration = try JSONParser.parse(bytes, file: path)
    let model = try ModelArchitecture(config: configuration)
    let cluster = try ClusterFile.reference(try map.require("cluster"))
    let requests = try PlanRequestsReader.read(try map.require("requests"))
    var study = PlanStudy(model: model, cluster: cluster, requests: requests.source)
    study.name = name
    study.summary = try map.text("description")
    study.modelName = stem(path)
    study.modelInput = StudyInput(name: "inputs/\(FilePath.name(of: path))", bytes: bytes)
    study.requestsName = requests.name
    study.requestsInput = requests.input
    study.warnings = model.warnings + requests.warnings
    if let scheme = try QuantizationScheme.ofCheckpoint(at: path, configuration: configuration) {
      study.schemes = [.init(text: scheme.scheme.description, scheme: scheme.scheme)]
    }
    if let value = map["quantization"] { study.schemes = try schemes(value) }
    if let value = map["engine"] { try PlanEngineReader.read(value, into: &study) }
    if let value = map["space"] {
      try PlanSpaceReader.read(value, into: &study)
      guard PlanLayouts(study).plans.contains(where: { !$0.isEmpty }) else {
        throw Diagnostic(
          "the limits of the space leave no plan for \(cluster.name), \(cluster.deviceCount) "
            + "devices", at: value.location)
      }
    }
    if let value = map["objective"] {
      study.ranking = try PlanMetric.require(try value.text("objective"), at: value.location)
    }
    if let value = map["slo"] {
      study.objective = try ServiceObjective(parsing: try value.text("slo"), at: value.location)
    }
    if let value = map["constraints"] { study.constraints = try PlanConstraint.read(value) }
    if let value = map["search"] { try readSearch(value, into: &study) }
    if let value = map["mode"] { study.mode = try value.choice("mode", of: PlanMode.self) }
    return study
  }

  /// Reads `search`, and makes sure that the algorithm suits plans.
  private static func readSearch(
    _ value: YAMLValue, into study: inout PlanStudy
  ) throws(Diagnostic) {
    study.search = try SearchSettings.read(
      value, largestBudget: PlanStudy.largestBudget, canKeepLess: false)
    do throws(Diagnostic) {
      try study.checkSearch()
    } catch {
      var located = error
      located.location = located.location ?? value.location
      throw located
    }
  }

  /// A scheme, or a list of schemes to choose from.
  static func schemes(_ value: YAMLValue) throws(Diagnostic) -> [PlanStudy.Scheme] {
    let elements = value.scalar == nil ? try value.elements("quantization") : [value]
    var schemes: [PlanStudy.Scheme] = []
    for element in elements {
      let text = try element.text("quantization")
      schemes.append(
        .init(
          text: text, scheme: try QuantizationScheme(parsing: text, at: element.location)))
    }
    guard !schemes.isEmpty else {
      throw Diagnostic("expected at least one scheme", at: value.location)
    }
    return schemes
  }

  /// The name of a file without its extension.
  static func stem(_ path: String) -> String {
    let name = FilePath.name(of: path)
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}

extension YAMLValue {
  /// One of the names of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ what: String, of type: Choice.Type
  ) throws(Diagnostic) -> Choice where Choice.RawValue == String {
    let text = try self.text(what)
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw Diagnostic(
      "unknown \(what) '\(text.shortened)'", at: location,
      hint: didYouMean(text, among: names) ?? "expected one of \(names.joined(separator: ", "))")
  }
}
