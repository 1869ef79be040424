import ArchSimWorkload

/// How a product is cut over the clusters.
struct LookupTiling {
  var rows: Double
  var columns: Double
  /// Parts of the reduction that run side by side.
  var splits: Double
  /// Rounds in which every cluster makes one output tile.
  var waves: Double
  /// Cycles of all rounds.
  var cycles: Double
  /// Bits of operands that all tiles take from the second level.
  var tileReadBits: Double
  /// Bits of partial sums that go through the second level, each way.
  var partialBits: Double
  /// Cycles of the rounds or of the second level, whichever is slower.
  var slowest: Double
}

extension LookupTableState {
  /// The fastest of four tile sizes: the largest, and half of it in either or both directions.
  func tiling(_ operation: Operator, _ plan: LookupPlan, inputBits: Double) -> LookupTiling {
    let engine = plan.usesTensorUnits ? tensor : units
    var best = tiling(operation, plan, engine, inputBits, rows: tileRows, columns: tileColumns)
    // With many rounds the last one hardly matters, and large tiles move least.
    guard best.waves < 16 else { return best }
    for half in 1..<4 {
      let next = tiling(
        operation, plan, engine, inputBits, rows: half & 1 == 0 ? tileRows : tileRows / 2,
        columns: half & 2 == 0 ? tileColumns : tileColumns / 2)
      if next.slowest < best.slowest { best = next }
    }
    return best
  }

  /// Rounds of equal tiles.
  ///
  /// Units of a cluster share a tile's unit tiles; when there are fewer
  /// output tiles than clusters, the reduction is split, in parts of eight unit steps at least.
  private func tiling(
    _ operation: Operator, _ plan: LookupPlan, _ engine: ProductEngine,
    _ inputBits: Double, rows: Double, columns: Double
  ) -> LookupTiling {
    let m = Double(operation.m)
    let n = Double(operation.n)
    let rowSteps = min((rows / engine.m).rounded(.up), (m / engine.m).rounded(.up))
    let columnSteps = min((columns / engine.n).rounded(.up), (n / engine.n).rounded(.up))
    let rows = rowSteps * engine.m
    let columns = columnSteps * engine.n
    let tiles =
      Double(operation.batch) * (m / rows).rounded(.up) * (n / columns).rounded(.up)
    let depth = (Double(operation.k) / engine.k).rounded(.up)
    var splits = 1.0
    if tiles * 2 <= clusters {
      splits = max(1, min((clusters / tiles).rounded(.down), (depth / 8).rounded(.down)))
    }
    let waves = (tiles * splits / clusters).rounded(.up)
    let unitSteps = (rowSteps * columnSteps * (depth / splits).rounded(.up) / engine.units)
      .rounded(.up)
    // Tiles come in through the second level, once for each tile along the other side.
    let batch = Double(operation.batch)
    let k = Double(operation.k)
    let partials = splits > 1 ? splits * batch * m * n * 32 : 0
    let tileReads =
      batch * k
      * (m * inputBits * (n / columns).rounded(.up)
        + n * operation.weights.bitsPerElement * (m / rows).rounded(.up))
    let cycles = waves * unitSteps * plan.steps * slowdown
    return LookupTiling(
      rows: rows, columns: columns, splits: splits, waves: waves, cycles: cycles,
      tileReadBits: tileReads, partialBits: partials,
      slowest: max(cycles, (tileReads + 2 * partials) / sharedBitsPerCycle))
  }

