import ArchSimWorkload

/// An ``ArrayChip`` ready to be costed: widths, capacities, and energies.
public struct ArrayChipState: Sendable {
  /// Rows of the array.
  var rows: Int
  /// Columns of the array.
  var columns: Int
  /// Arrays that share buffers, memory and the vector unit.
  var arrays: Int
  /// One multiply unit.
  var element: ProcessingElement
  /// The partial sum of an element.
  var accumulator: Accumulator
  /// Bits of a partial sum.
  var accumulatorBits: Double
  /// Dequantizers at the foot of a column, when scales are applied to groups.
  var dequantizersPerColumn: Int
  /// Lanes of the vector unit.
  var vectorLanes: Double
  /// Bits a cycle to and from memory.
  var memoryBitsPerCycle: Double
  /// Usable half of each buffer, in bits.
  var weightCapacityBits: Double
  var activationCapacityBits: Double
  var outputCapacityBits: Double
  /// Energy of every bit moved and of every cycle.
  var energy: TiledEnergy
  /// Energy of a step of one processing element, in picojoules.
  var stepPicojoules: Double
  /// Energy of scaling one group's sum or one weight, in picojoules.
  var scalePicojoules: Double
  /// Energy of adding one activation to the sum of its row, in picojoules.
  var rowSumPicojoules: Double
  /// Energy of one operation of a vector lane, in picojoules.
  var vectorPicojoules: Double
}

/// Slots of energy and of area of every array chip; what stands by takes no area.
enum ArrayChipComponent {
  static let array = 0
  static let conversion = 1
  static let vector = 2
  static let weightBuffer = 3
  static let activationBuffer = 4
  static let outputBuffer = 5
  static let memory = 6
  static let standby = 7

  private static let chipNames = [
    "PE array", "dequantizers", "vector unit", "weight buffer", "activation buffer",
    "output buffer",
  ]
  static let energyNames = chipNames + ["DRAM", "leakage and refresh"]
  static let areaNames = chipNames + ["DRAM interface"]
}

/// Slots of ``OperatorCost/trafficBytes`` of every array chip.
enum ArrayChipTraffic {
  static let memoryRead = 0
  static let memoryWrite = 1
  static let weightBufferRead = 2
  static let weightBufferWrite = 3
  static let activationBufferRead = 4
  static let activationBufferWrite = 5
  static let outputBufferRead = 6
  static let outputBufferWrite = 7
  static let names = [
    "DRAM read", "DRAM write", "weight buffer read", "weight buffer write",
    "activation buffer read", "activation buffer write", "output buffer read",
    "output buffer write",
  ]
}
