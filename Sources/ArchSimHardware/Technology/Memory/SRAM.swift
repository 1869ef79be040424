/// An on-chip SRAM: its area, energy, leakage and access time.
///
/// A monolithic array of `b` bits with a port of `w` bits at feature size `F`, relative to 45 nm,
/// and voltage `V` (`m` is `b` in millions):
///
/// - area: `F² (195.7 b + 30.3 max(b, 1024 w))`: cells with their share of decoders, and a sense
///   amplifier and driver for each column of at most 1024 rows, at least one for each bit of width.
/// - read energy: `F^1.1 V² (0.0365 w + 28.4 s + (13.8 + 0.257 w) d)`: circuits at the port; bit
///   lines of the subarray that is read, `s = min(m, 0.001024 w)`; address and data wires over the
///   way to it, `d = √m − 0.8 √s`, with no more than 1024 columns in this `s`.
/// - write energy: `F^1.1 V² (0.0158 w + (4.3 + 0.283 w) √m)`: full swings over the same way.
/// - access time: `F^0.92 (0.12 + 0.68 √m)` ns: gates, then a way across the array.
/// - leakage: cell leakage times `0.98 b + 56 √b`.
///
/// All coefficients are in ``SRAMParameter``. Everything grows with the capacity, and area and
/// energy grow with the width. A big buffer made of small banks costs less energy:
/// ``banked(capacityBytes:bankBytes:accessWidthBits:node:)``.
public struct SRAM: Hashable, Sendable {
  /// Capacity in B.
  public let capacityBytes: Double
  /// Bits read or written in an access.
  public let accessWidthBits: Double
  /// Number of banks, each of which can be accessed in the same cycle.
  public let banks: Double
  /// Area of all banks in mm².
  public let areaSquareMillimetres: Double
  /// Energy of reading the width once from one bank, in pJ.
  public let readEnergyPicojoules: Double
  /// Energy of writing the width once to one bank, in pJ.
  public let writeEnergyPicojoules: Double
  /// Leakage power of all banks in mW.
  public let leakageMilliwatts: Double
  /// Time from address to data in ns.
  public let accessNanoseconds: Double

  /// Read energy in pJ for each bit of the width.
  public var readPicojoulesPerBit: Double { readEnergyPicojoules / accessWidthBits }
  /// Write energy in pJ for each bit of the width.
  public var writePicojoulesPerBit: Double { writeEnergyPicojoules / accessWidthBits }

  /// Creates one array.
  ///
  /// - Parameters:
  ///   - capacityBytes: Capacity in B; below 16 B it counts as 16 B.
  ///   - accessWidthBits: Width of the port in bits, held between one and the capacity.
  ///   - node: The process, whose voltage is the memory's.
  public init(capacityBytes: Int, accessWidthBits: Int, node: ProcessNode) {
    self.init(
      bytes: max(16, Double(capacityBytes)), width: Double(accessWidthBits), banks: 1, node: node)
  }

  /// Creates a memory of equal banks that are accessed one by one.
  ///
  /// The number of banks is rounded up. An access costs that of one bank and wires from the port to
  /// the bank, on average half the edge of the whole.
  ///
  /// - Parameters:
  ///   - capacityBytes: Capacity in B of all banks together.
  ///   - bankBytes: Capacity in B of one bank.
  ///   - accessWidthBits: Width of the port in bits, that of each bank.
  ///   - node: The process, whose voltage is the memory's.
  /// - Returns: All banks together, with the energy of an access to one of them.
  public static func banked(
    capacityBytes: Int, bankBytes: Int, accessWidthBits: Int, node: ProcessNode
  ) -> SRAM {
    let bank = max(16, Double(bankBytes))
    let count = max(1, (Double(capacityBytes) / bank).rounded(.up))
    return SRAM(bytes: bank, width: Double(accessWidthBits), banks: count, node: node)
  }

  private init(bytes: Double, width: Double, banks: Double, node: ProcessNode) {
    let bits = bytes * 8
    let width = min(max(width, 1), bits)
    let megabits = bits * 1e-6
    let edge = Mathematics.squareRoot(megabits)
    let feature = node.sramFeatureNanometres * 1e-6  // in mm
    let area =
      banks * feature * feature
      * (SRAMParameter.areaPerBit.value * bits
        + SRAMParameter.areaPerColumnRow.value
        * max(bits, SRAMParameter.subarrayRows.value * width))
    let columns = max(width, SRAMParameter.narrowestSubarray.value)
    let subarray = min(megabits, columns * SRAMParameter.subarrayRows.value * 1e-6)
    let square = min(
      subarray,
      SRAMParameter.widestSubarray.value * SRAMParameter.subarrayRows.value * 1e-6)
    let way = edge - SRAMParameter.subarrayReach.value * Mathematics.squareRoot(square)
    var read =
      node.sramEnergy
      * (SRAMParameter.readPerWidthBit.value * width
        + SRAMParameter.readPerBitLine.value * subarray
        + (SRAMParameter.readPerAccess.value + SRAMParameter.readPerTravellingBit.value * width)
          * way)
    var write =
      node.sramEnergy
      * (SRAMParameter.writePerWidthBit.value * width + SRAMParameter.writePerAccess.value * edge
        + SRAMParameter.writePerTravellingBit.value * width * edge)
    var distance = edge
    if banks > 1 {
      let voltage = node.supplyVoltage
      let wire =
        SRAMParameter.wayToBank.value * Mathematics.squareRoot(area) * width
        * SRAMParameter.wireActivity.value * ProcessParameter.wireCapacitance.value * 1e-3 * voltage
        * voltage
      read += wire
      write += wire
      distance = Mathematics.squareRoot(megabits * banks)
    }
    capacityBytes = bytes * banks
    accessWidthBits = width
    self.banks = banks
    areaSquareMillimetres = area
    readEnergyPicojoules = read
    writeEnergyPicojoules = write
    leakageMilliwatts =
      banks * node.sramCellLeakageNanowatts * 1e-6
      * (SRAMParameter.leakagePerBit.value * bits
        + SRAMParameter.leakagePerEdgeBit.value * Mathematics.squareRoot(bits))
    accessNanoseconds =
      node.sramDelay
      * (SRAMParameter.timePerAccess.value + SRAMParameter.timePerDistance.value * distance)
  }
}
