/// How an engine forms the iterations of a replica.
public enum BatchingPolicy: String, Hashable, Sendable, CaseIterable {
  /// All requests that decode run in every iteration, and chunks of prompts fill the token budget.
  ///
  /// Sarathi-Serve (OSDI '24); what vLLM's version 1 does.
  case chunkedPrefill = "chunked-prefill"
  /// Whole prompts run first, in iterations of their own, as long as memory admits them.
  ///
  /// What vLLM's version 0 does without chunked prefill.
  case prefillFirst = "prefill-first"
  /// A batch is formed once and runs until its last request ends.
  ///
  /// Request-level batching as in FasterTransformer, but requests are answered as they end.
  case fixedBatch = "fixed-batch"
}

/// What becomes of the KV cache of a request that must make room.
public enum PreemptionMode: Hashable, Sendable {
  /// It is dropped, and computed again as one prompt with what has been generated.
  case recompute
  /// It goes to the host's memory and back over a link that takes this long a token, during which the
  /// replica waits.
  case swap(secondsPerToken: Double)
}

/// Drafting several tokens that the model verifies in one pass.
///
/// Leviathan, Kalman, Matias (ICML '23): with independent acceptance α and γ drafted tokens, a pass
/// gives (1 - αᵞ⁺¹) / (1 - α) tokens on average.
public struct Speculation: Hashable, Sendable {
  /// Tokens of a draft, γ.
  public var draftTokens: Int
  /// The probability that a drafted token is accepted when those before it are, α.
  public var acceptance: Double

  /// Creates a description of drafting.
  public init(draftTokens: Int, acceptance: Double) {
    self.draftTokens = draftTokens
    self.acceptance = acceptance
  }

  /// Tokens that a pass gives on average.
  public var expectedTokens: Double {
    var sum = 1.0
    var term = 1.0
    for _ in 0..<max(0, draftTokens) {
      term *= acceptance
      sum += term
    }
    return sum
  }
}

/// Time that an engine spends on the host, a constant of its software and not of model or trace.
public struct HostOverhead: Hashable, Sendable {
  /// Scheduling, preparing inputs, sampling and sending tokens: once an iteration, in seconds.
  public var secondsPerIteration: Double
  /// The same for every request of an iteration, in seconds.
  public var secondsPerSequence: Double
  /// From the arrival of a request to the scheduler's queue (tokenising, messages), in seconds.
  public var secondsPerRequest: Double
  /// Launching a kernel of an iteration with prompts, in seconds.
  ///
  /// Engines capture iterations of decodes as graphs, which launch at once; prompts come in too many
  /// shapes. Devices compute while the host launches, so an iteration takes the longer of both.
  public var secondsPerKernel: Double

  /// Creates overheads; by default there are none.
  public init(
    secondsPerIteration: Double = 0, secondsPerSequence: Double = 0, secondsPerRequest: Double = 0,
    secondsPerKernel: Double = 0
  ) {
    self.secondsPerIteration = secondsPerIteration
    self.secondsPerSequence = secondsPerSequence
    self.secondsPerRequest = secondsPerRequest
    self.secondsPerKernel = secondsPerKernel
  }
}

/// The software that serves a replica: how it batches, caches, preempts and drafts.
public struct ServingEngine: Hashable, Sendable {
  /// How iterations are formed.
  public var policy: BatchingPolicy
  /// Tokens of an iteration at most; a longer prompt that may not be cut runs alone.
  public var maximumBatchedTokens: Int
  /// Requests of an iteration at most.
  public var maximumSequences: Int
  /// Tokens of a page of the KV cache.
  public var pageTokens: Int
  /// The share of pages that admitting a request leaves free, so that running ones can grow.
  ///
  /// It is 0.01 in vLLM's version 0, there called the watermark.
  public var reservedShare: Double
  /// How requests make room.
  public var preemption: PreemptionMode
  /// Whether equal beginnings of prompts are computed once and kept while there is room.
  public var cachesPrefixes: Bool
  /// Time on the host.
  public var host: HostOverhead
  /// Drafting, if any.
  public var speculation: Speculation?

  /// Creates an engine.
  ///
  /// Budgets are the defaults of vLLM's version 1 on large GPUs; its time on the host is not: the
  /// engines with measured times are ``vllm06`` and ``vllm06PromptsFirst``.
  public init(
    policy: BatchingPolicy = .chunkedPrefill, maximumBatchedTokens: Int = 8192,
    maximumSequences: Int = 256, pageTokens: Int = 16, reservedShare: Double = 0.01,
    preemption: PreemptionMode = .recompute, cachesPrefixes: Bool = false,
    host: HostOverhead = HostOverhead(), speculation: Speculation? = nil
  ) {
    self.policy = policy
    self.maximumBatchedTokens = maximumBatchedTokens
    self.maximumSequences = maximumSequences
    self.pageTokens = pageTokens
    self.reservedShare = reservedShare
    self.preemption = preemption
    self.cachesPrefixes = cachesPrefixes
    self.host = host
    self.speculation = speculation
  }

  /// Tokens of a decoding request in an iteration.
  var tokensPerDecode: Int { 1 + (speculation?.draftTokens ?? 0) }
}
