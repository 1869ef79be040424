import ArchSimHardware
import ArchSimSearch
import Synchronization

/// Costs designs: the part of a run that is done on all cores.
struct StudyEvaluator: Sendable {
  /// A design and the position of its workload.
  struct Job: Sendable {
    /// The position of the evaluator that costs it.
    var design = 0
    var values: [Double]
    var variant: Int
  }

  let family: AcceleratorFamily
  let hasMetric: [Bool]
  /// Whether there is a metric that needs the price of the die.
  private let pricesDie: Bool
  /// Whether a workload without a perplexity is infeasible, since it is asked for.
  var needsPerplexity = false
  let memorySlots: [Int]
  /// The parameter that says how much memory holds, where the family has one.
  let capacityPosition: Int?
  /// How designs are paid for.
  let price: DesignPrice
  /// The parameter that says what memory it is, and the price of a byte of each of its choices.
  let memoryPrices: MemoryPrices?

  init(family: AcceleratorFamily, hasMetric: [Bool], price: DesignPrice? = nil) {
    self.family = family
    self.hasMetric = hasMetric
    self.price = price ?? DesignPrice()
    pricesDie = ["die_cost", "cost_per_million_tokens"].contains { name in
      Metric.position(of: name).map { hasMetric[$0] } ?? false
    }
    memoryPrices = MemoryPrices(family)
    memorySlots = Metric.memorySlots(of: family)
    capacityPosition = Self.capacityPosition(of: family)
  }

  /// One evaluator a design of a study.
  static func evaluators(of study: Study) -> [StudyEvaluator] {
    study.designs.map { design in
      let hardware = design.hardware
      var evaluator = StudyEvaluator(
        family: hardware.family, hasMetric: study.hasMetric, price: hardware.price)
      evaluator.needsPerplexity = study.asks(for: .accuracy)
      return evaluator
    }
  }

  static func capacityPosition(of family: AcceleratorFamily) -> Int? {
    ["dram.capacity", "memory.capacity", "hbm.capacity"].lazy
      .compactMap { family.position(of: $0) }.first
  }

  /// Costs one design; `totals` is scratch space.
  func evaluate(
    _ values: [Double], on variant: WorkloadVariant, totals: inout [ReplayTotals]
  ) -> Trial.Outcome {
    if let capacityPosition, values[capacityPosition] < variant.residentBytes {
      return .infeasible(
        Infeasibility(
          "memory for weights and KV cache", required: variant.residentBytes,
          available: values[capacityPosition], unit: .bytes))
    }
    guard !needsPerplexity || !variant.perplexity.isNaN else {
      return .infeasible(
        Infeasibility(
          "published perplexities of \(variant.scheme)", required: 1, available: 0, unit: .none))
    }
    let design: DesignSummary
    do throws(Infeasibility) {
      design = try family.evaluate(values, on: variant.traces, totals: &totals)
    } catch {
      return .infeasible(error)
    }
    var inputs = MetricInputs(design, totals, on: variant, memorySlots: memorySlots)
    inputs.price = price
    if pricesDie { inputs.addDie() }
    inputs.memoryDollars = memoryPrices?.dollars(values) ?? 0
    var metrics = [Double](repeating: .nan, count: Metric.all.count)
    for index in metrics.indices where hasMetric[index] {
      metrics[index] = Metric.all[index].compute(inputs)
    }
    return .evaluated(metrics)
  }

  /// Costs designs on several threads; the answers are in the order of the jobs.
  ///
  /// - Parameters:
  ///   - jobs: The designs.
  ///   - evaluators: One a kind of design, by position.
  ///   - variants: The workloads, by position.
  ///   - threads: Threads at most.
  ///   - cancellation: A switch to end early.
  /// - Returns: The answers up to the first that was given up because of `cancellation`.
  static func evaluate(
    _ jobs: [Job], with evaluators: [StudyEvaluator], on variants: [WorkloadVariant], threads: Int,
    cancellation: CancellationFlag?
  ) async -> [Trial.Outcome] {
    // A chunk costs a hand-over: large ones for cheap designs, but several for every thread.
    let size = max(1, min(256, jobs.count / (threads * 4)))
    let chunkCount = (jobs.count + size - 1) / size
    let counter = ChunkCounter()
    var chunks = [[Trial.Outcome]](repeating: [], count: chunkCount)
    await withTaskGroup(of: [(Int, [Trial.Outcome])].self) { group in
      for _ in 0..<min(threads, chunkCount) {
        group.addTask {
          var done: [(Int, [Trial.Outcome])] = []
          var totals: [ReplayTotals] = []
          while true {
            let chunk = counter.next()
            guard chunk < chunkCount, cancellation?.isCancelled != true else { return done }
            var outcomes: [Trial.Outcome] = []
            outcomes.reserveCapacity(size)
            for job in jobs[chunk * size..<min(jobs.count, (chunk + 1) * size)] {
              outcomes.append(
                evaluators[job.design].evaluate(
                  job.values, on: variants[job.variant], totals: &totals))
            }
            done.append((chunk, outcomes))
          }
        }
      }
      for await done in group {
        for (chunk, outcomes) in done { chunks[chunk] = outcomes }
      }
    }
    var outcomes: [Trial.Outcome] = []
    outcomes.reserveCapacity(jobs.count)
    for chunk in chunks {
      guard !chunk.isEmpty else { break }
      outcomes += chunk
    }
    return outcomes
  }
}

/// What the memory off the chip costs, by the parameters that describe it.
struct MemoryPrices: Sendable {
  private let capacityPosition: Int
  private let kindPosition: Int?
  private let dollarsPerByte: [Double]
  /// The price where no parameter says what memory it is: that of DDR4, or of HBM by its name.
  private let unknownDollarsPerByte: Double

  /// Finds the parameters; nil for a family that does not say how much its memory holds.
  init?(_ family: AcceleratorFamily) {
    guard let capacity = StudyEvaluator.capacityPosition(of: family) else { return nil }
    capacityPosition = capacity
    let isStacked = family.parameters[capacity].name.hasPrefix("hbm")
    unknownDollarsPerByte = DRAM(isStacked ? .hbm2e : .ddr4).dollarsPerByte
    kindPosition = family.position(of: "dram.kind") ?? family.position(of: "memory.kind")
    guard let kindPosition, case .choice(let names) = family.parameters[kindPosition].kind else {
      dollarsPerByte = []
      return
    }
    let unknown = unknownDollarsPerByte
    dollarsPerByte = names.map { name in
      DRAM.Generation(rawValue: name).map { DRAM($0).dollarsPerByte } ?? unknown
    }
  }

  func dollars(_ values: [Double]) -> Double {
    let kind = kindPosition.flatMap { Int(exactly: values[$0]) } ?? -1
    let each = dollarsPerByte.indices.contains(kind) ? dollarsPerByte[kind] : unknownDollarsPerByte
    return values[capacityPosition] * each
  }
}

/// Hands out the numbers of chunks.
private final class ChunkCounter: Sendable {
  private let value = Atomic<Int>(0)

  func next() -> Int {
    value.wrappingAdd(1, ordering: .relaxed).oldValue
  }
}
