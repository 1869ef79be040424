import ArchSimHardware
import ArchSimStudy
import ArchSimText
import ArchSimWorkload
import ArgumentParser

/// `archsim init`: writes a first study.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented study for a model and a family or a hardware file.",
    discussion: """
      Example: which lookup-table accelerator should serve Qwen3-0.6B?

        archsim init --model qwen3-0.6b --family lookup-table --output first.yaml
        archsim explore first.yaml --dry-run

      Sizes, memories and the clock vary around the design's own values; everything else that the \
      family declares stands there as a comment.
      """)

  @Option(help: "A config.json, or the name of one in Configs/models (see 'list models').")
  var model: String

  @Option(help: "A family of accelerators with its own values (see 'list families').")
  var family: String?

  @Option(help: "A hardware file, instead of a family.")
  var hardware: String?

  @Option(help: "How tensors are stored (see 'trace --help').")
  var quantization = "w8a8kv8"

  @Option(name: .shortAndLong, help: "The study file to write; by default MODEL-FAMILY.yaml.")
  var output: String?

  @Flag(help: "Replace a file that is there.")
  var force = false

  @Flag(name: .shortAndLong, help: "No remarks on standard error.")
  var quiet = false

  func run() throws {
    let file = try ModelFile(model)
    let scheme = try QuantizationScheme(
      parsing: quantization, at: SourceLocation(file: "--quantization"))
    let design = try design()
    let stem = hardware.map { Self.stem(of: $0) } ?? design.family.name
    let name = Self.studyName("\(file.name)-\(stem)")
    let path = output ?? "\(name).yaml"
    try RunReader.requireNoFileOfRun(path)
    if !force, TextFile.exists(path) {
      throw Diagnostic(
        "there is a file already", at: SourceLocation(file: path),
        hint: "--force replaces it, --output names another")
    }
    guard let directory = System.currentDirectory else {
      throw Diagnostic("the current directory is gone", kind: .failure)
    }
    func reference(_ other: String) -> String {
      StudyTemplate.reference(to: other, fromFileAt: path, in: directory)
    }
    let caches = 64 * file.architecture.kvCacheBytes(scheme, context: 640)
    let template = StudyTemplate(
      name: name, model: reference(file.path), quantization: scheme.description,
      residentBytes: file.architecture.weightBytes(scheme) + caches,
      hardwareFile: hardware.map(reference), design: design)
    try TextFile.writeAtomically(template.text, to: path)
    guard !quiet else { return }
    Console.say("wrote \(path); try: archsim explore \(path) --dry-run")
  }

  private func design() throws(Diagnostic) -> HardwareDesign {
    switch (family, hardware) {
    case (let family?, nil):
      let families = AcceleratorFamilies.builtIn
      guard let family = families.first(where: { $0.name == family }) else {
        throw Diagnostic(
          "unknown family '\(family)'", at: SourceLocation(file: "--family"),
          hint: didYouMean(family, among: families.map(\.name)) ?? "see 'archsim list families'")
      }
      return HardwareDesign(family: family)
    case (nil, let hardware?): return try HardwareFile.read(hardware)
    case (nil, nil):
      throw Diagnostic("expected --family or --hardware", hint: "see 'archsim list families'")
    case (_?, _?): throw Diagnostic("--family and --hardware exclude each other")
    }
  }

  private static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
  }

  /// A name with the letters that names of studies have.
  private static func studyName(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
  }
}
