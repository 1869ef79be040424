import ArchSimWorkload

extension TiledArray {
  /// A design given by its values as the MixPE authors' simulator sees it.
  ///
  /// - Parameter values: One number a parameter of ``family``.
  /// - Returns: The design; nil when its accounting is archsim's own.
  /// - Throws: ``Infeasibility`` when the simulator has no power for such processing elements.
  public static func paperConfiguration(
    _ values: [Double]
  ) throws(Infeasibility) -> PaperConfiguration? {
    var design = TiledArray()
    for (parameter, value) in zip(family.parameters, values) { parameter.apply(&design, value) }
    return try design.paperConfiguration()
  }

  /// The design as the MixPE authors' simulator sees it, when its accounting is asked for.
  ///
  /// - Throws: ``Infeasibility`` when the simulator has no power for such processing elements.
  func paperConfiguration() throws(Infeasibility) -> PaperConfiguration? {
    guard accounting == .mixpePaper else { return nil }
    let widest = chip.element.activations.elementBits
    let narrowest = min(widest, chip.element.narrowestBits)
    guard let power = PaperPower.row(widestBits: widest, narrowestBits: narrowest) else {
      throw Infeasibility(
        "PE power of the mixpe-paper accounting, which has 8/4, 6/6, 16/16 and 16/8 bits only",
        required: 1, available: 0, unit: .none)
    }
    var paper = PaperConfiguration(
      rows: chip.rows, columns: chip.columns, widestBits: widest, narrowestBits: narrowest,
      power: power)
    paper.weightBufferBytes = chip.weightBufferBytes
    paper.activationBufferBytes = chip.activationBufferBytes
    paper.outputBufferBytes = chip.outputBufferBytes
    paper.memoryBitsPerCycle = max(
      1, Int(min(1e9, chip.memoryBytesPerSecond * 8 / chip.clockHertz)))
    paper.clockHertz = chip.clockHertz
    return paper
  }

  /// The cost of a product by the simulator's rules, with its single width for both operands: that
  /// of the weights.
  static func paperCost(
    of operation: Operator, _ paper: PaperConfiguration
  ) throws(Infeasibility) -> OperatorCost {
    let layer = PaperLayer.matrixProduct(
      batch: operation.m, inputs: operation.k, outputs: operation.n,
      operandBits: operation.weights.format.elementBits)
    guard let one = PaperMapper.cost(of: layer, on: paper) else {
      throw Infeasibility(
        "weight or activation buffer for one padded tile", required: 1, available: 0, unit: .none)
    }
    let factor = Double(operation.batch)
    let energy = one.energyNanojoules(paper)
    var cost = OperatorCost(cycles: clampedProduct(one.cycles, operation.batch))
    cost.stallCycles = clampedProduct(one.stallCycles, operation.batch)
    cost.macs = operation.macs
    cost.bound = one.stallCycles > one.cycles - one.stallCycles ? .memory : .compute
    let side = paper.precisionFactor(operandBits: layer.operandBits)
    let peak = Double(paper.rows * paper.columns * side * side)
    cost.utilization = min(1, cost.macs / (Double(cost.cycles) * peak))
    cost.energyPicojoules[ArrayChipComponent.array] = energy.core * 1000 * factor
    cost.energyPicojoules[ArrayChipComponent.weightBuffer] = energy.buffers * 1000 * factor
    cost.energyPicojoules[ArrayChipComponent.memory] = energy.memory * 1000 * factor
    cost.energyPicojoules[ArrayChipComponent.standby] = energy.memoryStatic * 1000 * factor
    cost.trafficBytes = ComponentValues(
      SIMD8(
        Double(one.memoryReadBits), Double(one.memoryWriteBits), Double(one.weightBufferReadBits),
        Double(one.weightBufferWriteBits), Double(one.activationBufferReadBits),
        Double(one.activationBufferWriteBits), Double(one.outputBufferReadBits),
        Double(one.outputBufferWriteBits)) * (factor / 8))
    return cost
  }
}
