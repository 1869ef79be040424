import ArchSimSearch
import Testing

@testable import ArchSimHardware

/// The mapper against walking every loop nest, and properties of what it finds.
struct TiledMapperTests {
  @Test("finds what trying everything finds", arguments: UInt64(0)..<12)
  func exact(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let problem = Self.problem(&random)
      let best = try #require(TiledMapper.best(for: problem), "seed \(seed): \(problem)")
      let exhaustive = try #require(TiledMapper.exhaustiveBest(for: problem))
      #expect(best.cycles == exhaustive.cycles, "seed \(seed): \(problem)")
      #expect(best.energyPicojoules == exhaustive.energyPicojoules, "seed \(seed): \(problem)")
    }
  }

  @Test("agrees with a walk over the loops, written by itself", arguments: UInt64(100)..<106)
  func agreesWithWalk(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<15 {
      let problem = Self.problem(&random)
      let best = try #require(TiledMapper.best(for: problem), "seed \(seed): \(problem)")
      let walked = try #require(LoopWalk.best(for: problem))
      #expect(best.cycles == walked.cycles, "seed \(seed): \(problem), \(best.mapping.loopNest)")
      #expect(
        abs(best.energyPicojoules / walked.picojoules - 1) < 1e-12,
        "seed \(seed): expected \(walked.picojoules), actual \(best.energyPicojoules)")
    }
  }

  @Test("is never below the roofline", arguments: UInt64(200)..<204)
  func roofline(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let problem = Self.problem(&random)
      let best = try #require(TiledMapper.best(for: problem), "seed \(seed): \(problem)")
      let macs =
        Double(problem.m) * Double(problem.k) * Double(problem.n) * problem.instances
      let peak = Double(problem.arrayRows * problem.arrayColumns)
      #expect(best.cycles >= macs / peak * problem.cyclesPerStep, "seed \(seed): \(problem)")
      let totals = TiledTotals(problem)
      let bits = totals.weightBits + totals.activationBits + totals.outputBits
      #expect(best.cycles >= bits / problem.memoryBitsPerCycle - 1e-6, "seed \(seed): \(problem)")
      #expect(best.cycles >= best.computeCycles)
    }
  }

  @Test("more bandwidth, and larger buffers, never cost cycles", arguments: UInt64(300)..<304)
  func monotone(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      var problem = Self.problem(&random)
      let first = try #require(TiledMapper.best(for: problem), "seed \(seed): \(problem)")
      var faster = problem
      faster.memoryBitsPerCycle *= 1 + random.uniform()
      let second = try #require(TiledMapper.best(for: faster))
      #expect(second.cycles <= first.cycles, "seed \(seed): \(problem)")
      problem.weightCapacityBits *= 2
      problem.activationCapacityBits *= 1.5
      problem.outputCapacityBits *= 3
      let third = try #require(TiledMapper.best(for: problem))
      #expect(third.cycles <= first.cycles, "seed \(seed): \(problem)")
    }
  }

  @Test("has no answer when not even one element fits")
  func nothingFits() {
    var random = SplitMix64(seed: 1)
    var problem = Self.problem(&random)
    problem.outputCapacityBits = problem.accumulatorBits - 1
    #expect(TiledMapper.best(for: problem) == nil)
    #expect(problem.bindingResource.resource == "output buffer")
  }

  @Test("takes each operand once when everything fits")
  func everythingFits() throws {
    var random = SplitMix64(seed: 2)
    var problem = Self.problem(&random)
    problem.weightCapacityBits = 1e12
    problem.activationCapacityBits = 1e12
    problem.outputCapacityBits = 1e12
    let best = try #require(TiledMapper.best(for: problem))
    let totals = TiledTotals(problem)
    #expect(best.weightMemoryBits == totals.weightBits)
    #expect(best.activationMemoryBits == totals.activationBits)
    #expect(best.outputMemoryReadBits == 0)
  }

  /// A product of small, odd sizes on a small chip.
  static func problem(_ random: inout SplitMix64) -> TiledProblem {
    func size(_ most: Int) -> Int { 1 + random.integer(below: most) }
    let accumulatorBits = 24.0
    var problem = TiledProblem(
      m: size(40), k: size(60), n: size(50), instances: Double(size(3)),
      weightBits: [1, 4, 4.125, 8, 16][random.integer(below: 5)],
      activationBits: [4, 8, 16][random.integer(below: 3)], outputBits: 16,
      accumulatorBits: accumulatorBits, readsActivations: random.integer(below: 4) > 0,
      writesOutputs: random.integer(below: 4) > 0, arrayRows: size(16), arrayColumns: size(16),
      cyclesPerStep: [1, 1, 2, 1.25][random.integer(below: 4)],
      memoryBitsPerCycle: [3, 16, 64.5, 512][random.integer(below: 4)],
      weightCapacityBits: 16 * Double(size(300)), activationCapacityBits: 16 * Double(size(300)),
      outputCapacityBits: accumulatorBits * Double(size(300)),
      energy: TiledEnergy(
        weightRead: 0.05 + random.uniform(), weightWrite: 0.06, activationRead: 0.04,
        activationWrite: 0.05 + random.uniform(), outputRead: 0.1, outputWrite: 0.12,
        memoryRead: 4 * random.uniform() + 0.1, memoryWrite: 5, cycle: 30 * random.uniform()))
    problem.readsWeights = random.integer(below: 5) > 0
    return problem
  }
}
