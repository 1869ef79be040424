import ArchSim

/// Outcomes of single runs in a file, so that a comparison that was interrupted goes on.
///
/// One line a run: problem, algorithm, evaluations, seed, outcome. It knows nothing of settings nor
/// of the program: a file belongs to one build and one `--set`.
struct SearchResults {
  private let path: String
  private var outcomes: [String: Double] = [:]

  init(path: String) throws(Diagnostic) {
    self.path = path
    guard TextFile.exists(path) else { return }
    let text = String(decoding: try TextFile.read(path), as: UTF8.self)
    for line in text.split(separator: "\n") {
      guard let comma = line.lastIndex(of: ",") else { continue }
      outcomes[String(line[..<comma])] = Double(line[line.index(after: comma)...])
    }
  }

  private static func key(_ run: SearchRun) -> String {
    "\(run.problem.name),\(run.algorithm.name),\(run.budget),\(run.seed)"
  }

  /// What came out of a run, if it is known.
  subscript(run: SearchRun) -> Double? { outcomes[Self.key(run)] }

  /// Writes down what came out of some runs.
  mutating func append(_ runs: [SearchRun], _ values: [Double]) throws(Diagnostic) {
    var file = try AppendFile(path)
    for (run, value) in zip(runs, values) {
      outcomes[Self.key(run)] = value
      try file.append("\(Self.key(run)),\(value)\n")
    }
    try file.synchronize()
  }
}
