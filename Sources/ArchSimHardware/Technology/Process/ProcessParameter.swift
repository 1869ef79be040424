/// Scalars of the process model that belong to no single node.
public enum ProcessParameter: TechnologyParameter {
  /// The voltage at which the energy densities of the logic model hold.
  case referenceVoltage
  /// Below this voltage a planar node's energy falls with the square of the voltage.
  case planarEnergyFloorVoltage
  /// Below this voltage a FinFET node's energy falls with the square of the voltage.
  case finEnergyFloorVoltage
  /// Below this voltage the delay rises with the inverse square of the voltage.
  case delayFloorVoltage
  /// Slope of leakage power over voltage around the nominal voltage.
  case leakageVoltageExponent
  /// Exponent of published arithmetic energy over the node's name, from 45 to 7 nm.
  case arithmeticEnergyExponent
  /// Capacitance of a repeated wire, which hardly changes between nodes.
  case wireCapacitance

  /// The number, in the unit of its declaration.
  @inline(__always)
  public var value: Double {
    switch self {
    case .referenceVoltage: 0.9
    case .planarEnergyFloorVoltage: 0.7
    case .finEnergyFloorVoltage: 0.5
    case .delayFloorVoltage: 0.5
    case .leakageVoltageExponent: 1
    case .arithmeticEnergyExponent: 0.57
    case .wireCapacitance: 296
    }
  }

  /// The number with its name, unit and source.
  public var constant: Constant {
    switch self {
    case .referenceVoltage:
      declare(
        "reference voltage of 45 nm energy", "V",
        ConstantSource("Horowitz, ISSCC 2014, fig. 1.1.9: 45 nm, 0.9 V"))
    case .planarEnergyFloorVoltage:
      declare(
        "lowest voltage of the energy polynomial, 32 nm and above", "V",
        ConstantSource("below it the 65 nm polynomial would rise again", .assumed))
    case .finEnergyFloorVoltage:
      declare(
        "lowest voltage of the energy polynomial, below 32 nm", "V",
        ConstantSource("range of the fit in Stillmaker & Baas 2017", .assumed))
    case .delayFloorVoltage:
      declare(
        "lowest voltage of the delay polynomial", "V",
        ConstantSource("range of the fit in Stillmaker & Baas 2017", .assumed))
    case .leakageVoltageExponent:
      declare(
        "exponent of leakage power over supply voltage", "",
        ConstantSource("power is voltage times a current that hardly depends on it", .assumed))
    case .arithmeticEnergyExponent:
      declare(
        "exponent of published arithmetic energy over node", "",
        ConstantSource(
          "geometric mean over 8 operations of Jouppi et al. ISCA 2021 table 2 over Horowitz "
            + "ISSCC 2014: 0.35 from 45 to 7 nm", .calibrated))
    case .wireCapacitance:
      declare(
        "wire capacitance", "fF/mm",
        ConstantSource("Keckler, IEEE Micro 2011, table 1: 240 fJ/mm a transition at 0.9 V, 40 nm"))
    }
  }

  private func declare(_ name: String, _ unit: String, _ source: ConstantSource) -> Constant {
    Constant(name, category: .process, value: value, unit: unit, source: source)
  }
}
