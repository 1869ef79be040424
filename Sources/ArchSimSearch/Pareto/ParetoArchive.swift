/// The feasible observations that no other one dominates, each with a number of the caller's.
///
///     var archive = ParetoArchive(objectiveCount: 2)
///     archive.insert(observation, payload: trialNumber)
///     archive.entries.map(\.payload)  // the trials on the Pareto front
///
/// Entries stay in the order in which they came. Observations that are not feasible, or whose
/// objectives are not finite or of another number, are refused. Different points that reach the
/// same objectives are all kept; the same point is kept once.
public struct ParetoArchive: Sendable {
  /// An observation of the front.
  public struct Entry: Sendable, Hashable {
    /// What was observed.
    public var observation: Observation
    /// The caller's number for it.
    public var payload: Int
  }

  /// How many objectives an observation must have.
  public let objectiveCount: Int
  /// The front, in order of arrival.
  public private(set) var entries: [Entry] = []
  private var matrix: ObjectiveMatrix

  /// Creates an empty archive.
  public init(objectiveCount: Int) {
    self.objectiveCount = objectiveCount
    matrix = ObjectiveMatrix(width: objectiveCount)
  }

  /// The objective vectors of the front, in order of arrival.
  public var objectives: [[Double]] { entries.map(\.observation.objectives) }

  /// Offers an observation and returns whether it was taken; drops the entries that it dominates.
  ///
  /// Takes time in proportion to the size of the front.
  @discardableResult
  public mutating func insert(_ observation: Observation, payload: Int) -> Bool {
    guard observation.isFeasible, observation.isUsable(objectiveCount: objectiveCount) else {
      return false
    }
    var isDominating = false
    for row in 0..<matrix.count {
      switch compare(observation.objectives, row) {
      case .worse: return false
      case .equal:
        if entries[row].observation.point == observation.point { return false }
      case .better: isDominating = true
      case .neither: break
      }
    }
    if isDominating { removeEntries(dominatedBy: observation.objectives) }
    entries.append(Entry(observation: observation, payload: payload))
    matrix.append(observation.objectives)
    return true
  }

  private enum Comparison {
    case better
    case worse
    case equal
    case neither
  }

  private func compare(_ objectives: [Double], _ row: Int) -> Comparison {
    var isBetter = false
    var isWorse = false
    for column in 0..<objectiveCount {
      let own = objectives[column]
      let other = matrix[row, column]
      if own < other { isBetter = true }
      if own > other { isWorse = true }
      if isBetter && isWorse { return .neither }
    }
    return isBetter ? .better : isWorse ? .worse : .equal
  }

  private mutating func removeEntries(dominatedBy objectives: [Double]) {
    let old = entries
    let rows = old.indices.filter { compare(objectives, $0) != .better }
    entries = rows.map { old[$0] }
    matrix = ObjectiveMatrix(width: objectiveCount)
    for entry in entries { matrix.append(entry.observation.objectives) }
  }
}
