public import ArchSimHardware
public import ArchSimWorkload

extension Device {
  /// Dense operations per second of products in a format, both operands alike.
  ///
  /// The peak is found from a product so large that nothing else matters: its multiply-accumulates,
  /// over its cycles and its utilisation, which families count against that peak.
  ///
  /// - Parameter format: The format of weights and activations.
  /// - Returns: The peak; nil where the device converts the format or cannot take it.
  /// - Throws: `Infeasibility` when the design cannot be built.
  public func nativePeakOperations(in format: NumberFormat) throws(Infeasibility) -> Double? {
    let design = try family.priced(values)
    let product = Operator(
      .gemm, m: 8192, k: 8192, n: 8192, weights: TensorQuantization(format), activations: format,
      output: .bf16)
    guard let cost = try? design.cost(of: product), !cost.isConverted else { return nil }
    return peakOperations(of: cost, on: design)
  }

  /// The peak that a cost was counted against.
  func peakOperations(of cost: OperatorCost, on design: PricedDesign) -> Double {
    guard cost.utilization > 0, cost.cycles > 0 else {
      return 2 * design.summary.peakMacsPerCycle * design.summary.ratedClockHertz
    }
    return 2 * cost.macs / (Double(cost.cycles) * cost.utilization) * design.summary.ratedClockHertz
  }
}
