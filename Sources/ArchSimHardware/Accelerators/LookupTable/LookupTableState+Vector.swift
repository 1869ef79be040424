import ArchSimWorkload

extension LookupTableState {
  /// The cost of an operator that multiplies no matrices: vector lanes or memory, whichever is
  /// slower; operations are counted as for every array chip.
  func vectorCost(of operation: Operator) -> OperatorCost {
    streamedCost(VectorWork(elementwise: operation))
  }

  /// The cost of a product whose formats no unit takes: the lanes do it in 16-bit floating point.
  func fallbackCost(of operation: Operator) -> OperatorCost {
    var cost = streamedCost(VectorWork(product: operation, lanes: vectorLanes))
    cost.macs = operation.macs
    cost.isConverted = true
    let peak = clusters * units.units * units.m * units.n * units.k
    cost.utilization = min(1, operation.macs / (max(1, Double(cost.cycles)) * peak))
    return cost
  }

  private func streamedCost(_ work: VectorWork) -> OperatorCost {
    let memoryReads = work.memoryReadBits
    let memoryWrites = work.memoryWriteBits
    let bufferReads = work.bufferReadBits
    let bufferWrites = work.bufferWriteBits
    let laneCycles = wholeCycles(work.laneOperations * inverseVectorLanes)
    let memoryCycles = wholeCycles((memoryReads + memoryWrites) * cyclesPerMemoryBit)
    let cycles = max(laneCycles, memoryCycles)
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(cycles - laneCycles)
    cost.bound = memoryCycles > laneCycles ? .memory : .compute
    cost.energyPicojoules[LookupEnergy.vector] = work.laneOperations * energy.lane
    cost.energyPicojoules[LookupEnergy.buffers] =
      bufferReads * energy.bufferRead + (bufferWrites + memoryReads) * energy.bufferWrite
    cost.energyPicojoules[LookupEnergy.shared] =
      memoryReads * (energy.sharedRead + energy.sharedWrite) + memoryWrites * energy.sharedWrite
    cost.energyPicojoules[LookupEnergy.memory] =
      memoryReads * energy.memoryRead + memoryWrites * energy.memoryWrite
    cost.energyPicojoules[LookupEnergy.standby] = cycles * energy.cycle
    cost.trafficBytes = ComponentValues(
      SIMD8(
        memoryReads / 8, memoryWrites / 8, memoryReads / 8, (memoryReads + memoryWrites) / 8,
        bufferReads / 8, (bufferWrites + memoryReads) / 8, 0, 0))
    return cost
  }
}