  /// The cost of a matrix product: arithmetic, second-level buffer and memory side by side, behind
  /// the making of tables and the first tiles, before the last.
  func matrixCost(of operation: Operator, _ plan: LookupPlan) -> OperatorCost {
    let engine = plan.usesTensorUnits ? tensor : units
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let batch = Double(operation.batch)
    let macs = operation.macs
    let weightBits = operation.weights.bitsPerElement
    let activationBits = operation.activations.bitsPerElement
    let looksUp = unit.isLookup && !plan.usesTensorUnits
    let makesTables = makesTables(plan)
    let inputs = batch * m * k
    let inputWidth = inputBits(operation, plan)
    let inputBits = inputs * inputWidth
    let tiling = tiling(operation, plan, inputBits: inputWidth)
    let weights = batch * k * n * weightBits
    let outputs = batch * m * n * operation.output.bitsPerElement

    let rowTiles = (m / tiling.rows).rounded(.up)
    let columnTiles = (n / tiling.columns).rounded(.up)
    let partials = tiling.partialBits
    let tileReads = tiling.tileReadBits
    let sharedReads = tileReads + partials

    // One side of the product stays in the second level while the other passes by.
    let readsInput = !operation.fusion.contains(.input)
    let readsWeights = !operation.fusion.contains(.weights)
    let tablesStay = makesTables && inputBits <= sharedBits
    let inputReads = readsInput && !tablesStay ? inputBits : 0
    let weightReads = readsWeights ? weights : 0
    let inputSlabs = (inputBits / batch / sharedBits).rounded(.up)
    let weightSlabs = (weights / batch / sharedBits).rounded(.up)
    let reads =
      inputSlabs <= 1 || weightSlabs <= 1
      ? inputReads + weightReads
      : min(inputReads + weightReads * inputSlabs, weightReads + inputReads * weightSlabs)
    let writes = operation.fusion.contains(.output) ? 0 : outputs

    let tables =
      makesTables
      ? precompute(inputs: inputs, activationBits: activationBits, readsInput, stays: tablesStay)
      : TablePass()
    let laneOperations =
      plan.lanesPerWeight * batch * k * n * rowTiles + plan.lanesPerOutput * batch * m * n

    let active = min(clusters, batch * rowTiles * columnTiles)
    let depth = min(k, 8 * engine.k)
    let firstBits = min(
      reads, active * depth * (tiling.rows * inputWidth + tiling.columns * weightBits))
    let lastBits = min(
      writes, active * tiling.rows * tiling.columns * operation.output.bitsPerElement)
    let edges =
      wholeCycles(firstBits / memoryBitsPerCycle)
      + wholeCycles(lastBits / memoryBitsPerCycle)
    let computeCycles = wholeCycles(max(tiling.cycles, laneOperations / vectorLanes))
    let sharedCycles = wholeCycles((sharedReads + partials) / sharedBitsPerCycle)
    let memoryCycles = wholeCycles(
      max(0, reads + writes - firstBits - lastBits) / memoryBitsPerCycle)
    let streamed = max(computeCycles, max(sharedCycles, memoryCycles))
    let total = min(streamed + edges + tables.cycles, 9e18)

    var cost = OperatorCost(cycles: Int(total))
    cost.stallCycles = max(0, cost.cycles - Int(computeCycles))
    cost.macs = macs
    cost.isConverted = plan.isConverted
    cost.bound =
      edges + tables.cycles > streamed
      ? .latency : streamed > computeCycles ? .memory : .compute
    let peak = clusters * engine.units * engine.m * engine.n * engine.k / plan.steps
    cost.utilization = min(1, macs / (total * peak))

    // A unit reads its weights each step; its tables serve all columns.
    let lookups = macs / (engine.m * engine.n * engine.k)
    let held = looksUp ? unit.tableStorageBits : engine.m * engine.k * activationBits
    let loads = looksUp && unit.precompute == .inUnit ? engine.m * engine.k * activationBits : held
    let bufferReads = lookups * (engine.k * engine.n * weightBits + loads)
    let memoryReads = reads + tables.memoryReads
    let memoryWrites = writes + tables.memoryWrites
    let sharedWrites = memoryReads + outputs + partials + tables.sharedWrites
    let arithmetic = macs * plan.steps * engine.picojoulesPerMacStep
    let slot = plan.usesTensorUnits ? LookupEnergy.tensor : LookupEnergy.units
    cost.energyPicojoules[slot] = arithmetic
    cost.energyPicojoules[LookupEnergy.precompute] =
      tables.additions * energy.lane
      + (looksUp ? lookups * unitFillPicojoules : 0)
    cost.energyPicojoules[LookupEnergy.vector] = laneOperations * energy.lane
    cost.energyPicojoules[LookupEnergy.buffers] =
      bufferReads * energy.bufferRead + tileReads * energy.bufferWrite
    cost.energyPicojoules[LookupEnergy.shared] =
      sharedReads * energy.sharedRead + sharedWrites * energy.sharedWrite
    cost.energyPicojoules[LookupEnergy.memory] =
      memoryReads * energy.memoryRead + memoryWrites * energy.memoryWrite
    cost.energyPicojoules[LookupEnergy.standby] = total * energy.cycle
    cost.trafficBytes = ComponentValues(
      SIMD8(
        memoryReads / 8, memoryWrites / 8, sharedReads / 8, sharedWrites / 8, bufferReads / 8,
        tileReads / 8, 0, 0))
    return cost
  }

  /// Whether units read tables that were made elsewhere.
  private func makesTables(_ plan: LookupPlan) -> Bool {
    unit.isLookup && !plan.usesTensorUnits && unit.precompute != .inUnit
  }

  /// Bits that stand for one element of the left operand where tiles read it.
  func inputBits(_ operation: Operator, _ plan: LookupPlan) -> Double {
    makesTables(plan) ? unit.tableBitsPerActivation : operation.activations.bitsPerElement
  }

  /// Energy of filling a unit's own tables once.
  private var unitFillPicojoules: Double {
    unit.precompute == .inUnit ? energy.entry * Double(unit.m * unit.entries) : 0
  }

  /// Making the tables of all activations once, for all units: an addition an entry.
  ///
  /// Fused, the operator before writes tables instead of activations, so only what tables are larger
  /// than activations is added; as a pass of its own, activations are read and tables written. Lanes
  /// work beside the traffic. Tables that fit the second level never go to memory.
  private func precompute(
    inputs: Double, activationBits: Double, _ isInMemory: Bool, stays: Bool
  ) -> TablePass {
    var pass = TablePass()
    let tableBits = inputs * unit.tableBitsPerActivation
    pass.additions = inputs / units.k * Double(unit.entries)
    let isSeparate = unit.precompute == .separate
    let written =
      isSeparate
      ? tableBits : max(0, tableBits - (isInMemory ? inputs * activationBits : 0))
    if isSeparate, isInMemory { pass.memoryReads = inputs * activationBits }
    if stays || !isInMemory { pass.sharedWrites = written } else { pass.memoryWrites = written }
    let memoryCycles = (pass.memoryReads + pass.memoryWrites) / memoryBitsPerCycle
    let traffic = max(memoryCycles, pass.sharedWrites / sharedBitsPerCycle)
    pass.cycles = wholeCycles(max(traffic, pass.additions / vectorLanes))
    return pass
  }
}

/// What making tables costs.
struct TablePass {
  var cycles = 0.0
  var additions = 0.0
  var memoryReads = 0.0
  var memoryWrites = 0.0
  var sharedWrites = 0.0
}
