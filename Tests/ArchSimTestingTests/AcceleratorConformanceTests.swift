import ArchSim
import ArchSimTesting
import Testing

@Suite("The families that archsim brings along keep their promises")
struct AcceleratorConformanceTests {
  @Test(arguments: AcceleratorFamilies.builtIn.map(\.name), [1 as UInt64, 2])
  func builtIn(_ name: String, _ seed: UInt64) throws {
    let family = try #require(AcceleratorFamilies.builtIn.first { $0.name == name })
    let conformance = AcceleratorConformance(
      family: family, neverSlowerWithMore: ["dram.bandwidth"])
    let findings = conformance.findings(seed: seed)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }
}
