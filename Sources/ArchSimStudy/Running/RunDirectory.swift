import ArchSimText

/// The directory of a run: `study.yaml`, its inputs, `trials.jsonl`, `pareto.csv`, `summary.json`.
struct RunDirectory: Sendable {
  let path: String

  var study: String { FilePath.join(path, "study.yaml") }
  var journal: String { FilePath.join(path, "trials.jsonl") }
  var front: String { FilePath.join(path, "pareto.csv") }
  var summary: String { FilePath.join(path, "summary.json") }

  /// Writes the study and its inputs, after making sure that nothing else is there.
  ///
  /// - Throws: A diagnostic when the directory belongs to something else or cannot be written.
  func begin(_ study: Study) throws(Diagnostic) {
    let text = StudyFile.text(study)
    if TextFile.exists(path) {
      let names = try TextFile.listDirectory(path)
      if names.contains("study.yaml") {
        try requireSame(study, text)
      } else if !names.isEmpty {
        throw Diagnostic(
          "this directory holds '\(names[0].shortened)' but no run", at: SourceLocation(file: path),
          hint: "choose another with --output")
      }
    }
    try TextFile.createDirectories(path)
    for input in study.workload.inputs {
      try TextFile.createDirectories(FilePath.join(path, "inputs"))
      try TextFile.writeAtomically(input.bytes, to: FilePath.join(path, input.name))
    }
    try TextFile.writeAtomically(text, to: self.study)
  }

  /// Makes sure that a run that is already there is of this study.
  ///
  /// - Throws: A diagnostic when it is of another study, another seed or other inputs.
  func requireSame(_ study: Study, _ text: String) throws(Diagnostic) {
    let old = try TextFile.read(self.study, what: "study file")
    var isSame = old == Array(text.utf8)
    for input in study.workload.inputs where isSame {
      let file = FilePath.join(path, input.name)
      let bytes = try? TextFile.read(file)
      isSame = bytes == input.bytes
    }
    guard !isSame else { return }
    throw Diagnostic(
      "this directory holds a run of another study, seed or budget",
      at: SourceLocation(file: path), hint: "choose another with --output, or delete it")
  }
}
