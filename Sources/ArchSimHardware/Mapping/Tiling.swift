/// What every mapping of a problem shares, computed once before the search.
struct TiledTotals {
  /// All weights once, in bits; 0 when they are on the chip.
  let weightBits: Double
  /// All activations once, in bits; 0 when they are on the chip.
  let activationBits: Double
  /// All results once, in bits; 0 when they stay on the chip.
  let outputBits: Double
  /// Weight bits that enter the array in one pass over all of them.
  let weightUseBits: Double
  /// Activation bits that enter the array in one pass over all of them.
  let activationUseBits: Double
  /// Bits of all partial sums once.
  let sumBits: Double
  /// Bits of the first operands and the last results of the array, which nothing hides.
  let edgeBits: Double
  /// Cycles of those bits.
  let edgeCycles: Double
  /// Fewest cycles in which memory can move everything once.
  let leastCycles: Double
  /// Energy that no mapping goes below, but for the buffers' reads and for standby.
  let leastMovementPicojoules: Double

  init(_ problem: TiledProblem) {
    let m = Double(problem.m)
    let k = Double(problem.k)
    let n = Double(problem.n)
    weightUseBits = problem.instances * k * n * problem.weightBits
    activationUseBits = problem.instances * m * k * problem.activationBits
    sumBits = problem.instances * m * n * problem.accumulatorBits
    weightBits = problem.readsWeights ? weightUseBits : 0
    activationBits = problem.readsActivations ? activationUseBits : 0
    outputBits = problem.writesOutputs ? problem.instances * m * n * problem.outputBits : 0
    let usedRows = Double(min(problem.m, problem.arrayRows))
    let usedColumns = Double(min(problem.n, problem.arrayColumns))
    let firstReads =
      (problem.readsWeights ? usedColumns * problem.weightBits : 0)
      + (problem.readsActivations ? usedRows * problem.activationBits : 0)
    let lastWrites = problem.writesOutputs ? usedRows * usedColumns * problem.outputBits : 0
    edgeBits = firstReads + lastWrites
    edgeCycles =
      wholeCycles(firstReads / problem.memoryBitsPerCycle)
      + wholeCycles(lastWrites / problem.memoryBitsPerCycle)
    leastCycles = wholeCycles(
      max(0, weightBits + activationBits + outputBits - edgeBits) / problem.memoryBitsPerCycle)
    leastMovementPicojoules = problem.energy.movement(
      weightBits: weightBits, activationBits: activationBits, writeBits: outputBits, spillBits: 0)
  }
}

/// The `m × n` outline of a tile and what follows from it alone.
struct TileOutline {
  let m: Int
  let n: Int
  /// Passes of the array over all tiles of m, and over all tiles of n.
  let rowPasses: Double
  let columnPasses: Double
  /// Cycles in which the sums of one pass move in and out, a row of the array a cycle.
  let drainCycles: Double
  /// Cycles of the array when no sum moves before it is finished.
  let leastComputeCycles: Double
  /// Whether the sums of the tile all have a place in the array, so that they need not move between
  /// reduction tiles.
  let fitsArray: Bool
  /// Energy of the operands' way into the array, in picojoules.
  let operandPicojoules: Double

  init(_ problem: TiledProblem, _ totals: TiledTotals, m: Int, n: Int, rowPasses: Double) {
    self.m = m
    self.n = n
    self.rowPasses = rowPasses
    columnPasses = TileOutline.passes(problem.n, tile: n, width: problem.arrayColumns)
    drainCycles = Double(min(m, problem.arrayRows))
    fitsArray = m <= problem.arrayRows && n <= problem.arrayColumns
    leastComputeCycles = wholeCycles(
      problem.instances * rowPasses * columnPasses
        * max(Double(problem.k) * problem.cyclesPerStep, drainCycles))
    operandPicojoules =
      totals.weightUseBits * rowPasses * problem.energy.weightRead
      + totals.activationUseBits * columnPasses * problem.energy.activationRead
  }

