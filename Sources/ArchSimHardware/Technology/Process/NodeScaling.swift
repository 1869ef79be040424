/// A place between two published nodes, and interpolation in logarithms between them.
struct NodeScaling {
  static let referenceNanometres = 45.0
  static let referenceRow = NodeRow.all[3]
  static let referenceEnergy = referenceRow.energy(at: ProcessParameter.referenceVoltage.value)
  static let referenceDelay = referenceRow.delay(at: referenceRow.nominalVoltage)
  static let referenceLeakage = referenceRow.leakage

  let nanometres: Double
  private let larger: NodeRow
  private let smaller: NodeRow
  /// 0 at the larger node, 1 at the smaller, beyond these outside the table.
  private let position: Double

  init(nanometres: Double) {
    let rows = NodeRow.all
    var index = 0
    while index < rows.count - 2, rows[index + 1].nanometres > nanometres { index += 1 }
    self.nanometres = nanometres
    larger = rows[index]
    smaller = rows[index + 1]
    position =
      Mathematics.logarithm(larger.nanometres / nanometres)
      / Mathematics.logarithm(larger.nanometres / smaller.nanometres)
  }

  /// A positive quantity of the two neighbours, interpolated geometrically.
  @inline(__always)
  func interpolated(_ quantity: (NodeRow) -> Double) -> Double {
    let first = quantity(larger)
    return first
      * Mathematics.exponential(position * Mathematics.logarithm(quantity(smaller) / first))
  }

  /// Horowitz at 45 nm and 0.9 V is one; from there a power of the node reaches Jouppi's 7 nm, and
  /// at any other than the nominal voltage energy goes with the square of it.
  static func arithmeticEnergy(nanometres: Double, voltageRatio: Double) -> Double {
    let nominal = referenceRow.nominalVoltage / ProcessParameter.referenceVoltage.value
    let slope = ProcessParameter.arithmeticEnergyExponent.value
    let atNominal = Mathematics.power(nanometres / referenceNanometres, slope)
    // Horowitz's 45 nm row is below the nominal voltage; Jouppi's 7 nm row is at it.
    let share = min(
      1, max(0, Mathematics.logarithm(nanometres / 7) / Mathematics.logarithm(45 / 7)))
    return atNominal * Mathematics.power(nominal * nominal, share) * voltageRatio * voltageRatio
  }

  /// The node itself down to 22 nm, where CACTI's cell meets the published ones; below, theirs.
  var sramFeature: Double {
    if nanometres >= 22 { return nanometres }
    if nanometres >= 20 { return NodeRow.all[5].sramFeature }
    return interpolated { $0.sramFeature }
  }
}

extension NodeRow {
  /// Energy of a gate in arbitrary units, rising with the voltage everywhere.
  func energy(at voltage: Double) -> Double {
    let floor =
      nanometres >= 32
      ? ProcessParameter.planarEnergyFloorVoltage.value
      : ProcessParameter.finEnergyFloorVoltage.value
    let held = max(voltage, floor)
    let ratio = min(voltage, floor) / floor
    return ((energy.a * held + energy.b) * held + energy.c) * ratio * ratio
  }

  /// Delay of a gate in arbitrary units, never rising with the voltage.
  func delay(at voltage: Double) -> Double {
    let floor = ProcessParameter.delayFloorVoltage.value
    let held = min(max(voltage, floor), delayVoltageLimit)
    let ratio = floor / min(voltage, floor)
    return (((delay.a * held + delay.b) * held + delay.c) * held + delay.d) * ratio * ratio
  }
}
