/// An exchange between the devices of a group.
///
/// Sizes are those of the whole buffer, as `nccl-tests` counts them: of the result for an
/// all-gather, of the operand for a reduce-scatter, and of what each device holds for an
/// all-to-all, its own share included.
public enum CollectiveKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Every device gets the sum of all buffers.
  case allReduce
  /// Every device gets the shares of all.
  case allGather
  /// Every device gets its share of the sum.
  case reduceScatter
  /// Every device sends a share to each other one.
  case allToAll
  /// One device's buffer goes to all.
  case broadcast
  /// One device's buffer goes to one other.
  case sendReceive

  /// The word in tables.
  public var name: String {
    switch self {
    case .allReduce: "all-reduce"
    case .allGather: "all-gather"
    case .reduceScatter: "reduce-scatter"
    case .allToAll: "all-to-all"
    case .broadcast: "broadcast"
    case .sendReceive: "send/receive"
    }
  }

  /// The least that a device has to send for a buffer, as a multiple of its bytes, when no switch
  /// adds or copies: `2(n − 1)/n` for an all-reduce (Patarasuk and Yuan 2009).
  public func leastTraffic(devices: Int) -> Double {
    guard devices > 1 else { return 0 }
    let share = Double(devices - 1) / Double(devices)
    switch self {
    case .allReduce: return 2 * share
    case .allGather, .reduceScatter, .allToAll: return share
    case .broadcast, .sendReceive: return 1
    }
  }
}

/// How an exchange is done.
public enum CollectiveAlgorithm: UInt8, Hashable, Sendable, CaseIterable {
  /// Nothing to do: one device, or no bytes.
  case none
  /// Around a ring of all devices.
  case ring
  /// Up and down two binary trees of nodes, chains inside nodes.
  case tree
  /// Level by level: inside nodes whose switch adds and copies, across them on shares, inside again.
  case hierarchical
  /// Each device reads the whole buffers of all others.
  case oneShot
  /// Each device sums one share and reads the others' sums.
  case twoShot
  /// The switch adds and copies.
  case multicast
  /// All pairs at once.
  case pairwise

  /// The word in tables.
  public var name: String {
    switch self {
    case .none: "none"
    case .ring: "ring"
    case .tree: "tree"
    case .hierarchical: "hierarchical"
    case .oneShot: "one-shot"
    case .twoShot: "two-shot"
    case .multicast: "multicast"
    case .pairwise: "pairwise"
    }
  }
}

/// The devices of an exchange, by the levels of their topology.
///
/// Eight devices on two nodes of four are `[4, 2]`. Members that do not fill their nodes evenly are
/// counted as if the fullest node were the rule.
public struct DeviceGroup: Hashable, Sendable {
  /// Members at each level, from the inside out.
  public var members: [Int]
  /// Groups that exchange at the same time over the same units, this one included: where units have
  /// fewer links than devices, the groups share them.
  public var parallel: Int

  /// Creates a group.
  public init(_ members: [Int], parallel: Int = 1) {
    self.members = members
    self.parallel = parallel
  }

  /// Devices of the group.
  public var count: Int { members.reduce(1) { $0 * max(1, $1) } }

  /// The group of `count` devices that stand `stride` apart, beginning at the first of a topology.
  public init(count: Int, stride: Int = 1, in topology: LinkTopology) {
    var members: [Int] = []
    var left = max(1, count)
    var step = max(1, stride)
    for level in topology.levels {
      let places = max(1, level.fanout)
      // Members that stand closer than a unit of the next level fall into the same one.
      let here = step >= places ? 1 : min(left, max(1, places / step))
      members.append(here)
      left = left / here + (left.isMultiple(of: here) ? 0 : 1)
      step = max(1, step / places)
    }
    // What no level holds counts at the outermost; a placement never asks for it.
    if left > 1, !members.isEmpty { members[members.count - 1] *= left }
    self.members = members
    parallel = max(1, stride)
  }
}

/// What an exchange takes.
public struct CollectiveCost: Hashable, Sendable {
  /// From the launch to the last byte, in seconds.
  public var seconds: Double
  /// The algorithm that is fastest.
  public var algorithm: CollectiveAlgorithm
  /// Bytes that each device sends.
  public var sentBytes: Double

  /// Nothing to do.
  public static let none = CollectiveCost(seconds: 0, algorithm: .none, sentBytes: 0)

  /// Creates a cost.
  public init(seconds: Double, algorithm: CollectiveAlgorithm, sentBytes: Double) {
    self.seconds = seconds
    self.algorithm = algorithm
    self.sentBytes = sentBytes
  }
}
