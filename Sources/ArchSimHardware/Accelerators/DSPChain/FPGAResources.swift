/// Counts of what an FPGA has, or of what a design takes of it.
public struct FPGAResources: Hashable, Sendable {
  /// Multiplier blocks.
  public var dspSlices: Int
  /// 36 Kib block memories.
  public var blockRAMs: Int
  /// 288 Kib memories.
  public var ultraRAMs: Int
  /// Six-input look-up tables.
  public var lookUpTables: Int
  /// Flip-flops.
  public var flipFlops: Int

  /// Creates counts.
  public init(
    dspSlices: Int, blockRAMs: Int, ultraRAMs: Int, lookUpTables: Int, flipFlops: Int
  ) {
    self.dspSlices = dspSlices
    self.blockRAMs = blockRAMs
    self.ultraRAMs = ultraRAMs
    self.lookUpTables = lookUpTables
    self.flipFlops = flipFlops
  }

  /// Refuses counts that a budget does not have.
  ///
  /// - Throws: ``Infeasibility`` with the first resource that runs out.
  func check(against budget: FPGAResources) throws(Infeasibility) {
    try Self.check("DSP slices of the FPGA", dspSlices, budget.dspSlices)
    try Self.check("BRAM blocks of the FPGA", blockRAMs, budget.blockRAMs)
    try Self.check("URAM blocks of the FPGA", ultraRAMs, budget.ultraRAMs)
    try Self.check("LUTs of the FPGA", lookUpTables, budget.lookUpTables)
    try Self.check("flip-flops of the FPGA", flipFlops, budget.flipFlops)
  }

  private static func check(_ name: String, _ need: Int, _ have: Int) throws(Infeasibility) {
    guard need > have else { return }
    throw Infeasibility(name, required: Double(need), available: Double(have), unit: .none)
  }
}
