/// What limits an operator.
public enum Bound: UInt8, Hashable, Sendable, CaseIterable {
  /// The arithmetic units.
  case compute
  /// The bandwidth of a memory.
  case memory
  /// The bandwidth of a link between devices.
  case network
  /// A time that no bandwidth shortens: filling, draining, launching.
  case latency

  /// The word in tables.
  public var name: String {
    switch self {
    case .compute: "compute"
    case .memory: "memory"
    case .network: "network"
    case .latency: "latency"
    }
  }
}

/// What one execution of an operator costs on a design.
public struct OperatorCost: Hashable, Sendable {
  /// Cycles from the first byte read to the last byte written, stalls included.
  public var cycles: Int
  /// Cycles of those in which the arithmetic units wait for memory.
  public var stallCycles: Int
  /// Energy by component, in picojoules; static energy over `cycles` is a component as well.
  public var energyPicojoules: ComponentValues
  /// Bytes moved, by the levels that the family names.
  public var trafficBytes: ComponentValues
  /// Multiply-accumulates that the workload asked for (not those of padding).
  public var macs: Double
  /// Multiply-accumulates done over those that the design's peak for these formats allows in
  /// `cycles`, between 0 and 1; 0 for operators that multiply no matrices.
  public var utilization: Double
  /// What limits it.
  public var bound: Bound
  /// Whether the design lacks the operands' formats, so that the cost has a conversion in it.
  public var isConverted: Bool

  /// Creates a cost.
  @inlinable public init(
    cycles: Int, stallCycles: Int = 0, energyPicojoules: ComponentValues = ComponentValues(),
    trafficBytes: ComponentValues = ComponentValues(), macs: Double = 0, utilization: Double = 0,
    bound: Bound = .compute, isConverted: Bool = false
  ) {
    self.cycles = cycles
    self.stallCycles = stallCycles
    self.energyPicojoules = energyPicojoules
    self.trafficBytes = trafficBytes
    self.macs = macs
    self.utilization = utilization
    self.bound = bound
    self.isConverted = isConverted
  }
}