  /// Array passes over a dimension: full tiles, and the edge tile at its true size.
  static func passes(_ dimension: Int, tile: Int, width: Int) -> Double {
    let (full, rest) = dimension.quotientAndRemainder(dividingBy: tile)
    return Double(full) * Double((tile - 1) / width + 1)
      + (rest > 0 ? Double((rest - 1) / width + 1) : 0)
  }

  /// Whether the sums of an `m × n` tile and `k` steps of both operands fit their buffers.
  static func fits(_ problem: TiledProblem, m: Int, k: Int, n: Int) -> Bool {
    let results = Double(m) * Double(n)
    let weights = Double(k) * Double(n)
    let activations = Double(m) * Double(k)
    return results * problem.accumulatorBits <= problem.outputCapacityBits
      && weights * problem.weightBits <= problem.weightCapacityBits
      && activations * problem.activationBits <= problem.activationCapacityBits
  }

  /// Whether any tiling with this outline can still beat `incumbent`.
  func canImprove(
    on incumbent: TiledMappingCost, in problem: TiledProblem, _ totals: TiledTotals
  ) -> Bool {
    let cycles = max(leastComputeCycles, totals.leastCycles) + totals.edgeCycles
    if cycles != incumbent.cycles { return cycles < incumbent.cycles }
    return leastPicojoules(problem, totals, cycles: cycles)
      < incumbent.energyPicojoules
  }

  /// Energy that no tiling of the outline goes below.
  private func leastPicojoules(
    _ problem: TiledProblem, _ totals: TiledTotals, cycles: Double
  ) -> Double {
    operandPicojoules + totals.sumBits * problem.energy.outputReadAndWrite
      + totals.leastMovementPicojoules + cycles * problem.energy.cycle
  }
}

/// A tile with its reduction, ready to be costed in any loop order.
struct Tiling {
  let outline: TileOutline
  let k: Int
  let rowTrips: Double
  let columnTrips: Double
  let reductionTrips: Double
  /// Cycles of the array when sums move after every reduction tile.
  let movingComputeCycles: Double

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
    movingComputeCycles = wholeCycles(
      problem.instances * outline.rowPasses * outline.columnPasses * steps)
  }

  /// The cost of these tiles in one loop order, or nil when it is not better than `incumbent`.
  func cost(
    _ order: LoopOrder, in problem: TiledProblem, _ totals: TiledTotals,
    betterThan incumbent: TiledMappingCost?
  ) -> TiledMappingCost? {
    let residency = Residency(order, self, problem)
    let stays = residency.sumsStay == .inArray && outline.fitsArray
    let sumMoves = stays ? 1 : reductionTrips
    let computeCycles = stays ? outline.leastComputeCycles : movingComputeCycles
    let weights = totals.weightBits * (residency.weightsStay ? 1 : rowTrips)
    let activations = totals.activationBits * (residency.activationsStay ? 1 : columnTrips)
    let spill =
      residency.sumsStay == .inMemory ? totals.sumBits * (reductionTrips - 1) : 0
    let writes = totals.outputBits + spill
    let memoryBits = max(0, weights + activations + writes + spill - totals.edgeBits)
    let memoryCycles = wholeCycles(memoryBits / problem.memoryBitsPerCycle)
    let cycles = max(computeCycles, memoryCycles) + totals.edgeCycles
    if let incumbent, cycles > incumbent.cycles { return nil }
    let energy = problem.energy
    let picojoules =
      outline.operandPicojoules + totals.sumBits * sumMoves * energy.outputReadAndWrite
      + energy.movement(
        weightBits: weights, activationBits: activations, writeBits: writes, spillBits: spill)
      + cycles * energy.cycle
    if let incumbent, cycles == incumbent.cycles, picojoules >= incumbent.energyPicojoules {
      return nil
    }
    let sums = totals.sumBits * sumMoves + spill
    return TiledMappingCost(
      mapping: TiledMapping(m: outline.m, k: k, n: outline.n, order: order),
      cycles: cycles, computeCycles: computeCycles, edgeCycles: totals.edgeCycles,
      energyPicojoules: picojoules, weightMemoryBits: weights,
      activationMemoryBits: activations, outputMemoryWriteBits: writes,
      outputMemoryReadBits: spill,
      weightBufferReadBits: totals.weightUseBits * outline.rowPasses,
      activationBufferReadBits: totals.activationUseBits * outline.columnPasses,
      outputBufferWriteBits: sums, outputBufferReadBits: sums)
  }
}

