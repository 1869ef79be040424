import ArchSimWorkload

extension ArrayChip {
  /// Shortest groups that the dequantizers of a column keep up with, in reduction steps.
  static let shortestGroup = 32

  /// Derives everything that costing reads, and the area.
  ///
  /// Each buffer has a port as wide as what the array takes in a cycle: a weight a column, an
  /// activation a row, a row of sums.
  ///
  /// - Parameter arrays: Arrays of that size that share the buffers, the memory and the vector unit.
  /// - Returns: What costing reads, and the area.
  /// - Throws: ``Infeasibility`` when the element cannot be built for its formats, when a buffer is
  ///   smaller than two words of its port, or when the process has no such voltage.
  func prepare(
    arrays: Int = 1
  ) throws(Infeasibility) -> (state: ArrayChipState, area: ComponentValues) {
    let node = try ProcessNode.ofDesign(
      nanometres: nodeNanometres, supplyVolts: supplyVolts)
    try element.check()
    let accumulator = try element.accumulator()
    let accumulatorBits = accumulator.bits
    // Operands that an element takes bit by bit come through ports that are narrower by as much.
    let portLanes = (element.lanes - 1) / element.kind.rules.widestSteps(element) + 1
    let weightPort = arrays * columns * portLanes * element.weights.elementBits
    let activationPort = arrays * rows * portLanes * element.activations.elementBits
    let outputPort = arrays * columns * accumulatorBits
    try check("weight buffer", weightBufferBytes, portBits: weightPort)
    try check("activation buffer", activationBufferBytes, portBits: activationPort)
    try check("output buffer", outputBufferBytes, portBits: outputPort)
    let weightBuffer = SRAM(
      capacityBytes: weightBufferBytes, accessWidthBits: weightPort, node: node)
    let activationBuffer = SRAM(
      capacityBytes: activationBufferBytes, accessWidthBits: activationPort, node: node)
    let outputBuffer = SRAM(
      capacityBytes: outputBufferBytes, accessWidthBits: outputPort, node: node)

    // What the elements of a row or column share counts for each of them in part.
    let edges = element.kind.rules.edgeStorage(element)
    let unit =
      (element.logic(accumulator) + (1 / Double(columns)) * edges.row
      + (1 / Double(rows)) * edges.column).cost(at: node)
    let dequantizersPerColumn = (rows - 1) / Self.shortestGroup + 1
    let scale: LogicCost
    let scaleCount: Int
    var rowSum = LogicCost()
    switch element.dequantization {
    case .afterGroup:
      scale = element.groupDequantizer(accumulator).cost(at: node)
      scaleCount = dequantizersPerColumn * columns
      // For zero points, one more column of adders sums the activations of each row.
      rowSum = element.rowSum.cost(at: node)
    case .beforeProduct:
      scale = element.weightDequantizer.cost(at: node)
      scaleCount = columns
    }
    let lane = ProcessingElementLogic.floatingPointMAC(
      weight: .float16, activation: .float16, accumulator: .float32
    ).cost(at: node)
    let array = Double(arrays * rows * columns) * unit
    let dequantizers =
      Double(arrays) * (Double(scaleCount) * scale + Double(rows * element.lanes) * rowSum)
    let vector = Double(vectorLanes) * lane

    let logicLeakageWatts =
      (array.leakageMicrowatts + dequantizers.leakageMicrowatts + vector.leakageMicrowatts) * 1e-6
    let bufferLeakageWatts =
      (weightBuffer.leakageMilliwatts + activationBuffer.leakageMilliwatts
        + outputBuffer.leakageMilliwatts) * 1e-3
    let memoryWatts =
      (memory.staticMilliwatts + memory.backgroundMilliwattsPerGigabyte * memoryBytes * 1e-9) * 1e-3
    let standbyWatts = logicLeakageWatts + bufferLeakageWatts + memoryWatts

    let state = ArrayChipState(
      rows: rows, columns: columns, arrays: arrays, element: element, accumulator: accumulator,
      accumulatorBits: Double(accumulatorBits), dequantizersPerColumn: dequantizersPerColumn,
      vectorLanes: Double(vectorLanes),
      memoryBitsPerCycle: memoryBytesPerSecond * 8 / clockHertz,
      weightCapacityBits: Double(weightBufferBytes) * 4,
      activationCapacityBits: Double(activationBufferBytes) * 4,
      outputCapacityBits: Double(outputBufferBytes) * 4,
      energy: TiledEnergy(
        weightRead: weightBuffer.readPicojoulesPerBit,
        weightWrite: weightBuffer.writePicojoulesPerBit,
        activationRead: activationBuffer.readPicojoulesPerBit,
        activationWrite: activationBuffer.writePicojoulesPerBit,
        outputRead: outputBuffer.readPicojoulesPerBit,
        outputWrite: outputBuffer.writePicojoulesPerBit,
        memoryRead: memory.readPicojoulesPerBit, memoryWrite: memory.writePicojoulesPerBit,
        cycle: standbyWatts / clockHertz * 1e12),
      stepPicojoules: unit.dynamicEnergyPicojoulesPerOperation,
      scalePicojoules: scale.dynamicEnergyPicojoulesPerOperation,
      rowSumPicojoules: rowSum.dynamicEnergyPicojoulesPerOperation,
      vectorPicojoules: lane.dynamicEnergyPicojoulesPerOperation)
    let area = ComponentValues(
      SIMD8(
        array.areaSquareMicrometres * 1e-6, dequantizers.areaSquareMicrometres * 1e-6,
        vector.areaSquareMicrometres * 1e-6, weightBuffer.areaSquareMillimetres,
        activationBuffer.areaSquareMillimetres, outputBuffer.areaSquareMillimetres,
        memory.interfaceSquareMillimetresPerGigabytePerSecond * memoryBytesPerSecond * 1e-9, 0))
    return (state, area)
  }

  private func check(
    _ name: String, _ bytes: Int, portBits: Int
  ) throws(Infeasibility) {
    let required = Double(portBits) / 4
    guard Double(bytes) < required else { return }
    throw Infeasibility(name, required: required, available: Double(bytes), unit: .bytes)
  }
}

extension ArrayChipState {
  /// Most multiply-accumulates a cycle, at the narrowest operands that gain speed.
  var peakMacsPerCycle: Double {
    Double(arrays * rows * columns * element.kind.rules.peakProducts(element))
  }
}
