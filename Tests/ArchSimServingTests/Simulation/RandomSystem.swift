import ArchSim

/// Systems and traces of every kind, made by chance from a number.
///
/// A slowdown stretches all times, those of arrivals too.
struct RandomSystem {
  let system: ServingSystem
  let trace: RequestTrace
  private let random: RandomStream

  init(_ number: Int, slowdown: Double = 1) {
    random = RandomStream(seed: UInt64(number), purpose: 99)
    let random = random
    func pick(_ range: ClosedRange<Int>, _ position: Int) -> Int {
      random.integer(range, at: position)
    }
    var engine = ServingEngine(
      policy: BatchingPolicy.allCases[pick(0...2, 1)], maximumBatchedTokens: pick(64...512, 2),
      maximumSequences: pick(1...16, 3), pageTokens: 1 << pick(0...4, 4),
      reservedShare: Double(pick(0...1, 5)) * 0.02,
      preemption: pick(0...1, 6) == 0 ? .recompute : .swap(secondsPerToken: 1e-5 * slowdown),
      cachesPrefixes: pick(0...1, 7) == 1,
      host: HostOverhead(
        secondsPerIteration: 1e-3 * slowdown, secondsPerSequence: 1e-5 * slowdown,
        secondsPerRequest: 2e-3 * slowdown))
    if pick(0...2, 8) == 0 {
      engine.speculation = Speculation(draftTokens: pick(1...3, 9), acceptance: 0.6)
    }
    let stages = pick(0...2, 10) == 0 ? pick(2...4, 11) : 1
    let costing = LinearCosting(
      secondsPerIteration: 0.01 * slowdown, secondsPerToken: 2e-5 * slowdown,
      secondsPerDecodeContext: 1e-6 * slowdown, secondsPerPromptPair: 1e-8 * slowdown,
      stages: stages, watts: 100)
    // So little memory that requests must make room, and some can never run.
    func pool(_ name: String, _ role: PoolRole, _ replicas: Int) -> ReplicaPool {
      ReplicaPool(
        name: name, role: role, replicas: replicas, pipelineStages: stages,
        cacheTokens: pick(300...900, 12), engine: engine,
        ratings: ReplicaRatings(flopsPerSecond: 1e12, bytesPerSecond: 1e12, idleWatts: 10),
        costing: costing)
    }
    let isSplit = pick(0...2, 13) == 0
    let pools =
      isSplit
      ? [pool("prompts", .prefill, pick(1...2, 14)), pool("outputs", .decode, pick(1...3, 15))]
      : [pool("all", .both, pick(1...3, 16))]
    system = ServingSystem(
      pools: pools, routing: RoutingPolicy.allCases[pick(0...2, 17)], contextWindow: 700,
      transfer: CacheTransfer(
        latencySeconds: 1e-3 * slowdown, secondsPerToken: 1e-5 * slowdown))

    var requests: [Request] = []
    var blocks: [[Int]] = []
    var seconds = 0.0
    for index in 0..<80 {
      let base = 100 + index * 10
      if pick(0...3, base) > 0 { seconds += Double(pick(0...400, base + 1)) * 1e-4 }
      let prompt = pick(0...9, base + 2) == 0 ? pick(1...800, base + 3) : pick(1...200, base + 3)
      requests.append(
        Request(
          arrivalSeconds: seconds * slowdown, promptTokens: prompt,
          outputTokens: pick(1...120, base + 4)))
      // Three families of prompts, whose members share the beginning.
      let family = pick(0...2, base + 5) * 1000
      let shared = pick(0...6, base + 6)
      let count = (prompt + 31) / 32
      blocks.append((0..<count).map { family + ($0 < shared ? $0 : 100_000 + index * 100 + $0) })
    }
    trace = RequestTrace(
      name: "random \(number)", requests: requests, blockLists: blocks, blockTokens: 32)
  }
}
