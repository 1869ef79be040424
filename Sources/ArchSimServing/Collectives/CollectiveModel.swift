import ArchSimHardware

/// Prices exchanges on a topology: the fastest of the algorithms that libraries choose from.
///
/// Every algorithm and protocol takes `launch + steps · hop + bytes / (fraction · bandwidth)`, the
/// α–β model with NCCL's own shape of α; across levels steps add and the slowest level's bytes
/// count, since chunks are pipelined. `CollectiveParameter` holds the constants, which all
/// devices share.
public struct CollectiveModel: Hashable, Sendable {
  /// How the devices are joined.
  public var topology: LinkTopology
  /// Launch of a library's kernel and meeting of the devices, in seconds.
  public var launchSeconds: Double
  /// Algorithms that the engine's libraries have.
  public var algorithms: Set<CollectiveAlgorithm>

  /// The algorithms of NCCL.
  public static let library: Set<CollectiveAlgorithm> = [
    .ring, .tree, .hierarchical, .multicast, .pairwise,
  ]
  /// The algorithms of NCCL and the kernels that serving engines add for small all-reduces.
  public static let engine: Set<CollectiveAlgorithm> = library.union([.oneShot, .twoShot])

  /// Creates a model.
  public init(
    topology: LinkTopology, launchSeconds: Double,
    algorithms: Set<CollectiveAlgorithm> = CollectiveModel.engine
  ) {
    self.topology = topology
    self.launchSeconds = launchSeconds
    self.algorithms = algorithms
  }

  /// The model of a pool, with the algorithms that serving engines use.
  public init(_ pool: DevicePool) {
    self.init(
      topology: pool.topology, launchSeconds: pool.device.collectiveLaunchSeconds)
  }

  /// What an exchange takes with the fastest algorithm.
  ///
  /// - Parameters:
  ///   - kind: The exchange.
  ///   - bytes: The whole buffer, as ``CollectiveKind`` says.
  ///   - group: The devices.
  /// - Returns: The cost; nothing for one device or no bytes.
  public func cost(
    _ kind: CollectiveKind, bytes: Double, group: DeviceGroup
  ) -> CollectiveCost {
    guard group.count > 1, bytes > 0 else { return .none }
    var best = CollectiveCost(seconds: .infinity, algorithm: .none, sentBytes: 0)
    for algorithm in CollectiveAlgorithm.allCases where algorithms.contains(algorithm) {
      if let cost = cost(kind, bytes: bytes, group: group, by: algorithm),
        cost.seconds < best.seconds
      {
        best = cost
      }
    }
    return best
  }

  /// What an exchange takes with one algorithm; nil where it does not apply.
  public func cost(
    _ kind: CollectiveKind, bytes: Double, group: DeviceGroup, by algorithm: CollectiveAlgorithm
  ) -> CollectiveCost? {
    let route = Route(topology: topology, group: group)
    switch (algorithm, kind) {
    case (.ring, .allReduce): return ring(route, bytes: bytes, rounds: 2)
    case (.ring, .allGather), (.ring, .reduceScatter), (.ring, .broadcast):
      return ring(route, bytes: bytes, rounds: 1, isWhole: kind == .broadcast)
    case (.tree, .allReduce): return tree(route, bytes: bytes)
    case (.hierarchical, .allReduce), (.hierarchical, .allGather), (.hierarchical, .reduceScatter):
      return hierarchical(kind, bytes: bytes, group: group)
    case (.oneShot, .allReduce), (.twoShot, .allReduce):
      return kernel(route, bytes: bytes, isOneShot: algorithm == .oneShot)
    case (.multicast, .allReduce): return multicast(route, bytes: bytes)
    case (.pairwise, .allToAll): return pairwise(route, bytes: bytes, isExchange: true)
    case (.pairwise, .sendReceive): return pairwise(route, bytes: bytes, isExchange: false)
    default: return nil
    }
  }

  /// Level by level: shares shrink on the way out and grow on the way back.
  ///
  /// NCCL has it where a switch adds and copies inside (NVLSTree); devices whose inner links do not
  /// use rings and trees over all levels, whatever joins their units.
  private func hierarchical(
    _ kind: CollectiveKind, bytes: Double, group: DeviceGroup
  ) -> CollectiveCost? {
    guard let inner = group.members.firstIndex(where: { $0 > 1 }),
      group.members[(inner + 1)...].contains(where: { $0 > 1 }),
      inner < topology.levels.count, topology.levels[inner].link.hasMulticast
    else { return nil }
    var near = DeviceGroup(group.members.map { _ in 1 }, parallel: group.parallel)
    near.members[inner] = group.members[inner]
    var far = group
    far.members[inner] = 1
    far.parallel = group.parallel * near.count
    let share = bytes / Double(near.count)
    var total = CollectiveCost(seconds: 0, algorithm: .hierarchical, sentBytes: 0)
    let inside: [CollectiveKind] =
      kind == .allReduce ? [.reduceScatter, .allGather] : [kind]
    for step in inside {
      let cost = self.cost(step, bytes: bytes, group: near)
      total.seconds += cost.seconds
      total.sentBytes += cost.sentBytes
    }
    let outside = cost(kind, bytes: share, group: far)
    total.seconds += outside.seconds
    total.sentBytes += outside.sentBytes
    return total
  }
}
