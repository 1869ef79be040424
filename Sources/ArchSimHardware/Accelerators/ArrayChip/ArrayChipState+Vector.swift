import ArchSimWorkload

extension OperatorKind {
  /// Operations of a vector lane for each element of the result.
  ///
  /// Own counting, one operation for each add, multiply, compare or function of an element: RMS
  /// normalisation squares, adds, scales twice; softmax compares, subtracts, exponentiates, adds,
  /// divides; rotary embedding has two products and a sum; a gated activation has an exponential, a
  /// sum, a division and two products.
  var vectorOperationsPerElement: Double {
    switch self {
    case .normalization: 4
    case .softmax: 5
    case .rotary: 3
    case .activation: 5
    case .elementwise: 1
    case .embedding: 0
    case .gemm, .attentionScore, .attentionContext: 0
    }
  }

  /// Tensors of the result's size that are read.
  var vectorInputs: Double {
    switch self {
    case .activation, .elementwise: 2
    case .normalization, .softmax, .rotary: 1
    case .embedding, .gemm, .attentionScore, .attentionContext: 0
    }
  }
}

extension ArrayChipState {
  /// The cost of an operator that multiplies no matrices: the vector unit or memory, whichever is
  /// slower.
  func vectorCost(of operation: Operator) -> OperatorCost {
    let elements = Double(operation.batch) * Double(operation.m) * Double(operation.n)
    let operations = elements * operation.kind.vectorOperationsPerElement
    let inputBits =
      elements * operation.kind.vectorInputs * operation.activations.bitsPerElement
    let tableBits =
      operation.kind == .embedding ? elements * operation.weights.bitsPerElement : 0
    let outputBits = elements * operation.output.bitsPerElement
    return streamedCost(
      laneOperations: operations,
      memoryReadBits: (operation.fusion.contains(.input) ? 0 : inputBits) + tableBits,
      memoryWriteBits: operation.fusion.contains(.output) ? 0 : outputBits,
      bufferReadBits: inputBits, bufferWriteBits: outputBits)
  }

  /// The cost of a matrix product whose formats the array lacks: the vector unit does it in 16-bit
  /// floating point, one multiply-add a lane and cycle, and reads each weight for each row.
  func fallbackCost(of operation: Operator) -> OperatorCost {
    let macs = operation.macs
    let instances = Double(operation.batch)
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let weightBits = instances * k * n * operation.weights.bitsPerElement
    let inputBits = instances * m * k * operation.activations.bitsPerElement
    let outputBits = instances * m * n * operation.output.bitsPerElement
    var cost = streamedCost(
      laneOperations: macs,
      memoryReadBits: (operation.fusion.contains(.weights) ? 0 : weightBits)
        + (operation.fusion.contains(.input) ? 0 : inputBits),
      memoryWriteBits: operation.fusion.contains(.output) ? 0 : outputBits,
      bufferReadBits: weightBits * m + inputBits * n / min(n, vectorLanes),
      bufferWriteBits: outputBits)
    cost.macs = macs
    cost.isConverted = true
    let peak = Double(rows * columns)
    cost.utilization = min(1, macs / (Double(cost.cycles) * peak))
    return cost
  }

  private func streamedCost(
    laneOperations: Double, memoryReadBits: Double, memoryWriteBits: Double,
    bufferReadBits: Double, bufferWriteBits: Double
  ) -> OperatorCost {
    let laneCycles = wholeCycles(laneOperations / vectorLanes)
    let memoryCycles = wholeCycles((memoryReadBits + memoryWriteBits) / memoryBitsPerCycle)
    let cycles = max(laneCycles, memoryCycles)
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(cycles - laneCycles)
    cost.bound = memoryCycles > laneCycles ? .memory : .compute
    cost.energyPicojoules[ArrayChipComponent.vector] = laneOperations * vectorPicojoules
    cost.energyPicojoules[ArrayChipComponent.activationBuffer] =
      bufferReadBits * energy.activationRead
      + (bufferWriteBits + memoryReadBits) * energy.activationWrite
    cost.energyPicojoules[ArrayChipComponent.memory] =
      memoryReadBits * energy.memoryRead + memoryWriteBits * energy.memoryWrite
    cost.energyPicojoules[ArrayChipComponent.standby] = cycles * energy.cycle
    cost.trafficBytes[ArrayChipTraffic.memoryRead] = memoryReadBits / 8
    cost.trafficBytes[ArrayChipTraffic.memoryWrite] = memoryWriteBits / 8
    cost.trafficBytes[ArrayChipTraffic.activationBufferRead] = bufferReadBits / 8
    cost.trafficBytes[ArrayChipTraffic.activationBufferWrite] =
      (bufferWriteBits + memoryReadBits) / 8
    return cost
  }
}
