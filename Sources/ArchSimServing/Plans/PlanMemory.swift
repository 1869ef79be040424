public import ArchSimHardware
import ArchSimText
public import ArchSimWorkload

/// What an engine takes of a device's memory beside weights and KV cache.
public struct MemoryPolicy: Hashable, Sendable {
  /// Part of the memory that the engine uses (vLLM's `gpu_memory_utilization`).
  public var fraction: Double
  /// Bytes of the runtime: contexts, libraries' buffers, captured graphs.
  public var workspaceBytes: Double
  /// Tokens of a page of the KV cache.
  public var pageTokens: Int
  /// Most tokens of an iteration, for which activations are kept ready.
  public var maximumBatchTokens: Int
  /// Most requests of an iteration, for whose logits there is room.
  public var maximumSequences: Int

  /// Creates a policy; the defaults are those of vLLM 0.6, with a GiB of workspace assumed.
  public init(
    fraction: Double = 0.9, workspaceBytes: Double = 1_073_741_824, pageTokens: Int = 16,
    maximumBatchTokens: Int = 8192, maximumSequences: Int = 256
  ) {
    self.fraction = fraction
    self.workspaceBytes = workspaceBytes
    self.pageTokens = max(1, pageTokens)
    self.maximumBatchTokens = max(1, maximumBatchTokens)
    self.maximumSequences = max(1, maximumSequences)
  }
}

/// The memory of a device of each stage, byte for byte, and the KV cache that fits.
public struct PlanMemory: Hashable, Sendable {
  /// One device of each stage.
  public var stages: [Stage]
  /// Tokens of a page.
  public var pageTokens: Int
  /// Groups of attention, each with a cache of its own.
  public var attentionGroups: Int
  /// Pages that one group can keep: those of the stage with the least room.
  public var pages: Int

  /// One device of a stage.
  public struct Stage: Hashable, Sendable {
    /// Layers of the stage.
    public var layers: [Int]
    /// Weights, with embedding and LM head where the stage has them.
    public var weightBytes: Double
    /// Activations of the largest iteration.
    public var activationBytes: Double
    /// The runtime.
    public var workspaceBytes: Double
    /// What a token adds to the KV cache, on this device.
    public var cacheBytesPerToken: Double
    /// What is left for the KV cache.
    public var cacheBytes: Double
  }

  /// Tokens that the KV caches of a replica can hold.
  public var cacheTokens: Int { clampedProduct(pages * pageTokens, attentionGroups) }

  /// Accounts for a plan.
  ///
  /// Every layer is counted as if it kept all tokens: engines that page windows with whole layers do
  /// so. Keys and values have the format of the scheme's KV cache.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - model: The whole model.
  ///   - scheme: How tensors are stored.
  ///   - device: The device of each place.
  ///   - policy: What the engine takes beside.
  /// - Throws: `Infeasibility` with the bytes missing where not even one page fits.
  public init(
    _ plan: ParallelPlan, model: ModelArchitecture, scheme: QuantizationScheme, device: Device,
    policy: MemoryPolicy = MemoryPolicy()
  ) throws(Infeasibility) {
    try plan.check(model)
    let share = model.shard(plan.shardDegrees)
    let weights = share.weightSections(scheme)
    let activations = try Self.activationBytes(plan, share: share, scheme: scheme, policy: policy)
    pageTokens = policy.pageTokens
    attentionGroups = plan.attentionData
    stages = []
    var fewest = Int.max
    let budget = device.memoryBytes * policy.fraction
    let places = plan.stageLayers(of: model.layerCount)
    for (index, layers) in places.enumerated() {
      var bytes = 0.0
      var cache = 0.0
      for group in weights.groups {
        let count = Double(group.indices.reduce(0) { $0 + (layers.contains($1) ? 1 : 0) })
        bytes += count * group.bytes
        cache +=
          count * Double(group.layer.attention.cacheElementsPerToken)
          * scheme.kvCache.bitsPerElement / 8
      }
      if index == 0 { bytes += weights.embedding }
      if index == places.count - 1 {
        bytes += weights.head - (places.count == 1 ? weights.tiedHead : 0)
      }
      let left = budget - bytes - activations - policy.workspaceBytes
      let page = cache * Double(policy.pageTokens)
      guard left >= page else {
        throw Infeasibility(
          "memory of a device" + (places.count > 1 ? " of stage \(index + 1)" : ""),
          required: bytes + activations + policy.workspaceBytes + page, available: budget,
          unit: .bytes)
      }
      stages.append(
        Stage(
          layers: layers, weightBytes: bytes, activationBytes: activations,
          workspaceBytes: policy.workspaceBytes, cacheBytesPerToken: cache, cacheBytes: left))
      if page > 0 { fewest = min(fewest, Int(exactly: (left / page).rounded(.down)) ?? .max) }
    }
    pages = min(fewest, Int.max / policy.pageTokens)
  }

  /// Bytes that live at the same time in the widest operator of the largest iteration: its operands,
  /// the residual stream twice, and the logits in 32 bits.
  private static func activationBytes(
    _ plan: ParallelPlan, share: ModelArchitecture, scheme: QuantizationScheme,
    policy: MemoryPolicy
  ) throws(Infeasibility) -> Double {
    let tokens = policy.maximumBatchTokens
    var options = TraceOptions()
    options.partition.gatheredGroups = plan.feedForwardTensor / plan.tensor
    if let mixture = share.routedMixture {
      options.partition.expertLoad =
        ExpertRouting.uniform.load(
          mixture, tokens: clampedProduct(tokens, plan.attentionData), devices: plan.expert
        ).busiest
    }
    let sections: TraceSections
    do {
      sections = try share.traceSections(
        phase: .decode, scheme: scheme, batch: tokens, context: 1, options: options)
    } catch {
      throw Infeasibility.untraceable(error)
    }
    var widest = 0.0
    for row in sections.groups.flatMap(\.rows) {
      let operation = row.operation
      switch operation.kind {
      case .attentionScore, .softmax, .attentionContext: continue
      default: break
      }
      let rows = Double(operation.m) * Double(operation.batch)
      let operands =
        rows * Double(operation.k) * operation.activations.bitsPerElement
        + rows * Double(operation.n) * operation.output.bitsPerElement
      widest = max(widest, operands / 8)
    }
    let width = scheme.output.bitsPerElement / 8
    let residual = 2 * Double(tokens) * Double(share.hiddenSize) * width
    let logits = Double(policy.maximumSequences) * Double(share.vocabularySize) * 4
    return widest + residual + logits
  }
}

extension Infeasibility {
  /// A model that cannot be written as a trace with these sizes.
  static func untraceable(_ problem: Diagnostic) -> Infeasibility {
    Infeasibility(problem.message, required: 1, available: 0, unit: .none)
  }
}
