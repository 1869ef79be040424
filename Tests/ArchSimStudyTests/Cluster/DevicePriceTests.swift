import ArchSim
import Testing

@testable import ArchSimStudy

/// What an hour costs and what a device draws when parameters of its design change.
struct DevicePriceTests {
  private static func device(_ price: String, family: String = "gpu") throws -> Device {
    let hardware =
      family == "gpu" ? "../hardware/a100-sxm-80gb.yaml" : "{family: \(family)}"
    let text =
      "{hardware: \(hardware), memory: 80 GB, bandwidth: 2 TB/s, tdp: 400 W, idle: 95 W, "
      + "price: \(price)}"
    let cluster = "pools: {a: {levels: [{link: ../links/pcie4.yaml, count: 1}], device: \(text)}}"
    return try #require(
      try ClusterFile.parse(
        Array(cluster.utf8), file: Repository.path("Configs/clusters/test.yaml")
      ).pools.first?.device)
  }

  private static func changed(_ device: Device, _ values: [(String, Double)]) -> Device {
    var changed = device
    for (name, value) in values { changed.set(name, to: value) }
    changed.follow(changesFrom: device)
    return changed
  }

  @Test("a rent alone stays, whatever the design")
  func fixed() throws {
    for text in ["2.2 USD", "2.2 USD/h", "{rent: 2.2 USD}"] {
      let device = try Self.device(text)
      #expect(device.dollarsPerHour == 2.2 && device.priceRule == .fixed)
      #expect(Self.changed(device, [("sms", 216)]).dollarsPerHour == 2.2)
    }
  }

  @Test("a rent that follows the parts grows with the die and with the memory, and only then")
  func proportional() throws {
    let device = try Self.device("{rent: 2.2 USD, follows: parts}")
    #expect(Self.changed(device, [("sms", 108)]).dollarsPerHour == 2.2)
    var last = 0.0
    for sms in [27.0, 54, 108, 144, 216] {
      let price = Self.changed(device, [("sms", sms)]).dollarsPerHour
      #expect(price > last, "\(sms) multiprocessors: \(price)")
      last = price
    }
    let memory = Self.changed(device, [("hbm.capacity", 160e9)])
    #expect(memory.dollarsPerHour > 2.2 && memory.memoryBytes == 160e9)
    // Energies of operations cost nothing to make.
    #expect(Self.changed(device, [("energy.tensor", 9)]).dollarsPerHour == 2.2)
  }

  @Test("parts are die and memory written off with electricity, as a hardware file's price is")
  func parts() throws {
    let device = try Self.device("parts")
    let summary = try device.family.priced(device.values).summary
    let die = try DieCost(
      areaSquareMillimetres: 826, node: ProcessNode(nanometres: 7)
    ).dollars
    #expect(abs(summary.areaSquareMillimetres.total - 826) < 1)
    let memory = 80e9 * DRAM(.hbm2e).dollarsPerByte
    // Three years of 8766 hours; 0.4 kWh at the price of electricity.
    let expected = (die + memory) / (3 * 8766) + 0.4 * PriceParameter.electricity.value
    #expect(
      abs(device.dollarsPerHour / expected - 1) < 1e-3,
      "expected \(expected), actual \(device.dollarsPerHour)")
    #expect(Self.changed(device, [("sms", 216)]).dollarsPerHour > device.dollarsPerHour)
  }

  @Test("idle power and the limit of power follow the die's area")
  func power() throws {
    let device = try Self.device("2.2 USD")
    let larger = Self.changed(device, [("sms", 216)])
    #expect(larger.idleWatts > 95 && larger.idleWatts < 190)
    #expect(abs(larger.peakWatts / 400 - larger.idleWatts / 95) < 1e-9)
    #expect(Self.changed(device, [("power.idle", 190)]).idleWatts == 190)
  }

  @Test("parts of a family without an area have no price, which is told")
  func unknown() {
    #expect {
      try Self.device("parts", family: "dsp-chain")
    } throws: { error in
      (error as? Diagnostic)?.message
        == "the parts of dsp-chain have no price: dsp-chain has no area"
    }
  }

  @Test("a plan over devices says what their prices do")
  func told() throws {
    var study = try PlanRunnerTests.study()
    #expect(study.priceText == nil && study.priceWarnings.isEmpty)
    study.axes = [PlanAxis(.device("sms"), values: [54, 108], texts: ["54", "108"])]
    #expect(study.priceText?.hasPrefix("fixed for A100-SXM-80GB") == true)
    #expect(study.priceWarnings.count == 1 && study.priceWarnings[0].kind == .warning)
    study.cluster.pools[0].device.priceRule = .proportional
    #expect(study.priceText?.hasPrefix("follow") == true && study.priceWarnings.isEmpty)
  }
}
