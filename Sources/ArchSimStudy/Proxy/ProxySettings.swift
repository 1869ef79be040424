/// How a proxy is trained.
public struct ProxySettings: Hashable, Sendable {
  /// Trees of each metric at most.
  public var trees = 300
  /// Leaves of a tree at most; when nil one for 200 designs, within 256 and 1024.
  public var leaves: Int?
  /// Questions on the way to a leaf at most.
  public var depth = 30
  /// The share of what is left over that each tree makes good.
  public var rate = 0.1
  /// Least designs in a leaf.
  public var leastLeaf = 5
  /// The share of the designs that each tree sees.
  public var share = 0.7
  /// Trees without any gain on designs set aside after which no more are grown.
  public var patience = 30
  /// How often the network sees all designs; without it when 0.
  public var passes = 80
  /// Units of each layer of the network.
  public var units = 96
  /// The source of all chance.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}

  /// Leaves of a tree that learns from so many designs.
  func leaves(for designs: Int) -> Int { leaves ?? min(max(designs / 200, 256), 1024) }
}
