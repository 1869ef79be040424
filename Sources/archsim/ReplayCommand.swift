import ArchSimHardware
import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArchSimWorkload
import ArgumentParser

/// `archsim replay`: what a trace costs on a design.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a layer trace on a hardware design, operator by operator.",
    discussion: """
      Example: a decode step on a MixPE array with twice the rows

        archsim trace llama2-7b --quantization w4a8kv8-g128 -o decode.csv
        archsim replay decode.csv --hardware Configs/hardware/mixpe-28nm.yaml \\
          --set array.rows=128

      Layer traces of archsim and GEMM topologies of SCALE-Sim (Layer,M,N,K) are accepted. Cycles \
      are those of one execution of an operator; time, energy and bytes are those of all its \
      repeats.
      """)

  @Argument(help: "A layer trace (see 'archsim trace'), or a topology of SCALE-Sim.")
  var trace: String

  @Option(help: "A hardware file.")
  var hardware: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Change a parameter of the design.", valueName: "name=value"))
  var assignments: [String] = []

  @Flag(help: "Show how each operator is laid out on the design.")
  var explain = false

  @Option(help: "Compare the cycles with this file; the exit code is 1 when they differ.")
  var golden: String?

  @Option(help: "Write the cycles to this file, to be compared with --golden.")
  var updateGolden: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let console = outputOptions.console
    if golden != nil, updateGolden != nil {
      throw Diagnostic("--golden and --update-golden exclude each other")
    }
    let expected = try golden.map { path throws(Diagnostic) in
      try GoldenCycles(parsing: try TextFile.read(path, what: "golden file"), file: path)
    }
    var design = try HardwareFile.read(hardware)
    for assignment in assignments { try design.set(assignment) }
    let layers = try LayerTrace.parse(
      bytes: try TextFile.read(trace, what: "layer trace"), file: trace)
    let replayed = try ReplayedTrace(layers, on: design.family, values: design.values)
    let format = outputOptions.format ?? .table

    if let expected, let golden {
      let differences = expected.differences(from: GoldenCycles(replayed))
      guard differences.isEmpty else {
        try console.write(Report.differences(differences, in: replayed), as: format)
        throw Diagnostic(
          "\(differences.count) of \(max(expected.rows.count, replayed.rows.count)) rows differ",
          at: SourceLocation(file: golden), kind: .failure)
      }
      console.remark("\(golden): all \(expected.rows.count) rows agree")
    }
    if let updateGolden {
      try TextFile.writeAtomically(
        GoldenCycles(replayed).csvText(comments: [
          (["trace: \(trace)", "hardware: \(hardware)"] + assignments.map { "set: \($0)" })
            .joined(separator: ", ")
        ]), to: updateGolden)
      console.remark("wrote \(replayed.rows.count) rows to \(updateGolden)")
    }
    try console.write(
      Report.replay([replayed], hardware: design.name, showsMappings: explain), as: format)
  }
}
