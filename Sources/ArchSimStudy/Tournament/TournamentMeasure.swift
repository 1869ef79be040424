public import ArchSimHardware
import ArchSimSearch

/// What the runs of a tournament are compared by: the objective, or with several their hypervolume.
///
/// The hypervolume is measured in one box for all runs: from the best values of their fronts to the
/// worst, a tenth of the range beyond. Objectives are scaled to it, so that 1 would be best at
/// everything; those that differ by more than tenfold by their logarithms, so that the good ones are
/// told apart. Every run that found anything has some.
public struct TournamentMeasure: Hashable, Sendable {
  /// The objective; nil for the hypervolume.
  public let objective: Objective?
  /// The corner of the best values of all objectives, in their own units and directions.
  public let ideal: [Double]
  /// The corner up to which hypervolume counts, likewise.
  public let reference: [Double]
  /// The best value that all runs together reached; no number when nothing is feasible.
  public let best: Double

  /// Whether less is better.
  public var isMinimized: Bool { objective.map { $0.direction == .minimize } ?? false }

  /// The unit of values.
  public let unit: Unit

  /// What it is called.
  public var name: String { objective?.name ?? "hypervolume" }

  private let scales: [ObjectiveScale]

  /// Looks at what each run observed.
  init(_ study: Study, runs: [[Observation]]) {
    let objectives = study.objectives
    var archive = ParetoArchive(objectiveCount: objectives.count)
    var ends: [[Double]] = []
    for run in runs {
      var own = ParetoArchive(objectiveCount: objectives.count)
      for (index, observation) in run.enumerated() { own.insert(observation, payload: index) }
      ends += own.objectives
      for entry in own.entries { archive.insert(entry.observation, payload: 0) }
    }
    let front = archive.objectives
    let scales = objectives.indices.map { column in ObjectiveScale(ends.map { $0[column] }) }
    self.scales = scales
    ideal = zip(objectives, scales).map { $0.value(ofMinimized: $1.low) }
    reference = zip(objectives, scales).map { $0.value(ofMinimized: $1.high) }
    objective = objectives.count == 1 ? objectives.first : nil
    unit = objective.map { study.metrics[$0.metric].unit } ?? .none
    if front.isEmpty {
      best = .nan
    } else if let objective {
      best = objective.value(ofMinimized: scales[0].low)
    } else {
      let rows = front.map { row in zip(scales, row).map { $0.place($1) } }
      best = Self.rounded(hypervolume(of: rows, reference: scales.map { _ in 1 }))
    }
  }

  /// Without the last digits, which differ with the order in which the same designs were found.
  private static func rounded(_ hypervolume: Double) -> Double {
    (hypervolume * 0x1p40).rounded() * 0x1p-40
  }

  /// The best value after each observation, as a score: less is better, and infinity is nothing.
  func scores(_ observations: some Sequence<Observation>) -> [Double] {
    if objective != nil {
      var best = Double.infinity
      return observations.map { observation in
        if observation.isFeasible, let value = observation.objectives.first, value < best {
          best = value
        }
        return best
      }
    }
    var trace = HypervolumeTrace(reference: scales.map { _ in 1 })
    return observations.map { observation in
      guard observation.isFeasible else { return -Self.rounded(trace.value) }
      return -Self.rounded(trace.insert(zip(scales, observation.objectives).map { $0.place($1) }))
    }
  }

  /// A score as a value of the measure, in its own direction; nil for a run that found nothing.
  public func value(ofScore score: Double) -> Double? {
    guard score.isFinite else { return nil }
    return objective.map { $0.value(ofMinimized: score) } ?? -score
  }

  /// The score within a share of the best value; infinite when nothing is feasible.
  func target(within share: Double) -> Double {
    guard !best.isNaN else { return -.infinity }
    let score = objective.map { $0.minimized(best) } ?? -best
    return score + share * score.magnitude
  }
}

/// The scale of one objective in the box, from 0 at the best to 1 at the reference.
private struct ObjectiveScale: Hashable, Sendable {
  /// The best value, as searches see it: less is better.
  var low: Double
  /// The worst, and a tenth of the range beyond.
  var high: Double
  /// Whether logarithms are scaled; of negative numbers those of their magnitudes.
  private var isLogarithmic: Bool

  init(_ values: [Double]) {
    low = values.min() ?? 0
    let most = values.max() ?? 0
    isLogarithmic =
      low > 0 && most > 10 * low || most < 0 && low < 10 * most
    high = most
    guard most > low else {
      high = most + max(most.magnitude * 0.1, 1e-300)
      return
    }
    let (first, last) = (level(low), level(most))
    let end = last + 0.1 * (last - first)
    high = !isLogarithmic ? end : low > 0 ? exponential(end) : -exponential(-end)
  }

  private func level(_ value: Double) -> Double {
    guard isLogarithmic else { return value }
    // Beyond zero nothing is as good or as bad.
    if low > 0 { return value > 0 ? logarithm(value) : -.infinity }
    return value < 0 ? -logarithm(-value) : .infinity
  }

  func place(_ value: Double) -> Double {
    (level(value) - level(low)) / (level(high) - level(low))
  }
}
