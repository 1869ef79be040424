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
    // Completion of paths ends them with a slash, which would stand in the page.
    let directories = designs.map {
      $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0
    }
    guard directories.contains(where: PlanReader.isRun) else {
      var runs: [(directory: String, result: StudyResult)] = []
      for directory in directories {
        let reader = try RunReader(directory)
        guard reader.trialCount > 0 else { throw Self.noTrials(directory) }
        for warning in reader.warnings { console.warn(warning) }
        runs.append((directory, await reader.result()))
      }
      return try write(try RunComparison(runs), asPage: writesPage, console)
    }
    var runs: [(directory: String, result: PlanResult)] = []
    for directory in directories {
      try requirePlans(directory, among: directories)
      let reader = try PlanReader(directory)
      guard reader.trialCount > 0 else { throw Self.noTrials(directory) }
      for warning in reader.warnings { console.warn(warning) }
      let result = try await reader.result()
      if result.isCancelled {
        console.remark("\(directory) was interrupted after \(reader.trialCount) plans")
      }
      runs.append((directory, result))
    }
    try write(try RunComparison(runs), asPage: writesPage, console)
  }

  /// Makes sure that a directory is a run over plans, as others are.
  private func requirePlans(
    _ directory: String, among directories: [String]
  ) throws(Diagnostic) {
    if PlanReader.isRun(directory) { return }
    guard RunReader.isRun(directory) else {
      throw Diagnostic(
        "there is no run here: expected 'study.yaml' or 'plan.yaml' in it",
        at: SourceLocation(file: directory))
    }
    guard let other = directories.first(where: PlanReader.isRun) else { return }
    throw Diagnostic(
      "this is a run of 'archsim explore', and '\(other)' one of 'archsim plan', which have no "
        + "objective in common", at: SourceLocation(file: directory))
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
