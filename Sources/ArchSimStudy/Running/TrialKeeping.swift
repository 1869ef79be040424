import ArchSimSearch
public import ArchSimText

/// Which of its trials a run keeps, on the disk and in memory.
///
/// All that a run counts (trials, those that hold the constraints, the front, the best, hypervolume) is
/// of all of its trials, whatever it keeps.
public enum TrialKeeping: String, CaseIterable, Hashable, Sendable {
  /// All of them, as a journal that only grows; memory holds a sample of many.
  case all
  /// Those of the front, and a sample of the others.
  case sample
  /// Those of the front alone.
  case front

  /// Trials of a sample that is kept: enough for the charts of a page and the importance of parameters.
  public static let sampleSize = 10_000
  /// Trials of a journal that are held in memory; beyond that a sample of so many is.
  public static let journalSampleSize = 1 << 16

  /// How many trials are held besides the front.
  var sampleSize: Int {
    switch self {
    case .all: Self.journalSampleSize
    case .sample: Self.sampleSize
    case .front: 0
    }
  }

  /// Finds one by its word.
  ///
  /// - Throws: A diagnostic when there is none of that name.
  public static func named(
    _ name: String, at location: SourceLocation? = nil
  ) throws(Diagnostic) -> TrialKeeping {
    guard let keep = TrialKeeping(rawValue: name) else {
      throw Diagnostic(
        "expected what to keep, found '\(name.shortened)'", at: location,
        hint: didYouMean(name, among: allCases.map(\.rawValue)))
    }
    return keep
  }
}

extension Study {
  /// Makes sure that what is to be kept suffices to go on.
  ///
  /// - Throws: A diagnostic when the search learns from trials that would be gone.
  func requireKeeping(of search: any SearchAlgorithm) throws(Diagnostic) {
    guard self.search.keep != .all, search.isAdaptive else { return }
    throw Diagnostic(
      "'\(self.search.algorithm)' learns from all trials, so that a run of it keeps all: "
        + "'keep: \(self.search.keep.rawValue)' is for searches that do not learn",
      hint: "such as \(fixedAlgorithms.joined(separator: ", "))")
  }

  /// The names of the searches that do not learn from trials of this study.
  var fixedAlgorithms: [String] {
    SearchAlgorithms.all.filter { (try? $0.make(problem, [:]))?.isAdaptive == false }.map(\.name)
  }
}
