import ArchSimWorkload

extension ArrayChipState {
  /// How the elements run an operator, or nil when they cannot take its formats.
  func plan(_ operation: Operator) -> ProductPlan? {
    element.plan(
      weights: operation.weights, activations: operation.activations, sum: accumulator)
  }

  /// The problem as the tiled mapper takes it; families with fixed tiles read the same numbers.
  func problem(_ operation: Operator, _ plan: ProductPlan) -> TiledProblem {
    let weightBits = operation.weights.bitsPerElement
    var energy = energy
    if plan.conversion == .weight { energy.weightRead += scalePicojoules / weightBits }
    var problem = TiledProblem(
      m: operation.m, k: operation.k, n: operation.n, instances: Double(operation.batch),
      weightBits: weightBits, activationBits: operation.activations.bitsPerElement,
      outputBits: operation.output.bitsPerElement, accumulatorBits: accumulatorBits,
      readsActivations: !operation.fusion.contains(.input),
      writesOutputs: !operation.fusion.contains(.output), arrayRows: rows, arrayColumns: columns,
      cyclesPerStep: cyclesPerStep(operation, plan),
      memoryBitsPerCycle: memoryBitsPerCycle, weightCapacityBits: weightCapacityBits,
      activationCapacityBits: activationCapacityBits, outputCapacityBits: outputCapacityBits,
      energy: energy)
    problem.readsWeights = !operation.fusion.contains(.weights)
    return problem
  }

  /// Cycles of a reduction step: the element's own, or those of the dequantizers where groups are so
  /// short that scaling a column's sums takes longer than making them; zero points take as long again.
  private func cyclesPerStep(_ operation: Operator, _ plan: ProductPlan) -> Double {
    let steps = plan.cyclesPerProduct(reduction: operation.k)
    guard case .group(let size) = plan.conversion, size > 0 else { return steps }
    let sums = Double(min(rows, operation.m)) * (operation.weights.hasZeroPoint ? 2 : 1)
    return max(steps, sums / Double(dequantizersPerColumn * size))
  }

  /// The cost of an operator from the movement that its family's timing found.
  func cost(
    of operation: Operator, _ plan: ProductPlan, _ movement: TiledMappingCost
  ) -> OperatorCost {
    let macs = operation.macs
    let results = Double(operation.m) * Double(operation.n) * Double(operation.batch)
    let additions = results * plan.outsideAdditions(reduction: operation.k)
    // The vector unit adds while the array multiplies, a product later.
    let additionCycles = additions > 0 ? wholeCycles(additions / vectorLanes) : 0
    let busyCycles = max(movement.computeCycles, additionCycles)
    let cycles = max(movement.cycles, additionCycles + movement.edgeCycles)
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = max(0, cost.cycles - Int(busyCycles))
    cost.macs = macs
    let streamedCycles = cycles - movement.edgeCycles
    cost.bound =
      movement.edgeCycles > streamedCycles
      ? .latency : streamedCycles > busyCycles ? .memory : .compute
    let peak = Double(arrays * rows * columns * plan.lanes) / Double(plan.steps)
    cost.utilization = min(1, macs / (cycles * peak))

    let memoryReads =
      movement.weightMemoryBits + movement.activationMemoryBits + movement.outputMemoryReadBits
    let steps = results * Double(operation.k) * plan.cyclesPerProduct(reduction: operation.k)
    cost.energyPicojoules[ArrayChipComponent.array] = steps * stepPicojoules
    cost.energyPicojoules[ArrayChipComponent.conversion] =
      scalings(of: operation, plan, movement) * scalePicojoules
      + rowSums(of: operation, plan) * rowSumPicojoules
    cost.energyPicojoules[ArrayChipComponent.vector] = additions * vectorPicojoules
    cost.energyPicojoules[ArrayChipComponent.weightBuffer] =
      movement.weightBufferReadBits * energy.weightRead
      + movement.weightMemoryBits * energy.weightWrite
    cost.energyPicojoules[ArrayChipComponent.activationBuffer] =
      movement.activationBufferReadBits * energy.activationRead
      + movement.activationMemoryBits * energy.activationWrite
    cost.energyPicojoules[ArrayChipComponent.outputBuffer] =
      movement.outputBufferReadBits * energy.outputRead
      + movement.outputBufferWriteBits * energy.outputWrite
    cost.energyPicojoules[ArrayChipComponent.memory] =
      memoryReads * energy.memoryRead + movement.outputMemoryWriteBits * energy.memoryWrite
    cost.energyPicojoules[ArrayChipComponent.standby] = cycles * energy.cycle
    cost.trafficBytes = ComponentValues(
      SIMD8(
        memoryReads, movement.outputMemoryWriteBits, movement.weightBufferReadBits,
        movement.weightMemoryBits, movement.activationBufferReadBits,
        movement.activationMemoryBits, movement.outputBufferReadBits,
        movement.outputBufferWriteBits) / 8)
    return cost
  }

  /// How many multiply-adds scales take; a zero point takes one more a group's sum, for
  /// `z · Σ a` (MixPE, arXiv 2411.16158, section 3).
  private func scalings(
    of operation: Operator, _ plan: ProductPlan, _ movement: TiledMappingCost
  ) -> Double {
    switch plan.conversion {
    case .none:
      return 0
    case .group(let size):
      let groups = size > 0 ? (operation.k - 1) / size + 1 : 1
      let sums =
        Double(operation.m) * Double(operation.n) * Double(operation.batch) * Double(groups)
      return operation.weights.hasZeroPoint ? 2 * sums : sums
    case .weight:
      return movement.weightBufferReadBits / operation.weights.bitsPerElement
    }
  }

  /// Activations that are added to the sums of their rows, for `z · Σ a`: each once, in the column of
  /// adders beside the array, whatever the number of output columns.
  private func rowSums(of operation: Operator, _ plan: ProductPlan) -> Double {
    guard operation.weights.hasZeroPoint, case .group = plan.conversion else { return 0 }
    return Double(operation.m) * Double(operation.k) * Double(operation.batch)
  }
}
