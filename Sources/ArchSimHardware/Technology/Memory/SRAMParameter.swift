/// Coefficients of the SRAM model, at 45 nm and 1 V where they depend on these.
public enum SRAMParameter: TechnologyParameter {
  /// Area of a cell with its share of the decoders.
  case areaPerBit
  /// Area of sense amplifiers and drivers of a column, for each of its rows.
  case areaPerColumnRow
  /// Rows of a subarray at most.
  case subarrayRows
  /// Columns of a subarray at least.
  case narrowestSubarray
  /// Columns of a subarray at most; a wider port reads several side by side.
  case widestSubarray
  /// Share of a subarray's edge that data wires need not cross.
  case subarrayReach
  /// Read energy of one bit of width near the port.
  case readPerWidthBit
  /// Read energy of the bit lines of one megabit.
  case readPerBitLine
  /// Read energy of address wires along the edge of one megabit.
  case readPerAccess
  /// Read energy of the data wire of one bit of width along the edge of one megabit.
  case readPerTravellingBit
  /// Write energy of one bit of width near the port.
  case writePerWidthBit
  /// Write energy of word lines and address wires at one megabit.
  case writePerAccess
  /// Write energy of bit lines and data wires of one bit of width at one megabit.
  case writePerTravellingBit
  /// Access time of decoder, word line, bit line and sense amplifier.
  case timePerAccess
  /// Access time of the way across one megabit.
  case timePerDistance
  /// Leakage in cells of one cell of the array.
  case leakagePerBit
  /// Leakage in cells of the periphery, which grows with the edge of the array.
  case leakagePerEdgeBit
  /// How energy at one voltage falls with the feature size.
  case energyFeatureExponent
  /// How time falls with the feature size.
  case timeFeatureExponent
  /// Share of wires that change in a transfer of random data.
  case wireActivity
  /// Way from the port to a bank, as a share of the edge of all banks.
  case wayToBank

  /// The number, in the unit of its declaration.
  @inline(__always)
  public var value: Double {
    switch self {
    case .areaPerBit: 195.7
    case .areaPerColumnRow: 30.32
    case .subarrayRows: 1024
    case .narrowestSubarray: 8
    case .widestSubarray: 1024
    case .subarrayReach: 0.8
    case .readPerWidthBit: 0.0365
    case .readPerBitLine: 28.42
    case .readPerAccess: 13.763
    case .readPerTravellingBit: 0.2566
    case .writePerWidthBit: 0.0158
    case .writePerAccess: 4.255
    case .writePerTravellingBit: 0.2833
    case .timePerAccess: 0.1202
    case .timePerDistance: 0.6805
    case .leakagePerBit: 0.9775
    case .leakagePerEdgeBit: 56.35
    case .energyFeatureExponent: 1.1
    case .timeFeatureExponent: 0.9236
    case .wireActivity: 0.5
    case .wayToBank: 0.5
    }
  }

  /// The number with its name, unit and source.
  public var constant: Constant {
    switch self {
    case .areaPerBit: fitted("area of a bit", "F^2")
    case .areaPerColumnRow: fitted("area of a column's sense amplifier for each row", "F^2")
    case .subarrayRows: fitted("rows of a subarray at most", "")
    case .widestSubarray:
      Constant(
        "columns of a subarray at most", category: .sram, value: value, unit: "",
        source: ConstantSource("as many as rows; the runs fitted are no wider than 512", .assumed))
    case .narrowestSubarray:
      Constant(
        "columns of a subarray at least", category: .sram, value: value, unit: "",
        source: ConstantSource("keeps narrow ports from paying for tall subarrays", .assumed))
    case .subarrayReach: fitted("share of a subarray's edge that wires need not cross", "")
    case .readPerWidthBit: fitted("read energy of a bit of width at the port", "pJ")
    case .readPerBitLine: fitted("read energy of the bit lines of 1 Mb", "pJ")
    case .readPerAccess: fitted("read energy of address wires across 1 Mb", "pJ")
    case .readPerTravellingBit: fitted("read energy of a bit's wire across 1 Mb", "pJ")
    case .writePerWidthBit: fitted("write energy of a bit of width at the port", "pJ")
    case .writePerAccess: fitted("write energy of an access at 1 Mb", "pJ")
    case .writePerTravellingBit: fitted("write energy of a bit crossing 1 Mb", "pJ")
    case .timePerAccess: fitted("access time at the port", "ns")
    case .timePerDistance: fitted("access time across 1 Mb", "ns")
    case .leakagePerBit: fitted("leakage of a bit in cell leakages", "")
    case .leakagePerEdgeBit: fitted("leakage of periphery in cell leakages a bit of edge", "")
    case .energyFeatureExponent: fitted("exponent of energy over feature size", "")
    case .timeFeatureExponent: fitted("exponent of access time over feature size", "")
    case .wireActivity:
      Constant(
        "share of wires that change", category: .sram, value: value, unit: "",
        source: ConstantSource("random data", .assumed))
    case .wayToBank:
      Constant(
        "way to a bank over the edge of all", category: .sram, value: value, unit: "",
        source: ConstantSource("mean distance along one axis of a square", .assumed))
    }
  }

  private func fitted(_ name: String, _ unit: String) -> Constant {
    Constant(
      name, category: .sram, value: value, unit: unit,
      source: ConstantSource("fit over CACTI 7 runs, 22-90 nm, 4 KiB-2 MiB", .calibrated))
  }
}
