import ArchSimSearch
import ArchSimWorkload
import Testing

@testable import ArchSimHardware

/// Decoding requests of different contexts, against their parts scheduled one by one.
struct GPUSkewTests {
  private let design: PreparedDesign<GPUChip.State>
  private let heads = 8
  private let width = 128

  init() throws { design = try GPUChip().prepare() }

  /// Cycles of both halves as iterations are priced: the mean context and the longest.
  private func priced(_ contexts: [Int], seesLongest: Bool = true) throws -> Double {
    let mean = max(1, (contexts.reduce(0, +) + contexts.count / 2) / contexts.count)
    let longest = contexts.max() ?? 0
    var cycles = 0.0
    for isScore in [true, false] {
      var half = Operator(
        isScore ? .attentionScore : .attentionContext, m: 8, k: isScore ? width : mean,
        n: isScore ? mean : width, batch: contexts.count * heads,
        weights: TensorQuantization(.bf16), activations: .bf16, output: .bf16,
        fusion: isScore ? .output : .input)
      if seesLongest, longest > mean { half.longestContext = longest }
      cycles += Double(try GPUChip.cost(of: half, with: design).cycles)
    }
    return cycles
  }

  /// The kernel by its parts: every head of every request has its context cut into the same number of
  /// parts, which go in order to the multiprocessor that is free first; all share memory's bandwidth.
  ///
  /// Nothing is averaged: the time of the parts is that of the multiprocessor that ends last. The
  /// number of parts is the best of those that the model tries.
  private func scheduled(_ contexts: [Int]) -> Double {
    let chip = design.state.chip
    let instances = Double(contexts.count * heads)
    let tokenCycles = Double(width * 2) / GPUAttention.blockBytesPerCycle
    let bytes = contexts.reduce(0) { $0 + Double($1 * heads * width * 2) }
    let memory = bytes / chip.memoryBytesPerCycle
    let most = max(1, Double(contexts.max() ?? 1) / GPUAttention.leastTokens)
    var best = Double.infinity
    for wish in [0, 0.5, 1, 2] {
      let parts = max(1, min(wish * chip.multiprocessors / instances, most))
      let count = Int(parts.rounded())
      var free = [Double](repeating: 0, count: Int(chip.multiprocessors))
      for context in contexts {
        for _ in 0..<heads * count {
          let first = free.indices.min { free[$0] < free[$1] } ?? 0
          free[first] += Double(context) * tokenCycles / Double(count)
        }
      }
      let rounds = max(1, instances * Double(count) / chip.multiprocessors)
      let other =
        GPUKernel.graphLaunchCycles + GPUAttention.decodeCycles
        + (rounds - 1) * GPUAttention.groupedBlockCycles
        + (count > 1 ? GPUAttention.splitCycles : 0)
      best = min(best, 2 * overlapped(free.max() ?? 0, memory) + other)
    }
    return best
  }

  /// A batch with a long tail: most contexts short, some up to a hundred times longer.
  private func batch(_ generator: inout SplitMix64) -> [Int] {
    let count = 2 + Int(generator.next() % 63)
    let short = 50 + Int(generator.next() % 2000)
    return (0..<count).map { _ in
      let base = 1 + short / 2 + Int(generator.next() % UInt64(short))
      return generator.next() % 16 == 0 ? base * (2 + Int(generator.next() % 99)) : base
    }
  }

  @Test("long tails cost what their parts take, and not what their mean takes")
  func tails() throws {
    var generator = SplitMix64(seed: 41)
    var withLongest = 0.0
    var byMean = 0.0
    let rounds = 200
    for round in 0..<rounds {
      let contexts = batch(&generator)
      let exact = scheduled(contexts)
      let ours = try priced(contexts)
      let mean = try priced(contexts, seesLongest: false)
      // A schedule lasts as long as its longest part and its mean multiprocessor, and no longer than
      // both together (Graham 1966); a number of parts that is rounded differs by a third at most.
      #expect(
        ours <= exact * 4 / 3 && exact <= 2 * ours,
        "seed 41, batch \(round): expected \(exact) cycles, actual \(ours)")
      withLongest += abs(ours / exact - 1) / Double(rounds)
      byMean += abs(mean / exact - 1) / Double(rounds)
    }
    #expect(
      withLongest < 0.05 && byMean > 5 * withLongest,
      "seed 41: mean error \(withLongest) with the longest, \(byMean) without")
  }

  @Test("31 requests of 100 tokens and one of 30,000")
  func one() throws {
    let contexts = [Int](repeating: 100, count: 31) + [30_000]
    let exact = scheduled(contexts)
    let ours = try priced(contexts)
    let mean = try priced(contexts, seesLongest: false)
    #expect(abs(ours / exact - 1) < 0.1, "expected \(exact) cycles, actual \(ours)")
    #expect(mean < 0.5 * exact, "the mean's \(mean) cycles of \(exact)")
  }

  @Test("a longer tail of the same sum never saves time, and equal contexts have none")
  func monotone() throws {
    for count in [1, 4, 32, 200] {
      let equal = [Int](repeating: 2000, count: count)
      #expect(try priced(equal) == (try priced(equal, seesLongest: false)))
      var last = try priced(equal)
      for share in 1..<10 {
        var contexts = equal
        let moved = 199 * share
        for index in 1..<max(1, count) { contexts[index] -= moved }
        contexts[0] += moved * (count - 1)
        let cycles = try priced(contexts)
        #expect(cycles >= last, "\(count) requests, \(moved) tokens moved from each to the first")
        last = cycles
      }
    }
  }
}
