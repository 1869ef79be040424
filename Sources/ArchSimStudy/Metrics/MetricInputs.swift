import ArchSimHardware
import ArchSimWorkload

/// What a design did with a workload, summed up as far as metrics need it.
///
/// Times are in seconds, energies in joules, all for one pass of the workload: one batch of
/// requests from the first token read to the last one written.
struct MetricInputs: Sendable {
  var latency = 0.0
  var prefillLatency = 0.0
  var decodeLatency = 0.0
  /// Seconds of one decode step.
  var stepLatency = 0.0
  var energy = 0.0
  var prefillEnergy = 0.0
  var decodeEnergy = 0.0
  var cycles = 0.0
  var stallCycles = 0.0
  var macs = 0.0
  var memoryBytes = 0.0
  var residentBytes = 0.0
  var generatedTokens = 0.0
  var batch = 0.0
  var perplexity = Double.nan
  var areaSquareMillimetres = 0.0
  var peakMacsPerCycle = 0.0
  var clockHertz = 0.0
  var ratedClockHertz = 0.0
  var nodeNanometres = 0.0
  /// How the design is paid for.
  var price = DesignPrice()
  /// Dollars of the memory off the chip; 0 where the family does not say how large it is.
  var memoryDollars = 0.0
  /// Dollars of a working die, which several metrics need; no number where nobody asks for it, or
  /// where the area is not known.
  private(set) var dieDollars = Double.nan

  init(
    _ design: DesignSummary, _ totals: [ReplayTotals], on variant: WorkloadVariant,
    memorySlots: [Int]
  ) {
    clockHertz = design.clockHertz
    ratedClockHertz = design.ratedClockHertz
    areaSquareMillimetres = design.areaSquareMillimetres.total
    peakMacsPerCycle = design.peakMacsPerCycle
    nodeNanometres = design.nodeNanometres
    batch = Double(variant.batch)
    perplexity = variant.perplexity
    generatedTokens = variant.generatedTokens
    residentBytes = variant.residentBytes
    var decodeSteps = 0.0
    for (part, total) in zip(variant.parts, totals) {
      let seconds = Double(total.cycles) / clockHertz * part.repeats
      let joules = total.energyPicojoules.total * 1e-12 * part.repeats
      latency += seconds
      energy += joules
      switch part.phase {
      case .prefill:
        prefillLatency += seconds
        prefillEnergy += joules
      case .decode:
        decodeLatency += seconds
        decodeEnergy += joules
        decodeSteps += part.repeats
      case nil: break
      }
      cycles += Double(total.cycles) * part.repeats
      stallCycles += Double(total.stallCycles) * part.repeats
      macs += total.macs * part.repeats
      for slot in memorySlots { memoryBytes += total.trafficBytes[slot] * part.repeats }
    }
    if decodeSteps > 0 { stepLatency = decodeLatency / decodeSteps }
  }

  /// Dollars of a working die; no number where the area is not known, as of an FPGA.
  private var priceOfDie: Double {
    guard areaSquareMillimetres > 0, let node = try? ProcessNode(nanometres: nodeNanometres),
      let cost = try? DieCost(areaSquareMillimetres: areaSquareMillimetres, node: node)
    else { return .nan }
    return cost.dollars
  }

  /// Prices the die.
  mutating func addDie() { dieDollars = priceOfDie }

  /// Dollars of all tokens that are generated.
  var tokenDollars: Double {
    price.dollars(seconds: latency, joules: energy, parts: dieDollars + memoryDollars)
  }
}
