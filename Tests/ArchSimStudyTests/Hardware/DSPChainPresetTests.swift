import ArchSim
import Testing

@testable import ArchSimStudy

/// The boards that ship for the family of DSP chains.
struct DSPChainPresetTests {
  private func preset(_ name: String) throws -> HardwareDesign {
    try HardwareFile.read(Repository.path("Configs/hardware/\(name).yaml"))
  }

  /// The reason why there is no such design; nil when there is one.
  private func reason(_ design: HardwareDesign) -> Infeasibility? {
    var totals: [ReplayTotals] = []
    do throws(Infeasibility) {
      _ = try design.family.evaluate(design.values, on: [], totals: &totals)
      return nil
    } catch {
      return error
    }
  }

  @Test("the U280 is the family's default, with its DDR beside it")
  func defaults() throws {
    let design = try preset("flightllm-u280")
    for (position, parameter) in design.family.parameters.enumerated()
    where parameter.name != "ddr.bandwidth" {
      #expect(design.values[position] == parameter.defaultValue, "\(parameter.name)")
    }
  }

  @Test(
    "each board holds its design, and names what runs out with one region more",
    arguments: [
      ("flightllm-u280", "4", "URAM blocks of the FPGA"),
      ("flightllm-vhk158", "5", "DSP slices of the FPGA"),
      ("dsp-chain-vck190", "2", "DSP slices of the FPGA"),
      ("dsp-chain-zcu104", "2", "URAM blocks of the FPGA"),
    ])
  func budgets(name: String, regions: String, resource: String) throws {
    var design = try preset(name)
    #expect(reason(design) == nil)
    try design.set("slr=\(regions)")
    let missing = try #require(self.reason(design))
    #expect(missing.resource == resource)
    #expect(missing.required > missing.available)
  }
}
