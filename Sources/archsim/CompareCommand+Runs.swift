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
    let writesPage = try writesPage()
    var runs: [(directory: String, result: StudyResult)] = []
    for directory in designs {
      let reader = try RunReader(directory)
      for warning in reader.warnings { console.warn(warning) }
      runs.append((directory, await reader.result()))
    }
    let comparison = try RunComparison(runs)
    if let page {
      let text =
        writesPage
        ? HTMLReport.runs(comparison, version: Version.number)
        : try HTMLReport.fronts(comparison)
      try TextFile.writeAtomically(text, to: page)
      console.remark("wrote \(page)")
    }
    try console.write(Report.runs(comparison), as: outputOptions.format ?? .table)
  }

  /// Whether `--page` is to be a page rather than a chart alone, as the name of the file ends.
  private func writesPage() throws(Diagnostic) -> Bool {
    guard let page else { return false }
    try RunReader.requireNoFileOfRun(page)
    switch page.split(separator: ".").last?.lowercased() {
    case "html", "htm": return true
    case "svg": return false
    default:
      throw Diagnostic(
        "the name of this file does not say how it is written", at: SourceLocation(file: page),
        hint: "end it in .html or .svg")
    }
  }
}
