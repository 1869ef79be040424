import ArchSimWorkload

extension OperatorKind {
  /// Times that the lanes go over a tensor.
  ///
  /// Softmax and normalisation see all elements before they can change the first; a rotary
  /// embedding is two products and a sum, a gated activation a function and a product
  /// (FlightLLM's artifact, `inst_profiler.py` and its fused layers).
  fileprivate var lanePasses: Double {
    switch self {
    case .normalization, .softmax, .activation: 2
    case .rotary: 3
    case .elementwise: 1
    case .embedding, .gemm, .attentionScore, .attentionContext: 0
    }
  }
}

extension DSPChainState {
  /// The cost of an operator that multiplies no matrices: the lanes or memory, whichever is slower.
  func vectorCost(of operation: Operator) -> OperatorCost {
    let elements = Double(operation.batch) * Double(operation.m) * Double(operation.n)
    let busy = elements * operation.kind.lanePasses / lanes
    let inputs = operation.kind.vectorInputs
    let input = elements * inputs * operation.activations.bitsPerElement / 8
    let output = elements * operation.output.bitsPerElement / 8
    let table =
      operation.kind == .embedding ? elements * operation.weights.bitsPerElement / 8 : 0
    let isOffChip = design.decodePlace == .offChip
    let isSmall = elements * operation.output.bitsPerElement <= 8 * outputCapacity
    let stays = design.decodePlace == .onChip && isSmall
    let reads = isOffChip || (!stays && !operation.fusion.contains(.input)) ? input : 0
    let writes = isOffChip || (!stays && !operation.fusion.contains(.output)) ? output : 0
    // Vectors of single tokens cross channels; larger tensors lie in the channels of the regions.
    let rate = isSmall ? crossBytesPerCycle : wideBytesPerCycle * regions
    let hasDDR = tableBytesPerCycle > 0
    let tableRate = hasDDR ? tableBytesPerCycle : wideBytesPerCycle * regions
    let memoryCycles = (reads + writes) / rate + table / tableRate
    let cycles = wholeCycles(max(busy, memoryCycles))
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(max(0, cycles - wholeCycles(busy)))
    cost.bound = memoryCycles > busy ? .memory : .compute
    charge(&cost, cycles, read: reads + (hasDDR ? 0 : table), write: writes)
    if hasDDR {
      cost.trafficBytes[DSPChainTraffic.tableRead] = table
      cost.energyPicojoules[DSPChainEnergy.memory] +=
        table * 8 * DRAM(.ddr4).readPicojoulesPerBit
    }
    return cost
  }

  /// The cost of a product that the chains cannot do: one multiply-add a lane and cycle.
  func fallbackCost(of operation: Operator) -> OperatorCost {
    let macs = operation.macs
    let instances = Double(operation.batch)
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let fusion = operation.fusion
    let weights = instances * k * n * operation.weights.bitsPerElement / 8
    let input = instances * m * k * operation.activations.bitsPerElement / 8
    let output = instances * m * n * operation.output.bitsPerElement / 8
    let reads =
      (fusion.contains(.weights) ? 0 : weights) + (fusion.contains(.input) ? 0 : input)
    let writes = fusion.contains(.output) ? 0 : output
    let busy = macs / lanes
    let memoryCycles = (reads + writes) / (wideBytesPerCycle * regions)
    let cycles = wholeCycles(max(busy, memoryCycles))
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = Int(max(0, cycles - wholeCycles(busy)))
    cost.bound = memoryCycles > busy ? .memory : .compute
    cost.macs = macs
    cost.isConverted = true
    cost.utilization = min(
      1, macs / (cycles * regions * max(matrixProducts, vectorProducts)))
    charge(&cost, cycles, read: reads, write: writes)
    return cost
  }

  /// Fills in energy and traffic.
  ///
  /// Slices are clocked whether they multiply or not, so a busy cycle and an idle one cost the
  /// same; only memory distinguishes operators of equal time.
  @inline(__always)
  func charge(
    _ cost: inout OperatorCost, _ cycles: Double, read: Double, write: Double
  ) {
    cost.energyPicojoules = ComponentValues(
      SIMD8(
        cycles * fabricPicojoules,
        read * readPicojoulesPerByte + write * writePicojoulesPerByte,
        cycles * memoryBackgroundPicojoules, cycles * boardPicojoules, 0, 0, 0, 0))
    cost.trafficBytes = ComponentValues(SIMD8(read, write, 0, 0, 0, 0, 0, 0))
  }
}
