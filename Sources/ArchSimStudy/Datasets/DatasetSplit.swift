import ArchSimSearch
public import ArchSimText

extension Dataset {
  /// Without rows of designs that an earlier row has.
  public func distinct() -> Dataset {
    var seen: Set<[Value]> = []
    var kept = self
    let positions = columns(.parameter)
    kept.rows = rows.filter { row in seen.insert(positions.map { row[$0] }).inserted }
    return kept
  }

  /// Some rows, drawn without repetition, from every algorithm as many as from the others.
  ///
  /// Algorithms that have fewer give all, and the others more instead. Rows keep their order.
  ///
  /// - Parameters:
  ///   - count: How many rows; all when there are no more.
  ///   - seed: The source of all chance.
  /// - Returns: The rows drawn.
  public func sample(_ count: Int, seed: UInt64) -> Dataset {
    let position = column("algorithm")
    var groups: [String: [Int]] = [:]
    for (index, row) in rows.enumerated() {
      groups[position.flatMap { row[$0].text } ?? "", default: []].append(index)
    }
    var generator = SplitMix64(seed: seed)
    var chosen: [Int] = []
    var left = max(0, count)
    // The smallest first, so that what they lack is shared by all the others.
    let names = groups.keys.sorted { (groups[$0]?.count ?? 0, $0) < (groups[$1]?.count ?? 0, $1) }
    for (done, name) in names.enumerated() {
      var own = groups[name] ?? []
      generator.shuffle(&own)
      let share = left / (names.count - done)
      chosen += own.prefix(share)
      left -= min(share, own.count)
    }
    var sampled = self
    sampled.rows = chosen.sorted().map { rows[$0] }
    return sampled
  }

  /// How rows are divided into those to learn from and those to be judged by.
  public enum Division: Hashable, Sendable {
    /// Designs by chance; all rows of one design are on the same side.
    case random
    /// Algorithms by chance: every row of an algorithm is on the same side.
    case byAlgorithm
    /// These algorithms are held out.
    case holdingOut([String])

    /// What it is called in options.
    public var name: String { self == .random ? "random" : "by-algorithm" }
  }

  /// Divides the rows.
  ///
  /// - Parameters:
  ///   - division: How.
  ///   - fraction: The share of designs, or of algorithms, that is held out, above 0 and below 1.
  ///   - seed: The source of all chance.
  /// - Returns: The rows to learn from, those held out, and the algorithms held out, if any. Designs
  ///   that are to be learned from are not among those held out.
  /// - Throws: A diagnostic when there is nothing to divide.
  public func divided(
    _ division: Division, fraction: Double, seed: UInt64
  ) throws(Diagnostic) -> (train: Dataset, test: Dataset, heldOut: [String]) {
    var generator = SplitMix64(seed: seed)
    func count(of total: Int) -> Int {
      min(total - 1, max(1, Int((Double(total) * min(max(fraction, 0), 1)).rounded())))
    }
    var train = self
    var test = self
    let positions = columns(.parameter)
    let designs = rows.map { row in positions.map { row[$0] } }
    var heldOut: [String] = []
    if division == .random {
      var seen: Set<[Value]> = []
      var distinct = designs.filter { seen.insert($0).inserted }
      guard distinct.count > 1 else {
        throw Diagnostic("expected several designs to divide, found \(distinct.count)")
      }
      generator.shuffle(&distinct)
      let chosen = Set(distinct.prefix(count(of: distinct.count)))
      train.rows = rows.indices.filter { !chosen.contains(designs[$0]) }.map { rows[$0] }
      test.rows = rows.indices.filter { chosen.contains(designs[$0]) }.map { rows[$0] }
    } else {
      guard let position = column("algorithm") else {
        throw Diagnostic("this dataset has no column 'algorithm' to divide by")
      }
      var names = Array(Set(rows.compactMap { $0[position].text })).sorted()
      guard names.count > 1 else {
        throw Diagnostic(
          "expected rows of several algorithms to divide by, found "
            + (names.first.map { "those of \($0)" } ?? "none"))
      }
      if case .holdingOut(let wanted) = division {
        for name in wanted where !names.contains(name) {
          throw Diagnostic(
            "there are no rows of '\(name.shortened)'", hint: didYouMean(name, among: names))
        }
        heldOut = names.filter { wanted.contains($0) }
        guard heldOut.count < names.count else {
          throw Diagnostic("nothing is left to learn from when all algorithms are held out")
        }
      } else {
        generator.shuffle(&names)
        heldOut = names.prefix(count(of: names.count)).sorted()
      }
      let isHeldOut = rows.map { row in row[position].text.map { heldOut.contains($0) } ?? false }
      train.rows = rows.indices.filter { !isHeldOut[$0] }.map { rows[$0] }
      let learned = Set(rows.indices.filter { !isHeldOut[$0] }.map { designs[$0] })
      test.rows = rows.indices.filter { isHeldOut[$0] && !learned.contains(designs[$0]) }
        .map { rows[$0] }
    }
    return (train, test, heldOut)
  }
}
