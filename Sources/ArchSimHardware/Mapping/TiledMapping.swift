/// Tile sizes and loop order of a matrix product.
public struct TiledMapping: Hashable, Sendable {
  /// Rows of a tile.
  public var m: Int
  /// Reduction steps of a tile.
  public var k: Int
  /// Columns of a tile.
  public var n: Int
  /// The order of the loops over tiles.
  public var order: LoopOrder

  /// Creates a mapping.
  public init(m: Int, k: Int, n: Int, order: LoopOrder) {
    self.m = m
    self.k = k
    self.n = n
    self.order = order
  }

  /// The loop nest in one line, outermost first: `for n/128, m/64, k/256`.
  public var loopNest: String {
    let sizes = ["m": m, "k": k, "n": n]
    let loops = order.outermostFirst.map { "\($0)/\(sizes[$0] ?? 0)" }
    return "for " + loops.joined(separator: ", ")
  }
}

/// What a mapping costs: whole cycles, and bits moved at every level.
public struct TiledMappingCost: Hashable, Sendable {
  /// The mapping.
  public var mapping: TiledMapping
  /// Cycles from the first bit read to the last bit written.
  public var cycles: Double
  /// Cycles in which the array works.
  public var computeCycles: Double
  /// Cycles of the first read and the last write, which nothing hides.
  public var edgeCycles: Double
  /// Energy of all that depends on the mapping, in picojoules.
  public var energyPicojoules: Double
  /// Weight bits read from memory.
  public var weightMemoryBits: Double
  /// Activation bits read from memory.
  public var activationMemoryBits: Double
  /// Result and partial-sum bits written to memory.
  public var outputMemoryWriteBits: Double
  /// Partial-sum bits read back from memory.
  public var outputMemoryReadBits: Double
  /// Weight bits read from the weight buffer.
  public var weightBufferReadBits: Double
  /// Activation bits read from the activation buffer.
  public var activationBufferReadBits: Double
  /// Bits written into the output buffer.
  public var outputBufferWriteBits: Double
  /// Bits read from the output buffer, to accumulate on and to store.
  public var outputBufferReadBits: Double
}