/// What stays where while the loops outside of a tile run.
struct Residency {
  enum Sums {
    /// The reduction loop is innermost: sums may stay in the array.
    case inArray
    /// All sums that the loops inside the reduction touch fit their buffer.
    case inBuffer
    /// They do not: sums spill and are read back.
    case inMemory
  }

  let weightsStay: Bool
  let activationsStay: Bool
  let sumsStay: Sums

  /// An operand stays if all of it that the loops inside the loop it does not depend on touch fits
  /// the usable half of its buffer.
  init(_ order: LoopOrder, _ tiling: Tiling, _ problem: TiledProblem) {
    let m = Double(problem.m)
    let k = Double(problem.k)
    let n = Double(problem.n)
    let tileM = Double(tiling.outline.m)
    let tileK = Double(tiling.k)
    let tileN = Double(tiling.outline.n)
    func weightsFit(_ count: Double) -> Bool {
      count * problem.weightBits <= problem.weightCapacityBits
    }
    func activationsFit(_ count: Double) -> Bool {
      count * problem.activationBits <= problem.activationCapacityBits
    }
    func sums(_ count: Double) -> Sums {
      count * problem.accumulatorBits <= problem.outputCapacityBits ? .inBuffer : .inMemory
    }
    switch order {
    case .reductionRowsColumns:
      weightsStay = weightsFit(k * tileN)
      activationsStay = activationsFit(m * k)
      sumsStay = .inArray
    case .reductionColumnsRows:
      weightsStay = weightsFit(k * n)
      activationsStay = activationsFit(tileM * k)
      sumsStay = .inArray
    case .rowsReductionColumns:
      weightsStay = true
      activationsStay = activationsFit(m * k)
      sumsStay = sums(m * tileN)
    case .rowsColumnsReduction:
      weightsStay = true
      activationsStay = activationsFit(m * tileK)
      sumsStay = sums(m * n)
    case .columnsRowsReduction:
      weightsStay = weightsFit(tileK * n)
      activationsStay = true
      sumsStay = sums(m * n)
    case .columnsReductionRows:
      weightsStay = weightsFit(k * n)
      activationsStay = true
      sumsStay = sums(tileM * n)
    }
  }
}

extension Residency {
  /// Whether the operand stays that a reduction tile of `k` can drive out, in the two orders in which
  /// it depends on that tile; the others keep what they keep.
  static func keepsOperand(_ order: LoopOrder, _ problem: TiledProblem, k: Int) -> Bool {
    switch order {
    case .rowsColumnsReduction:
      Double(problem.m) * Double(k) * problem.activationBits <= problem.activationCapacityBits
    case .columnsRowsReduction:
      Double(k) * Double(problem.n) * problem.weightBits <= problem.weightCapacityBits
    case .reductionRowsColumns, .reductionColumnsRows, .rowsReductionColumns,
      .columnsReductionRows:
      true
    }
  }
}

extension TiledEnergy {
  /// A bit of a sum in and out of its buffer, in picojoules.
  var outputReadAndWrite: Double { outputRead + outputWrite }

  /// Energy of what crosses the chip's edge and is written to or read from the buffers for it; a
  /// spilled sum is read and written in the output buffer once more, and is read back from memory.
  func movement(
    weightBits: Double, activationBits: Double, writeBits: Double, spillBits: Double
  ) -> Double {
    weightBits * (memoryRead + weightWrite) + activationBits * (memoryRead + activationWrite)
      + writeBits * memoryWrite + spillBits * (memoryRead + outputReadAndWrite)
  }
}

/// The next whole number of cycles, within what an integer holds.
@inline(__always)
func wholeCycles(_ value: Double) -> Double {
  guard value < 9e15 else { return min(value, 9e18) }
  let truncated = Double(Int(value))
  return truncated < value ? truncated + 1 : truncated
}
