import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim merge`: makes one run of all its shares.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one run of all shares of it.",
    discussion: """
      Example: a sweep in two shares, which may run side by side or on two nodes

        archsim explore Configs/mixpe.yaml --algorithm sobol --budget 2000 --shard 0/2
        archsim explore Configs/mixpe.yaml --algorithm sobol --budget 2000 --shard 1/2
        archsim merge runs/mixpe-llama2-7b.shares/* --output runs/mixpe

      Example: thousands of shares in two steps, the parts on nodes of their own

        archsim merge runs/lut.shares/share-?-of-20 --part --output runs/parts/0
        archsim merge runs/lut.shares/share-1?-of-20 --part --output runs/parts/1
        archsim merge runs/parts/* --output runs/lut

      The run has the same bytes as if it had never been shared. Shares of another study, seed or \
      version are refused, and so is a set that is not whole. Shares are read line by line, so that \
      memory does not grow with them.
      """)

  @Argument(help: "The directories of all shares, in any order.")
  var shares: [String]

  @Option(name: .shortAndLong, help: "The run directory; by default runs/NAME of the study.")
  var output: String?

  @Option(parsing: .unconditional, help: "Threads; by default one a processor.")
  var threads: Int?

  @Flag(
    help: "Make a part of the run, of shares that follow each other, for another merge (--output).")
  var part = false

  @OptionGroup var journalOptions: JournalOptions

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    try requireOption(threads, "--threads", in: 1...1024)
    let rotation = try journalOptions.rotation()
    if part, output == nil {
      throw Diagnostic("this needs --output", at: SourceLocation(file: "--part"))
    }
    let merge = try RunMerge(shares, isPart: part)
    let directory = output ?? merge.study.defaultOutput
    if part {
      let name = try merge.writePart(to: directory, rotation: rotation)
      return console.remark(
        "part \(name), \(merge.trialCount.groupedText) trials: \(directory)")
    }
    let result = try await merge.write(to: directory, threads: threads, rotation: rotation)
    console.remark(
      "\(shares.count) \(shares.count == 1 ? "share" : "shares"), "
        + "\(result.trialCount.groupedText) trials: \(directory)")
    try console.write(
      Report.explore(result, directory: directory), as: outputOptions.format ?? .table)
    if let diagnosis = result.diagnosis {
      throw Diagnostic(
        diagnosis.lines.first ?? "no design holds all constraints",
        at: SourceLocation(file: directory), kind: .failure)
    }
  }
}
