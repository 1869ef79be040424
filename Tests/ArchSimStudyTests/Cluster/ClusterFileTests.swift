import ArchSim
import Testing

@testable import ArchSimStudy

struct ClusterFileTests {
  static func files(_ folder: String) -> [String] {
    let names = (try? TextFile.listDirectory(Repository.path("Configs/\(folder)"))) ?? []
    return names.filter { $0.hasSuffix(".yaml") }
  }

  @Test("every cluster is read, and its devices can be built", arguments: files("clusters"))
  func clusters(_ name: String) throws {
    let cluster = try ClusterFile.read(Repository.path("Configs/clusters/\(name)"))
    #expect(cluster.deviceCount >= 4)
    for pool in cluster.pools {
      _ = try pool.device.family.priced(pool.device.values)
      #expect(pool.device.dollarsPerHour > 0 && pool.device.idleWatts > 0)
    }
  }

  @Test("every device is read, and held to its data sheet", arguments: files("devices"))
  func devices(_ name: String) throws {
    _ = try DeviceFile.read(Repository.path("Configs/devices/\(name)"))
    #expect(DeviceSheetTests.sheets.contains { $0.file + ".yaml" == name })
  }

  @Test("every link is read", arguments: files("links"))
  func links(_ name: String) throws {
    let link = try LinkFile.read(Repository.path("Configs/links/\(name)"))
    #expect(link.bytesPerSecond > 1e9 && link.latencySeconds > 0 && link.picojoulesPerBit > 0)
  }

  @Test("a cluster is what its file says")
  func content() throws {
    let cluster = try ClusterFile.read(Repository.path("Configs/clusters/4x8xh100.yaml"))
    #expect(cluster.name == "4×8×H100" && cluster.deviceCount == 32)
    let pool = try #require(cluster.pool(named: "h100"))
    #expect(pool.topology.levels.map(\.fanout) == [8, 4])
    #expect(pool.topology.levels.map(\.link.bytesPerSecond) == [450e9, 50e9])
    #expect(pool.topology.levels[0].link.hasMulticast)
    #expect(pool.device.memoryBytes == 81_559 * 1_048_576)
    #expect(cluster.dollarsPerHour == 32 * 4.75)
  }

  private static let device = "{hardware: {family: systolic}, memory: 8 GB, bandwidth: 64 GB/s}"
  private static let link = "{bandwidth: 10 GB/s, latency: 1 us}"

  private static func pool(_ device: String = device, levels: String? = nil) -> String {
    "pools:\n  a:\n    device: \(device)\n    levels: "
      + (levels ?? "[{link: \(link), count: 2}]") + "\n"
  }

  @Test("any family can be a device")
  func families() throws {
    for family in AcceleratorFamilies.builtIn {
      let text = Self.pool(
        "{hardware: {family: \(family.name)}, memory: 8 GB, bandwidth: 64 GB/s}")
      let cluster = try ClusterFile.parse(Array(text.utf8), file: "c.yaml")
      #expect(cluster.pools[0].device.family.name == family.name)
      #expect(cluster.pools[0].device.name == family.name)
    }
  }

  @Test(
    "mistakes are one line with their place",
    arguments: [
      ("pools: {}", "c.yaml:1:8: error: expected at least one pool"),
      ("name: a", "c.yaml:1:1: error: missing 'pools'"),
      ("poools: {}", "unknown key 'poools' in this cluster file (did you mean 'pools'?)"),
      (pool("nowhere.yaml"), "c.yaml:3:13: error: there is no device file 'nowhere.yaml'"),
      (pool(levels: "[]"), "expected at least one level of links"),
      (pool(levels: "[{link: \(link), count: 0}]"), "'count' is 0, expected 1 to 65536"),
      (pool(levels: "[{link: nolink.yaml, count: 2}]"), "there is no link file 'nolink.yaml'"),
      (pool(levels: "[{count: 2}]"), "missing 'link' in this level"),
      (
        pool(levels: "[{link: \(link), count: 65536}, {link: \(link), count: 9999}]"),
        "expected at most 65536 devices"
      ),
      (pool("{memory: 8 GB, bandwidth: 64 GB/s}"), "missing 'hardware' in this device"),
      (pool("{hardware: {family: gqu}, memory: 8 GB, bandwidth: 64 GB/s}"), "unknown family 'gqu'"),
      (
        pool("{hardware: {family: gpu}, memory: 0 GB, bandwidth: 64 GB/s}"),
        "'memory' is 0 GB, expected 1 B to 1000 TB"
      ),
      (pool("{hardware: {family: gpu}, memory: 80, bandwidth: 64 GB/s}"), "'memory' needs a unit"),
      (
        pool("{hardware: {family: gpu}, memory: 8 GB, bandwidth: 1 GB/s, tdp: 10 W, idle: 20 W}"),
        "'idle' is more than 'tdp'"
      ),
      (
        pool() + "  b:\n    device: \(device)\n    levels: [{link: \(link), count: 2}]\n",
        "missing 'pool_link' in this cluster file, which has 2 pools"
      ),
      ("pools:\n  a b: {}", "expected a name without spaces"),
    ])
  func mistakes(_ text: String, _ message: String) {
    let error = diagnosticText { () throws(Diagnostic) in
      try ClusterFile.parse(Array(text.utf8), file: "c.yaml")
    }
    #expect(error?.contains(message) == true, "expected \(message), actual \(error ?? "nothing")")
    #expect(error?.contains("\n") == false)
  }

  @Test(
    "plans of several pools name them, and what they lack",
    arguments: [
      ("prefill:h100=tp4.dp2 + decode:a100=tp8", nil),
      ("h100=tp8 + a100=tp8", nil),
      ("tp8", "names no pool"), ("h200=tp8", "no pool 'h200'"),
      ("prefill:h100=tp8", "no part of the plan decodes"),
      ("decode:h100=tp8", "no part of the plan runs prompts"),
      ("h100=tp8.dp2", "takes 16 devices of pool 'h100', which has 8"),
      ("prefil:h100=tp8", "unknown role 'prefil'"), ("h100=tp8=dp2", "expected POOL=PLAN"),
    ])
  func plans(_ text: String, _ message: String?) throws {
    let cluster = try ClusterFile.read(
      Repository.path("Configs/clusters/h100-prefill-a100-decode.yaml"))
    let error = diagnosticText { () throws(Diagnostic) in
      let plan = try ServingPlan(parsing: text, for: cluster)
      #expect(plan.description == text)
      return plan
    }
    guard let message else {
      #expect(error == nil, "\(error ?? "")")
      return
    }
    #expect(error?.contains(message) == true, "expected \(message), actual \(error ?? "nothing")")
  }
}
