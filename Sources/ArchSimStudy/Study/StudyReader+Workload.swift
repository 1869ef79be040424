import ArchSimText
import ArchSimWorkload

extension StudyReader {
  private static let modelKeys = [
    "model", "quantization", "batch", "prompt", "output", "fusion", "schemes",
  ]
  private static let traceKeys = ["traces", "quantization", "batch"]

  mutating func workload(_ value: YAMLValue) throws(Diagnostic) -> StudyWorkload {
    let map = try YAMLMap(value, "'workload'", keys: Self.modelKeys + ["traces"])
    switch (map["model"], map["traces"]) {
    case (let model?, nil): return try modelWorkload(map, model)
    case (nil, let traces?):
      return try traceWorkload(
        try YAMLMap(value, "a workload of traces", keys: Self.traceKeys), traces)
    case (let model?, _?):
      throw Diagnostic(
        "expected 'model' or 'traces' in 'workload', found both", at: model.location)
    case (nil, nil):
      throw Diagnostic("missing 'model' or 'traces' in 'workload'", at: map.location)
    }
  }

  private mutating func modelWorkload(
    _ map: YAMLMap, _ modelValue: YAMLValue
  ) throws(Diagnostic) -> StudyWorkload {
    let (path, bytes) = try file(
      modelValue, "model", "model configuration", limit: ModelArchitecture.configurationLimit)
    let configuration = try JSONParser.parse(bytes, file: path)
    let model = try ModelArchitecture(config: configuration)
    warnings += model.warnings
    let choice = WorkloadChoice(
      batch: try map["batch"]?.integer("batch", in: 1...Int.max) ?? 1,
      prompt: try map.require("prompt").integer("prompt", in: 0...Int.max),
      output: try map.require("output").integer("output", in: 0...Int.max), scheme: 0)
    var workload = StudyWorkload(
      source: .model(model), schemes: [], base: choice,
      isFused: try map["fusion"]?.boolean("fusion") ?? true,
      inputs: [StudyInput(name: "inputs/\(FilePath.name(of: path))", bytes: bytes)])
    if let schemes = map["schemes"] {
      for member in try YAMLMap(schemes, "'schemes'").members {
        try define(
          member, as: try member.value.text(member.key), at: member.value.location, &workload)
      }
    }
    if let scheme = map["quantization"] {
      workload.base.scheme = try workload.schemePosition(
        try scheme.text("quantization"), at: scheme.location)
    } else {
      let scheme =
        try QuantizationScheme.ofCheckpoint(at: path, configuration: configuration)?.scheme
        ?? QuantizationScheme(uniform: model.nativeFormat)
      workload.schemes.append(.init(text: scheme.description, scheme: scheme))
    }
    let length = choice.prompt.addingReportingOverflow(choice.output)
    if let most = model.maximumContext, length.overflow || length.partialValue > most {
      warnings.append(
        Diagnostic(
          "prompt and output are longer than the \(most) tokens that the model was made for",
          at: map.location, kind: .warning))
    }
    return workload
  }

  /// Gives a scheme a name.
  func define(
    _ member: YAMLMember, as text: String, at location: SourceLocation,
    _ workload: inout StudyWorkload
  ) throws(Diagnostic) {
    let name = member.key
    guard !name.isEmpty, (try? QuantizationScheme(parsing: name)) == nil else {
      throw Diagnostic(
        "'\(name.shortened)' is a scheme itself: give it another name", at: member.keyLocation)
    }
    guard !workload.definitions.contains(where: { $0.name == name }) else {
      throw Diagnostic("'\(name.shortened)' is defined twice", at: member.keyLocation)
    }
    _ = try QuantizationScheme(parsing: text, at: location)
    workload.definitions.append(.init(name: name, text: text))
  }

  private mutating func traceWorkload(
    _ map: YAMLMap, _ tracesValue: YAMLValue
  ) throws(Diagnostic) -> StudyWorkload {
    var workload = StudyWorkload(
      source: .traces([]), schemes: [],
      base: WorkloadChoice(
        batch: try map["batch"]?.integer("batch", in: 1...Int.max) ?? 1, prompt: 0, output: 0,
        scheme: 0), isFused: true, inputs: [])
    var scheme = QuantizationScheme.scaleSim
    if let value = map["quantization"] {
      let position = try workload.schemePosition(
        try value.text("quantization"), at: value.location)
      scheme = workload.schemes[position].scheme
    } else {
      workload.schemes.append(.init(text: scheme.description, scheme: scheme))
    }
    var uses: [StudyWorkload.TraceUse] = []
    for element in try tracesValue.elements("traces") {
      let entry = try YAMLMap(element, "a trace", keys: ["trace", "repeat", "tokens"])
      let (path, bytes) = try file(try entry.require("trace"), "trace", "layer trace")
      let input = inputName(FilePath.name(of: path), bytes, &workload.inputs)
      uses.append(
        StudyWorkload.TraceUse(
          trace: try LayerTrace.parse(bytes: bytes, file: path, scheme: scheme),
          repeats: try entry["repeat"]?.integer("repeat", in: 1...1_000_000_000_000) ?? 1,
          tokens: try entry["tokens"]?.integer("tokens", in: 0...1_000_000_000_000) ?? 0,
          input: input))
    }
    guard !uses.isEmpty else {
      throw Diagnostic("expected at least one trace", at: tracesValue.location)
    }
    workload.source = .traces(uses)
    return workload
  }

  /// Reads a file that the study names, relative to the file that names it.
  func file(
    _ value: YAMLValue, _ key: String, _ what: String, limit: Int = TextFile.defaultLimit
  ) throws(Diagnostic) -> (path: String, bytes: [UInt8]) {
    let path = try value.file(key, what)
    return (path, try TextFile.read(path, limit: limit, what: what))
  }

  /// A name in the run directory that no other content has.
  func inputName(
    _ name: String, _ bytes: [UInt8], _ inputs: inout [StudyInput]
  ) -> String {
    var candidate = "inputs/\(name)"
    var number = 1
    while let other = inputs.first(where: { $0.name == candidate }) {
      if other.bytes == bytes { return candidate }
      number += 1
      candidate = "inputs/\(number)-\(name)"
    }
    inputs.append(StudyInput(name: candidate, bytes: bytes))
    return candidate
  }
}
