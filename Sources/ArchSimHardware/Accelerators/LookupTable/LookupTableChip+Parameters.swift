import ArchSimWorkload

extension LookupTableChip {
  static var unitParameters: [DesignParameter<Self>] {
    [
      .choice(
        "unit.kind",
        [
          ("bit-serial", LookupKind.bitSerial), ("bit-parallel", .bitParallel),
          ("multiplier", .multiplier),
        ], "How a unit makes products"
      ) { $0.unit.kind = $1 },
      .integer("unit.m", 1...256, default: 2, "Rows of activations of a unit, a table each") {
        $0.unit.m = $1
      },
      .integer("unit.n", 1...1024, default: 64, "Columns of weights that share the tables") {
        $0.unit.n = $1
      },
      .integer("unit.k", 1...64, default: 4, "Reduction that one lookup or dot product covers") {
        $0.unit.k = $1
      },
      .choice(
        "unit.table",
        [
          ("symmetric", TableShape.symmetric), ("symmetric-online", .symmetricOnline),
          ("full", .full),
        ], "Entries held: one half with indices inverted offline or by the unit, or all"
      ) { $0.unit.table = $1 },
      .integer("unit.table_bits", 2...32, default: 8, "Bits of an integer table entry") {
        $0.unit.tableBits = $1
      },
      .integer("unit.weight_bits", 1...16, default: 2, "Widest weights of one pass, in bits") {
        $0.unit.weightBits = $1
      },
      .choice(
        "unit.activations", OperandFormats.activations,
        default: OperandFormats.position("int8", in: OperandFormats.activations),
        "What enters a unit; floating point makes floating-point tables"
      ) { $0.unit.activations = $1 },
      .integer("unit.accumulator", 8...64, default: 16, "Bits of an integer sum") {
        $0.unit.accumulatorBits = $1
      },
      .choice(
        "precompute",
        [("fused", TablePrecompute.fused), ("separate", .separate), ("in-unit", .inUnit)],
        "Who fills the tables: the operator before, a pass of its own, or each unit"
      ) { $0.unit.precompute = $1 },
    ]
  }

  static var clusterParameters: [DesignParameter<Self>] {
    [
      .integer("clusters", 1...4096, default: 16, "Clusters (streaming multiprocessors)") {
        $0.clusters = $1
      },
      .integer("cluster.units", 1...4096, default: 4, "Units of a cluster") {
        $0.unitsPerCluster = $1
      },
      .integer(
        "cluster.tensor_units", 0...256, default: 0,
        "FP16 units of 8 x 4 x 8 products beside them, for attention and formats that others lack"
      ) { $0.tensorUnits = $1 },
      .integer(
        "cluster.vector_lanes", 1...4096, default: 32,
        "16-bit multiply-add lanes of a cluster"
      ) { $0.vectorLanes = $1 },
      .integer("tile.m", 1...1024, default: 128, "Rows of a cluster's largest output tile") {
        $0.tileRows = $1
      },
      .integer("tile.n", 1...1024, default: 128, "Columns of a cluster's largest output tile") {
        $0.tileColumns = $1
      },
    ]
  }

  static var memoryParameters: [DesignParameter<Self>] {
    [
      .integer(
        "cluster.buffer", 64...1_073_741_824, default: 131_072, unit: .bytes,
        "Operand buffer of a cluster, both halves"
      ) { $0.bufferBytes = $1 },
      .integer(
        "l2.capacity", 64...17_179_869_184, default: 4_194_304, unit: .bytes,
        "Second-level buffer"
      ) { $0.sharedBytes = $1 },
      .real(
        "l2.bandwidth", 1e6...1e16, default: 1e12, unit: .bytesPerSecond,
        "Bandwidth of the second-level buffer"
      ) { $0.sharedBytesPerSecond = $1 },
      .choice(
        "dram.kind", DRAM.Generation.allCases.map { ($0.rawValue, DRAM($0)) },
        default: DRAM.Generation.allCases.firstIndex(of: .lpddr5) ?? 0, "Memory off the chip"
      ) { $0.memory = $1 },
      .real(
        "dram.capacity", 1e6...1e15, default: 16e9, unit: .bytes,
        "Capacity of that memory, which sets its background power"
      ) { $0.memoryBytes = $1 },
      .real(
        "dram.bandwidth", 1e6...1e15, default: 128e9, unit: .bytesPerSecond,
        "Bandwidth of that memory"
      ) { $0.memoryBytesPerSecond = $1 },
    ]
  }

  static var processParameters: [DesignParameter<Self>] {
    [
      .real("clock", 1e6...1e10, default: 1e9, unit: .hertz, "Clock") { $0.clockHertz = $1 },
      .real("technology.node", 3...130, default: 28, unit: .nanometres, "Process node") {
        $0.nodeNanometres = $1
      },
      .real(
        "technology.voltage", 0...1.8, default: 0, unit: .volts,
        "Supply; 0 for the node's nominal one"
      ) { $0.supplyVolts = $1 },
      .real(
        "calibration.efficiency", 0.01...1, default: 1,
        "Share of issue slots that the device sustains in long products"
      ) { $0.efficiency = $1 },
      .real(
        "calibration.integer_area", 0.1...10, default: 1,
        "Area of integer units in the technology's own synthesis, over the gate model's"
      ) { $0.calibration.integerArea = $1 },
      .real(
        "calibration.float_area", 0.1...10, default: 1,
        "The same of floating-point units"
      ) { $0.calibration.floatArea = $1 },
      .real(
        "calibration.integer_energy", 0.1...10, default: 1,
        "Energy of integer units in the technology's own synthesis, over the gate model's"
      ) { $0.calibration.integerEnergy = $1 },
      .real(
        "calibration.float_energy", 0.1...10, default: 1,
        "The same of floating-point units"
      ) { $0.calibration.floatEnergy = $1 },
    ]
  }
}
