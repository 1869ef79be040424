/// What a whole trace costs on a design.
public struct ReplayTotals: Hashable, Sendable {
  /// Cycles of all operators, one after the other.
  public var cycles: Int = 0
  /// Of those, cycles that wait for memory.
  public var stallCycles: Int = 0
  /// Energy by component, in picojoules.
  public var energyPicojoules = ComponentValues()
  /// Bytes moved by level.
  public var trafficBytes = ComponentValues()
  /// Multiply-accumulates that the workload asked for.
  public var macs: Double = 0
  /// Whether any operator needed a conversion because its formats are not native.
  public var isConverted = false

  /// Nothing yet.
  @inlinable public init() {}

  /// Adds `repeats` executions of an operator.
  @inlinable public mutating func add(_ cost: OperatorCost, repeats: Int) {
    let factor = Double(repeats)
    cycles = clampedSum(cycles, clampedProduct(cost.cycles, repeats))
    stallCycles = clampedSum(stallCycles, clampedProduct(cost.stallCycles, repeats))
    energyPicojoules += cost.energyPicojoules * factor
    trafficBytes += cost.trafficBytes * factor
    macs += cost.macs * factor
    isConverted = isConverted || cost.isConverted
  }
}

/// The product, or the largest integer where it does not fit: a count that no report should trust
/// is better than a trap.
@inlinable
public func clampedProduct(_ left: Int, _ right: Int) -> Int {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? .max : product
}

/// The sum, or the largest integer where it does not fit.
@inlinable
public func clampedSum(_ left: Int, _ right: Int) -> Int {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? .max : sum
}
