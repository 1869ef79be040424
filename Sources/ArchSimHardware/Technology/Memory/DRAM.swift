/// An off-chip memory technology: energy, background power, interface area and bandwidth.
///
/// Energies are those of the memory device with its interface, per bit that crosses it; they
/// include activation at the locality of the source. Values without a checked source are marked
/// `unverified` in ``constants``.
public struct DRAM: Hashable, Sendable {
  /// A memory standard for which numbers are held.
  public enum Generation: String, Hashable, Sendable, CaseIterable {
    /// DDR4 SDRAM, 64 bit DIMM of x8 devices.
    case ddr4
    /// LPDDR4X SDRAM, 32 bit package.
    case lpddr4x
    /// LPDDR5 SDRAM, 32 bit package.
    case lpddr5
    /// GDDR6 SGRAM, 32 bit device.
    case gddr6
    /// HBM2 stack.
    case hbm2
    /// HBM2E stack.
    case hbm2e
    /// HBM3 stack.
    case hbm3
  }

  /// Energy of reading a bit, in pJ.
  public let readPicojoulesPerBit: Double
  /// Energy of writing a bit, in pJ.
  public let writePicojoulesPerBit: Double
  /// Power of holding a gigabyte (10⁹ B) whether it is used or not, in mW.
  public let backgroundMilliwattsPerGigabyte: Double
  /// Transfers a second on one data pin, in Gb/s.
  public let pinGigabitsPerSecond: Double
  /// Data pins of one device, package, DIMM or stack.
  public let pins: Double
  /// Area of the interface for one device on the chip that uses it, in mm².
  public let physicalInterfaceSquareMillimetres: Double
  /// Power beyond ``backgroundMilliwattsPerGigabyte`` that does not depend on the capacity, in mW.
  public let staticMilliwatts: Double
  private let origin: DRAMOrigin

  /// Peak bandwidth of one device in GB/s (10⁹ B/s).
  public var peakGigabytesPerSecond: Double { pinGigabitsPerSecond * pins / 8 }
  /// Area of the interface for a GB/s of peak bandwidth, in mm².
  public var interfaceSquareMillimetresPerGigabytePerSecond: Double {
    let bandwidth = peakGigabytesPerSecond
    return bandwidth > 0 ? physicalInterfaceSquareMillimetres / bandwidth : 0
  }
  /// The standard, or `nil` for a named set of constants.
  public var generation: Generation? {
    if case .standard(let generation) = origin { generation } else { nil }
  }
  /// The numbers with their names, units and sources.
  public var constants: [Constant] { origin.constants(of: self) }

  /// The published numbers of a standard.
  public init(_ generation: Generation) {
    switch generation {
    case .ddr4:
      self.init(.standard(.ddr4), read: 20.3, background: 73.5, rate: 3.2, pins: 64, phy: 2.9)
    case .lpddr4x:
      self.init(.standard(.lpddr4x), read: 13, background: 10, rate: 4.267, pins: 32, phy: 1.45)
    case .lpddr5:
      self.init(.standard(.lpddr5), read: 10.4, background: 10, rate: 6.4, pins: 32, phy: 1.45)
    case .gddr6:
      self.init(.standard(.gddr6), read: 7.5, background: 73.5, rate: 16, pins: 32, phy: 1.45)
    case .hbm2:
      self.init(.standard(.hbm2), read: 3.97, background: 73.5, rate: 2, pins: 1024, phy: 10.45)
    case .hbm2e:
      self.init(.standard(.hbm2e), read: 4.3, background: 73.5, rate: 3.6, pins: 1024, phy: 10.45)
    case .hbm3:
      self.init(.standard(.hbm3), read: 3.9, background: 73.5, rate: 6.4, pins: 1024, phy: 10.45)
    }
  }

  /// What MixPE's simulator charges in the energy that it reports.
  ///
  /// 0.644304/1024 and 0.784104/1024 nJ a bit read and written and 484.615/500 nJ a cycle of
  /// 500 MHz, which is 484.6 mW; 1024 bits a cycle are 64 GB/s.
  public static let mixPEReference = DRAM(
    .mixPE, read: 0.644304e3 / 1024, write: 0.784104e3 / 1024, background: 0, rate: 0.5,
    pins: 1024, phy: 0, staticMilliwatts: 484.615)

  private init(
    _ origin: DRAMOrigin, read: Double, write: Double? = nil, background: Double, rate: Double,
    pins: Double, phy: Double, staticMilliwatts: Double = 0
  ) {
    self.origin = origin
    readPicojoulesPerBit = read
    writePicojoulesPerBit = write ?? read
    backgroundMilliwattsPerGigabyte = background
    pinGigabitsPerSecond = rate
    self.pins = pins
    physicalInterfaceSquareMillimetres = phy
    self.staticMilliwatts = staticMilliwatts
  }
}
