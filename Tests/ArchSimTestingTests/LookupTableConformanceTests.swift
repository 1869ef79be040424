import ArchSim
import ArchSimTesting
import Testing

@Suite("Lookup-table chips keep their promises with every kind of unit and bandwidth")
struct LookupTableConformanceTests {
  @Test(arguments: [0.0, 1, 2], [3 as UInt64, 4])
  func moreIsNeverSlower(kind: Double, seed: UInt64) {
    // Tables and buffers small and large enough that most drawn designs exist.
    let findings = AcceleratorConformance(
      family: AcceleratorFamily(LookupTableChip.self),
      neverSlowerWithMore: [
        "dram.bandwidth", "l2.bandwidth", "l2.capacity", "clusters", "cluster.units",
      ],
      holding: [
        "unit.kind": kind, "unit.k": 4, "unit.weight_bits": 2, "unit.table_bits": 8,
        "cluster.buffer": 1_073_741_824,
      ]
    ).findings(seed: seed)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }
}
