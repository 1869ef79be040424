import ArchSimWorkload

extension LookupTableState {
  /// The cost of a matrix product: arithmetic, second-level buffer and memory side by side, behind
  /// the making of tables and the first tiles, before the last.
  func matrixCost(of operation: Operator, _ plan: LookupPlan) -> OperatorCost {
    let engine = plan.usesTensorUnits ? tensor : units
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let batch = Double(operation.batch)
    let macs = operation.macs
    let looksUp = unit.isLookup && !plan.usesTensorUnits
    let makesTables = makesTables(plan)
    let demand = demand(operation, plan)
    let tiling = tiling(operation, plan, demand)
    let weightBits = demand.weightWidth
    let activationBits = operation.activations.bitsPerElement
    let tileReads = tiling.tileReadBits
    let partials = tiling.partialBits
    let sharedReads = tileReads + partials
    let pass = makesTables ? precompute(operation) : TablePass()
    let laneOperations =
      plan.lanesPerWeight * batch * k * n * tiling.rowTiles + plan.lanesPerOutput * batch * m * n
    let total = min(tiling.cycles + pass.cycles, 9e18)

    var cost = OperatorCost(cycles: Int(total))
    cost.stallCycles = max(0, cost.cycles - Int(tiling.computeCycles))
    cost.macs = macs
    cost.isConverted = plan.isConverted
    cost.bound =
      total > 2 * tiling.streamedCycles
      ? .latency : tiling.streamedCycles > tiling.computeCycles ? .memory : .compute
    let peak = clusters * engine.units * engine.m * engine.n * engine.k / plan.steps
    cost.utilization = min(1, macs / (total * peak))

    // A unit reads its weights each step; its tables serve all columns.
    let lookups = macs / (engine.m * engine.n * engine.k)
    let held = looksUp ? tables.storageBits : engine.m * engine.k * activationBits
    let loads = looksUp && unit.precompute == .inUnit ? engine.m * engine.k * activationBits : held
    let bufferReads = lookups * (engine.k * engine.n * weightBits + loads)
    let memoryReads = demand.reads + pass.memoryReads
    let memoryWrites = demand.writes + pass.memoryWrites
    let sharedWrites =
      memoryReads + batch * m * n * demand.outputWidth + partials + pass.sharedWrites
    let arithmetic = macs * plan.steps * engine.picojoulesPerMacStep
    let slot = plan.usesTensorUnits ? LookupEnergy.tensor : LookupEnergy.units
    cost.energyPicojoules[slot] = arithmetic
    cost.energyPicojoules[LookupEnergy.precompute] =
      pass.additions * energy.lane
      + (looksUp ? lookups * tables.fillPicojoules : 0)
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
    tables.areMadeOutside && !plan.usesTensorUnits
  }

  /// Bits of all tables of a product, and whether they stay in the second level.
  private func tableBits(_ operation: Operator) -> (bits: Double, stay: Bool) {
    let bits =
      Double(operation.batch) * Double(operation.m) * Double(operation.k)
      * tables.bitsPerActivation
    return (bits, bits <= sharedBits)
  }

  /// What a product moves: one side stays in the second level while the other passes by.
  func demand(_ operation: Operator, _ plan: LookupPlan) -> LookupDemand {
    let batch = Double(operation.batch)
    let readsTables = makesTables(plan)
    let inputWidth =
      readsTables ? tables.bitsPerActivation : operation.activations.bitsPerElement
    let weightWidth = operation.weights.bitsPerElement
    let outputWidth = operation.output.bitsPerElement
    let input = batch * Double(operation.m) * Double(operation.k) * inputWidth
    let weights = batch * Double(operation.k) * Double(operation.n) * weightWidth
    let tablesStay = readsTables && tableBits(operation).stay
    let inputReads = operation.fusion.contains(.input) || tablesStay ? 0 : input
    let weightReads = operation.fusion.contains(.weights) ? 0 : weights
    let slab = batch * sharedBits
    var reads = inputReads + weightReads
    if input > slab, weights > slab {
      reads = min(
        inputReads + weightReads * wholeCycles(input / slab),
        weightReads + inputReads * wholeCycles(weights / slab))
    }
    let writes = batch * Double(operation.m) * Double(operation.n) * outputWidth
    return LookupDemand(
      inputWidth: inputWidth, weightWidth: weightWidth, outputWidth: outputWidth, reads: reads,
      writes: operation.fusion.contains(.output) ? 0 : writes)
  }

  /// Making the tables of all activations once, for all units: an addition an entry.
  ///
  /// Fused, the operator before writes tables instead of activations, so only what tables are larger
  /// than activations is added; as a pass of its own, activations are read and tables written. Lanes
  /// work beside the traffic. Tables that fit the second level never go to memory.
  private func precompute(_ operation: Operator) -> TablePass {
    var pass = TablePass()
    let inputs = Double(operation.batch) * Double(operation.m) * Double(operation.k)
    let activationBits = operation.activations.bitsPerElement
    let isInMemory = !operation.fusion.contains(.input)
    let (tableBits, stays) = tableBits(operation)
    pass.additions = inputs * tables.entriesPerActivation
    let isSeparate = unit.precompute == .separate
    let written =
      isSeparate
      ? tableBits : max(0, tableBits - (isInMemory ? inputs * activationBits : 0))
    if isSeparate, isInMemory { pass.memoryReads = inputs * activationBits }
    pass.sharedWrites = written
    if !stays, isInMemory { pass.memoryWrites = written }
    let memoryCycles = (pass.memoryReads + pass.memoryWrites) * cyclesPerMemoryBit
    let traffic = max(memoryCycles, pass.sharedWrites * cyclesPerSharedBit)
    pass.cycles = wholeCycles(max(traffic, pass.additions * inverseVectorLanes))
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
