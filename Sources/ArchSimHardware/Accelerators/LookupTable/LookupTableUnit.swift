public import ArchSimWorkload

/// How a unit makes products.
public enum LookupKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Tables of sums, one bit of every weight a cycle.
  case bitSerial
  /// Tables of sums over all bits of every weight, one cycle.
  case bitParallel
  /// Multipliers, the tensor core that a lookup unit replaces.
  case multiplier
}

/// Which entries a table holds.
public enum TableShape: UInt8, Hashable, Sendable, CaseIterable {
  /// One half; the other is its negation. Indices were inverted when the weights were stored.
  case symmetric
  /// One half; indices are inverted by the unit.
  case symmetricOnline
  /// All entries.
  case full
}

/// Where tables are made.
public enum TablePrecompute: UInt8, Hashable, Sendable, CaseIterable {
  /// By the operator before, which writes tables instead of activations.
  case fused
  /// By a pass of its own that reads activations and writes tables.
  case separate
  /// By adders in each unit, for itself alone.
  case inUnit
}

/// A unit that multiplies an `M × K` tile of activations with a `K × N` tile of weights.
///
/// A lookup unit holds one table for each of its `M` rows: the sums of every choice of signs of `K`
/// activations. Each of the `M·N` columns picks an entry by `K` weight bits and adds it to its sum.
/// The boundary is that of the authors' register-transfer code: weights and partial sums come in
/// from outside, tables are held, sums are registered.
public struct LookupTableUnit: Hashable, Sendable {
  /// How products are made.
  public var kind = LookupKind.bitSerial
  /// Rows of activations.
  public var m = 2
  /// Columns of weights.
  public var n = 64
  /// Reduction that one lookup (or one dot product) covers.
  public var k = 4
  /// Which entries a table holds.
  public var table = TableShape.symmetric
  /// Bits of a table entry, for integer entries.
  public var tableBits = 8
  /// Widest weights that one pass takes, in bits.
  public var weightBits = 2
  /// What enters: integer formats make integer tables, floating point makes tables of that format.
  public var activations = NumberFormat.int8
  /// Bits of an integer sum.
  public var accumulatorBits = 16
  /// Where tables are made.
  public var precompute = TablePrecompute.fused

  /// The tile that the paper found best: 2 × 64 × 4, 8-bit tables, 2-bit weights.
  public init() {}

  /// Whether the unit looks up.
  public var isLookup: Bool { kind != .multiplier }

  /// Index bits that a lookup takes from its weights.
  var indexBits: Int { kind == .bitParallel ? k * weightBits : k }

  /// Entries of a table that are held: `2^K`, half of it when symmetric; `(2^b)^K` for all bits of
  /// a weight at once.
  public var entries: Int {
    guard isLookup else { return 0 }
    let bits = min(max(table == .full ? indexBits : indexBits - 1, 0), 24)
    return 1 << bits
  }

  /// Bits of an entry.
  public var entryBits: Int {
    activations.isInteger ? tableBits : activations.elementBits
  }

  /// Bits of all tables: `M · entries · LUT_BIT`.
  public var tableStorageBits: Double {
    Double(m) * Double(entries) * Double(entryBits)
  }

  /// Table bits that stand for one activation: `entries · LUT_BIT / K`.
  public var tableBitsPerActivation: Double {
    Double(entries) * Double(entryBits) / Double(k)
  }

  /// Cycles that a step takes with weights of `bits`: their number, or the passes of a unit that
  /// takes all of them at once.
  @inlinable public func cyclesPerStep(weightBits bits: Int) -> Int {
    kind == .bitSerial ? max(1, bits) : (max(1, bits) - 1) / max(1, weightBits) + 1
  }

  /// Multiply-accumulates a cycle with weights of `bits`.
  public func macsPerCycle(weightBits bits: Int) -> Double {
    Double(m) * Double(n) * Double(k) / Double(cyclesPerStep(weightBits: bits))
  }
}
