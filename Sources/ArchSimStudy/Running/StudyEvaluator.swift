import ArchSimHardware
import ArchSimSearch
import Synchronization

/// Costs designs: the part of a run that is done on all cores.
struct StudyEvaluator: Sendable {
  /// A design and the position of its workload.
  struct Job: Sendable {
    var values: [Double]
    var variant: Int
  }

  let family: AcceleratorFamily
  let hasMetric: [Bool]
  let memorySlots: [Int]
  /// The parameter that says how much memory holds, where the family has one.
  let capacityPosition: Int?

  init(family: AcceleratorFamily, hasMetric: [Bool]) {
    self.family = family
    self.hasMetric = hasMetric
    memorySlots = Metric.memorySlots(of: family)
    capacityPosition = Self.capacityPosition(of: family)
  }

  static func capacityPosition(of family: AcceleratorFamily) -> Int? {
    family.position(of: "dram.capacity") ?? family.position(of: "memory.capacity")
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
    let design: DesignSummary
    do throws(Infeasibility) {
      design = try family.evaluate(values, on: variant.traces, totals: &totals)
    } catch {
      return .infeasible(error)
    }
    let inputs = MetricInputs(design, totals, on: variant, memorySlots: memorySlots)
    var metrics = [Double](repeating: .nan, count: Metric.all.count)
    for index in metrics.indices where hasMetric[index] {
      metrics[index] = Metric.all[index].compute(inputs)
    }
    return .evaluated(metrics)
  }

  /// Costs designs on several threads; the answers are in the order of the jobs.
  ///
  /// - Returns: The answers up to the first that was given up because of `cancellation`.
  func evaluate(
    _ jobs: [Job], on variants: [WorkloadVariant], threads: Int, cancellation: CancellationFlag?
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
                self.evaluate(job.values, on: variants[job.variant], totals: &totals))
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

/// Hands out the numbers of chunks.
private final class ChunkCounter: Sendable {
  private let value = Atomic<Int>(0)

  func next() -> Int {
    value.wrappingAdd(1, ordering: .relaxed).oldValue
  }
}
