import ArchSimText

/// The directory of a run: what ran (`study.yaml` or `plan.yaml`), its inputs, `trials.jsonl`,
/// `pareto.csv`, `summary.json`.
struct RunDirectory: Sendable {
  let path: String
  /// The name of the file that says what ran.
  var fileName = "study.yaml"

  var study: String { FilePath.join(path, fileName) }
  var journal: String { FilePath.join(path, "trials.jsonl") }
  /// What is there in place of the journal where not all trials are kept.
  var kept: String { FilePath.join(path, "kept.jsonl") }
  var front: String { FilePath.join(path, "pareto.csv") }
  var summary: String { FilePath.join(path, "summary.json") }

  /// Writes what is to run and its inputs, after making sure that nothing else is there.
  ///
  /// - Parameters:
  ///   - text: The file that says what is to run.
  ///   - inputs: The files that it names.
  /// - Throws: A diagnostic when the directory belongs to something else or cannot be written.
  func begin(_ text: String, _ inputs: [StudyInput]) throws(Diagnostic) {
    try requireFree(text, inputs)
    try TextFile.createDirectories(path)
    for input in inputs {
      try TextFile.createDirectories(FilePath.join(path, "inputs"))
      try TextFile.writeAtomically(input.bytes, to: FilePath.join(path, input.name))
    }
    try TextFile.writeAtomically(text, to: self.study)
  }

  /// Makes sure that the directory is new, empty, or holds a run of the same.
  func requireFree(_ text: String, _ inputs: [StudyInput]) throws(Diagnostic) {
    guard TextFile.exists(path) else { return }
    let names = try TextFile.listDirectory(path)
    if names.contains(fileName) {
      try requireSame(text, inputs)
    } else if let other = names.first(where: { $0 != "inputs" }) {
      // Inputs alone are what a run leaves that was killed before it began.
      throw Diagnostic(
        "this directory holds '\(other.shortened)' but no run", at: SourceLocation(file: path),
        hint: "choose another with --output")
    }
  }

  /// Makes sure that a run that is already there is of the same.
  ///
  /// - Throws: A diagnostic when it is of another study, another seed or other inputs.
  func requireSame(_ text: String, _ inputs: [StudyInput]) throws(Diagnostic) {
    let what = fileName.hasPrefix("plan") ? "plan file" : "study file"
    let old = try TextFile.read(self.study, what: what)
    var isSame = old == Array(text.utf8)
    for input in inputs where isSame {
      let file = FilePath.join(path, input.name)
      let bytes = try? TextFile.read(file, limit: .max, what: "input")
      isSame = bytes == input.bytes
    }
    guard !isSame else { return }
    throw Diagnostic(
      "this directory holds a run of another \(what == "plan file" ? "plan" : "study"), seed or "
        + "budget", at: SourceLocation(file: path),
      hint: "choose another with --output, or delete it")
  }
}
