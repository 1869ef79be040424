import ArchSim
import Testing

/// What must hold of exchanges whatever the constants.
struct CollectiveModelTests {
  private static let sizes = [1.0, 300, 65_536, 1e6, 33e6, 1e9]

  @Test("no algorithm sends less than the lower bound, but for switches that add")
  func leastTraffic() {
    let topology = ServingFixtures.topology(nodes: 4)
    let model = CollectiveModel(topology: topology, launchSeconds: 5e-6)
    for kind in CollectiveKind.allCases {
      for count in [2, 3, 5, 8, 12, 16, 32] {
        let group = DeviceGroup(count: count, in: topology)
        for bytes in Self.sizes {
          for algorithm in CollectiveAlgorithm.allCases where algorithm != .multicast {
            guard let cost = model.cost(kind, bytes: bytes, group: group, by: algorithm) else {
              continue
            }
            let least = kind.leastTraffic(devices: group.count) * bytes
            #expect(
              cost.sentBytes >= least * (1 - 1e-12),
              "\(kind.name) by \(algorithm.name) on \(count): expected at least \(least), actual \(cost.sentBytes)"
            )
          }
        }
      }
    }
  }

  @Test("nothing takes less than the bytes that must leave a device over its link")
  func bandwidthBound() {
    let topology = ServingFixtures.topology()
    let model = CollectiveModel(topology: topology, launchSeconds: 0)
    for kind in CollectiveKind.allCases where kind != .allReduce {
      for count in [2, 4, 7, 8] {
        let cost = model.cost(kind, bytes: 1e9, group: DeviceGroup(count: count, in: topology))
        #expect(cost.seconds >= kind.leastTraffic(devices: count) * 1e9 / 450e9)
      }
    }
  }

  @Test("more bytes never take less, more bandwidth never more, longer hops never less")
  func monotone() {
    for kind in CollectiveKind.allCases {
      for nodes in [1, 4] {
        var previous = 0.0
        for bytes in Self.sizes {
          let seconds = time(kind, bytes: bytes, nodes: nodes)
          #expect(seconds >= previous)
          previous = seconds
          #expect(time(kind, bytes: bytes, nodes: nodes, bandwidth: 2) <= seconds)
          #expect(time(kind, bytes: bytes, nodes: nodes, hop: 3) >= seconds)
        }
      }
    }
  }

  @Test("nothing takes less than the bytes that must leave a node over all of its links")
  func nodeBound() {
    for nodes in [2, 3, 4] {
      let topology = ServingFixtures.topology(nodes: nodes)
      let model = CollectiveModel(topology: topology, launchSeconds: 0)
      let group = DeviceGroup(count: 8 * nodes, in: topology)
      let links = 8 * ServingFixtures.infiniband.bytesPerSecond
      let others = Double(nodes - 1) / Double(nodes)
      for bytes in Self.sizes {
        // As if a node were one device: no algorithm of any library goes below this.
        let bounds: [(CollectiveKind, Double)] = [
          (.allReduce, 2 * others * bytes / links), (.allGather, others * bytes / links),
          (.reduceScatter, others * bytes / links), (.allToAll, 8 * others * bytes / links),
          (.broadcast, bytes / links), (.sendReceive, 8 * bytes / links),
        ]
        for (kind, least) in bounds {
          let seconds = model.cost(kind, bytes: bytes, group: group).seconds
          #expect(
            seconds >= least,
            "\(kind.name) of \(bytes) B on \(nodes) nodes: expected at least \(least), actual \(seconds)"
          )
        }
      }
    }
  }

  @Test("two levels are used one after the other only where a switch adds inside")
  func twoLevels() {
    var pairs = LinkTopology([
      LinkLevel(Link(name: "pair", bytesPerSecond: 300e9, latencySeconds: 1e-6), fanout: 2),
      LinkLevel(
        Link(name: "pcie", bytesPerSecond: 32e9, latencySeconds: 1.7e-6), fanout: 2, uplinks: 1),
    ])
    let group = DeviceGroup(count: 4, in: pairs)
    for isAdding in [false, true] {
      pairs.levels[0].link.hasMulticast = isAdding
      let model = CollectiveModel(topology: pairs, launchSeconds: 5e-6)
      for kind in [CollectiveKind.allReduce, .allGather, .reduceScatter] {
        let cost = model.cost(kind, bytes: 1e8, group: group, by: .hierarchical)
        #expect((cost != nil) == isAdding, "\(kind.name)")
      }
      let chosen = model.cost(.allReduce, bytes: 1e8, group: group).algorithm
      #expect(chosen == (isAdding ? .hierarchical : .ring))
    }
  }

  private func time(
    _ kind: CollectiveKind, bytes: Double, nodes: Int, bandwidth: Double = 1, hop: Double = 1
  ) -> Double {
    var topology = ServingFixtures.topology(nodes: nodes)
    for index in topology.levels.indices {
      topology.levels[index].link.bytesPerSecond *= bandwidth
      topology.levels[index].link.latencySeconds *= hop
    }
    let model = CollectiveModel(topology: topology, launchSeconds: 5e-6)
    return model.cost(
      kind, bytes: bytes, group: DeviceGroup(count: 8 * nodes, in: topology)
    ).seconds
  }

  @Test("one device, and no bytes, cost nothing")
  func nothing() {
    let topology = ServingFixtures.topology()
    let model = CollectiveModel(topology: topology, launchSeconds: 5e-6)
    for kind in CollectiveKind.allCases {
      #expect(model.cost(kind, bytes: 1e6, group: DeviceGroup([1])) == .none)
      #expect(model.cost(kind, bytes: 0, group: DeviceGroup([8])) == .none)
    }
  }

  @Test("small all-reduces read their peers, large ones go around or through the switch")
  func choice() {
    let topology = ServingFixtures.topology()
    let model = CollectiveModel(topology: topology, launchSeconds: 4.7e-6)
    let group = DeviceGroup(count: 8, in: topology)
    #expect(model.cost(.allReduce, bytes: 8192, group: group).algorithm == .oneShot)
    #expect(model.cost(.allReduce, bytes: 1e6, group: group).algorithm == .twoShot)
    #expect(model.cost(.allReduce, bytes: 1e9, group: group).algorithm == .multicast)
  }

  @Test("an exchange across nodes takes longer than the same within one")
  func hierarchy() {
    let topology = ServingFixtures.topology(nodes: 2)
    let model = CollectiveModel(topology: topology, launchSeconds: 5e-6)
    for kind in CollectiveKind.allCases {
      let near = model.cost(kind, bytes: 4e6, group: DeviceGroup([2, 1]))
      let far = model.cost(kind, bytes: 4e6, group: DeviceGroup([1, 2]))
      #expect(far.seconds > near.seconds, "\(kind.name)")
    }
  }

  @Test("groups by count and stride stand where the topology puts them")
  func groups() {
    let topology = ServingFixtures.topology(nodes: 4)
    #expect(DeviceGroup(count: 8, in: topology).members == [8, 1])
    #expect(DeviceGroup(count: 16, in: topology).members == [8, 2])
    #expect(DeviceGroup(count: 4, stride: 2, in: topology).members == [4, 1])
    #expect(DeviceGroup(count: 4, stride: 4, in: topology).members == [2, 2])
    #expect(DeviceGroup(count: 4, stride: 8, in: topology).members == [1, 4])
    #expect(DeviceGroup(count: 6, in: topology).members == [6, 1])
  }

  /// Communication of a layer under three partitions (arXiv 2211.05102, section 3.2; reference rows in
  /// its appendix), with the exchanges that make them up.
  @Test("partitions of PaLM's inference: 1D, 2D and weight-gathered")
  func partitions() {
    let batchTokens = 512.0
    let width = 16_384.0
    let inner = 4 * width
    let bandwidth = 270e9
    let devices = 64.0
    func gather(_ bytes: Double, among count: Double) -> Double {
      CollectiveKind.allGather.leastTraffic(devices: Int(count)) * bytes / bandwidth
    }
    // 1D: the reduce-scatter and all-gather of `B·L·E` elements over all devices.
    let one = 2 * gather(batchTokens * width, among: devices)
    let oneFormula = 2 * batchTokens * width / bandwidth
    #expect(abs(one / oneFormula - (devices - 1) / devices) < 1e-12)
    // 2D on √n × √n: two exchanges of `B·L·E/√n` and two of `B·L·F/√n`, of which F = 4E makes ten;
    // the paper's X = √n/2 and Y = 2√n give 8.
    let x = devices.squareRoot() / 2
    let y = 2 * devices.squareRoot()
    let two =
      2 * gather(batchTokens * width / x, among: y) + 2 * gather(batchTokens * inner / y, among: x)
    let twoFormula = 8 * batchTokens * width / (devices.squareRoot() * bandwidth)
    #expect(two <= twoFormula && two > 0.7 * twoFormula, "\(two) \(twoFormula)")
    // Weight-gathered over N devices: weights `2·E·F·N/n`, activations `2·B·L·E/N`.
    let best = (batchTokens * devices / inner).squareRoot()
    let weight = (2 * width * inner * best / devices + 2 * batchTokens * width / best) / bandwidth
    let weightFormula =
      4 * width * (batchTokens * inner).squareRoot() / (devices.squareRoot() * bandwidth)
    #expect(abs(weight / weightFormula - 1) < 1e-12)
  }

  @Test("Megatron's tensor parallelism moves 8bsh(t − 1)/t bytes a layer with its backward pass")
  func megatron() {
    // Two all-reduces of b·s·h two-byte elements forward; training adds two backward (2104.04473, 3.2).
    for devices in [2, 4, 8] {
      let elements = 4.0 * 2048 * 12_288
      let forward = 2 * CollectiveKind.allReduce.leastTraffic(devices: devices) * elements
      let share = Double(devices - 1) / Double(devices)
      #expect(abs(2 * forward - 8 * elements * share) < 1)
    }
  }
}
