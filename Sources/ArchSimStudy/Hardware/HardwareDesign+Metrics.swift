public import ArchSimHardware

extension HardwareDesign {
  /// The metrics of the design on a workload, in the order of ``Metric/all``.
  ///
  /// Outside of studies: for a table of a few designs side by side.
  ///
  /// - Parameter workload: What runs.
  /// - Returns: One number a metric; those that mean nothing here are not numbers.
  /// - Throws: `Infeasibility` when the design cannot be built or cannot run the workload.
  public func metrics(on workload: WorkloadVariant) throws(Infeasibility) -> [Double] {
    let hasMemory = !Metric.memorySlots(of: family).isEmpty
    let evaluator = StudyEvaluator(
      family: family,
      hasMetric: Metric.all.map {
        workload.provides($0.need) && ($0.need != .memoryTraffic || hasMemory)
      }, price: price)
    var totals: [ReplayTotals] = []
    switch evaluator.evaluate(values, on: workload, totals: &totals) {
    case .evaluated(let metrics): return metrics
    case .infeasible(let reason): throw reason
    case .failed(let failure):  // Models answer always; only programs fail.
      throw Infeasibility(failure.reason, required: 1, available: 0, unit: .none)
    }
  }
}
