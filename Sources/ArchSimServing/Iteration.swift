/// The tokens that one iteration of a serving engine runs through one replica of a model.
///
/// Iteration-level batching (Orca, OSDI '22) chooses these tokens anew for every pass: the next
/// tokens of each request that decodes, and chunks of prompts.
///
/// Requests that decode all grow by a token an iteration, so their contexts are kept relative to a
/// count of iterations: ``advance()`` grows all of them at once, whatever their number.
public struct IterationWork: Sendable {
  /// Chunks of prompts.
  public var chunks: [PromptChunk] = []
  /// Tokens of each decoding request that run at once: 1, or with speculative decoding 1 more than
  /// the draft has.
  public var tokensPerDecode = 1
  /// The sum of ``decodeContexts``.
  public private(set) var decodeContextSum = 0
  /// The longest of the contexts before the iterations, and how many requests have it.
  private var longestBase = Int.min
  private var longestCount = 0
  /// Contexts before the iterations that ``advance()`` has counted.
  private var bases: [Int] = []
  private var iterations = 0

  /// Creates work; by default there is none.
  public init(
    decodeContexts: [Int] = [], chunks: [PromptChunk] = [], tokensPerDecode: Int = 1
  ) {
    self.chunks = chunks
    self.tokensPerDecode = tokensPerDecode
    self.decodeContexts = decodeContexts
  }

  /// Requests that decode.
  public var decodeCount: Int { bases.count }

  /// Tokens that each decoding request attends to, its first new token included.
  ///
  /// A copy, in the order of the indices of ``decodeContext(at:)``.
  public var decodeContexts: [Int] {
    get { bases.map { $0 &+ iterations } }
    set {
      bases = newValue
      iterations = 0
      decodeContextSum = newValue.reduce(0, +)
      findLongest()
    }
  }

  /// The longest of ``decodeContexts``; 0 without any.
  public var longestDecodeContext: Int { longestCount == 0 ? 0 : longestBase &+ iterations }

  /// Tokens that run through the linear layers.
  public var tokenCount: Int {
    chunks.reduce(decodeCount * tokensPerDecode) { $0 + $1.tokens }
  }

  /// Tokens that one decoding request attends to, its first new token included.
  @inlinable
  public func decodeContext(at index: Int) -> Int { context(at: index) }

  @usableFromInline
  func context(at index: Int) -> Int { bases[index] &+ iterations }

  /// Adds a request that decodes, at the end.
  ///
  /// - Parameter context: Tokens that it attends to, its first new token included.
  public mutating func addDecode(context: Int) {
    bases.append(context &- iterations)
    decodeContextSum &+= context
    count(context &- iterations)
  }

  /// Removes a request that decodes; the last one takes its place.
  public mutating func removeDecode(at index: Int) {
    let base = bases[index]
    decodeContextSum &-= base &+ iterations
    let last = bases.removeLast()
    if index < bases.count { bases[index] = last }
    guard base == longestBase else { return }
    longestCount -= 1
    if longestCount == 0 { findLongest() }
  }

  private mutating func count(_ base: Int) {
    if base > longestBase || longestCount == 0 {
      longestBase = base
      longestCount = 1
    } else if base == longestBase {
      longestCount += 1
    }
  }

  private mutating func findLongest() {
    longestBase = .min
    longestCount = 0
    for base in bases { count(base) }
  }

  /// Grows the context of every decoding request by one token.
  public mutating func advance() {
    iterations &+= 1
    decodeContextSum &+= bases.count
  }

  /// Grows the context of one decoding request.
  public mutating func growDecode(at index: Int, by tokens: Int) {
    let base = bases[index]
    bases[index] = base &+ tokens
    decodeContextSum &+= tokens
    if base == longestBase { longestCount -= 1 }
    count(base &+ tokens)
    if longestCount == 0 { findLongest() }
  }
}

/// Consecutive tokens of one prompt that run in one iteration.
public struct PromptChunk: Hashable, Sendable {
  /// Tokens of the chunk.
  public var tokens: Int
  /// Tokens of the prompt that are in the KV cache before the chunk runs.
  public var cached: Int
  /// Whether the chunk ends the prompt, so that the iteration gives the first token.
  public var isLast: Bool

  /// Tokens of the prompt that are in the KV cache after it.
  @inlinable public var end: Int { cached + tokens }

  /// Creates a chunk.
  public init(tokens: Int, cached: Int, isLast: Bool) {
    self.tokens = tokens
    self.cached = cached
    self.isLast = isLast
  }
}

/// Prices iterations of one replica, millions of times a second.
///
/// A conforming type is a struct with tables of its own, which it may fill as it goes; the answer
/// depends on the work alone. A simulation makes one dynamic call an iteration, a few nanoseconds.
/// The engine's time on the host is not part of a cost: see ``HostOverhead``.
public protocol IterationCosting {
  /// What an iteration takes.
  mutating func cost(of work: IterationWork) -> IterationCost
}
