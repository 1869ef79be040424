import ArchSimHardware
public import ArchSimServing
import ArchSimText

/// Why a plan is behind another: what was measured, in words.
public struct PlanVerdict: Hashable, Sendable {
  /// The reason in a word or two: `network-bound`.
  public var kind: Kind
  /// The reason with its figures.
  public var text: String

  /// What holds a plan back.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is the best.
    case best
    /// It is as good as the best.
    case equal = "as good"
    /// Its weights, activations and one page of cache exceed the memory of a device.
    case memory = "does not fit"
    /// Model, pool or design forbid it.
    case impossible
    /// Some requests are longer than its cache or the context window.
    case rejects = "rejects requests"
    /// Requests wait for a place in the batch or the cache.
    case queueing
    /// Exchanges between devices take the time.
    case network = "network-bound"
    /// Reading weights and caches takes the time.
    case bandwidth = "memory-bound"
    /// Arithmetic takes the time.
    case compute = "compute-bound"
    /// Stages or devices wait for others.
    case bubbles = "waits for devices"
    /// Norms, activations and launches take the time.
    case small = "latency-bound"
    /// The host takes the time.
    case host = "host-bound"
    /// It is as fast, but takes more of what is counted.
    case cost = "costs more"
    /// It breaks a constraint of the study.
    case constraint = "breaks a constraint"
  }
}

extension PlanResult {
  /// Why a trial is behind the best: from its queue, and from the time that kinds of work take.
  public func verdict(_ trial: PlanTrial) -> PlanVerdict {
    switch trial.outcome {
    case .infeasible(let reason): return Self.verdict(reason)
    case .served(let figures):
      if let breach = study.constraints.lazy.compactMap({ $0.breach(figures) }).first {
        return PlanVerdict(kind: .constraint, text: breach)
      }
      guard let best, let other = best.figures else { return PlanVerdict(kind: .best, text: "") }
      if best.design == trial.design {
        return PlanVerdict(kind: .best, text: bestText(figures))
      }
      return verdict(figures, against: other)
    }
  }

  private static func verdict(_ reason: Infeasibility) -> PlanVerdict {
    guard reason.unit == .bytes else {
      return PlanVerdict(kind: .impossible, text: "\(reason)")
    }
    let missing = reason.unit.text(reason.required - reason.available)
    return PlanVerdict(
      kind: .memory,
      text: "\(missing) missing: \(reason.unit.text(reason.required)) of "
        + "\(reason.unit.text(reason.available)), \(reason.resource)")
  }

  /// What limits the best plan itself.
  private func bestText(_ figures: PlanFigures) -> String {
    let work = figures.largestKinds
    guard let first = work.first else { return "" }
    return "most time in \(first.kind.words) (\(percent(first.share)))"
  }

  private func verdict(_ own: PlanFigures, against best: PlanFigures) -> PlanVerdict {
    if own.rejectedRequests > best.rejectedRequests {
      let reasons = RejectionReason.allCases.filter { own.rejections[$0, default: 0] > 0 }
        .map { $0 == .memory ? "the KV cache" : "the context window" }
      return PlanVerdict(
        kind: .rejects,
        text: "\(own.rejectedRequests) of \(own.arrivedRequests) requests exceed "
          + reasons.joined(separator: " or "))
    }
    let latency = own["latency"] - best["latency"]
    guard latency > 0.01 * best["latency"] else { return verdictOfEqualSpeed(own, best) }
    let queueing = own.meanQueueingSeconds - best.meanQueueingSeconds
    if queueing > latency / 2 {
      let cause =
        own["preemptions"] > 0 || own.peakOccupancy > 0.95
        ? "the KV cache is full (\(percent(own["kv_occupancy"])) on average, "
          + "\(Int(own["preemptions"])) preemptions)"
        : "replicas are busy \(percent(own["utilization"])) of the time"
      return PlanVerdict(
        kind: .queueing,
        text: "requests wait \(siText(own.meanQueueingSeconds, unit: "s")) on average, "
          + "\(siText(own.queueingSeconds95, unit: "s")) at p95: \(cause)")
    }
    return verdictOfWork(own, best)
  }

