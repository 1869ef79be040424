import ArchSimSearch
public import ArchSimText

/// One of several contiguous shares of a run, evaluated by itself: on another node, at another time.
///
/// Share `i` of `n` has the trials from `T·i/n` to `T·(i+1)/n`, `T` being the trials of the whole run.
/// That is possible where a trial does not depend on what came out of those before, so with searches
/// that are not adaptive alone.
public struct StudyShard: Hashable, Sendable, CustomStringConvertible {
  /// Its number, from 0.
  public let index: Int
  /// How many shares there are.
  public let count: Int

  /// Names a share.
  ///
  /// - Parameters:
  ///   - index: Its number, from 0.
  ///   - count: How many there are.
  ///   - location: Where this was said.
  /// - Throws: A diagnostic when there is no such share.
  public init(
    _ index: Int, of count: Int, at location: SourceLocation? = nil
  ) throws(Diagnostic) {
    guard (1...Self.largestCount).contains(count) else {
      throw Diagnostic("expected 1 to \(Self.largestCount) shares, found \(count)", at: location)
    }
    guard (0..<count).contains(index) else {
      throw Diagnostic(
        "expected a share from 0 to \(count - 1), as there are \(count), found \(index)",
        at: location)
    }
    self.index = index
    self.count = count
  }

  /// Reads `2/8`, the third of eight.
  ///
  /// - Parameters:
  ///   - text: The number of the share, a slash, and how many there are.
  ///   - location: Where this was said.
  /// - Throws: A diagnostic when it is not so written or there is no such share.
  public init(parsing text: String, at location: SourceLocation? = nil) throws(Diagnostic) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = parseInteger(String(parts[0])),
      let count = parseInteger(String(parts[1]))
    else {
      throw Diagnostic(
        "expected a share such as 0/4, found '\(text.shortened)'", at: location)
    }
    try self.init(index, of: count, at: location)
  }

  /// Most shares of a run.
  public static let largestCount = 1_000_000

  /// As it is written.
  public var description: String { "\(index)/\(count)" }

  /// The name of its directory: `share-2-of-8`.
  public var directoryName: String { "share-\(index)-of-\(count)" }

  /// The numbers of its trials, of so many in all.
  public func trials(of total: Int) -> Range<Int> {
    // In halves, so that the product does not overflow.
    func bound(_ index: Int) -> Int {
      let (quotient, rest) = total.quotientAndRemainder(dividingBy: count)
      return quotient * index + rest * index / count
    }
    return bound(index)..<bound(index + 1)
  }
}

extension Study {
  /// How many trials a whole run has: the budget, or all points of the space.
  var plannedTrials: Int { min(search.budget, space.search.cardinality ?? search.budget) }
}
