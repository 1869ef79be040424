import ArchSimHardware
import ArchSimServing
public import ArchSimText
import ArchSimWorkload

extension PlanFile {
  /// The study with everything said, as ``read(_:)`` reads it back from the directory of a run, where
  /// its ``StudyInput``s lie.
  ///
  /// - Throws: A diagnostic for what no plan file can say: a model without its configuration, an
  ///   engine with times of its own, drafts.
  public static func text(_ study: PlanStudy) throws(Diagnostic) -> String {
    guard let model = study.modelInput else {
      throw Diagnostic("a run directory needs the configuration of \(study.modelName)")
    }
    let preset = try preset(of: study.engine)
    var writer = YAMLWriter()
    writer.scalar("plan", study.name)
    if let summary = study.summary { writer.scalar("description", summary) }
    writer.scalar("model", model.name)
    writer.list("quantization", study.schemes.map(\.text))
    writer.map("cluster") { ClusterFile.write(study.cluster, to: &$0) }
    writer.map("requests") { write(study.requests, study.tracePath, to: &$0) }
    writer.map("engine") { write(study, preset, to: &$0) }
    writer.map("space") { write(study.limits, study.axes, to: &$0) }
    writer.scalar("objective", PlanMetric.all[study.ranking].name)
    if !study.objective.bounds.isEmpty { writer.scalar("slo", study.objective.description) }
    if !study.constraints.isEmpty {
      writer.list("constraints", study.constraints.map(\.text))
    }
    writer.map("search") { writer in
      writer.scalar("algorithm", study.search.algorithm)
      writer.scalar("budget", "\(study.search.budget)")
      writer.scalar("seed", "\(study.search.seed)")
      for setting in study.search.hyperparameters {
        writer.scalar(setting.name, Quantity.exactText(setting.value, .none))
      }
    }
    writer.scalar("mode", study.mode.rawValue)
    return writer.text
  }

  /// The preset with an engine's times on the host.
  private static func preset(of engine: ServingEngine) throws(Diagnostic) -> String {
    let preset = PlanEngine.presets.first { $0.engine.host == engine.host }
    guard let preset, engine.speculation == nil else {
      throw Diagnostic("a run directory needs an engine that a plan file can name")
    }
    return preset.name
  }

  private static func write(
    _ requests: RequestSource, _ tracePath: String, to writer: inout YAMLWriter
  ) {
    let rate = requests.requestsPerSecond
    switch requests.origin {
    case .trace(let trace):
      writer.scalar("trace", tracePath)
      writer.scalar("limit", "\(trace.requests.count)")
      if requests.speed != 1, rate > 0, rate.isFinite { writer.scalar("rate", "\(rate)") }
    case .synthetic(let chance):
      switch chance.arrivals {
      case .even: writer.scalar("arrivals", "even")
      case .poisson: writer.scalar("arrivals", "poisson")
      case .gamma(_, let variation):
        writer.scalar("arrivals", "gamma")
        writer.scalar("variation", Quantity.exactText(variation, .none))
      case .atOnce: writer.scalar("arrivals", "at-once")
      }
      if rate.isFinite { writer.scalar("rate", Quantity.exactText(rate, .none)) }
      writer.scalar("count", "\(chance.count)")
      write("prompt", chance.prompt, to: &writer)
      write("output", chance.output, to: &writer)
      writer.scalar("seed", "\(chance.seed)")
    }
  }

  private static func write(
    _ key: String, _ length: LengthDistribution, to writer: inout YAMLWriter
  ) {
    switch length {
    case .fixed(let tokens): writer.scalar(key, "\(tokens)")
    case .uniform(let range):
      writer.inlineMap(key, [("from", "\(range.lowerBound)"), ("to", "\(range.upperBound)")])
    case .logNormal(let mean, let deviation, let range):
      writer.inlineMap(
        key,
        [
          ("mean", Quantity.exactText(mean, .none)),
          ("deviation", Quantity.exactText(deviation, .none)), ("from", "\(range.lowerBound)"),
          ("to", "\(range.upperBound)"),
        ])
    }
  }

  private static func write(
    _ study: PlanStudy, _ preset: String, to writer: inout YAMLWriter
  ) {
    let engine = study.engine
    writer.scalar("preset", preset)
    writer.scalar("policy", engine.policy.rawValue)
    writer.scalar("token_budget", "\(engine.maximumBatchedTokens)")
    writer.scalar("sequences", "\(engine.maximumSequences)")
    writer.scalar("page", "\(engine.pageTokens)")
    writer.scalar("reserved", Quantity.exactText(engine.reservedShare, .none))
    writer.scalar("prefix_caching", "\(engine.cachesPrefixes)")
    switch engine.preemption {
    case .recompute: writer.scalar("preemption", "recompute")
    case .swap(let seconds):
      writer.inlineMap("preemption", [("swap", Quantity.exactText(seconds, .seconds))])
    }
    writer.scalar("memory_fraction", Quantity.exactText(study.memory.fraction, .none))
    writer.scalar("workspace", Quantity.exactText(study.memory.workspaceBytes, .bytes))
    writer.scalar("routing", study.routing.rawValue)
    if case .powerLaw(let exponent) = study.experts {
      writer.scalar("expert_skew", Quantity.exactText(exponent, .none))
    }
  }

  private static func write(
    _ limits: PlanLimits, _ axes: [PlanAxis], to writer: inout YAMLWriter
  ) {
    for degree in PlanDegree.allCases {
      guard degree != .microBatches, let values = limits.degrees[degree] else { continue }
      writer.list("plan.\(degree.rawValue)", values.map { "\($0)" })
    }
    if limits.microBatches != [1] || limits.degrees[.microBatches] != nil {
      writer.list("plan.micro_batches", limits.microBatches.map { "\($0)" })
    }
    writer.scalar("plan.padding", "\(limits.hasPadding)")
    writer.scalar("plan.idle_devices", "\(limits.hasIdleDevices)")
    writer.scalar("plan.separate", limits.separation.rawValue)
    if let pool = limits.prefillPool { writer.scalar("plan.prefill_pool", pool) }
    if let pool = limits.decodePool { writer.scalar("plan.decode_pool", pool) }
    for axis in axes { writer.list(axis.name, axis.texts) }
  }
}

extension PlanStudy {
  /// The files that a run keeps beside its plan file.
  ///
  /// - Throws: A diagnostic for requests that share blocks of prompts and came from no file.
  func inputs() throws(Diagnostic) -> [StudyInput] {
    var inputs = modelInput.map { [$0] } ?? []
    if let requestsInput {
      inputs.append(requestsInput)
    } else if case .trace(let trace) = requests.origin {
      guard trace.blocks.isEmpty else {
        throw Diagnostic("a run directory needs the file of requests that share blocks")
      }
      inputs.append(StudyInput(name: tracePath, bytes: Array(trace.csvText.utf8)))
    }
    return inputs
  }

  /// The name of the requests' file in the directory of a run.
  var tracePath: String { requestsInput?.name ?? "inputs/requests.csv" }
}
