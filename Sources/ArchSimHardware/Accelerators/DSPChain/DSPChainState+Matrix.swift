import ArchSimWorkload

extension DSPChainState {
  /// How the engine is used.
  enum Mode {
    /// Activations stay, weights stream: `p_M × p_K × p_N`.
    case matrix
    /// Weights stream over all channels of a region: `1 × p_K × p_N`.
    case vector
  }

  /// Time and bytes of a product in one of the modes.
  struct Run {
    var mode: Mode
    /// Instructions of a region, one a tile of columns.
    var rounds: Double
    var computeCycles: Double
    /// Time of the busiest region's bytes alone.
    var memoryCycles: Double
    var cycles: Double
    var readBytes: Double
    var writeBytes: Double
  }

  /// Steps of the chain for one product of these formats; nil when it has floating point in it.
  func steps(of operation: Operator) -> Double? {
    let weights = operation.weights.format
    let activations = operation.activations
    guard weights.isInteger, activations.isInteger, activations.blockSize == 0 else { return nil }
    let left = (weights.elementBits - 1) / design.weightBits + 1
    let right = (activations.elementBits - 1) / design.activationBits + 1
    return Double(left * right)
  }

  /// The product in the faster of the two modes.
  func productCost(
    of operation: Operator, steps: Double
  ) -> (cost: OperatorCost, mode: Mode, rounds: Double) {
    let vector = vectorRun(operation, steps)
    let matrix = matrixRun(operation, steps)
    let run = matrix.cycles < vector.cycles ? matrix : vector
    let cycles = wholeCycles(run.cycles)
    var cost = OperatorCost(cycles: Int(cycles))
    cost.stallCycles = max(0, cost.cycles - Int(min(cycles, wholeCycles(run.computeCycles))))
    cost.macs = operation.macs
    cost.bound = run.memoryCycles > run.computeCycles ? .memory : .compute
    let peak = regions * max(matrixProducts, vectorProducts) / (timeDensity * steps)
    cost.utilization = min(1, cost.macs / (cycles * peak))
    cost.isConverted = steps > 1
    charge(&cost, cycles, read: run.readBytes, write: run.writeBytes)
    return (cost, run.mode, run.rounds)
  }

  /// `T_cmp = rounds · M · K · tile/(p_K · p_N)`, weights over all channels of a region.
  private func vectorRun(_ operation: Operator, _ steps: Double) -> Run {
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let instances = Double(operation.batch)
    let tile = Double(design.vectorTile)
    let groups = instances * wholeCycles(n / tile)
    let rounds = wholeCycles(groups / regions)
    let depth = wholeCycles(k / Double(design.chainLength)) * Double(design.chainLength)
    let density = operation.kind == .gemm ? timeDensity : 1
    let compute = rounds * m * depth * tile / vectorProducts * steps * density
    let perWeight = weightBytes(of: operation)
    let weights = instances * k * n * perWeight
    // The busiest region holds rounds of the groups of columns; the last group may be short.
    let share = weights * min(1, rounds / groups)
    let parts = wholeCycles(min(n, tile) * k / vectorTileWeights)
    let first = min(share, min(n, tile) * wholeCycles(k / parts) * perWeight)
    let activationBytes = instances * m * k * operation.activations.bitsPerElement / 8
    let outputBytes = instances * m * n * operation.output.bitsPerElement / 8
    let fits =
      m * k * operation.activations.bitsPerElement <= 8 * activationCapacity
      && m * n * operation.output.bitsPerElement <= 8 * outputCapacity
    let stays = design.decodePlace == .onChip && fits
    let isOffChip = design.decodePlace == .offChip
    let readsInput = isOffChip || (!stays && !operation.fusion.contains(.input))
    let writesOutput = isOffChip || (!stays && !operation.fusion.contains(.output))
    let input = readsInput ? activationBytes : 0
    let output = writesOutput ? outputBytes : 0
    let loads = share / wideBytesPerCycle
    let streamed = max(compute + first / wideBytesPerCycle, loads)
    let crossing = (input + output) / crossBytesPerCycle
    return Run(
      mode: .vector, rounds: rounds, computeCycles: compute, memoryCycles: loads + crossing,
      cycles: streamed + crossing + chainLatency,
      readBytes: weights + input, writeBytes: output)
  }

  /// `T_cmp = ⌈M/p_M⌉ · rounds · K/p_K · tile/p_N`, weights over few channels for each tile of rows.
  private func matrixRun(_ operation: Operator, _ steps: Double) -> Run {
    let m = Double(operation.m)
    let k = Double(operation.k)
    let n = Double(operation.n)
    let instances = Double(operation.batch)
    let rows = Double(design.matrixRows)
    let tile = Double(design.matrixTile)
    let rowTiles = wholeCycles(m / rows)
    let groups = instances * wholeCycles(n / tile)
    let rounds = wholeCycles(groups / regions)
    let depth = wholeCycles(k / Double(design.chainLength)) * Double(design.chainLength)
    let density = operation.kind == .gemm ? timeDensity : 1
    let compute = rowTiles * rounds * rows * tile * depth / matrixProducts * steps * density
    let perWeight = weightBytes(of: operation)
    let weights = instances * k * n * perWeight * rowTiles
    let share = weights * min(1, rounds / groups)
    let perActivation = operation.activations.bitsPerElement / 8
    // Columns are shared out, so every region reads the activations of its instances.
    let perRegion = wholeCycles(instances / regions)
    let readsInput = !operation.fusion.contains(.input)
    let input = readsInput ? perRegion * m * k * perActivation : 0
    let output =
      operation.fusion.contains(.output)
      ? 0 : instances * m * n * operation.output.bitsPerElement / 8
    let first =
      (readsInput ? min(m, rows) * k * perActivation / wideBytesPerCycle : 0)
      + min(n, tile) * k * perWeight / weightBytesPerCycle
    let loads = input / wideBytesPerCycle + share / weightBytesPerCycle
    let stores = output / regions / wideBytesPerCycle
    return Run(
      mode: .matrix, rounds: rounds, computeCycles: compute, memoryCycles: max(loads, stores),
      cycles: max(compute + first, loads, stores) + chainLatency,
      readBytes: weights + input * regions, writeBytes: output)
  }

  /// Bytes that a weight of the dense matrix takes in memory; none when it is on the chip.
  private func weightBytes(of operation: Operator) -> Double {
    guard !operation.fusion.contains(.weights) else { return 0 }
    let dense = operation.weights.bitsPerElement / 8
    guard operation.kind == .gemm else { return dense }
    return dense * byteDensity + indexBytesPerWeight
  }
}
