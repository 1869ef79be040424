import ArchSimHardware

/// A first study of a design, with comments: what sizes it, its memories and its clock vary around
/// the design's own values, everything else stands below to be uncommented.
///
/// What varies is told by what families declare (`AcceleratorFamily/scaledBy`, units and the
/// names that memories share), so that a new family needs nothing here.
public struct StudyTemplate: Sendable {
  /// The study's name.
  public var name: String
  /// The model's configuration, relative to the study file.
  public var model: String
  /// The scheme of the model's tensors.
  public var quantization: String
  /// The bytes of the model's weights and caches, which the design's memory must hold.
  public var residentBytes: Double
  /// The hardware file, relative to the study file; nil for the family's own values.
  public var hardwareFile: String?
  /// The design that the study starts from.
  public var design: HardwareDesign

  /// Describes a template.
  public init(
    name: String, model: String, quantization: String, residentBytes: Double,
    hardwareFile: String? = nil, design: HardwareDesign
  ) {
    self.name = name
    self.model = model
    self.quantization = quantization
    self.residentBytes = residentBytes
    self.hardwareFile = hardwareFile
    self.design = design
  }

  /// What a study file writes for a path.
  ///
  /// - Parameters:
  ///   - path: The path of a model or of hardware, as seen from `directory` or absolute.
  ///   - file: The path of the study file, likewise.
  ///   - directory: The current directory.
  /// - Returns: The path relative to the study file; absolute paths stay as they are.
  public static func reference(
    to path: String, fromFileAt file: String, in directory: String
  ) -> String {
    guard !path.hasPrefix("/") else { return path }
    func absolute(_ path: String) -> String {
      path.hasPrefix("/") ? path : FilePath.join(directory, path)
    }
    return FilePath.relative(absolute(path), toFileAt: absolute(file))
  }

  /// The study file.
  public var text: String {
    var lines = [
      "# A study: run it with 'archsim explore FILE'; '--dry-run' says how large it is.",
      "study: \(YAMLWriter.quoted(name))",
      "description: \(YAMLWriter.quoted("Which \(design.name) should serve this model?"))",
      "",
      "# What runs: all prompts once (prefill), then one step a generated token (decode).",
      "workload:",
      "  model: \(YAMLWriter.quoted(model))",
      "  quantization: \(YAMLWriter.quoted(quantization))  # weights, activations, KV cache",
      "  batch: 8  # sequences that run together",
      "  prompt: 512  # tokens of each prompt",
      "  output: 128  # tokens that each sequence generates",
      "",
      "# What every design has in common; the space below overrides it.",
    ]
    lines += hardware
    lines += [
      "",
      "# What the search chooses: 'archsim list parameters \(design.family.name)' shows ranges.",
      "space:",
      "  workload.batch: [1, 4, 16, 64]",
    ]
    lines += space
    lines += ["", "# What is wanted, and what must hold: 'archsim list metrics' shows all."]
    let hasArea = !design.family.areaComponents.isEmpty
    lines.append(
      "objectives: [minimize latency, minimize energy_per_token"
        + (hasArea ? ", minimize area]" : "]"))
    lines += [
      "# constraints: [power <= 100 W\(hasArea ? ", area <= 100 mm2" : "")]", "",
      "# How designs are proposed: 'archsim list algorithms' shows all.",
      "search: {algorithm: auto, budget: 1000, seed: 1}",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var hardware: [String] {
    var lines: [String] = []
    let memory = memoryThatHolds
    if let hardwareFile, memory == nil {
      return ["hardware: \(YAMLWriter.quoted(hardwareFile))"]
    }
    lines.append("hardware:")
    if let hardwareFile {
      lines.append("  extends: \(YAMLWriter.quoted(hardwareFile))")
    } else {
      lines.append("  family: \(design.family.name)")
    }
    if let memory {
      lines.append("  parameters:")
      lines.append("    \(memory)  # holds the model and its caches")
    }
    return lines
  }

  /// The capacity that the model needs, where the design's own is too small.
  private var memoryThatHolds: String? {
    let family = design.family
    guard let position = StudyEvaluator.capacityPosition(of: family),
      design.values[position] < residentBytes
    else { return nil }
    var gigabytes = 1.0
    while gigabytes * 1e9 < residentBytes { gigabytes *= 2 }
    let parameter = family.parameters[position]
    guard parameter.accepts(gigabytes * 1e9) else { return nil }
    return "\(parameter.name): \(parameter.text(gigabytes * 1e9))"
  }

  private var space: [String] {
    let family = design.family
    var chosen: [String] = []
    var left: [String] = []
    for (parameter, value) in zip(family.parameters, design.values) {
      let note = "  # \(parameter.documentation); here \(parameter.text(value))"
      if isVaried(parameter), let values = valuesAround(value, of: parameter) {
        chosen.append("  \(parameter.name): [\(values.joined(separator: ", "))]\(note)")
      } else if case .choice(let names) = parameter.kind {
        left.append("  # \(parameter.name): [\(names.prefix(8).joined(separator: ", "))]\(note)")
      } else {
        left.append("  # \(parameter.name): [\(parameter.text(value))]\(note)")
      }
    }
    return chosen + ["  # Uncomment what else may vary:"] + left
  }

  private func isVaried(_ parameter: ParameterDescription) -> Bool {
    if design.family.scaledBy.contains(parameter.name) || parameter.name == "clock" { return true }
    let isBuffer =
      parameter.name.contains("buffer") || parameter.name.hasSuffix("cache.capacity")
      || parameter.name == "l2.capacity"
    let isMemory = parameter.name == "dram.bandwidth" || parameter.name == "hbm.bandwidth"
    return isBuffer && parameter.unit == .bytes || isMemory
  }

  /// A half to twice the design's own value, as far as the parameter goes; nil for fewer than two.
  private func valuesAround(_ value: Double, of parameter: ParameterDescription) -> [String]? {
    guard value > 0 else { return nil }
    let factors = parameter.name == "clock" ? [0.5, 0.75, 1, 1.25] : [0.25, 0.5, 1, 2]
    var texts: [String] = []
    for factor in factors {
      var next = value * factor
      if case .integer = parameter.kind { next = next.rounded() }
      guard parameter.accepts(next) else { continue }
      let text = parameter.text(next)
      if texts.last != text { texts.append(text) }
    }
    return texts.count > 1 ? texts : nil
  }
}
