import ArchSim
import ArchSimTesting
import Testing

@Suite("The search algorithms that archsim brings along keep their promises")
struct SearchConformanceTests {
  @Test(arguments: SearchAlgorithms.all.map(\.name), [1 as UInt64, 2])
  func builtIn(_ name: String, _ seed: UInt64) throws {
    let description = try #require(SearchAlgorithms.named(name))
    let findings = SearchConformance(description: description).findings(seed: seed)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }
}