  /// Faster or equally fast, and yet behind.
  private func verdictOfEqualSpeed(_ own: PlanFigures, _ best: PlanFigures) -> PlanVerdict {
    let metric = PlanMetric.all[study.ranking]
    let value = own.metrics[study.ranking]
    let wanted = best.metrics[study.ranking]
    if !own.meetsObjective, let broken = brokenBound(own) {
      return PlanVerdict(kind: .cost, text: broken)
    }
    guard abs(value - wanted) > 0.005 * abs(wanted) else {
      return PlanVerdict(kind: .equal, text: "within 0.5 % of the best")
    }
    return PlanVerdict(
      kind: .cost,
      text: "\(metric.name) is \(value.text(significantDigits: 3)) rather than "
        + wanted.text(significantDigits: 3))
  }

  /// The first bound of the objective that is broken.
  private func brokenBound(_ figures: PlanFigures) -> String? {
    for bound in study.objective.bounds {
      let name = "\(bound.metric.rawValue)_\(bound.statistic.rawValue)"
      let value = figures[name]
      guard value > bound.seconds else { continue }
      return "\(name) is \(siText(value, unit: "s")), over \(siText(bound.seconds, unit: "s"))"
    }
    return nil
  }

  /// What of an iteration grew most.
  private func verdictOfWork(_ own: PlanFigures, _ best: PlanFigures) -> PlanVerdict {
    var worst = WorkKind.linear
    var most = -Double.infinity
    for kind in WorkKind.allCases {
      let growth = own.iterationSeconds[kind.rawValue] - best.iterationSeconds[kind.rawValue]
      if growth > most {
        most = growth
        worst = kind
      }
    }
    let all = own.iterationSeconds.sum()
    let part = own.iterationSeconds[worst.rawValue]
    let usual = best.iterationSeconds[worst.rawValue]
    var text =
      "\(worst.words) \(worst.takes) \(siText(part, unit: "s")) of an iteration's "
      + siText(all, unit: "s")
    text +=
      usual < all * 1e-3
      ? ", next to nothing in the best" : ", \(siText(usual, unit: "s")) in the best"
    let kind: PlanVerdict.Kind
    switch worst {
    case .communication: kind = .network
    case .waiting: kind = .bubbles
    case .host: kind = .host
    case .elementwise: kind = .small
    case .linear, .attention, .experts, .head:
      let isCompute = own["s_mfu"] > own["s_mbu"]
      kind = isCompute ? .compute : .bandwidth
      text +=
        isCompute
        ? "; \(percent(own["s_mfu"])) of peak arithmetic"
        : "; \(percent(own["s_mbu"])) of peak bandwidth"
    }
    return PlanVerdict(kind: kind, text: text)
  }

  private func percent(_ share: Double) -> String {
    "\((share * 100).text(significantDigits: 2)) %"
  }
}

extension PlanFigures {
  /// The kinds of work by their share of an iteration, largest first.
  public var largestKinds: [(kind: WorkKind, share: Double)] {
    let all = iterationSeconds.sum()
    guard all > 0 else { return [] }
    return WorkKind.allCases.map { ($0, iterationSeconds[$0.rawValue] / all) }
      .sorted { ($1.share, $0.kind.rawValue) < ($0.share, $1.kind.rawValue) }
  }
}

extension WorkKind {
  /// What it is, in words.
  public var words: String {
    switch self {
    case .linear: "products with weights"
    case .attention: "attention"
    case .experts: "experts"
    case .elementwise: "norms and activations"
    case .head: "embedding and LM head"
    case .communication: "exchanges between devices"
    case .waiting: "waiting for other devices"
    case .host: "the host"
    }
  }

  /// The verb that follows ``words``.
  fileprivate var takes: String {
    switch self {
    case .attention, .waiting, .host: "takes"
    default: "take"
    }
  }
}
