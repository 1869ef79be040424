/// What the simulator of the MixPE authors says of a layer: cycles, bits moved, and energy in four
/// parts.
public struct PaperCost: Hashable, Sendable {
  /// Cycles in all.
  public var cycles = 0
  /// Cycles in which the array waits.
  public var stallCycles = 0
  /// Bits read from the weight buffer.
  public var weightBufferReadBits = 0
  /// Bits written into the weight buffer.
  public var weightBufferWriteBits = 0
  /// Bits read from the activation buffer.
  public var activationBufferReadBits = 0
  /// Bits written into the activation buffer.
  public var activationBufferWriteBits = 0
  /// Bits read from the output buffer.
  public var outputBufferReadBits = 0
  /// Bits written into the output buffer.
  public var outputBufferWriteBits = 0
  /// Bits read from DRAM.
  public var memoryReadBits = 0
  /// Bits written to DRAM.
  public var memoryWriteBits = 0

  /// Nothing yet.
  public init() {}

  /// Adds `repeats` executions of a layer; what no integer holds stays the largest one.
  public mutating func add(_ other: PaperCost, repeats: Int) {
    func sum(_ total: Int, _ one: Int) -> Int { clampedSum(total, clampedProduct(one, repeats)) }
    cycles = sum(cycles, other.cycles)
    stallCycles = sum(stallCycles, other.stallCycles)
    weightBufferReadBits = sum(weightBufferReadBits, other.weightBufferReadBits)
    weightBufferWriteBits = sum(weightBufferWriteBits, other.weightBufferWriteBits)
    activationBufferReadBits = sum(activationBufferReadBits, other.activationBufferReadBits)
    activationBufferWriteBits = sum(activationBufferWriteBits, other.activationBufferWriteBits)
    outputBufferReadBits = sum(outputBufferReadBits, other.outputBufferReadBits)
    outputBufferWriteBits = sum(outputBufferWriteBits, other.outputBufferWriteBits)
    memoryReadBits = sum(memoryReadBits, other.memoryReadBits)
    memoryWriteBits = sum(memoryWriteBits, other.memoryWriteBits)
  }
}

/// Energy as the simulator reports it, in nanojoules.
public struct PaperEnergy: Hashable, Sendable {
  /// DRAM background, nanojoules.
  public var memoryStatic: Double
  /// DRAM accesses, nanojoules.
  public var memory: Double
  /// Buffer accesses (no leakage), nanojoules.
  public var buffers: Double
  /// Processing elements, leakage and dynamic, nanojoules.
  public var core: Double
}

extension PaperCost {
  /// The four parts that the simulator reports.
  ///
  /// Constants in nanojoules: CACTI 7 at 28 nm for banks of 4 KiB, 8 KiB and 128 B (64, 64 and 4
  /// bytes wide), DRAM as in the simulator's `stats.py`. Source: github yuzhang712/mixpe_simulator
  /// at 7e0d42c.
  public func energyNanojoules(_ design: PaperConfiguration) -> PaperEnergy {
    PaperEnergy(
      memoryStatic: Double(cycles) * 484.615 / 500,
      memory: Double(memoryReadBits) * (0.644304 / 1024)
        + Double(memoryWriteBits) * (0.784104 / 1024),
      buffers: bufferNanojoules, core: coreNanojoules(design))
  }

  /// Accesses of the three buffers, in nanojoules.
  private var bufferNanojoules: Double {
    Double(weightBufferReadBits) * (0.0168924 / 512)
      + Double(weightBufferWriteBits) * (0.0203422 / 512)
      + Double(activationBufferReadBits) * (0.0177688 / 512)
      + Double(activationBufferWriteBits) * (0.0248866 / 512)
      + Double(outputBufferReadBits) * (0.000294945 / 32)
      + Double(outputBufferWriteBits) * (0.000415925 / 32)
  }

  /// Leakage in every cycle and dynamic power in those without a stall, in nanojoules.
  private func coreNanojoules(_ design: PaperConfiguration) -> Double {
    let elements = Double(design.rows * design.columns)
    return elements / design.clockHertz
      * (Double(cycles) * design.leakageNanowatts
        + Double(cycles - stallCycles) * design.dynamicNanowatts)
  }

  /// The energy by which the simulator's mapper breaks ties, in nanojoules; it differs from what it
  /// reports in the DRAM constants, and has the leakage of the buffers.
  func tieNanojoules(_ design: PaperConfiguration) -> Double {
    let leakageMilliwatts = 2.96594 * 32 + 5.4983 * 32 + 0.127708 * 1024
    return coreNanojoules(design) + bufferNanojoules
      + Double(memoryReadBits) * (1.18294 / 1024) + Double(memoryWriteBits) * (1.47797 / 1024)
      + Double(cycles) * (3838.05 / 500_000 + leakageMilliwatts * 1e6 / design.clockHertz)
  }
}
