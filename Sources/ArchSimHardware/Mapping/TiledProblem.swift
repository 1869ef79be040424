/// A matrix product on an output-stationary array with three double-buffered memories: everything
/// that the choice of tiles and loop order depends on.
///
/// Sizes are in bits and counts in elements, as `Double` where products of them are formed.
public struct TiledProblem: Sendable {
  /// Rows of the left operand.
  public var m: Int
  /// The reduction.
  public var k: Int
  /// Columns of the right operand.
  public var n: Int
  /// Independent instances, run one after the other; the next one's first tile is prefetched.
  public var instances: Double

  /// Bits of a weight in memory, with its share of scales.
  public var weightBits: Double
  /// Bits of an activation in memory.
  public var activationBits: Double
  /// Bits of a finished result in memory.
  public var outputBits: Double
  /// Bits of a partial sum.
  public var accumulatorBits: Double
  /// Whether weights come from off the chip.
  public var readsWeights = true
  /// Whether activations come from off the chip.
  public var readsActivations: Bool
  /// Whether results leave the chip.
  public var writesOutputs: Bool

  /// Results side by side in one pass of the array, along m.
  public var arrayRows: Int
  /// Results side by side in one pass of the array, along n.
  public var arrayColumns: Int
  /// Cycles a reduction step takes: more than one where operands are wider than the units.
  public var cyclesPerStep: Double
  /// Bits a cycle between the chip and its memory, both directions together.
  public var memoryBitsPerCycle: Double

  /// Usable half of the weight buffer, in bits.
  public var weightCapacityBits: Double
  /// Usable half of the activation buffer, in bits.
  public var activationCapacityBits: Double
  /// Usable half of the output buffer, in bits.
  public var outputCapacityBits: Double

  /// Energies of what depends on the mapping, in picojoules a bit.
  public var energy: TiledEnergy

  /// Creates a problem from all its parts.
  public init(
    m: Int, k: Int, n: Int, instances: Double, weightBits: Double, activationBits: Double,
    outputBits: Double, accumulatorBits: Double, readsActivations: Bool, writesOutputs: Bool,
    arrayRows: Int, arrayColumns: Int, cyclesPerStep: Double, memoryBitsPerCycle: Double,
    weightCapacityBits: Double, activationCapacityBits: Double, outputCapacityBits: Double,
    energy: TiledEnergy
  ) {
    self.m = m
    self.k = k
    self.n = n
    self.instances = instances
    self.weightBits = weightBits
    self.activationBits = activationBits
    self.outputBits = outputBits
    self.accumulatorBits = accumulatorBits
    self.readsActivations = readsActivations
    self.writesOutputs = writesOutputs
    self.arrayRows = arrayRows
    self.arrayColumns = arrayColumns
    self.cyclesPerStep = cyclesPerStep
    self.memoryBitsPerCycle = memoryBitsPerCycle
    self.weightCapacityBits = weightCapacityBits
    self.activationCapacityBits = activationCapacityBits
    self.outputCapacityBits = outputCapacityBits
    self.energy = energy
  }
}

/// Energy of each bit moved, in picojoules, and of each cycle.
public struct TiledEnergy: Hashable, Sendable {
  /// Reading a bit from the weight buffer into the array, with what is done to each weight on the
  /// way.
  public var weightRead: Double
  /// Writing a bit into the weight buffer.
  public var weightWrite: Double
  /// Reading a bit from the activation buffer.
  public var activationRead: Double
  /// Writing a bit into the activation buffer.
  public var activationWrite: Double
  /// Reading a bit from the output buffer.
  public var outputRead: Double
  /// Writing a bit into the output buffer.
  public var outputWrite: Double
  /// Reading a bit from memory off the chip.
  public var memoryRead: Double
  /// Writing a bit to memory off the chip.
  public var memoryWrite: Double
  /// Leakage and background power, a cycle.
  public var cycle: Double

  /// Creates the energies, all in picojoules.
  public init(
    weightRead: Double, weightWrite: Double, activationRead: Double, activationWrite: Double,
    outputRead: Double, outputWrite: Double, memoryRead: Double, memoryWrite: Double,
    cycle: Double
  ) {
    self.weightRead = weightRead
    self.weightWrite = weightWrite
    self.activationRead = activationRead
    self.activationWrite = activationWrite
    self.outputRead = outputRead
    self.outputWrite = outputWrite
    self.memoryRead = memoryRead
    self.memoryWrite = memoryWrite
    self.cycle = cycle
  }
}
