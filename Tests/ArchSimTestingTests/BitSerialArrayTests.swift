import ArchSim
import ArchSimTesting
import Testing

@testable import CustomModelExample

@Test func bitSerialArrayKeepsItsPromises() {
  let family = AcceleratorFamily(BitSerialArray.self)
  let conformance = AcceleratorConformance(
    family: family, neverSlowerWithMore: ["dram.bandwidth", "buffer"])
  let findings = conformance.findings(seed: 1)
  #expect(findings.isEmpty, "\(findings)")
}
