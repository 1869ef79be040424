import ArchSimHardware
import ArchSimServing
public import ArchSimWorkload

/// A parameter that is searched together with the plan, and the values to try.
public struct PlanAxis: Sendable {
  /// What a value sets.
  public enum Target: Hashable, Sendable {
    /// A parameter of the devices' family: `hbm.bandwidth`.
    case device(String)
    /// A setting of the engine.
    case engine(EngineSetting)
    /// The format of keys and values, by its position.
    case cacheFormat([NumberFormat])
  }

  /// The settings of an engine that can be searched.
  public enum EngineSetting: String, Hashable, Sendable, CaseIterable {
    /// How iterations are filled.
    case policy
    /// Tokens of an iteration.
    case tokenBudget = "token_budget"
    /// Requests of an iteration.
    case sequences
    /// Tokens of a page of the KV cache.
    case page
  }

  /// What a value sets.
  public var target: Target
  /// The values, ascending; positions where there is a list of choices.
  public var values: [Double]
  /// The same as people write them.
  public var texts: [String]
  /// Whether a larger value means more of something.
  public var isOrdered: Bool

  /// Creates an axis.
  public init(_ target: Target, values: [Double], texts: [String], isOrdered: Bool = true) {
    self.target = target
    self.values = values
    self.texts = texts
    self.isOrdered = isOrdered
  }

  /// Its name in files: `device.hbm.bandwidth`.
  public var name: String {
    switch target {
    case .device(let name): "device.\(name)"
    case .engine(let setting): "engine.\(setting.rawValue)"
    case .cacheFormat: "kv"
    }
  }

  /// The value of a design as people write it: `device.sms=108`.
  public func text(_ value: Double) -> String {
    "\(name)=\(texts[values.firstIndex(of: value) ?? 0])"
  }
}

/// What a scheme and the values of all axes make of a study's cluster and engine.
struct PlanVariant: Sendable {
  var cluster: Cluster
  var scheme: QuantizationScheme
  var engine: ServingEngine
  var memory: MemoryPolicy

  /// Why no plan at all can be run with these settings; nil if some can.
  var obstacle: Infeasibility? {
    guard engine.policy == .chunkedPrefill,
      engine.maximumBatchedTokens < engine.maximumSequences
    else { return nil }
    return Infeasibility(
      "token budget for the sequences that may decode at once",
      required: Double(engine.maximumSequences), available: Double(engine.maximumBatchedTokens),
      unit: .none)
  }
}

extension PlanStudy {
  /// The cluster, engine and formats of a design.
  ///
  /// - Parameters:
  ///   - scheme: The position of its scheme.
  ///   - settings: One value for each of ``axes``.
  /// - Returns: What the design runs on and with.
  func variant(scheme: Int, settings: [Double]) -> PlanVariant {
    var variant = PlanVariant(
      cluster: cluster, scheme: schemes[scheme].scheme, engine: engine, memory: memory)
    for (axis, value) in zip(axes, settings) {
      switch axis.target {
      case .device: continue
      case .engine(let setting): variant.engine.set(setting, to: value)
      case .cacheFormat(let formats):
        guard let position = Int(exactly: value), formats.indices.contains(position) else {
          continue
        }
        variant.scheme = variant.scheme.with(cache: formats[position])
      }
    }
    variant.memory.pageTokens = max(1, variant.engine.pageTokens)
    variant.memory.maximumBatchTokens = max(1, variant.engine.maximumBatchedTokens)
    variant.memory.maximumSequences = max(1, variant.engine.maximumSequences)
    guard hasDeviceAxes else { return variant }
    for pool in variant.cluster.pools.indices {
      let original = variant.cluster.pools[pool].device
      for (axis, value) in zip(axes, settings) {
        guard case .device(let name) = axis.target else { continue }
        variant.cluster.pools[pool].device.set(name, to: value)
      }
      variant.cluster.pools[pool].device.follow(changesFrom: original)
    }
    return variant
  }

  /// Whether parameters of devices are searched.
  public var hasDeviceAxes: Bool {
    axes.contains { axis in
      guard case .device = axis.target else { return false }
      return true
    }
  }

  /// The values of all axes, all combined; one empty setting where there are none.
  var settings: [[Double]] {
    axes.reduce([[]]) { settings, axis in
      settings.flatMap { setting in axis.values.map { setting + [$0] } }
    }
  }

  /// How many settings there are.
  var settingCount: Int { axes.reduce(1) { clampedProduct($0, $1.values.count) } }
}

extension ServingEngine {
  fileprivate mutating func set(_ setting: PlanAxis.EngineSetting, to value: Double) {
    guard let number = Int(exactly: value) else { return }
    switch setting {
    case .policy:
      guard BatchingPolicy.allCases.indices.contains(number) else { return }
      policy = BatchingPolicy.allCases[number]
    case .tokenBudget: maximumBatchedTokens = number
    case .sequences: maximumSequences = number
    case .page: pageTokens = number
    }
  }
}

extension QuantizationScheme {
  /// The same with keys and values in another format, and queries as follow from it.
  fileprivate func with(cache: NumberFormat) -> QuantizationScheme {
    QuantizationScheme(
      weights: weights, activations: activations, output: output,
      kvCache: TensorQuantization(cache), overrides: overrides)
  }
}
