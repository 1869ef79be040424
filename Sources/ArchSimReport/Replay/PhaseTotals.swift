import ArchSimHardware

/// The sums of one replayed trace, or of several, with what follows from them.
struct PhaseTotals {
  var latencySeconds = 0.0
  var cycles = 0
  var stallCycles = 0
  var macs = 0.0
  var energyPicojoules = ComponentValues()
  var trafficBytes = ComponentValues()
  var tokens: Int?
  var isConverted = false
  let design: DesignSummary

  /// Nothing yet.
  init(design: DesignSummary) {
    self.design = design
  }

  /// A trace with all its runs.
  init(_ replayed: ReplayedTrace) {
    design = replayed.design
    let runs = replayed.runs
    cycles = clampedProduct(replayed.totals.cycles, runs)
    stallCycles = clampedProduct(replayed.totals.stallCycles, runs)
    latencySeconds = replayed.latencySeconds * Double(runs)
    macs = replayed.totals.macs * Double(runs)
    energyPicojoules = replayed.totals.energyPicojoules * Double(runs)
    trafficBytes = replayed.totals.trafficBytes * Double(runs)
    tokens = replayed.tokens.map { clampedProduct($0, runs) }
    isConverted = replayed.totals.isConverted
  }

  mutating func add(_ other: PhaseTotals) {
    cycles = clampedSum(cycles, other.cycles)
    stallCycles = clampedSum(stallCycles, other.stallCycles)
    latencySeconds += other.latencySeconds
    macs += other.macs
    energyPicojoules += other.energyPicojoules
    trafficBytes += other.trafficBytes
    tokens = other.tokens
    isConverted = isConverted || other.isConverted
  }

  /// The totals as a report shows them.
  func facts(_ key: String, title: String) -> Facts {
    let joules = energyPicojoules.total * 1e-12
    let watts = ratio(joules, latencySeconds)
    let operations = ratio(2 * macs * 1e-12, latencySeconds)
    var facts = Facts(key, title: title)
    facts.append(Column("latency_s", "latency", unit: .seconds), .number(latencySeconds))
    facts.append(Column("cycles", "cycles"), .integer(cycles))
    facts.append(
      Column("stall_share", "waiting for memory", isFraction: true),
      Cell(ratio(Double(stallCycles), Double(cycles))))
    facts.append(Column("tokens", "tokens"), tokens.map(Cell.integer) ?? .none)
    facts.append(
      Column("tokens_per_second", "tokens/s"),
      Cell(tokens.flatMap { ratio(Double($0), latencySeconds) }))
    facts.append(Column("energy_j", "energy", unit: .joules), .number(joules))
    facts.append(
      Column("energy_per_token_j", "energy/token", unit: .joules),
      Cell(tokens.flatMap { ratio(joules, Double($0)) }))
    facts.append(Column("power_w", "average power", unit: .watts), Cell(watts))
    facts.append(Column("macs", "MACs"), .number(macs))
    facts.append(Column("tops", "effective TOPS"), Cell(operations))
    facts.append(
      Column("utilization", "of the peak", isFraction: true),
      Cell(operations.flatMap { ratio($0, design.peakTeraOperations) }))
    facts.append(
      Column("tops_per_watt", "TOPS/W"),
      Cell(operations.flatMap { operations in watts.flatMap { ratio(operations, $0) } }))
    facts.append(
      Column("tops_per_mm2", "TOPS/mm2"),
      Cell(operations.flatMap { ratio($0, design.areaSquareMillimetres.total) }))
    facts.append(Column("converted", "formats converted"), .boolean(isConverted))
    return facts
  }
}
