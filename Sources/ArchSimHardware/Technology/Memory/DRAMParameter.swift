/// Interfaces other than memory, and controllers, by area on a 7 nm class die.
public enum DRAMParameter: TechnologyParameter {
  /// A PCIe 5 lane.
  case pcie5Lane
  /// An NVLink 3 port.
  case nvlink3
  /// An NVLink 4 port.
  case nvlink4
  /// Transistors of the controller of one HBM2E stack.
  case hbm2eControllerTransistors
  /// Measured energy of A100's memory with controllers and the way there.
  case a100MemoryWithControllers

  /// The number, in the unit of its declaration.
  public var value: Double {
    switch self {
    case .pcie5Lane: 0.64
    case .nvlink3: 1.888
    case .nvlink4: 0.965
    case .hbm2eControllerTransistors: 552_743_000
    case .a100MemoryWithControllers: 13.11
    }
  }

  /// The number with its name, unit and source.
  public var constant: Constant {
    let compass = ConstantSource("LLMCompass cost model (BSD-3)")
    return switch self {
    case .pcie5Lane: declare("PCIe 5 lane", "mm2", compass)
    case .nvlink3: declare("NVLink 3 port", "mm2", compass)
    case .nvlink4: declare("NVLink 4 port", "mm2", compass)
    case .hbm2eControllerTransistors: declare("HBM2e controller", "transistors", compass)
    case .a100MemoryWithControllers:
      declare(
        "A100 memory with controllers, measured", "pJ/b",
        ConstantSource("Antepara et al., SC 2025, table 3, secondary copy"))
    }
  }

  private func declare(_ name: String, _ unit: String, _ source: ConstantSource) -> Constant {
    Constant(name, category: .dram, value: value, unit: unit, source: source)
  }
}
