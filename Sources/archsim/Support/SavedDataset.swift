import ArchSimStudy
import ArchSimText

/// Datasets and their division, as options of several commands name them.
enum SavedDataset {
  /// Reads a run, a tournament or a dataset.
  ///
  /// - Parameter path: A directory, or a file of rows.
  /// - Returns: The rows.
  /// - Throws: A diagnostic when it is none of these.
  static func read(_ path: String) throws(Diagnostic) -> Dataset {
    TextFile.isDirectory(path) || !TextFile.exists(path) && DatasetFile.format(of: path) == nil
      ? try Dataset(run: path) : try DatasetFile.read(path)
  }

  /// Reads several, which must have the same columns.
  ///
  /// - Parameter paths: Directories, and files of rows.
  /// - Returns: The rows of all, in this order.
  /// - Throws: A diagnostic when one is none of these, or has other columns.
  static func merged(_ paths: [String]) throws(Diagnostic) -> Dataset {
    guard let first = paths.first else {
      throw Diagnostic("expected a run or a dataset", hint: "see 'archsim dataset --help'")
    }
    var merged = try read(first)
    for path in paths.dropFirst() {
      try merged.merge(try read(path), at: SourceLocation(file: path))
    }
    return merged
  }

  /// The division that options ask for; nil when they ask for none.
  ///
  /// - Parameters:
  ///   - split: `random` or `by-algorithm`.
  ///   - heldOut: Names with commas between.
  ///   - fraction: The share held out, if given.
  /// - Returns: The division.
  /// - Throws: A diagnostic when they contradict each other.
  static func division(
    _ split: String?, heldOut: String?, fraction: Double?
  ) throws(Diagnostic) -> Dataset.Division? {
    let names = [Dataset.Division.random, .byAlgorithm].map(\.name)
    if let split, !names.contains(split) {
      throw Diagnostic(
        "unknown division '\(split)'", at: SourceLocation(file: "--split"),
        hint: didYouMean(split, among: names))
    }
    if let heldOut {
      if split == Dataset.Division.random.name || fraction != nil {
        throw Diagnostic(
          "--hold-out says by itself what goes to -test", at: SourceLocation(file: "--hold-out"),
          hint: "leave out --split random and --fraction")
      }
      return .holdingOut(
        heldOut.split(separator: ",").map { String($0.filter { $0 != " " }) })
    }
    if split == nil, fraction != nil {
      throw Diagnostic("--fraction needs --split", hint: "add --split random or by-algorithm")
    }
    return split.map { $0 == Dataset.Division.random.name ? .random : .byAlgorithm }
  }
}
