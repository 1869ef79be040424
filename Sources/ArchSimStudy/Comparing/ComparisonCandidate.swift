import ArchSimHardware
import ArchSimWorkload

/// One design with the work that it gets.
struct ComparisonCandidate {
  let entry: Comparison.Entry
  let variant: WorkloadVariant
  private let evaluator: StudyEvaluator

  init(_ entry: Comparison.Entry, _ variant: WorkloadVariant) {
    self.entry = entry
    self.variant = variant
    evaluator = Self.evaluator(entry.hardware, variant, entry.hardware.price)
  }

  private static func evaluator(
    _ hardware: HardwareDesign, _ variant: WorkloadVariant, _ price: DesignPrice?
  ) -> StudyEvaluator {
    let hasMemory = !Metric.memorySlots(of: hardware.family).isEmpty
    return StudyEvaluator(
      family: hardware.family,
      hasMetric: Metric.all.map {
        variant.provides($0.need) && ($0.need != .memoryTraffic || hasMemory)
      }, price: price)
  }

  private var family: AcceleratorFamily { entry.hardware.family }

  /// The area of a design, or its mean power on the workload.
  func measure(
    _ measure: Comparison.Measure, _ values: [Double]
  ) -> Result<Double, Infeasibility> {
    var totals: [ReplayTotals] = []
    do throws(Infeasibility) {
      switch measure {
      case .area:
        return .success(
          try family.evaluate(values, on: [], totals: &totals).areaSquareMillimetres.total)
      case .power:
        let design = try family.evaluate(values, on: variant.traces, totals: &totals)
        var joules = 0.0
        var seconds = 0.0
        for (part, total) in zip(variant.parts, totals) {
          joules += total.energyPicojoules.total * 1e-12 * part.repeats
          seconds += Double(total.cycles) / design.clockHertz * part.repeats
        }
        return .success(seconds > 0 ? joules / seconds : 0)
      }
    } catch {
      return .failure(error)
    }
  }

  /// Makes the design of a row as large as the target allows, or says why not.
  func scale(_ row: inout ComparisonRow, _ measure: Comparison.Measure, to target: Double) {
    guard let scale = DesignScale(family, row.values) else {
      row.unscaledReason = "\(family.name) has nothing to scale"
      return
    }
    if measure == .area, !EqualArea.isAreaKnown(family, row.values) {
      row.unscaledReason = "the area of \(family.name) is not known"
      return
    }
    let values = row.values
    func holds(_ steps: Int) -> Bool {
      guard case .success(let value) = self.measure(measure, scale.values(values, steps: steps))
      else { return false }
      return value <= target
    }
    let found =
      measure == .area ? scale.largest(monotone: holds) : scale.largest(where: holds)
    guard let found else {
      row.reason = tooLarge(scale, values, measure, target)
      return
    }
    row.values = scale.values(values, steps: found)
    row.scaling = scale.changes(of: family, from: values, to: row.values)
  }

  /// What the smallest area or power is, or why no size can be built at all.
  private func tooLarge(
    _ scale: DesignScale, _ values: [Double], _ measure: Comparison.Measure, _ target: Double
  ) -> Infeasibility {
    var least = Double.infinity
    var reason: Infeasibility?
    for steps in scale.candidates {
      switch self.measure(measure, scale.values(values, steps: steps)) {
      case .success(let value): least = min(least, value)
      case .failure(let infeasibility): reason = reason ?? infeasibility
      }
    }
    guard least.isInfinite, let reason else {
      return Infeasibility(
        measure == .area ? "area of its smallest size" : "power of its most frugal size",
        required: least, available: target,
        unit: measure.unit)
    }
    return reason
  }

  /// Costs the design of a row.
  func cost(_ row: inout ComparisonRow) {
    var totals: [ReplayTotals] = []
    let isAsPriced = row.values == entry.hardware.values
    let evaluator =
      isAsPriced
      ? evaluator : Self.evaluator(entry.hardware, variant, entry.hardware.price?.byParts)
    switch evaluator.evaluate(row.values, on: variant, totals: &totals) {
    case .infeasible(let reason): row.reason = reason
    case .failed: break  // Models answer always; only programs fail.
    case .evaluated(let metrics):
      row.metrics = metrics
      row.isConverted = totals.contains { $0.isConverted }
      explain(&row)
    }
  }

  /// What limits the design, and what of the work it converts.
  private func explain(_ row: inout ComparisonRow) {
    var cycles = [Double](repeating: 0, count: Bound.allCases.count)
    var macs = 0.0
    var converted = 0.0
    for (trace, part) in zip(variant.traces, variant.parts) {
      guard let explanations = try? family.explain(row.values, on: trace) else { continue }
      for (explanation, repeats) in zip(explanations, trace.repeats) {
        let factor = Double(repeats) * part.repeats
        let cost = explanation.cost
        cycles[Int(cost.bound.rawValue)] += Double(cost.cycles) * factor
        macs += cost.macs * factor
        if cost.isConverted { converted += cost.macs * factor }
      }
    }
    let all = cycles.reduce(0, +)
    row.bounds = Bound.allCases.filter { cycles[Int($0.rawValue)] > 0 }
      .map { BoundShare(bound: $0, share: cycles[Int($0.rawValue)] / all) }
      .sorted { ($1.share, $0.bound.rawValue) < ($0.share, $1.bound.rawValue) }
    row.convertedShare = macs > 0 ? converted / macs : 0
  }
}
