/// The `m × n` outline of a tile and what follows from it alone.
struct TileOutline {
  let m: Int
  let n: Int
  /// Passes of the array over all tiles of m, and over all tiles of n.
  let rowPasses: Double
  let columnPasses: Double
  /// Cycles in which the accumulators of one pass move in and out, a row of the array a cycle.
  let drainCycles: Double
  /// Fewest cycles of the array, whatever the reduction tile.
  let leastComputeCycles: Double
  /// Cycles of the last tile's way to memory.
  let lastWriteCycles: Double

  init(_ problem: TiledProblem, m: Int, n: Int, rowPasses: Double) {
    self.m = m
    self.n = n
    self.rowPasses = rowPasses
    columnPasses = TileOutline.passes(problem.n, tile: n, width: problem.arrayColumns)
    drainCycles = Double(min(m, problem.arrayRows))
    leastComputeCycles =
      problem.instances * rowPasses * columnPasses
      * max(Double(problem.k) * problem.cyclesPerStep, drainCycles)
    lastWriteCycles =
      problem.writesOutputs
      ? wholeCycles(Double(m) * Double(n) * problem.outputBits / problem.memoryBitsPerCycle) : 0
  }

  /// Array passes over a dimension: full tiles, and the edge tile at its true size.
  static func passes(_ dimension: Int, tile: Int, width: Int) -> Double {
    let (full, rest) = dimension.quotientAndRemainder(dividingBy: tile)
    return Double(full) * Double((tile - 1) / width + 1)
      + (rest > 0 ? Double((rest - 1) / width + 1) : 0)
  }

  /// Whether the accumulators of an `m × n` tile and `k` steps of both operands fit their buffers.
  static func fits(_ problem: TiledProblem, m: Int, k: Int, n: Int) -> Bool {
    let results = Double(m) * Double(n)
    let weights = Double(k) * Double(n)
    let activations = Double(m) * Double(k)
    return results * problem.accumulatorBits <= problem.outputCapacityBits
      && weights * problem.weightBits <= problem.weightCapacityBits
      && activations * problem.activationBits <= problem.activationCapacityBits
  }

  /// Whether any tiling with this outline can still beat `incumbent`.
  func canImprove(on incumbent: TiledMappingCost, in problem: TiledProblem) -> Bool {
    let traffic = problem.leastMemoryBits
    let compute = leastComputeCycles + lastWriteCycles
    let cycles = max(compute, traffic / problem.memoryBitsPerCycle)
    if cycles > incumbent.cycles { return false }
    if wholeCycles(cycles) < incumbent.cycles { return true }
    return leastEnergy(in: problem, reductionTrips: 1, cycles: incumbent.cycles)
      < incumbent.energyPicojoules
  }

  /// Energy that no order goes below, at a number of reduction tiles.
  func leastEnergy(
    in problem: TiledProblem, reductionTrips: Double, cycles: Double
  ) -> Double {
    let buffers = BufferTraffic(problem, self, reductionTrips: reductionTrips)
    return problem.energy.total(
      buffers: buffers, weightMemoryBits: problem.leastWeightMemoryBits,
      activationMemoryBits: problem.leastActivationMemoryBits,
      memoryWriteBits: problem.leastMemoryWriteBits, spillReadBits: 0, cycles: cycles)
  }
}

/// Bits in and out of the three buffers; they do not depend on the loop order.
struct BufferTraffic {
  let weightReads: Double
  let activationReads: Double
  let outputWrites: Double
  let outputReads: Double

  /// Operands are broadcast along the rows and columns of the array, so that each is read once a
  /// pass; sums stay in the array for a tile's reduction and then move through the output buffer.
  init(_ problem: TiledProblem, _ outline: TileOutline, reductionTrips: Double) {
    let k = Double(problem.k)
    weightReads =
      problem.instances * k * Double(problem.n) * problem.weightBits * outline.rowPasses
    activationReads =
      problem.instances * k * Double(problem.m) * problem.activationBits * outline.columnPasses
    let results = problem.instances * Double(problem.m) * Double(problem.n)
    outputWrites = results * problem.accumulatorBits * reductionTrips
    outputReads = results * problem.accumulatorBits * reductionTrips
  }
}

/// A tile with its reduction, ready to be costed in any loop order.
struct Tiling {
  let outline: TileOutline
  let k: Int
  let rowTrips: Double
  let columnTrips: Double
  let reductionTrips: Double
  let computeCycles: Double
  /// Bits of the first tiles, which nothing can hide.
  let firstReadBits: Double
  let lastWriteBits: Double
  let edgeCycles: Double
  let buffers: BufferTraffic

  init(_ problem: TiledProblem, _ outline: TileOutline, k: Int) {
    self.outline = outline
    self.k = k
    rowTrips = Double((problem.m - 1) / outline.m + 1)
    columnTrips = Double((problem.n - 1) / outline.n + 1)
    let (full, rest) = problem.k.quotientAndRemainder(dividingBy: k)
    reductionTrips = Double(full) + (rest > 0 ? 1 : 0)
    let steps =
      Double(full) * max(Double(k) * problem.cyclesPerStep, outline.drainCycles)
      + (rest > 0 ? max(Double(rest) * problem.cyclesPerStep, outline.drainCycles) : 0)
    computeCycles = wholeCycles(
      problem.instances * outline.rowPasses * outline.columnPasses * steps)
    firstReadBits =
      Double(k) * Double(outline.n) * problem.weightBits
      + (problem.readsActivations
        ? Double(k) * Double(outline.m) * problem.activationBits : 0)
    lastWriteBits =
      problem.writesOutputs ? Double(outline.m) * Double(outline.n) * problem.outputBits : 0
    edgeCycles =
      wholeCycles(firstReadBits / problem.memoryBitsPerCycle) + outline.lastWriteCycles
    buffers = BufferTraffic(problem, outline, reductionTrips: reductionTrips)
  }

