import ArchSimWorkload

extension ArrayChipState {
  /// The cost of an operator that multiplies no matrices: the vector unit or memory, whichever is
  /// slower.
  func vectorCost(of operation: Operator) -> OperatorCost {
    streamedCost(VectorWork(elementwise: operation))
  }

  /// The cost of a matrix product whose formats the array lacks, on the vector unit.
  func fallbackCost(of operation: Operator) -> OperatorCost {
    var cost = streamedCost(VectorWork(product: operation, lanes: vectorLanes))
    cost.macs = operation.macs
    cost.isConverted = true
    let peak = Double(arrays * rows * columns)
    cost.utilization = min(1, cost.macs / (Double(cost.cycles) * peak))
    return cost
  }

  /// The vector unit or memory, whichever is slower, after what nothing shortens.
  ///
  /// - Parameters:
  ///   - work: What is asked of the unit.
  ///   - latencyCycles: Cycles before the first bit moves.
  /// - Returns: The cost.
  func streamedCost(_ work: VectorWork, latencyCycles: Double = 0) -> OperatorCost {
    let laneCycles = wholeCycles(work.laneOperations / vectorLanes)
    let memoryCycles = wholeCycles(
      (work.memoryReadBits + work.memoryWriteBits) / memoryBitsPerCycle)
    let busyCycles = max(laneCycles, memoryCycles)
    let cycles = busyCycles + latencyCycles
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(cycles - laneCycles)
    cost.bound =
      latencyCycles > busyCycles ? .latency : memoryCycles > laneCycles ? .memory : .compute
    cost.energyPicojoules[ArrayChipComponent.vector] = work.laneOperations * vectorPicojoules
    cost.energyPicojoules[ArrayChipComponent.activationBuffer] =
      work.bufferReadBits * energy.activationRead
      + (work.bufferWriteBits + work.memoryReadBits) * energy.activationWrite
    cost.energyPicojoules[ArrayChipComponent.memory] =
      work.memoryReadBits * energy.memoryRead + work.memoryWriteBits * energy.memoryWrite
    cost.energyPicojoules[ArrayChipComponent.standby] = cycles * energy.cycle
    cost.trafficBytes[ArrayChipTraffic.memoryRead] = work.memoryReadBits / 8
    cost.trafficBytes[ArrayChipTraffic.memoryWrite] = work.memoryWriteBits / 8
    cost.trafficBytes[ArrayChipTraffic.activationBufferRead] = work.bufferReadBits / 8
    cost.trafficBytes[ArrayChipTraffic.activationBufferWrite] =
      (work.bufferWriteBits + work.memoryReadBits) / 8
    return cost
  }
}
