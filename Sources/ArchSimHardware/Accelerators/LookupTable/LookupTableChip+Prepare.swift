import ArchSimWorkload

extension LookupTableChip {
  /// Most index bits of a table: 4096 entries and their selectors are no unit any more.
  static let longestIndex = 12

  /// Derives energies, areas and widths.
  ///
  /// - Throws: ``Infeasibility`` when a table would have more than 2^12 entries, when a step of the
  ///   units of a cluster does not fit its buffer twice, or when the process has no such voltage.
  public func prepare() throws(Infeasibility) -> PreparedDesign<State> {
    if unit.isLookup, unit.indexBits > Self.longestIndex {
      throw Infeasibility(
        "index bits of a lookup table", required: Double(unit.indexBits),
        available: Double(Self.longestIndex), unit: .none)
    }
    let node = try ProcessNode.ofDesign(
      nanometres: nodeNanometres, supplyVolts: supplyVolts)
    let isFloat = !unit.activations.isInteger
    let each = calibration.cost(unit.logic, isFloat: isFloat, at: node)
    let builder = calibration.cost(unit.builderLogic, isFloat: isFloat, at: node)
    let tensorUnit = calibration.cost(Self.tensorUnit.logic, isFloat: true, at: node)
    let lane = calibration.cost(
      ProcessingElementLogic.floatingPointMAC(
        weight: .float16, activation: .float16, accumulator: .float32), isFloat: true, at: node)

    let stepBits = operandBits(of: unit)
    try check("cluster buffer", bufferBytes, stepBits: Double(unitsPerCluster) * stepBits)
    let buffer = SRAM.banked(
      capacityBytes: bufferBytes, bankBytes: max(64, bufferBytes / 32), accessWidthBits: 128,
      node: node)
    let shared = SRAM.banked(
      capacityBytes: sharedBytes, bankBytes: 131_072, accessWidthBits: 256, node: node)

    let clusterCount = Double(clusters)
    let units = clusterCount * Double(unitsPerCluster) * each
    let builders = clusterCount * Double(unitsPerCluster) * builder
    let tensors = clusterCount * Double(tensorUnits) * tensorUnit
    let lanes = clusterCount * Double(vectorLanes) * lane
    let logic = units + builders + tensors + lanes
    let sramWatts = (clusterCount * buffer.leakageMilliwatts + shared.leakageMilliwatts) * 1e-3
    let memoryWatts =
      (memory.staticMilliwatts + memory.backgroundMilliwattsPerGigabyte * memoryBytes * 1e-9) * 1e-3
    let standbyWatts = logic.leakageMicrowatts * 1e-6 + sramWatts + memoryWatts

    let energy = LookupEnergies(
      lane: lane.dynamicEnergyPicojoulesPerOperation,
      bufferRead: buffer.readPicojoulesPerBit, bufferWrite: buffer.writePicojoulesPerBit,
      sharedRead: shared.readPicojoulesPerBit, sharedWrite: shared.writePicojoulesPerBit,
      memoryRead: memory.readPicojoulesPerBit, memoryWrite: memory.writePicojoulesPerBit,
      cycle: standbyWatts / clockHertz * 1e12)
    let state = LookupTableState(
      unit: unit,
      tables: LookupTables(
        unit, builderPicojoules: builder.dynamicEnergyPicojoulesPerOperation),
      units: engine(unit, unitsPerCluster, each),
      tensor: engine(Self.tensorUnit, tensorUnits, tensorUnit), clusters: clusterCount,
      vectorLanes: clusterCount * Double(vectorLanes),
      inverseVectorLanes: 1 / (clusterCount * Double(vectorLanes)),
      sharedBits: Double(sharedBytes) * 4,
      cyclesPerSharedBit: clockHertz / (sharedBytesPerSecond * 8),
      cyclesPerMemoryBit: clockHertz / (memoryBytesPerSecond * 8), slowdown: 1 / efficiency,
      energy: energy)
    let area = ComponentValues(
      SIMD8(
        units.areaSquareMicrometres * 1e-6, builders.areaSquareMicrometres * 1e-6,
        tensors.areaSquareMicrometres * 1e-6, lanes.areaSquareMicrometres * 1e-6,
        clusterCount * buffer.areaSquareMillimetres, shared.areaSquareMillimetres,
        memory.interfaceSquareMillimetresPerGigabytePerSecond * memoryBytesPerSecond * 1e-9, 0))
    let fastest = Double(unitsPerCluster) * unit.macsPerCycle(weightBits: 1)
    let beside = Double(tensorUnits) * Self.tensorUnit.macsPerCycle(weightBits: 16)
    return PreparedDesign(
      clockHertz: clockHertz, areaSquareMillimetres: area,
      peakMacsPerCycle: clusterCount * max(fastest, beside), nodeNanometres: nodeNanometres,
      state: State(chip: state))
  }

  /// The 16-bit unit that stands beside lookup units: a quarter of an A100 multiprocessor's 1024
  /// multiply-accumulates a cycle.
  static let tensorUnit: LookupTableUnit = {
    var unit = LookupTableUnit()
    unit.kind = .multiplier
    unit.m = 8
    unit.n = 4
    unit.k = 8
    unit.weightBits = 16
    unit.activations = .fp16
    return unit
  }()

  /// Bits that enter a unit in a step: weights, and tables or activations.
  private func operandBits(of unit: LookupTableUnit) -> Double {
    let weights = Double(unit.k * unit.n * unit.weightBits)
    guard unit.isLookup else {
      return weights + Double(unit.m * unit.k * unit.activations.elementBits)
    }
    return weights + unit.tableStorageBits
  }

  private func engine(
    _ unit: LookupTableUnit, _ count: Int, _ cost: LogicCost
  ) -> ProductEngine {
    let m = Double(unit.m)
    let n = Double(unit.n)
    let k = Double(unit.k)
    let rows = Double(tileRows)
    let columns = Double(tileColumns)
    return ProductEngine(
      m: m, n: n, k: k, units: Double(count), inverseUnits: count > 0 ? 1 / Double(count) : 0,
      tileRowSteps: wholeCycles(rows / m), tileColumnSteps: wholeCycles(columns / n),
      halfRowSteps: wholeCycles(rows / 2 / m), halfColumnSteps: wholeCycles(columns / 2 / n),
      picojoulesPerMacStep: cost.dynamicEnergyPicojoulesPerOperation / (m * n * k))
  }

  private func check(
    _ name: String, _ bytes: Int, stepBits: Double
  ) throws(Infeasibility) {
    guard Double(bytes) * 4 < stepBits else { return }
    throw Infeasibility(name, required: stepBits / 4, available: Double(bytes), unit: .bytes)
  }
}
