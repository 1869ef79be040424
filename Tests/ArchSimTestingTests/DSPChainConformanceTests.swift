import ArchSim
import ArchSimTesting
import Testing

@Suite("DSP chains keep their promises with every kind of bandwidth")
struct DSPChainConformanceTests {
  @Test(arguments: [3 as UInt64, 4])
  func moreIsNeverSlower(seed: UInt64) {
    // Budgets of any FPGA, so that most drawn designs exist.
    let findings = AcceleratorConformance(
      family: AcceleratorFamily(DSPChain.self),
      neverSlowerWithMore: [
        "dram.bandwidth", "dram.same-channel", "dram.cross-channel", "vector.lanes",
      ],
      holding: [
        "budget.dsp": 100_000, "budget.bram": 100_000, "budget.uram": 100_000,
        "budget.lut": 100_000_000, "budget.ff": 100_000_000, "dram.channels": 1024,
      ]
    ).findings(seed: seed)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }
}
