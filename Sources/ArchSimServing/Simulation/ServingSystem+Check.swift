public import ArchSimText

extension ServingSystem {
  /// Refuses what cannot be simulated.
  ///
  /// - Throws: A diagnostic that names the first setting that is wrong.
  public func check() throws(Diagnostic) {
    try require(contextWindow >= 1, "a context window of at least 1 token", contextWindow)
    for seconds in [transfer.latencySeconds, transfer.secondsPerToken] {
      try require(isTime(seconds), "a transfer time from 0 on", seconds)
    }
    let roles = pools.map(\.role)
    guard roles.contains(.both) || (roles.contains(.prefill) && roles.contains(.decode)) else {
      throw Diagnostic(
        "expected a pool that serves whole requests, or one for prefill and one for decode, found "
          + (pools.isEmpty ? "none" : roles.map(\.rawValue).joined(separator: ", ")))
    }
    guard roles.contains(.prefill) == roles.contains(.decode) else {
      throw Diagnostic("expected pools for prefill and decode together, found only one of them")
    }
    for pool in pools { try pool.check() }
  }
}

extension ReplicaPool {
  /// The most replicas, pages or requests that a simulation takes: their state is kept in memory.
  static let countLimit = 1_000_000

  fileprivate func check() throws(Diagnostic) {
    let limit = 1...Self.countLimit
    try require(limit.contains(replicas), "1 to 1,000,000 replicas", replicas)
    try require((1...1024).contains(pipelineStages), "1 to 1024 stages", pipelineStages)
    try require(
      limit.contains(engine.maximumSequences), "1 to 1,000,000 sequences", engine.maximumSequences)
    try require(
      (1...65_536).contains(engine.pageTokens), "pages of 1 to 65,536 tokens",
      engine.pageTokens)
    try require(
      (1...1 << 40).contains(cacheTokens), "a KV cache of 1 to 2^40 tokens", cacheTokens)
    try require(
      (0...0.5).contains(engine.reservedShare), "a reserved share from 0 to 0.5",
      engine.reservedShare)
    if let speculation = engine.speculation {
      try require(
        (1...64).contains(speculation.draftTokens), "1 to 64 draft tokens",
        speculation.draftTokens)
      try require(
        (0...1).contains(speculation.acceptance), "an acceptance from 0 to 1",
        speculation.acceptance)
    }
    let least = engine.maximumSequences * engine.tokensPerDecode
    guard engine.policy != .chunkedPrefill || engine.maximumBatchedTokens >= least,
      (1...1 << 40).contains(engine.maximumBatchedTokens)
    else {
      throw Diagnostic(
        "\(name): expected at least \(least) batched tokens for \(engine.maximumSequences) "
          + "sequences that decode, found \(engine.maximumBatchedTokens)")
    }
    let host = engine.host
    for seconds in [
      host.secondsPerIteration, host.secondsPerSequence, host.secondsPerRequest,
      host.secondsPerKernel,
    ] {
      try require(isTime(seconds), "a time on the host from 0 on", seconds)
    }
    if case .swap(let seconds) = engine.preemption {
      try require(isTime(seconds), "a time for swapping from 0 on", seconds)
    }
    let rated = [
      ratings.flopsPerSecond, ratings.bytesPerSecond, ratings.idleWatts, ratings.dollarsPerHour,
    ]
    for rating in rated { try require(isTime(rating), "a rating from 0 on", rating) }
  }

  private func require(
    _ holds: Bool, _ expected: String, _ found: some CustomStringConvertible
  ) throws(Diagnostic) {
    guard !holds else { return }
    throw Diagnostic("\(name): expected \(expected), found \(found)")
  }
}

private func require(
  _ holds: Bool, _ expected: String, _ found: some CustomStringConvertible
) throws(Diagnostic) {
  guard !holds else { return }
  throw Diagnostic("expected \(expected), found \(found)")
}

/// Whether a quantity is finite and not negative.
private func isTime(_ value: Double) -> Bool { value.isFinite && value >= 0 }
