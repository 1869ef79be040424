import ArchSimWorkload

extension SystolicArray {
  /// What the inner loop reads.
  public struct State: Sendable {
    var chip: ArrayChipState
    var dataflow: Dataflow
    var counting: FoldCounting
    var memoryModel: MemoryModel
    /// Whether a product may run in blocks of rows.
    var runsInBlocks: Bool
    /// Cycles before the first bit of an operator moves.
    var latencyCycles: Double
    /// Lane operations that take a number to or from a format of the elements; 0 where nothing
    /// converts.
    var conversionOperations: Double
  }
}

extension SystolicArray.State {
  /// What does not multiply matrices: the vector unit or memory, and the conversion of numbers that
  /// the chip has no arithmetic for.
  func vectorCost(of operation: Operator) -> OperatorCost {
    var work = VectorWork(elementwise: operation)
    if conversionOperations > 0, work.laneOperations > 0, !isNative(operation.activations) {
      let elements = Double(operation.batch) * Double(operation.m) * Double(operation.n)
      work.laneOperations +=
        elements * (operation.kind.vectorInputs + 1) * conversionOperations
    }
    return chip.streamedCost(work, latencyCycles: latency(of: operation))
  }

  /// Cycles before an operator's first bit moves; none for one that takes over from the operator
  /// that made its input.
  func latency(of operation: Operator) -> Double {
    operation.fusion.contains(.input) ? 0 : latencyCycles
  }

  /// A product whose operands are converted to formats of the elements, and back; nil where no
  /// conversion helps.
  func converted(_ operation: Operator) -> (plan: ProductPlan, laneOperations: Double)? {
    guard conversionOperations > 0 else { return nil }
    let k = Double(operation.k)
    let n = Double(operation.n)
    let instances = Double(operation.batch) * conversionOperations
    let rows = isNative(operation.activations) ? 0 : Double(operation.m) * (k + n)
    let element = chip.element
    if let plan = element.plan(
      weights: operation.weights, activations: element.activations, sum: chip.accumulator)
    {
      return (plan, rows * instances)
    }
    let native = TensorQuantization(element.weights, groupSize: operation.weights.groupSize)
    guard
      let plan = element.plan(
        weights: native, activations: element.activations, sum: chip.accumulator)
    else { return nil }
    return (plan, (rows + k * n) * instances)
  }

  /// Whether elements take activations of a format.
  private func isNative(_ format: NumberFormat) -> Bool {
    ProcessingElement.steps(format, on: chip.element.activations) != nil
  }
}