  /// Whether any order of these tiles can still beat `incumbent`.
  func canImprove(on incumbent: TiledMappingCost, in problem: TiledProblem) -> Bool {
    let least = cycles(memoryBits: problem.leastMemoryBits, problem)
    if least != incumbent.cycles { return least < incumbent.cycles }
    return outline.leastEnergy(in: problem, reductionTrips: reductionTrips, cycles: least)
      < incumbent.energyPicojoules
  }

  /// Cycles when so many bits cross the chip's edge: work and traffic overlap, but for the first
  /// read and the last write.
  func cycles(memoryBits: Double, _ problem: TiledProblem) -> Double {
    let streamedBits = max(0, memoryBits - firstReadBits - lastWriteBits)
    return max(computeCycles, wholeCycles(streamedBits / problem.memoryBitsPerCycle)) + edgeCycles
  }

  /// The cost of these tiles in one loop order.
  func cost(_ order: LoopOrder, in problem: TiledProblem) -> TiledMappingCost {
    let m = Double(problem.m)
    let k = Double(problem.k)
    let n = Double(problem.n)
    let tileM = Double(outline.m)
    let tileK = Double(self.k)
    let tileN = Double(outline.n)
    let weightCapacity = problem.weightCapacityBits / problem.weightBits
    let activationCapacity = problem.activationCapacityBits / problem.activationBits
    let outputCapacity = problem.outputCapacityBits / problem.accumulatorBits
    let weightsStay: Bool
    let activationsStay: Bool
    let sumsStay: Bool
    switch order {
    case .reductionRowsColumns:
      weightsStay = k * tileN <= weightCapacity
      activationsStay = m * k <= activationCapacity
      sumsStay = true
    case .reductionColumnsRows:
      weightsStay = k * n <= weightCapacity
      activationsStay = tileM * k <= activationCapacity
      sumsStay = true
    case .rowsReductionColumns:
      weightsStay = true
      activationsStay = m * k <= activationCapacity
      sumsStay = m * tileN <= outputCapacity
    case .rowsColumnsReduction:
      weightsStay = true
      activationsStay = m * tileK <= activationCapacity
      sumsStay = m * n <= outputCapacity
    case .columnsRowsReduction:
      weightsStay = tileK * n <= weightCapacity
      activationsStay = true
      sumsStay = m * n <= outputCapacity
    case .columnsReductionRows:
      weightsStay = k * n <= weightCapacity
      activationsStay = true
      sumsStay = tileM * n <= outputCapacity
    }
    let weights = problem.leastWeightMemoryBits * (weightsStay ? 1 : rowTrips)
    let activations = problem.leastActivationMemoryBits * (activationsStay ? 1 : columnTrips)
    let spill =
      sumsStay
      ? 0 : problem.instances * m * n * problem.accumulatorBits * (reductionTrips - 1)
    let writes = problem.leastMemoryWriteBits + spill
    let total = cycles(memoryBits: weights + activations + writes + spill, problem)
    return TiledMappingCost(
      mapping: TiledMapping(m: outline.m, k: self.k, n: outline.n, order: order),
      cycles: total, computeCycles: computeCycles, edgeCycles: edgeCycles,
      energyPicojoules: problem.energy.total(
        buffers: buffers, weightMemoryBits: weights, activationMemoryBits: activations,
        memoryWriteBits: writes, spillReadBits: spill, cycles: total),
      weightMemoryBits: weights, activationMemoryBits: activations,
      outputMemoryWriteBits: writes, outputMemoryReadBits: spill,
      weightBufferReadBits: buffers.weightReads,
      activationBufferReadBits: buffers.activationReads,
      outputBufferWriteBits: buffers.outputWrites + spill,
      outputBufferReadBits: buffers.outputReads + spill)
  }
}

extension TiledProblem {
  /// All weights once.
  var leastWeightMemoryBits: Double {
    instances * Double(k) * Double(n) * weightBits
  }

  /// All activations once, unless they are on the chip.
  var leastActivationMemoryBits: Double {
    readsActivations ? instances * Double(m) * Double(k) * activationBits : 0
  }

  /// All results once, unless they stay on the chip.
  var leastMemoryWriteBits: Double {
    writesOutputs ? instances * Double(m) * Double(n) * outputBits : 0
  }

  /// Every operand and every result once.
  var leastMemoryBits: Double {
    leastWeightMemoryBits + leastActivationMemoryBits + leastMemoryWriteBits
  }
}

extension TiledEnergy {
  /// Energy of bits moved and cycles spent, in picojoules.
  func total(
    buffers: BufferTraffic, weightMemoryBits: Double, activationMemoryBits: Double,
    memoryWriteBits: Double, spillReadBits: Double, cycles: Double
  ) -> Double {
    let onChip =
      buffers.weightReads * weightRead + buffers.activationReads * activationRead
      + (buffers.outputReads + spillReadBits) * outputRead
      + (buffers.outputWrites + spillReadBits) * outputWrite
      + weightMemoryBits * weightWrite + activationMemoryBits * activationWrite
    let offChip =
      (weightMemoryBits + activationMemoryBits + spillReadBits) * memoryRead
      + memoryWriteBits * memoryWrite
    return onChip + offChip + cycles * cycle
  }
}

/// The next whole number of cycles, within what an integer holds.

public func wholeCycles(_ value: Double) -> Double {
  guard value < 9e15 else { return min(value, 9e18) }
  let truncated = Double(Int(value))
  return truncated < value ? truncated + 1 : truncated
}
