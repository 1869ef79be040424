import ArchSimWorkload

/// A ``LookupTableChip`` ready to be costed.
struct LookupTableState: Sendable {
  var unit: LookupTableUnit
  /// Sizes of the unit's tables, made once a design.
  var tables: LookupTables
  /// The chip's own units.
  var units: ProductEngine
  /// The floating-point units beside them; none when their number is 0.
  var tensor: ProductEngine
  var clusters: Double
  /// Lanes of all clusters.
  var vectorLanes: Double
  var inverseVectorLanes: Double
  /// Half of the second-level buffer, in bits: the other half is on its way.
  var sharedBits: Double
  var cyclesPerSharedBit: Double
  var cyclesPerMemoryBit: Double
  var slowdown: Double
  var energy: LookupEnergies
}

/// Tables of a unit as numbers that costs are made of.
struct LookupTables: Sendable {
  /// Whether units read tables that were made elsewhere.
  var areMadeOutside: Bool
  /// Table bits that stand for one activation.
  var bitsPerActivation: Double
  /// Bits of all tables of a unit.
  var storageBits: Double
  /// Entries that are made for one activation.
  var entriesPerActivation: Double
  /// Energy of filling a unit's own tables once, in picojoules.
  var fillPicojoules: Double

  init(_ unit: LookupTableUnit, builderPicojoules: Double) {
    areMadeOutside = unit.isLookup && unit.precompute != .inUnit
    bitsPerActivation = unit.tableBitsPerActivation
    storageBits = unit.tableStorageBits
    entriesPerActivation = Double(unit.entries) / Double(unit.k)
    fillPicojoules = builderPicojoules
  }
}

/// Units of one kind: their shape and what a step costs.
struct ProductEngine: Sendable {
  var m: Double
  var n: Double
  var k: Double
  /// Units of a cluster.
  var units: Double
  var inverseUnits: Double
  /// Unit tiles along the sides of a cluster's largest output tile, and of half of it.
  var tileRowSteps: Double
  var tileColumnSteps: Double
  var halfRowSteps: Double
  var halfColumnSteps: Double
  /// Energy of one cycle of all columns of a unit, over its multiply-accumulates, in picojoules.
  var picojoulesPerMacStep: Double
}

/// Energies in picojoules.
struct LookupEnergies: Sendable {
  /// One operation of a vector lane.
  var lane = 0.0
  var bufferRead = 0.0
  var bufferWrite = 0.0
  var sharedRead = 0.0
  var sharedWrite = 0.0
  var memoryRead = 0.0
  var memoryWrite = 0.0
  /// Leakage and refresh of a cycle.
  var cycle = 0.0
}

/// Slots of energy.
enum LookupEnergy {
  static let units = 0
  static let tensor = 1
  static let precompute = 2
  static let vector = 3
  static let buffers = 4
  static let shared = 5
  static let memory = 6
  static let standby = 7
  static let names = [
    "lookup units", "tensor units", "table precompute", "vector lanes", "cluster buffers", "L2",
    "DRAM", "leakage and refresh",
  ]
}

/// Slots of area.
enum LookupArea {
  static let names = [
    "lookup units", "table builders", "tensor units", "vector lanes", "cluster buffers", "L2",
    "DRAM interface",
  ]
}

/// Slots of traffic.
enum LookupTraffic {
  static let memoryRead = 0
  static let memoryWrite = 1
  static let sharedRead = 2
  static let sharedWrite = 3
  static let bufferRead = 4
  static let bufferWrite = 5
  static let names = [
    "DRAM read", "DRAM write", "L2 read", "L2 write", "cluster buffer read",
    "cluster buffer write",
  ]
}
