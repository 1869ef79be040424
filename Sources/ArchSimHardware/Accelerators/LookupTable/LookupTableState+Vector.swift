import ArchSimWorkload

extension LookupTableState {
  /// The cost of an operator that multiplies no matrices: vector lanes or memory, whichever is
  /// slower; operations are counted as for every array chip.
  func vectorCost(of operation: Operator) -> OperatorCost {
    let elements = Double(operation.batch) * Double(operation.m) * Double(operation.n)
    let inputBits =
      elements * operation.kind.vectorInputs * operation.activations.bitsPerElement
    let tableBits =
      operation.kind == .embedding ? elements * operation.weights.bitsPerElement : 0
    let outputBits = elements * operation.output.bitsPerElement
    return streamedCost(
      laneOperations: elements * operation.kind.vectorOperationsPerElement,
      memoryReads: (operation.fusion.contains(.input) ? 0 : inputBits) + tableBits,
      memoryWrites: operation.fusion.contains(.output) ? 0 : outputBits,
      bufferReads: inputBits, bufferWrites: outputBits)
  }

  /// The cost of a product whose formats no unit takes: the lanes do it in 16-bit floating point.
  func fallbackCost(of operation: Operator) -> OperatorCost {
    let instances = Double(operation.batch)
    let m = Double(operation.m)
    let n = Double(operation.n)
    let weights = instances * Double(operation.k) * n * operation.weights.bitsPerElement
    let inputs = instances * m * Double(operation.k) * operation.activations.bitsPerElement
    let outputs = instances * m * n * operation.output.bitsPerElement
    var cost = streamedCost(
      laneOperations: operation.macs,
      memoryReads: (operation.fusion.contains(.weights) ? 0 : weights)
        + (operation.fusion.contains(.input) ? 0 : inputs),
      memoryWrites: operation.fusion.contains(.output) ? 0 : outputs,
      bufferReads: weights * m + inputs * n / min(n, vectorLanes), bufferWrites: outputs)
    cost.macs = operation.macs
    cost.isConverted = true
    let peak = clusters * units.units * units.m * units.n * units.k
    cost.utilization = min(1, operation.macs / (max(1, Double(cost.cycles)) * peak))
    return cost
  }

  private func streamedCost(
    laneOperations: Double, memoryReads: Double, memoryWrites: Double, bufferReads: Double,
    bufferWrites: Double
  ) -> OperatorCost {
    let laneCycles = wholeCycles(laneOperations * inverseVectorLanes)
    let memoryCycles = wholeCycles((memoryReads + memoryWrites) * cyclesPerMemoryBit)
    let cycles = max(laneCycles, memoryCycles)
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(cycles - laneCycles)
    cost.bound = memoryCycles > laneCycles ? .memory : .compute
    cost.energyPicojoules[LookupEnergy.vector] = laneOperations * energy.lane
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
