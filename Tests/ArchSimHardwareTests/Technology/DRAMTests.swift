import Testing

@testable import ArchSimHardware

@Suite("DRAM")
struct DRAMTests {
  @Test(
    "Peak bandwidths are those of the standards",
    arguments: [
      (DRAM.Generation.ddr4, 25.6), (.lpddr4x, 17.068), (.lpddr5, 25.6), (.gddr6, 64), (.hbm2, 256),
      (.hbm2e, 460.8), (.hbm3, 819.2),
    ])
  func bandwidth(generation: DRAM.Generation, published: Double) {
    // DDR4-3200 DIMM, LPDDR4X-4267 and LPDDR5-6400 x32, GDDR6 16 Gb/s x32, HBM stacks.
    let memory = DRAM(generation)
    #expect(abs(memory.peakGigabytesPerSecond / published - 1) < 1e-9)
    #expect(memory.generation == generation)
  }

  @Test("MixPE's constants are those of its simulator")
  func mixPE() {
    let memory = DRAM.mixPEReference
    #expect(abs(memory.readPicojoulesPerBit * 1024 - 644.304) < 1e-9)
    #expect(abs(memory.writePicojoulesPerBit * 1024 - 784.104) < 1e-9)
    // 484.615/500 nJ in a cycle of 2 ns.
    #expect(abs(memory.staticMilliwatts * 2e-3 - 484.615 / 500) < 1e-9)
    #expect(memory.peakGigabytesPerSecond == 64)
    #expect(memory.generation == nil)
  }

  @Test("Published energies lie where other sources put them")
  func energies() {
    // O'Connor et al. 2017 and the A100 measurement with controllers (13.11 pJ/b) bound HBM.
    for generation in [DRAM.Generation.hbm2, .hbm2e, .hbm3] {
      let energy = DRAM(generation).readPicojoulesPerBit
      #expect(energy > 0.3 && energy < DRAMParameter.a100MemoryWithControllers.value)
    }
    // Jouppi et al. 2021, table 2: 64 bits of GDDR6 take 350-480 pJ in the interface alone.
    #expect(DRAM(.gddr6).readPicojoulesPerBit * 64 >= 350)
    #expect(DRAM(.ddr4).readPicojoulesPerBit > DRAM(.lpddr4x).readPicojoulesPerBit)
  }

  @Test("Six HBM interfaces take what A100's die shot shows, within 10 %")
  func interfaceArea() {
    // LLMCompass, ga100_die_area.csv: 58 mm2 of HBM PHY for six sites.
    let ours = 6 * DRAM(.hbm2e).physicalInterfaceSquareMillimetres
    #expect(abs(ours / 58 - 1) < 0.1, "ours \(ours), die shot 58 mm2")
  }
}
