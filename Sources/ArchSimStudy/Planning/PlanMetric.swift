public import ArchSimHardware
public import ArchSimServing
public import ArchSimText

/// What objectives may name of a plan, and what reports show: one table for all.
public struct PlanMetric: Sendable {
  /// What it is computed from.
  public struct Inputs: Sendable {
    /// What the simulation found.
    public var result: ServingResult
    /// The latencies, in the order of `LatencyMetric`.
    public var latencies: [DistributionSummary]

    /// Summarises a result.
    public init(_ result: ServingResult) {
      self.result = result
      latencies = LatencyMetric.allCases.map { result.total.distribution(of: $0).summary }
    }
  }

  /// The name, as written in objectives and as the key of data.
  public var name: String
  /// The unit of its values.
  public var unit: Unit
  /// Whether more of it is better.
  public var isMaximized: Bool
  /// One line that says what it is.
  public var documentation: String
  /// The value; not a number where there is none.
  public var compute: @Sendable (Inputs) -> Double

  private init(
    _ name: String, _ unit: Unit, isMaximized: Bool = false, _ documentation: String,
    _ compute: @escaping @Sendable (Inputs) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.isMaximized = isMaximized
    self.documentation = documentation
    self.compute = compute
  }

  /// All metrics; the first few are those of the Pareto set and of ranking.
  public static let all: [PlanMetric] = general + latencies + uses

  private static let general: [PlanMetric] = [
    PlanMetric(
      "goodput", .none, isMaximized: true, "Requests a second that met every limit of the SLO"
    ) { $0.result.total.goodput },
    PlanMetric("latency", .seconds, "Mean time from arrival to the last token") {
      $0.latencies[3].mean
    },
    PlanMetric(
      "throughput", .none, isMaximized: true, "Output tokens a second, idle time included"
    ) { $0.result.total.outputTokensPerSecond },
    PlanMetric("energy_per_token", .joules, "Energy of all devices for an output token") {
      $0.result.total.joulesPerToken
    },
    PlanMetric(
      "cost_per_million_tokens", .dollars, "Price of all devices for a million output tokens"
    ) {
      $0.result.total.dollarsPerMillionTokens
    },
    PlanMetric("requests_per_second", .none, isMaximized: true, "Requests that ended, a second") {
      $0.result.total.requestsPerSecond
    },
    PlanMetric("duration", .seconds, "From the first arrival to the last token") {
      $0.result.total.durationSeconds
    },
  ]

  private static let latencies: [PlanMetric] = LatencyMetric.allCases.enumerated().flatMap {
    position, metric in
    LatencyStatistic.allCases.map { statistic in
      PlanMetric(
        "\(metric.rawValue)_\(statistic.rawValue)", .seconds,
        "\(statistic.rawValue) of \(metric.words)"
      ) { statistic.value(in: $0.latencies[position]) }
    }
  }

  private static let uses: [PlanMetric] = [
    PlanMetric("power", .watts, "Mean power of all devices") { $0.result.total.meanWatts },
    PlanMetric("utilization", .none, isMaximized: true, "Share of time that replicas are busy") {
      $0.result.total.utilisation
    },
    PlanMetric("mfu", .none, isMaximized: true, "Model FLOP utilisation while busy, dense peak") {
      $0.result.total.modelFlopsUtilisation
    },
    PlanMetric("mbu", .none, isMaximized: true, "Model bandwidth utilisation while busy") {
      $0.result.total.modelBandwidthUtilisation
    },
    PlanMetric("s_mfu", .none, isMaximized: true, "MFU of the parameters that tokens activate") {
      $0.result.total.sparseFlopsUtilisation
    },
    PlanMetric("s_mbu", .none, isMaximized: true, "MBU of the parameters that tokens activate") {
      $0.result.total.sparseBandwidthUtilisation
    },
    PlanMetric("kv_occupancy", .none, "Share of the KV cache in use, over time") {
      $0.result.total.cacheOccupancy
    },
    PlanMetric("queue", .none, "Requests that wait, over time") { $0.result.total.meanWaiting },
    PlanMetric("preemptions", .none, "How often requests had to make room") {
      Double($0.result.total.preemptions)
    },
  ]

  /// Short names of two metrics of the Pareto set.
  public static let shortNames = [
    "energy": "energy_per_token", "cost": "cost_per_million_tokens",
  ]

  /// The metric with a name, or with a short one.
  public static func position(of name: String) -> Int? {
    let full = shortNames[name] ?? name
    return all.firstIndex { $0.name == full }
  }

  /// The position of a metric that must be there.
  ///
  /// - Throws: A diagnostic with the nearest name when there is none.
  public static func require(
    _ name: String, at location: SourceLocation?
  ) throws(Diagnostic) -> Int {
    if let position = position(of: name) { return position }
    throw Diagnostic(
      "unknown metric '\(name.shortened)' of plans", at: location,
      hint: didYouMean(name, among: all.map(\.name) + shortNames.keys.sorted())
        ?? "known are goodput, latency, throughput, energy, cost, ttft_p95 and others")
  }

  /// Latency, throughput, energy and cost: what the Pareto set weighs.
  static let paretoPositions = [1, 2, 3, 4]
  /// The mean end-to-end latency, which decides between plans that are otherwise equal.
  static let latencyPosition = 1
}

extension LatencyMetric {
  /// What it is, in words.
  fileprivate var words: String {
    switch self {
    case .timeToFirstToken: "the time from arrival to the first token"
    case .timePerOutputToken: "the time of a token after the first"
    case .timeBetweenTokens: "the time between two tokens"
    case .endToEnd: "the time from arrival to the last token"
    }
  }
}
