import ArchSimHardware
import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArchSimWorkload
import ArgumentParser

/// `archsim compare`: designs side by side.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Put designs, or runs of 'explore' or 'plan', side by side.",
    discussion: """
      Example: two arrays on one trace, then on a model with a scheme each at equal area

        archsim compare Configs/hardware/mixpe-28nm.yaml Configs/hardware/int8-28nm.yaml \\
          --trace Traces/layers/llama2-7b-decode.csv
        archsim compare Configs/hardware/mixpe-28nm.yaml \\
          Configs/hardware/int8-28nm.yaml@w8a8kv8+lmhead=int8 --model llama2-7b \\
          --quantization w4a8kv8-g128+lmhead=int8 --phase decode --equal area

      Example: all families, as a comparison file says (see docs/formats/compare.md)

        archsim compare Configs/compare-all.yaml

      Example: what two searches found, on a common reference

        archsim compare runs/genetic runs/bayesian --page searches.html

      Directories are runs, all of 'explore' or all of 'plan': their fronts, the hypervolume in one \
      box for all of them, the best by each objective, and in what their studies differ.

      A design is a hardware file, with a scheme of its own behind an @. A design that cannot run \
      the work, or cannot be made small enough, is a row with its reason.
      """)

  @Argument(
    help: "Hardware files (FILE or FILE@QUANTIZATION), one comparison file, or run directories.")
  var designs: [String]

  @Option(
    name: .customLong("trace"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A layer trace; each of several is compared by itself."))
  var traces: [String] = []

  @Option(help: "A model to compare on, as for 'trace'.")
  var model: String?

  @Option(help: "How the model's tensors are stored where a design does not say so.")
  var quantization: String?

  @Option(parsing: .unconditional, help: "Sequences at a time; 1 by default.")
  var batch: Int?

  @Option(parsing: .unconditional, help: "Tokens of each prompt; 512 by default.")
  var prompt: Int?

  @Option(parsing: .unconditional, help: "Tokens that each sequence generates; 128 by default.")
  var output: Int?

  @Option(help: "prefill or decode alone; by default both, one after the other.")
  var phase: Phase?

  @Option(help: "The design that the others are measured against; by default the first.")
  var baseline: String?

  @Option(help: "Scale designs to equal area or power.")
  var equal: String?

  @Option(help: "A design, '25 mm2' or '5 W' that they are scaled to; by default the baseline.")
  var to: String?

  @Option(
    name: .customLong("take"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Take a parameter, or a group such as dram, from the baseline.", valueName: "name"))
  var taken: [String] = []

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Change a parameter of all designs that have it.", valueName: "name=value"))
  var assignments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Of runs: write a page with their fronts in one chart as well (.html), or that chart (.svg).",
      valueName: "file"))
  var page: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    if comparesRuns { return try await compareRuns(console) }
    if page != nil {
      throw Diagnostic("this goes with runs", at: SourceLocation(file: "--page"))
    }
    var comparison = try comparison(console)
    if let baseline {
      comparison.baseline = try comparison.position(
        of: baseline, at: SourceLocation(file: "--baseline"))
      if equal == nil, let equality = comparison.equality, case .design = equality.target {
        throw Diagnostic(
          "another baseline needs to be told what is equal to what",
          at: SourceLocation(file: "--baseline"), hint: "add --equal \(equality.measure.rawValue)")
      }
    }
    for name in taken {
      try comparison.requireTaken(name, at: SourceLocation(file: "--take"))
      comparison.taken.append(name)
    }
    if let equal {
      comparison.equality = try comparison.equality(
        equal, to: to, at: SourceLocation(file: to == nil ? "--equal" : "--to"))
    } else if to != nil {
      throw Diagnostic("--to needs --equal", hint: "add --equal area or --equal power")
    }
    for warning in comparison.warnings { console.warn(warning) }
    let result = try comparison.run()
    try console.write(Report.comparison(result), as: outputOptions.format ?? .table)
    if !result.rows.contains(where: { $0.metrics != nil }) {
      throw Diagnostic("no design can run any of this", kind: .failure)
    }
  }

  // MARK: What is compared

  private func comparison(_ console: Console) throws -> Comparison {
    guard let first = designs.first else {
      throw Diagnostic("expected a design or a comparison file", hint: Self.help)
    }
    // A file alone that is not there is missed before what it would run.
    let isAlone = designs.count == 1 && !first.contains("@") && traces.isEmpty && model == nil
    if isAlone || TextFile.exists(first), try ComparisonFile.isComparison(first) {
      return try comparisonOfFile(first)
    }
    var comparison = Comparison(workloads: try workloads(console), designs: [])
    for design in designs { comparison.add(try entry(design)) }
    try set(in: &comparison)
    return comparison
  }

  private static let help = "see 'archsim compare --help'"

  private func comparisonOfFile(_ path: String) throws(Diagnostic) -> Comparison {
    guard designs.count == 1 else {
      throw Diagnostic(
        "a comparison file has its designs itself, found \(designs.count - 1) more beside it",
        at: SourceLocation(file: path))
    }
    let given = [
      ("--trace", !traces.isEmpty), ("--model", model != nil),
      ("--quantization", quantization != nil), ("--batch", batch != nil),
      ("--prompt", prompt != nil), ("--output", output != nil), ("--phase", phase != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Diagnostic(
        "a comparison file has its workloads itself", at: SourceLocation(file: option),
        hint: "leave out \(option)")
    }
    var comparison = try ComparisonFile.read(path)
    try set(in: &comparison)
    return comparison
  }

  /// A hardware file, with a scheme behind an @ unless a file has that name.
  private func entry(_ argument: String) throws(Diagnostic) -> Comparison.Entry {
    var path = argument
    var scheme: String?
    if !TextFile.exists(argument), let at = argument.lastIndex(of: "@") {
      path = String(argument[..<at])
      let text = String(argument[argument.index(after: at)...])
      _ = try QuantizationScheme(parsing: text, at: SourceLocation(file: argument))
      scheme = text
    }
    guard TextFile.exists(path) else {
      throw Diagnostic("there is no hardware file '\(path)'", hint: Self.help)
    }
    let hardware = try HardwareFile.read(path)
    return Comparison.Entry(
      name: hardware.name, hardware: hardware, quantization: scheme,
      location: SourceLocation(file: argument))
  }

  /// Changes parameters of the designs that have them.
  private func set(in comparison: inout Comparison) throws(Diagnostic) {
    for assignment in assignments {
      let name = String(assignment.prefix { $0 != "=" }.filter { $0 != " " })
      var isKnown = false
      for index in comparison.designs.indices
      where comparison.designs[index].hardware.family.position(of: name) != nil {
        isKnown = true
        try comparison.designs[index].hardware.set(assignment)
      }
      guard isKnown else {
        let names = comparison.designs.flatMap { $0.hardware.family.parameters.map(\.name) }
        throw Diagnostic(
          "no design has a parameter '\(name)'", at: SourceLocation(file: "--set \(assignment)"),
          hint: didYouMean(name, among: names))
      }
    }
  }

  private func workloads(_ console: Console) throws -> [ComparisonWorkload] {
    guard let model else {
      for (option, isGiven) in [
        ("--quantization", quantization != nil), ("--batch", batch != nil),
        ("--prompt", prompt != nil), ("--output", output != nil),
      ] where isGiven {
        throw Diagnostic("this goes with --model", at: SourceLocation(file: option))
      }
      guard !traces.isEmpty else {
        throw Diagnostic("expected --trace or --model: what shall they run?", hint: Self.help)
      }
      return try traces.map(traceWorkload)
    }
    guard traces.isEmpty else { throw Diagnostic("--trace and --model exclude each other") }
    return [try modelWorkload(model, console)]
  }

  private func traceWorkload(_ file: String) throws(Diagnostic) -> ComparisonWorkload {
    let trace = try LayerTrace.parse(
      bytes: try TextFile.read(file, what: "layer trace"), file: file)
    var workload = ComparisonWorkload(trace)
    workload.phase = phase
    return workload
  }

  private func modelWorkload(
    _ argument: String, _ console: Console
  ) throws(Diagnostic) -> ComparisonWorkload {
    let batch = try size(batch, "--batch", 1, least: 1)
    let prompt = try size(prompt, "--prompt", 512, least: 0)
    let output = try size(output, "--output", 128, least: 0)
    let file = try ModelFile(argument)
    for warning in file.architecture.warnings { console.warn(warning) }
    let scheme: QuantizationScheme
    if let quantization {
      scheme = try QuantizationScheme(
        parsing: quantization, at: SourceLocation(file: "--quantization"))
    } else {
      scheme =
        try file.checkpointQuantization()?.scheme
        ?? QuantizationScheme(uniform: file.architecture.nativeFormat)
    }
    let words = [
      file.name, quantization ?? "\(scheme)", "batch \(batch)",
      "\(prompt) + \(output) tokens", phase.map { "\($0.rawValue) alone" },
    ].compactMap(\.self)
    return ComparisonWorkload(
      model: file.architecture, name: words.joined(separator: ", "), quantization: scheme,
      batch: batch, prompt: prompt, output: output, phase: phase)
  }

  private func size(
    _ value: Int?, _ option: String, _ usual: Int, least: Int
  ) throws(Diagnostic) -> Int {
    guard let value else { return usual }
    guard (least...1_000_000_000).contains(value) else {
      throw Diagnostic(
        "expected \(least) to 1000000000, found \(value)", at: SourceLocation(file: option))
    }
    return value
  }
}
