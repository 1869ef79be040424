/// How a proxy is trained.
public struct ProxySettings: Hashable, Sendable {
  /// Trees of each metric at most.
  public var trees = 1500
  /// Questions on the way to a leaf at most.
  public var depth = 7
  /// The share of what is left over that each tree makes good.
  public var rate = 0.08
  /// Least designs in a leaf.
  public var leastLeaf = 3
  /// The share of the designs that each tree sees.
  public var share = 0.7
  /// Trees without any gain on designs set aside after which no more are grown.
  public var patience = 60
  /// The source of all chance.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}
}
