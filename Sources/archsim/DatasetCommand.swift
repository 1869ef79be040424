public import ArchSimStudy
import ArchSimText
public import ArgumentParser

extension DatasetFile.Format: ExpressibleByArgument {}

/// `archsim dataset`: trials of runs as a table.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Export the trials of runs and tournaments as one table.",
    discussion: """
      Example: what a tournament tried, each design once, a fifth of them set aside

        archsim dataset runs/cup --filter "exists and power <= 20 W" --distinct \\
          --split random --fraction 0.2 --output mixpe.csv

      This writes mixpe-train.csv and mixpe-test.csv; without --split it would be mixpe.csv. Beside \
      each stands its schema (mixpe.csv.schema.json) with kind, unit and role of every column. \
      Runs and datasets with the same columns can be merged. See docs/formats/dataset.md.
      """)

  @Argument(help: "Directories of 'explore' and 'tournament', or datasets.")
  var runs: [String]

  @Option(name: .shortAndLong, help: "The file; without it rows go to standard output.")
  var output: String?

  @Option(help: "How rows are written; by default as the file's name says, otherwise csv.")
  var format: DatasetFile.Format?

  @Option(
    name: .customLong("filter"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep rows that meet conditions: 'feasible and power <= 5 W'.", valueName: "conditions"))
  var filters: [String] = []

  @Flag(help: "Keep one row a design.")
  var distinct = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw so many rows, of every algorithm as many as of the others.", valueName: "count"))
  var sample: Int?

  @Option(help: "Write two files, -train and -test, divided by chance (random) or by-algorithm.")
  var split: String?

  @Option(parsing: .unconditional, help: "The share that goes to -test; 0.2 by default.")
  var fraction: Double?

  @Option(
    name: .customLong("hold-out"),
    help: ArgumentHelp("Algorithms that go to -test, with commas between.", valueName: "names"))
  var heldOut: String?

  @Option(parsing: .unconditional, help: "The source of all chance; 1 by default.")
  var seed: UInt64 = 1

  @Flag(name: .shortAndLong, help: "No remarks on standard error.")
  var quiet = false

  func run() throws {
    let console = Console(isQuiet: quiet)
    let division = try self.division()
    if let sample, sample < 1 {
      throw Diagnostic("expected at least 1, found \(sample)", at: SourceLocation(file: "--sample"))
    }
    if let output { try RunReader.requireNoFileOfRun(output) }
    let dataset = try selected(try SavedDataset.merged(runs))
    guard let output else {
      guard division == nil else {
        throw Diagnostic("--split needs --output", hint: "it writes two files")
      }
      try console.write(DatasetFile.text(of: dataset, as: format ?? .csv))
      return
    }
    guard let format = format ?? DatasetFile.format(of: output) else {
      throw Diagnostic(
        "the format is not clear from this name", at: SourceLocation(file: output),
        hint: "let it end in .csv or .jsonl, or add --format")
    }
    guard let division else {
      try write(dataset, to: output, as: format, console)
      return
    }
    let parts: (train: Dataset, test: Dataset, heldOut: [String])
    do throws(Diagnostic) {
      parts = try dataset.divided(division, fraction: fraction ?? 0.2, seed: seed)
    } catch {
      var located = error
      located.location = SourceLocation(file: heldOut == nil ? "--split" : "--hold-out")
      throw located
    }
    let suffix = DatasetFile.format(of: output).map { ".\($0.rawValue)" } ?? ""
    let stem = String(output.dropLast(suffix.count))
    try write(parts.train, to: "\(stem)-train\(suffix)", as: format, console)
    try write(parts.test, to: "\(stem)-test\(suffix)", as: format, console)
    if !parts.heldOut.isEmpty {
      console.remark("held out: \(parts.heldOut.joined(separator: ", "))")
    }
  }

  private func selected(_ dataset: Dataset) throws(Diagnostic) -> Dataset {
    var dataset = dataset
    for filter in filters {
      let conditions = try DatasetFilter(
        parsing: filter, columns: dataset.columns, at: SourceLocation(file: "--filter"))
      dataset.rows.removeAll { !conditions.holds($0) }
    }
    if distinct { dataset = dataset.distinct() }
    if let sample { dataset = dataset.sample(sample, seed: seed) }
    guard !dataset.rows.isEmpty else {
      throw Diagnostic(
        "no rows are left", hint: filters.isEmpty ? nil : "of --filter", kind: .failure)
    }
    return dataset
  }

  private func division() throws(Diagnostic) -> Dataset.Division? {
    if let fraction, !(fraction > 0 && fraction < 1) {
      throw Diagnostic(
        "expected a share between 0 and 1, found \(fraction)",
        at: SourceLocation(file: "--fraction"))
    }
    return try SavedDataset.division(split, heldOut: heldOut, fraction: fraction)
  }

  private func write(
    _ dataset: Dataset, to path: String, as format: DatasetFile.Format, _ console: Console
  ) throws(Diagnostic) {
    try DatasetFile.write(dataset, to: path, as: format)
    let designs = dataset.distinct().rows.count
    console.remark(
      "wrote \(dataset.rows.count.groupedText) rows of \(designs.groupedText) designs to \(path)")
  }
}
