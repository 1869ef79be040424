import ArchSim

/// Stripes-like: 16-lane dot products that take weights one bit a cycle, so cycles follow bits.
struct BitSerialArray: Accelerator {
  var (rows, columns, bufferBytes, bandwidth) = (32, 32, 262_144, 64e9)

  static let family = FamilyDescription<BitSerialArray>(
    name: "bit-serial", summary: "Bit-serial array: half the weight bits, half the cycles",
    parameters: [
      .integer("array.rows", \.rows, 1...1024, "Rows of the array"),
      .integer("array.columns", \.columns, 1...1024, "Columns of the array"),
      .integer("buffer", \.bufferBytes, 1024...67_108_864, unit: .bytes, "Buffer"),
      .real("dram.bandwidth", \.bandwidth, 1e8...1e13, unit: .bytesPerSecond, "Memory bandwidth"),
    ],
    energyComponents: ["PE array", "buffer", "DRAM", "leakage"],
    areaComponents: ["PE array", "buffer"], trafficLevels: ["DRAM"])

  func prepare() throws(Infeasibility) -> PreparedDesign<(BitSerialArray, LogicCost, SRAM)> {
    let logic = ProcessingElementLogic.integerDotProduct(
      lanes: 16, weightBits: 1, activationBits: 8, accumulatorBits: 32)
    let element = logic.cost(at: .nanometres28)
    let buffer = SRAM(capacityBytes: bufferBytes, accessWidthBits: 256, node: .nanometres28)
    let area = Double(rows * columns) * element.areaSquareMicrometres * 1e-6
    return PreparedDesign(
      clockHertz: 800e6, areaSquareMillimetres: .init(area, buffer.areaSquareMillimetres),
      peakMacsPerCycle: Double(rows * columns * 16), state: (self, element, buffer))
  }

  static func cost(
    of operation: Operator, with design: PreparedDesign<(BitSerialArray, LogicCost, SRAM)>
  ) throws(Infeasibility) -> OperatorCost {
    let (array, element, buffer) = design.state
    let (m, k, n) = (Double(operation.m), Double(operation.k), Double(operation.n))
    let (weights, inputs, macs) = (operation.weights, operation.activations, operation.macs)
    // What is no integer becomes 16-bit fixed point; activations pass 8 bits at a time.
    let isNative = weights.format.isInteger && inputs.isInteger
    let steps = isNative ? weights.format.elementBits * ((inputs.elementBits + 7) / 8) : 32
    let weightBits = macs > 0 ? k * n * weights.bitsPerElement * Double(operation.batch) : 0
    let inputBits = m * (macs > 0 ? k : n) * inputs.bitsPerElement * Double(operation.batch)
    let rowFolds = (m / Double(array.rows)).rounded(.up)
    let columnFolds = (n / Double(array.columns)).rounded(.up)
    let products = rowFolds * columnFolds * (k / 16).rounded(.up) * Double(operation.batch)
    let busy = macs > 0 ? products * Double(steps) : 0
    let reads = weightBits <= Double(array.bufferBytes * 8) ? 1 : rowFolds
    let outputBits = m * n * operation.output.bitsPerElement * Double(operation.batch)
    let bits = weightBits * reads + inputBits + outputBits
    let cycles = max(1, busy, (bits / 8 * design.clockHertz / array.bandwidth).rounded(.up))
    let milliwatts = Double(array.rows * array.columns) * element.leakageMicrowatts / 1000
    let energy = ComponentValues(
      macs / 16 * Double(steps) * element.dynamicEnergyPicojoulesPerOperation,
      (weightBits * rowFolds + inputBits * columnFolds + bits) * buffer.readPicojoulesPerBit,
      bits * DRAM(.lpddr5).readPicojoulesPerBit,
      cycles / design.clockHertz * (milliwatts + buffer.leakageMilliwatts) * 1e9)
    return OperatorCost(
      cycles: Int(min(1e18, cycles)), stallCycles: Int(min(1e18, cycles - busy)),
      energyPicojoules: energy, trafficBytes: ComponentValues(bits / 8), macs: macs,
      utilization: macs * Double(steps) / cycles / design.peakMacsPerCycle,
      bound: cycles > busy ? .memory : .compute, isConverted: !isNative)
  }
}
