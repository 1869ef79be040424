import ArchSimWorkload

extension LookupTableUnit {
  /// Gates of the unit without what fills its tables.
  public var logic: GateBudget {
    guard isLookup else { return multiplierLogic }
    let held = tableStorageBits / Double(entryBits)
    let tables = held * LogicBlock.heldRegister(bits: entryBits)
    return tables + Double(n) * indexLogic + Double(m * n) * columnLogic
  }

  /// Gates that fill the tables where the unit does so itself: one adder an entry, since in Gray
  /// order each entry is the one before plus or minus one activation.
  public var builderLogic: GateBudget {
    guard isLookup, precompute == .inUnit else { return GateBudget() }
    let adder: GateBudget
    if let shape = activations.shape {
      adder = LogicBlock.floatingPointAdder(shape)
    } else {
      adder = LogicBlock.adder(bits: entryBits)
    }
    return Double(m) * Double(entries) * adder
  }

  /// What turns weights into indices, shared by the rows: which bit is due, and the inversion where
  /// it was not done when weights were stored.
  private var indexLogic: GateBudget {
    var logic = GateBudget()
    if kind == .bitSerial { logic += LogicBlock.multiplexer(bits: k, inputs: weightBits) }
    if table == .symmetricOnline { logic += LogicBlock.negate(bits: indexBits - 1) }
    return logic
  }

  /// One column: pick an entry, negate it, weigh it by the place of its bit, add it to the sum that
  /// came in or to the column's own.
  private var columnLogic: GateBudget {
    let pick = LogicBlock.multiplexer(bits: entryBits, inputs: entries)
    let isSerial = kind == .bitSerial && weightBits > 1
    if let shape = activations.shape {
      var logic =
        pick + LogicBlock.floatingPointAdder(shape) + LogicBlock.register(bits: shape.bits)
        + LogicBlock.multiplexer(bits: shape.bits, inputs: 2)
      if table != .full { logic += LogicBlock.negate(bits: 1) }
      if isSerial { logic += LogicBlock.adder(bits: shape.exponentBits) }
      return logic
    }
    var logic =
      pick + LogicBlock.adder(bits: accumulatorBits) + LogicBlock.register(bits: accumulatorBits)
      + LogicBlock.multiplexer(bits: accumulatorBits, inputs: 2)
    if table != .full { logic += LogicBlock.negate(bits: entryBits) }
    if isSerial {
      logic += LogicBlock.barrelShifter(bits: entryBits + weightBits - 1, positions: weightBits)
    }
    return logic
  }

  /// `M·N` dot products of length `K`: integer pairs in one tree; floating point with a rounding
  /// multiply-add a pair, as the operator library does that the authors' code instantiates.
  private var multiplierLogic: GateBudget {
    if let shape = activations.shape {
      return Double(m * n * k)
        * ProcessingElementLogic.floatingPointMAC(
          weight: shape, activation: shape, accumulator: .float32)
    }
    let activation = activations.elementBits
    let operands = LogicBlock.register(bits: 1)
    let shared = Double(m * k * activation + k * n * weightBits) * operands
    return shared + Double(m * n)
      * (LogicBlock.multiplyAccumulate(
        count: k, bits: weightBits, by: activation, accumulatorBits: accumulatorBits)
        + LogicBlock.register(bits: accumulatorBits))
  }
}
