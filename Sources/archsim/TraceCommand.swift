import ArchSimReport
import ArchSimText
public import ArchSimWorkload
public import ArgumentParser

extension Phase: ExpressibleByArgument {}

/// `archsim trace`: the operators of a model, to be replayed or looked at.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Make a layer trace from a model.",
    discussion: """
      Example: one decode step of eight sequences of 2048 tokens, with 4-bit weights in groups of \
      128, 8-bit activations and an 8-bit KV cache

        archsim trace llama2-7b --quantization w4a8kv8-g128 --batch 8 \\
          --phase decode --context 2048 --output decode.csv

      The default format is csv, the layer trace that 'archsim replay' reads.
      """)

  @Argument(help: "A config.json, or the name of one in Configs/models (see 'list models').")
  var model: String

  @Option(
    help: """
      How tensors are stored, such as w4a8kv8-g128; by default as the checkpoint's configuration \
      says.
      """)
  var quantization: String?

  @Option(help: "prefill (all tokens of a prompt) or decode (one more token a sequence).")
  var phase: Phase = .decode

  @Option(parsing: .unconditional, help: "Sequences at a time.")
  var batch: Int = 1

  @Option(
    parsing: .unconditional,
    help: "Tokens of each sequence: those attended to in decode, those of the prompt in prefill.")
  var context: Int = 2048

  @Flag(help: "Write every intermediate result to memory, as without flash attention.")
  var noFusion = false

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output.")
  var output: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let console = outputOptions.console
    try requireOption(batch, "--batch", in: 1...Int.max)
    try requireOption(context, "--context", in: 1...Int.max)
    let file = try ModelFile(model)
    for warning in file.architecture.warnings { console.warn(warning) }
    let scheme = try scheme(of: file, console)
    var trace = try file.architecture.trace(
      phase: phase, scheme: scheme, batch: batch, context: context,
      options: TraceOptions(fusion: !noFusion, name: "\(file.name)-\(phase.rawValue)"))
    if let longest = file.architecture.maximumContext, context > longest {
      console.warn(
        Diagnostic(
          "\(context) tokens are more than the \(longest) that \(file.name) is made for",
          at: SourceLocation(file: "--context")))
    }
    trace.notes = [
      "model: \(file.name)", "quantization: \(scheme)", "batch: \(batch)", "context: \(context)",
    ]
    let format = outputOptions.format ?? .csv
    let text =
      format == .csv
      ? trace.csvText
      : Report.trace(trace).text(as: format, width: output == nil ? Console.width : nil)
    guard let output else {
      try console.write(text)
      return
    }
    try TextFile.writeAtomically(text, to: output)
    console.remark("wrote \(trace.rows.count) operators to \(output)")
  }

  private func scheme(
    of file: ModelFile, _ console: Console
  ) throws(Diagnostic) -> QuantizationScheme {
    if let quantization {
      return try QuantizationScheme(
        parsing: quantization, at: SourceLocation(file: "--quantization"))
    }
    if let (scheme, source) = try file.checkpointQuantization() {
      console.remark("\(source): quantized as \(scheme)")
      return scheme
    }
    let scheme = QuantizationScheme(uniform: file.architecture.nativeFormat)
    console.remark("\(file.path): not quantized, stored as \(scheme)")
    return scheme
  }
}
