public import ArchSimHardware
public import ArchSimWorkload

extension ServingPlan {
  /// The replicas of the plan, ready to be simulated.
  ///
  /// - Parameters:
  ///   - cluster: The cluster that the plan was read for.
  ///   - model: The whole model.
  ///   - scheme: How tensors are stored; its KV cache's format is what pages hold and links carry.
  ///   - engine: The software; its budgets set activations, and a part's draft overrides its own.
  ///   - routing: Which replica takes a request.
  ///   - experts: How a router spreads tokens over experts.
  ///   - memory: What the engine takes of memory beside; budgets are the engine's.
  /// - Returns: The system.
  /// - Throws: `Infeasibility` of the first part that cannot be: too little memory, with the bytes
  ///   missing, or a plan that does not suit model or pool.
  public func system(
    _ cluster: Cluster, model: ModelArchitecture, scheme: QuantizationScheme,
    engine: ServingEngine = ServingEngine(), routing: RoutingPolicy = .leastLoaded,
    experts: ExpertRouting = .uniform, memory: MemoryPolicy = MemoryPolicy()
  ) throws(Infeasibility) -> ServingSystem {
    var policy = memory
    policy.pageTokens = max(1, engine.pageTokens)
    policy.maximumBatchTokens = max(1, engine.maximumBatchedTokens)
    policy.maximumSequences = max(1, engine.maximumSequences)
    var pools: [ReplicaPool] = []
    for part in parts {
      guard let pool = cluster.pool(named: part.pool) else {
        throw Infeasibility("pool '\(part.pool)'", required: 1, available: 0, unit: .none)
      }
      pools.append(
        try part.replicas(
          pool, model: model, scheme: scheme, engine: engine, experts: experts, policy: policy))
    }
    return ServingSystem(
      pools: pools, routing: routing, contextWindow: model.maximumContext ?? .max,
      transfer: transfer(cluster, model: model, scheme: scheme))
  }

  /// From the replicas of prompts to those that decode; nothing where the same do both.
  private func transfer(
    _ cluster: Cluster, model: ModelArchitecture, scheme: QuantizationScheme
  ) -> CacheTransfer {
    guard let source = parts.first(where: { $0.role == .prefill }),
      let target = parts.first(where: { $0.role == .decode }),
      let pool = cluster.pool(named: source.pool)
    else { return CacheTransfer() }
    let inside = pool.topology.levels.last?.link
    guard let link = source.pool == target.pool ? inside : cluster.poolLink ?? inside else {
      return CacheTransfer()
    }
    return CacheTransfer(
      bytesPerToken: model.kvCacheBytesPerToken(scheme), from: source.plan, to: target.plan,
      over: link)
  }
}

extension ServingPlan.Part {
  /// The part's replicas.
  fileprivate func replicas(
    _ pool: DevicePool, model: ModelArchitecture, scheme: QuantizationScheme,
    engine: ServingEngine, experts: ExpertRouting, policy: MemoryPolicy
  ) throws(Infeasibility) -> ReplicaPool {
    let memory = try PlanMemory(
      plan, model: model, scheme: scheme, device: pool.device, policy: policy)
    let costing = try PlanCosting(
      plan, model: model, scheme: scheme, pool: pool, routing: experts)
    var engine = engine
    if let speculation = plan.speculation { engine.speculation = speculation }
    let devices = Double(plan.devicesPerReplica)
    return ReplicaPool(
      name: pool.name, role: role, replicas: plan.data,
      pipelineStages: plan.microBatches > 1 ? 1 : plan.pipeline, cacheTokens: memory.cacheTokens,
      engine: engine,
      ratings: ReplicaRatings(
        flopsPerSecond: devices * (try pool.device.peakOperations(scheme)),
        bytesPerSecond: devices * pool.device.memoryBytesPerSecond,
        idleWatts: devices * pool.device.idleWatts,
        dollarsPerHour: devices * pool.device.dollarsPerHour),
      costing: costing)
  }
}

extension Device {
  /// Dense operations per second in the formats of a scheme's products: by the data sheet where it is
  /// given, else the design's peak in these formats.
  ///
  /// The design's peak is found as by ``nativePeakOperations(in:)``.
  ///
  /// - Throws: `Infeasibility` when the design cannot be built or cannot run the product.
  public func peakOperations(_ scheme: QuantizationScheme) throws(Infeasibility) -> Double {
    guard peakOperationsPerSecond <= 0 else { return peakOperationsPerSecond }
    let design = try family.priced(values)
    let cost = try design.cost(
      of: Operator(
        .gemm, m: 8192, k: 8192, n: 8192, weights: scheme.weights,
        activations: scheme.activations, output: scheme.output))
    return peakOperations(of: cost, on: design)
  }
}

extension CacheTransfer {
  /// The transfer between the replicas of two plans over a link.
  ///
  /// Each device sends the share that it holds; the side with fewer devices has the fewer links.
  ///
  /// - Parameters:
  ///   - bytesPerToken: Bytes of a token's keys and values in all layers.
  ///   - source: The plan that runs prompts.
  ///   - target: The plan that decodes.
  ///   - link: What joins their devices, one link a device.
  public init(
    bytesPerToken: Double, from source: ParallelPlan, to target: ParallelPlan, over link: Link
  ) {
    let links = Double(min(source.devicesPerReplica, target.devicesPerReplica))
    self.init(
      latencySeconds: CollectiveParameter.startPairSimple.value * link.latencySeconds,
      secondsPerToken: bytesPerToken
        / (links * link.bytesPerSecond * CollectiveParameter.fractionPairSimple.value))
  }
}
