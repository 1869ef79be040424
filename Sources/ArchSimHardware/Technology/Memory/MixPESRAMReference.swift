/// The three SRAM banks of MixPE's simulator, as its authors' CACTI run gave them at 28 nm.
///
/// They come from another configuration of CACTI than the one ``SRAM`` is fitted to (a 4 KiB bank
/// takes 2.6 times the area), so they are kept as constants for reproducing that paper, not used by
/// the model.
public enum MixPESRAMReference: Hashable, Sendable, CaseIterable {
  /// The weight buffer's bank: 4096 B, 64 B wide.
  case weights
  /// The activation buffer's bank: 8192 B, 64 B wide.
  case activations
  /// The output buffer's bank: 128 B, 4 B wide.
  case outputs

  /// Capacity of a bank in B.
  public var capacityBytes: Int {
    switch self {
    case .weights: 4096
    case .activations: 8192
    case .outputs: 128
    }
  }

  /// Width of an access in bits.
  public var accessWidthBits: Int {
    switch self {
    case .weights, .activations: 512
    case .outputs: 32
    }
  }

  /// Energy of reading the width once, in pJ.
  public var readEnergyPicojoules: Double {
    switch self {
    case .weights: 16.8924
    case .activations: 17.7688
    case .outputs: 0.294945
    }
  }

  /// Energy of writing the width once, in pJ.
  public var writeEnergyPicojoules: Double {
    switch self {
    case .weights: 20.3422
    case .activations: 24.8866
    case .outputs: 0.415925
    }
  }

  /// Leakage power of a bank in mW.
  public var leakageMilliwatts: Double {
    switch self {
    case .weights: 2.96594
    case .activations: 5.4983
    case .outputs: 0.127708
    }
  }

  /// Area of a bank in mm².
  public var areaSquareMillimetres: Double {
    switch self {
    case .weights: 0.046067
    case .activations: 0.055584
    case .outputs: 0.00102563
    }
  }

  /// The numbers of this bank with their names, units and source.
  public var constants: [Constant] {
    let source = ConstantSource("yuzhang712/mixpe_simulator@7e0d42c, CACTI at 28 nm")
    func declare(_ name: String, _ value: Double, _ unit: String) -> Constant {
      Constant(
        "MixPE \(self) bank, \(name)", category: .sram, value: value, unit: unit, source: source)
    }
    return [
      declare("capacity", Double(capacityBytes), "B"),
      declare("access width", Double(accessWidthBits), "b"),
      declare("read energy", readEnergyPicojoules, "pJ"),
      declare("write energy", writeEnergyPicojoules, "pJ"),
      declare("leakage", leakageMilliwatts, "mW"),
      declare("area", areaSquareMillimetres, "mm2"),
    ]
  }
}
