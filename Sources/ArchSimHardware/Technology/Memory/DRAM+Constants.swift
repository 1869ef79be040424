/// What a set of memory numbers was made from.
enum DRAMOrigin: Hashable, Sendable {
  case standard(DRAM.Generation)
  case mixPE

  func constants(of memory: DRAM) -> [Constant] {
    let name: String
    let energy: ConstantSource
    let background: ConstantSource
    let area: ConstantSource
    let interface: ConstantSource
    switch self {
    case .mixPE:
      name = "MixPE reference DRAM"
      energy = ConstantSource("yuzhang712/mixpe_simulator@7e0d42c: 0.644304 and 0.784104 nJ / 1024")
      background = ConstantSource("yuzhang712/mixpe_simulator@7e0d42c: 484.615/500 nJ a cycle")
      area = ConstantSource("the simulator charges none", .assumed)
      interface = ConstantSource("MixPE's configuration: 1024 bits a cycle at 500 MHz")
    case .standard(let generation):
      name = generation.rawValue
      energy = generation.energySource
      background = generation.backgroundSource
      area = generation.areaSource
      interface = generation.interfaceSource
    }
    func declare(
      _ quantity: String, _ value: Double, _ unit: String, _ source: ConstantSource
    ) -> Constant {
      Constant("\(name) \(quantity)", category: .dram, value: value, unit: unit, source: source)
    }
    return [
      declare("read energy", memory.readPicojoulesPerBit, "pJ/b", energy),
      declare("write energy", memory.writePicojoulesPerBit, "pJ/b", energy),
      declare("background power", memory.backgroundMilliwattsPerGigabyte, "mW/GB", background),
      declare("static power", memory.staticMilliwatts, "mW", background),
      declare("pin rate", memory.pinGigabitsPerSecond, "Gb/s", interface),
      declare("data pins", memory.pins, "", interface),
      declare("interface area", memory.physicalInterfaceSquareMillimetres, "mm2", area),
    ]
  }
}

extension DRAM.Generation {
  fileprivate var energySource: ConstantSource {
    switch self {
    case .ddr4:
      ConstantSource("Jouppi et al., ISCA 2021, table 2: 1300 pJ for 64 bit, interface only")
    case .lpddr4x:
      ConstantSource(
        "Heonjae Ha, Stanford thesis (LPDDR4, four 8 Gb dies, DramDSE), secondary copy; "
          + "the lower interface voltage of 4X is not credited", .unverified)
    case .lpddr5:
      ConstantSource("LPDDR4's value less 20 %, as vendors announce a generation", .unverified)
    case .gddr6:
      ConstantSource(
        "Micron, ultra-bandwidth solutions: average device power 7.5 pJ/bit; Jouppi et al. "
          + "2021: interface 5.5 to 7.5 pJ/bit")
    case .hbm2:
      ConstantSource(
        "O'Connor et al., MICRO 2017 (activation 1.21, movement 2.24, interface 0.3 and others)")
    case .hbm2e:
      ConstantSource("SK hynix, IEDM 2023, secondary copy; Micron states 6.0 pJ/bit")
    case .hbm3:
      ConstantSource("vendors' figure as circulated; no primary source at hand", .unverified)
    }
  }

  fileprivate var backgroundSource: ConstantSource {
    switch self {
    case .ddr4:
      ConstantSource(
        "Ramulator 2, DDR4 8 Gb x8: IDD3N 55 mA at 1.2 V and IPP3N 3 mA at 2.5 V, refresh apart")
    case .lpddr4x, .lpddr5:
      ConstantSource("order of magnitude of low-power standby", .unverified)
    case .gddr6, .hbm2, .hbm2e, .hbm3:
      ConstantSource("taken from DDR4 for want of a source", .unverified)
    }
  }

  fileprivate var interfaceSource: ConstantSource {
    switch self {
    case .ddr4: ConstantSource("DDR4-3200, 64 bit DIMM: 25.6 GB/s")
    case .lpddr4x, .lpddr5:
      ConstantSource("Wikipedia, LPDDR: 4267 and 6400 MT/s, highest of the generation; 32 bit")
    case .gddr6: ConstantSource("Micron, ultra-bandwidth solutions: 14-16 Gb/s, 32 bit")
    case .hbm2, .hbm2e, .hbm3:
      ConstantSource("SK hynix by way of VideoCardz: 1024 bit, 256, 460.8 and 819 GB/s a stack")
    }
  }

  fileprivate var areaSource: ConstantSource {
    switch self {
    case .hbm2e: ConstantSource("LLMCompass cost model: HBM2e PHY for 1024 bit at 7 nm")
    case .hbm2, .hbm3: ConstantSource("LLMCompass's HBM2e PHY at 7 nm", .assumed)
    case .ddr4, .lpddr4x, .lpddr5, .gddr6:
      ConstantSource("LLMCompass's DDR5 PHY for 32 bit at 7 nm, by width", .assumed)
    }
  }
}
