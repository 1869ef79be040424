import ArchSim

/// Checks of single answers.
extension DesignCheck {
  func check(_ summary: DesignSummary) {
    let numbers = [
      ("clock", summary.clockHertz), ("peak", summary.peakMacsPerCycle),
      ("node", summary.nodeNanometres),
    ]
    for (name, value) in numbers {
      collector.require(
        value.isFinite && value > 0, .design,
        "\(design): the \(name) must be a positive number, found \(value)")
    }
    check(
      summary.areaSquareMillimetres, "area", family.areaComponents, values: .design,
      slots: .design, design)
  }

  func check(_ cost: OperatorCost, of operation: Operator, _ summary: DesignSummary) {
    let place = "\(design), \(Self.text(operation))"
    check(
      cost.energyPicojoules, "energy", family.energyComponents, values: .components, slots: .slots,
      place)
    check(
      cost.trafficBytes, "traffic", family.trafficLevels, values: .components, slots: .slots, place)
    collector.require(
      cost.cycles >= cost.stallCycles && cost.stallCycles >= 0, .stalls,
      "\(place): \(cost.cycles) cycles with \(cost.stallCycles) stalls among them")
    collector.require(
      cost.utilization >= 0 && cost.utilization <= 1, .utilization,
      "\(place): a utilization of \(cost.utilization)")
    collector.require(
      cost.macs == operation.macs, .macs,
      "\(place): \(cost.macs) MACs, the operator has \(operation.macs)")
    // What a design lacks the formats for may run on another unit, which the peak leaves out.
    let least = operation.macs / summary.peakMacsPerCycle
    collector.require(
      cost.isConverted || Double(cost.cycles) >= least * (1 - 1e-9), .roofline,
      "\(place): \(cost.cycles) cycles, at the peak of \(summary.peakMacsPerCycle) MACs a cycle "
        + "it takes \(least)")
  }

  /// Checks a vector of components.
  private func check(
    _ components: ComponentValues, _ what: String, _ names: [String], values: ConformanceCheck,
    slots: ConformanceCheck, _ place: String
  ) {
    for slot in 0..<ComponentValues.capacity {
      let value = components[slot]
      guard slot < names.count else {
        collector.require(
          value == 0, slots,
          "\(place): \(what) slot \(slot), which has no name, holds \(value)")
        continue
      }
      collector.require(
        value.isFinite && value >= 0, values,
        "\(place): the \(what) of '\(names[slot])' is \(value)")
    }
  }

  func check(_ reason: Infeasibility, of operation: Operator?) {
    let place = operation.map { "\(design), \(Self.text($0))" } ?? design
    collector.require(
      !reason.resource.isEmpty, .infeasibility, "\(place): the reason names no resource")
    collector.require(
      reason.required.isFinite && reason.available.isFinite && reason.required > reason.available,
      .infeasibility,
      "\(place): '\(reason.resource)' needs \(reason.required) and has \(reason.available), "
        + "which does not say what is missing")
  }
}
