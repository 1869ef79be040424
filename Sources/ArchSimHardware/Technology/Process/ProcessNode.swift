/// A semiconductor process and the voltage it runs at, with factors that scale costs to it.
///
/// A node is made once a design; everything that depends on the node alone is computed then, so
/// that costing logic and memories multiplies ready numbers.
///
/// ```swift
/// let node = try ProcessNode(nanometres: 28)
/// node.areaFactor(from: .nanometres45)  // 0.37: the same logic takes 37 % of the area
/// ```
///
/// Between published nodes factors are interpolated in logarithms; 28 nm lies between 32 and 20.
/// Below 7 nm they rest on a foundry's announcements and below 3 or above 130 nm on nothing but the
/// slope: ``warning`` says so. Sources are in ``TechnologyConstants``.
public struct ProcessNode: Hashable, Sendable {
  /// The node's name as a length, in nm.
  public let nanometres: Double
  /// The supply voltage, in V.
  public let supplyVoltage: Double
  /// Area of logic relative to 45 nm.
  public let logicArea: Double
  /// Energy of a logic gate's switching relative to 45 nm at 0.9 V.
  public let logicEnergy: Double
  /// Energy of published arithmetic units relative to 45 nm at 0.9 V, see ``LogicEnergyScaling``.
  public let arithmeticEnergy: Double
  /// Delay of a logic gate relative to 45 nm at its nominal voltage.
  public let logicDelay: Double
  /// Leakage power of a logic gate relative to 45 nm at its nominal voltage.
  public let leakageFactor: Double
  /// The `F` of which an SRAM cell is 146 F², in nm; it hardly shrinks below 7 nm.
  public let sramFeatureNanometres: Double
  /// Leakage power of an SRAM cell, in nW.
  public let sramCellLeakageNanowatts: Double
  /// Energy of an SRAM relative to 45 nm at 1 V.
  let sramEnergy: Double
  /// Access time of an SRAM relative to 45 nm at nominal voltage.
  let sramDelay: Double

  /// The nodes for which a model exists, in nm.
  public static let supportedNanometres: ClosedRange<Double> = 1...250
  /// The supply voltages for which a model exists, in V.
  public static let supportedVoltage: ClosedRange<Double> = 0.3...2

  /// Creates a node.
  ///
  /// - Parameters:
  ///   - nanometres: The node's name, 1 to 250 nm.
  ///   - supplyVoltage: The voltage, 0.3 to 2 V; the node's nominal voltage when left out.
  /// - Throws: ``TechnologyError`` when a value is outside its range.
  public init(nanometres: Double, supplyVoltage: Double? = nil) throws(TechnologyError) {
    try TechnologyError.check(nanometres, "process node (nm)", in: Self.supportedNanometres)
    if let supplyVoltage {
      try TechnologyError.check(supplyVoltage, "supply voltage (V)", in: Self.supportedVoltage)
    }
    self.init(unchecked: nanometres, supplyVoltage: supplyVoltage)
  }

  private init(unchecked nanometres: Double, supplyVoltage: Double?) {
    let scaling = NodeScaling(nanometres: nanometres)
    let nominal = scaling.interpolated { $0.nominalVoltage }
    let voltage = supplyVoltage ?? nominal
    self.nanometres = nanometres
    self.supplyVoltage = voltage
    logicArea = scaling.interpolated { $0.area }
    logicEnergy = scaling.interpolated { $0.energy(at: voltage) } / NodeScaling.referenceEnergy
    arithmeticEnergy = NodeScaling.arithmeticEnergy(
      nanometres: nanometres, voltageRatio: voltage / nominal)
    logicDelay = scaling.interpolated { $0.delay(at: voltage) } / NodeScaling.referenceDelay
    let cellLeakage = scaling.interpolated { $0.leakage } * (voltage / nominal)
    sramCellLeakageNanowatts = cellLeakage
    leakageFactor = cellLeakage / NodeScaling.referenceLeakage
    let feature = scaling.sramFeature
    sramFeatureNanometres = feature
    let relativeFeature = feature / NodeScaling.referenceNanometres
    sramEnergy =
      Mathematics.power(relativeFeature, SRAMParameter.energyFeatureExponent.value)
      * voltage * voltage
    let slowdown = scaling.interpolated { $0.delay(at: voltage) / $0.delay(at: $0.nominalVoltage) }
    sramDelay =
      Mathematics.power(relativeFeature, SRAMParameter.timeFeatureExponent.value) * slowdown
  }

  /// What to know before trusting the factors, or `nil` within the published range 7 to 130 nm.
  public var warning: String? {
    if nanometres > 130 || nanometres < 3 {
      return "\(NodeRow.text(nanometres)) nm lies outside 3 ... 130 nm: factors are extrapolated"
    }
    if nanometres < 7 {
      return "\(NodeRow.text(nanometres)) nm: factors rest on announced gains, not measurements"
    }
    return nil
  }

  /// Whether the factors go beyond the published range of 7 to 130 nm.
  public var isExtrapolated: Bool { nanometres > 130 || nanometres < 7 }

  /// The area of logic here for an area of 1 at `other`.
  public func areaFactor(from other: ProcessNode) -> Double { logicArea / other.logicArea }

  /// The switching energy of logic here, at this voltage, for an energy of 1 at `other`.
  public func energyFactor(from other: ProcessNode) -> Double { logicEnergy / other.logicEnergy }

  /// The delay of logic here, at this voltage, for a delay of 1 at `other`.
  public func delayFactor(from other: ProcessNode) -> Double { logicDelay / other.logicDelay }

  /// The leakage power of the same gates here for a power of 1 at `other`.
  public func leakageFactor(from other: ProcessNode) -> Double {
    leakageFactor / other.leakageFactor
  }

  /// The area of SRAM here for an area of 1 at `other`.
  public func sramAreaFactor(from other: ProcessNode) -> Double {
    let ratio = sramFeatureNanometres / other.sramFeatureNanometres
    return ratio * ratio
  }

  /// 65 nm at 1.1 V.
  public static let nanometres65 = ProcessNode(unchecked: 65, supplyVoltage: nil)
  /// 45 nm at 1.0 V.
  public static let nanometres45 = ProcessNode(unchecked: 45, supplyVoltage: nil)
  /// 28 nm at its nominal voltage.
  public static let nanometres28 = ProcessNode(unchecked: 28, supplyVoltage: nil)
  /// 22 nm at its nominal voltage.
  public static let nanometres22 = ProcessNode(unchecked: 22, supplyVoltage: nil)
  /// 16 nm at its nominal voltage.
  public static let nanometres16 = ProcessNode(unchecked: 16, supplyVoltage: nil)
  /// 7 nm at 0.7 V.
  public static let nanometres7 = ProcessNode(unchecked: 7, supplyVoltage: nil)
  /// 5 nm at 0.7 V; announced gains, see ``warning``.
  public static let nanometres5 = ProcessNode(unchecked: 5, supplyVoltage: nil)
}
