import ArchSimWorkload

extension GPUState {
  /// One half of fused attention: scores or results.
  ///
  /// Both run in one kernel, which the half with the
  /// scores launches; softmax runs beside the products of both and is charged to them.
  func attentionCost(of operation: Operator) -> OperatorCost {
    let isScore = operation.kind == .attentionScore
    let width = Double(isScore ? operation.k : operation.n)
    let context = Double(isScore ? operation.n : operation.k)
    let rows = Double(operation.m)
    let instances = Double(operation.batch)
    // Beside instances of the mean, one is this much longer.
    let longest = max(context, Double(operation.longestContext))
    let isNarrow = operation.weights.format.elementBits <= 8
    let (rate, isConverted) = attentionRate(of: operation)
    let rightBytes = context * width * operation.weights.bitsPerElement * 0.125
    let sideBytes =
      rows * width
      * (isScore ? operation.activations.bitsPerElement : operation.output.bitsPerElement) * 0.125
    let memoryBytes =
      (operation.fusion.contains(.weights) ? 0 : rightBytes) * instances + sideBytes * instances
    let memory = memoryBytes / memoryBytesPerCycle

    var loop: Double
    var cycles: Double
    // Both kernels walk all keys; a few more queries than the one for decoding takes are no cheaper.
    let decodeRows = min(rows, Double(GPUAttention.decodeRows))
    let isDecode = operation.m <= GPUAttention.decodeRows
    var decodeCycles = 0.0
    var decodeLoop = 0.0
    if isDecode || context > rows {
      let block = rightBytes / GPUAttention.blockBytesPerCycle
      decodeLoop =
        instances * wholeCycles(decodeRows / 16) * 16 * context * width / (rate * multiprocessors)
      let kernel = decodeKernel(isSingle: operation.m == 1, isNarrow: isNarrow)
      let split = decodeSplit(
        instances, longest: longest, block: block, longestBlock: block * (longest / context),
        memory: max(memory, decodeLoop), kernel)
      decodeCycles = split.halfCycles + (isScore ? split.otherCycles : 0)
    }
    if isDecode {
      loop = decodeLoop
      cycles = decodeCycles
    } else {
      let blockRows = min(attentionRows, wholeCycles(rows / 16) * 16)
      let rowBlocks = wholeCycles(rows / blockRows)
      let columns = context + (rowBlocks > 1 ? GPUAttention.causalColumns : 0)
      let perScore =
        width / rate + GPUAttention.lanesPerScore / 2 / (vectorLanes / multiprocessors)
      let blocks = rowBlocks * instances
      loop = blocks * blockRows * columns * perScore / multiprocessors
      // The last block of a causal mask sees twice the mean; with few rows, contexts are split.
      let seen = operation.longestContext > 0 ? longest : 2 * context
      let last =
        rowBlocks > 1
        ? blockRows * (seen + GPUAttention.causalColumns) * perScore
        : blockRows * min(longest, max(128, blocks * context / multiprocessors)) * perScore
      cycles = max(overlapped(loop, memory), last)
      if isScore {
        let further = max(0, blocks / multiprocessors - 1)
        cycles +=
          GPUKernel.graphLaunchCycles
          + attentionRows * GPUAttention.prefillStartCycles
          + (isNarrow ? GPUAttention.narrowPrefillCycles : 0)
          + further * blockRows * GPUAttention.prefillRowCycles
      }
      cycles = max(cycles, decodeCycles)
    }
    cycles = wholeCycles(cycles)
    var cost = OperatorCost(cycles: Int(min(cycles, 4e18)))
    cost.macs = operation.macs
    cost.isConverted = isConverted
    cost.utilization = min(1, operation.macs / (max(1, cycles) * multiprocessors * rate))
    cost.bound = memory > loop ? .memory : .compute
    cost.stallCycles = Int(max(0, min(cycles, 4e18) - loop.rounded(.up)))
    let executed = instances * wholeCycles(rows / 16) * 16 * context * width
    let reads = isScore ? memoryBytes : rightBytes * instances
    let writes = isScore ? 0 : sideBytes * instances
    let shared = memoryBytes * operandPasses
    let sixteen = energies.tensor * Double(max(engines.sixteenRate, 1)) / rate
    cost.energyPicojoules = ComponentValues(
      executed * sixteen,
      instances * rows * context * GPUAttention.lanesPerScore / 2 * energies.lane,
      shared * 8 * energies.sharedBit, memoryBytes * 8 * energies.cacheBit,
      memoryBytes * 8 * energies.memoryBit, Double(cost.cycles) * idlePicojoules)
    cost.trafficBytes = ComponentValues(reads, writes, memoryBytes, shared)
    return cost
  }

  /// Attention runs in the narrowest floating-point format of tensor cores that keys come in, else in
  /// 16 bits.
  private func attentionRate(of operation: Operator) -> (rate: Double, isConverted: Bool) {
    let keys = operation.weights.format.element
    if keys.bits == 8, !keys.isInteger, let index = engines.float8 {
      return (engines.all[index].rate, operation.activations.elementBits != 8)
    }
    let (index, isConverted) = engine(of: operation)
    return (engines.all[index].rate, isConverted)
  }

  private func decodeKernel(
    isSingle: Bool, isNarrow: Bool
  ) -> (endCycles: Double, blockCycles: Double) {
    if isSingle { return (GPUAttention.decodeCycles, GPUAttention.singleBlockCycles) }
    if isNarrow, engines.float8 != nil {
      return (GPUAttention.narrowCycles, GPUAttention.narrowBlockCycles)
    }
    return (GPUAttention.decodeCycles, GPUAttention.groupedBlockCycles)
  }

  /// The best of several parts of a context.
  ///
  /// None, and enough to give half a block, one and two to every multiprocessor. The number of parts
  /// is not rounded, so that time grows smoothly with the context and with the number of requests.
  /// All contexts of a launch are cut into the same number of parts; the multiprocessor with a part of
  /// the longest ends no sooner than that, nor before its share of all parts.
  private func decodeSplit(
    _ instances: Double, longest: Double, block: Double, longestBlock: Double, memory: Double,
    _ kernel: (endCycles: Double, blockCycles: Double)
  ) -> (halfCycles: Double, otherCycles: Double) {
    let start = GPUKernel.graphLaunchCycles + kernel.endCycles
    let most = max(1, longest / GPUAttention.leastTokens)
    var best = (halfCycles: Double.infinity, otherCycles: 0.0)
    var wish = 0.0
    for _ in 0..<4 {
      let parts = max(1, min(wish * multiprocessors / instances, most))
      let rounds = max(1, instances * parts / multiprocessors)
      let half = overlapped(max(rounds * block, longestBlock) / parts, memory)
      let other =
        start + (rounds - 1) * kernel.blockCycles + (parts > 1 ? GPUAttention.splitCycles : 0)
      if 2 * half + other < 2 * best.halfCycles + best.otherCycles {
        best = (half, other)
      }
      wish = wish == 0 ? 0.5 : 2 * wish
    }
    return best
  }
}

extension GPUEngines {
  /// Multiply-accumulates of a multiprocessor a cycle in 16 bits; 0 without tensor cores for them.
  var sixteenRate: Double {
    if let float16 { return all[float16].rate }
    if let bfloat16 { return all[bfloat16].rate }
    return 0
  }
}
