import ArchSimReport
import ArchSimStudy
import ArchSimText

extension CompareCommand {
  /// Whether runs are to be compared: the first argument is a directory.
  var comparesRuns: Bool { designs.first.map(TextFile.isDirectory) ?? false }

  /// Compares runs of `explore`, each named by its directory.
  func compareRuns(_ console: Console) async throws {
    let given = [
      ("--trace", !traces.isEmpty), ("--model", model != nil),
      ("--quantization", quantization != nil), ("--batch", batch != nil),
      ("--prompt", prompt != nil), ("--output", output != nil), ("--phase", phase != nil),
      ("--baseline", baseline != nil), ("--equal", equal != nil), ("--to", to != nil),
      ("--take", !taken.isEmpty), ("--set", !assignments.isEmpty),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Diagnostic(
        "this goes with designs, and '\(designs[0])' is a run", at: SourceLocation(file: option))
    }
    if let other = designs.first(where: { !TextFile.isDirectory($0) }) {
      throw Diagnostic(
        "expected the directory of a run, as '\(designs[0])' is one",
        at: SourceLocation(file: other), hint: "designs are compared with designs")
    }
    var runs: [(directory: String, result: StudyResult)] = []
    for directory in designs {
      let reader = try RunReader(directory)
      for warning in reader.warnings { console.warn(warning) }
      runs.append((directory, await reader.result()))
    }
    try console.write(
      Report.runs(try RunComparison(runs)), as: outputOptions.format ?? .table)
  }
}
