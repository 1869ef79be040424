/// A design as the simulator of the MixPE authors sees it.
///
/// Defaults are those of the paper's designs (arXiv 2411.16158; github yuzhang712/mixpe_simulator
/// at 7e0d42c, `conf_*.ini`, `run_mix.py`): 128, 256 and 128 KiB of buffers, 1024 bits of DRAM a
/// cycle, 500 MHz.
public struct PaperConfiguration: Hashable, Sendable {
  /// Rows of the array.
  public var rows: Int
  /// Columns of the array.
  public var columns: Int
  /// Widest operands of a processing element, in bits.
  public var widestBits: Int
  /// Narrowest operands for which it still does more work, in bits.
  public var narrowestBits: Int
  /// Weight buffer, in bytes.
  public var weightBufferBytes = 128 * 1024
  /// Activation buffer, in bytes.
  public var activationBufferBytes = 256 * 1024
  /// Output buffer, in bytes.
  public var outputBufferBytes = 128 * 1024
  /// DRAM bits a cycle.
  public var memoryBitsPerCycle = 1024
  /// Clock, in hertz.
  public var clockHertz = 500e6
  /// Leakage of a processing element, in nanowatts.
  public var leakageNanowatts: Double
  /// Dynamic power of a processing element, in nanowatts.
  public var dynamicNanowatts: Double

  /// A design with the paper's buffers and memory.
  public init(
    rows: Int, columns: Int, widestBits: Int, narrowestBits: Int, power: PaperPower
  ) {
    self.rows = rows
    self.columns = columns
    self.widestBits = widestBits
    self.narrowestBits = narrowestBits
    leakageNanowatts = power.leakageNanowatts
    dynamicNanowatts = power.dynamicNanowatts
  }

  /// How many operands fit the place of one, along each side of the array.
  func precisionFactor(operandBits: Int) -> Int {
    max(1, widestBits / max(operandBits, narrowestBits))
  }
}

/// Power of a processing element at 500 MHz as the simulator's synthesis table has it.
///
/// Source: github yuzhang712/mixpe_simulator at 7e0d42c, the BitFusion synthesis table. It is
/// quoted for 28 nm there, but its (8, 4) row is BitFusion's 45 nm row of one 8-bit fusion unit.
public struct PaperPower: Hashable, Sendable {
  /// Leakage, in nanowatts.
  public var leakageNanowatts: Double
  /// Dynamic power, in nanowatts.
  public var dynamicNanowatts: Double

  /// Widest 8, narrowest 4 bits.
  public static let bits8To4 = PaperPower(leakageNanowatts: 64_314, dynamicNanowatts: 279_960)
  /// 6 bits only.
  public static let bits6 = PaperPower(leakageNanowatts: 28_458, dynamicNanowatts: 123_882)
  /// 16 bits only.
  public static let bits16 = PaperPower(leakageNanowatts: 192_942, dynamicNanowatts: 839_982)
  /// Widest 16, narrowest 8 bits.
  public static let bits16To8 = PaperPower(leakageNanowatts: 128_458, dynamicNanowatts: 544_982)

  /// The row for a pair of widths, where the table has it.
  public static func row(widestBits: Int, narrowestBits: Int) -> PaperPower? {
    switch (widestBits, narrowestBits) {
    case (8, 4): .bits8To4
    case (6, 6): .bits6
    case (16, 16): .bits16
    case (16, 8): .bits16To8
    default: nil
    }
  }
}
