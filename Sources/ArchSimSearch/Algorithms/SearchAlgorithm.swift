/// A strategy that proposes designs and learns from what their evaluation said.
///
/// A search is a conversation. The algorithm is *asked* for points; somebody evaluates them, here
/// or on another machine; the algorithm is *told* what came out, and is asked again:
///
///     var search = try description.make(problem, [:])
///     while trials < budget {
///       let points = search.ask(search.preferredBatch)
///       if points.isEmpty { break }            // every point of the space has been proposed
///       search.tell(points.map(evaluate))
///     }
///
/// The algorithm knows nothing of what a design is, nor how long an evaluation takes, nor how many
/// run at once. It is a value: a copy is a checkpoint, and what it will propose next depends only
/// on its seed and on the sequence of calls that it has seen. So a study gives the same result on
/// one core and on sixty-four, provided that it tells in the order in which it asked.
///
/// What every conforming type promises:
/// - every point proposed is contained in the space, and none is proposed twice as long as there
///   are others;
/// - asking again before telling is allowed, and so is telling in other portions than were asked;
/// - telling points that were never asked for is allowed: that is how a study is resumed or warm
///   started;
/// - a design that cannot exist (no objectives) or whose objectives are not numbers is news like
///   any other, and does not stop the search;
/// - everything is minimised, and a design that holds its constraints beats one that does not.
///
/// The most familiar thing that is *not* a search algorithm in this sense is a minimiser that
/// takes a function and calls it: it owns the loop, so nobody else can run evaluations in
/// parallel, write a journal, stop at a budget or go on tomorrow.
public protocol SearchAlgorithm: Sendable {
  /// The word by which a study calls the algorithm.
  static var name: String { get }

  /// One sentence that says what the algorithm does and when to use it.
  static var summary: String { get }

  /// How many points the algorithm likes to be asked for at a time.
  ///
  /// Fixed by the algorithm alone, never by the number of cores.
  var preferredBatch: Int { get }

  /// Proposes up to `count` points; fewer, or none, when the space is exhausted.
  mutating func ask(_ count: Int) -> [DesignPoint]

  /// Learns from evaluated points.
  mutating func tell(_ observations: [Observation])

  /// Whether what is proposed depends on what was told.
  ///
  /// Where it does not, the points of a search are a fixed sequence, of which shares can be evaluated
  /// apart from each other.
  var isAdaptive: Bool { get }

  /// Goes on as if so many points had been asked for.
  mutating func skip(_ count: Int)
}

extension SearchAlgorithm {
  /// True: most algorithms learn.
  public var isAdaptive: Bool { true }

  /// Asks for the points and drops them.
  public mutating func skip(_ count: Int) {
    var left = count
    while left > 0 {
      let points = ask(min(left, 4096))
      guard !points.isEmpty else { return }
      left -= points.count
    }
  }
}
