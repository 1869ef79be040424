import ArchSimReport
import ArchSimStudy
import ArchSimText

extension CompareCommand {
  /// Whether runs are to be compared: the first argument is a directory.
  var comparesRuns: Bool { designs.first.map(TextFile.isDirectory) ?? false }

  /// Compares runs of `explore`, or of `plan`, each named by its directory.
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
    let arguments = try designs.map { design throws(Diagnostic) in try RunArgument(design) }
    if let plans = arguments.first(where: \.isOfPlans) {
      if let other = arguments.first(where: { !$0.isOfPlans }) {
        throw Diagnostic(
          "this is a run of 'archsim explore', and '\(plans.path)' one of 'archsim plan', which "
            + "have no objective in common", at: SourceLocation(file: other.path))
      }
      var runs: [(directory: String, result: PlanResult)] = []
      for directory in arguments.map(\.path) {
        let reader = try PlanReader(directory)
        guard reader.trialCount > 0 else { throw Self.noTrials(directory) }
        for warning in reader.warnings { console.warn(warning) }
        let result = try await reader.result()
        if result.isCancelled {
          console.remark("\(directory) was interrupted after \(reader.trialCount) plans")
        }
        runs.append((directory, result))
      }
      return try write(try RunComparison(runs), asPage: writesPage, console)
    }
    var runs: [(directory: String, result: StudyResult)] = []
    for directory in arguments.map(\.path) {
      let reader = try RunReader(directory)
      guard reader.trialCount > 0 else { throw Self.noTrials(directory) }
      for warning in reader.warnings { console.warn(warning) }
      runs.append((directory, await reader.result()))
    }
    try write(try RunComparison(runs), asPage: writesPage, console)
  }

  private static func noTrials(_ directory: String) -> Diagnostic {
    Diagnostic("this run has no trials to compare", at: SourceLocation(file: directory))
  }

  /// Says what a comparison found, and draws it where a picture is asked for.
  private func write(
    _ comparison: RunComparison<some ComparedResult>, asPage writesPage: Bool, _ console: Console
  ) throws {
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
