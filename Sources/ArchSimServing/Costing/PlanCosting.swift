public import ArchSimHardware
public import ArchSimWorkload

/// Prices the iterations of one replica of a plan.
///
/// What depends on the number of tokens alone (products with weights, experts, exchanges) is kept in
/// a table with an entry for each number of tokens that ever occurs, priced operator by operator on
/// the device's design; nothing is interpolated. Attention depends on contexts and is priced anew in
/// every iteration, as one operator a kind of layer: sums over requests of what they attend to are
/// exact for bytes and multiplications, since both are linear in it.
///
/// ```swift
/// var costing = try PlanCosting(plan, model: model, scheme: scheme, pool: pool)
/// costing.cost(of: IterationWork(decodeContexts: [812, 64, 2048])).latencySeconds
/// ```
///
/// Requests are spread evenly over the groups of a plan with replicated attention; the group with the
/// most tokens sets the pace, and the others wait for it.
public struct PlanCosting: IterationCosting {
  /// The plan.
  public let plan: ParallelPlan
  /// Where its devices stand.
  public let placement: Placement
  /// How a router spreads tokens over experts.
  public let routing: ExpertRouting

  let share: ModelArchitecture
  let communication: PlanCommunication
  let work: ModelWork
  let profiles: [StageProfile]
  let groups: [GroupTemplate]
  let attention: [AttentionTemplate]
  /// Layers of each kind of attention, a profile after the other.
  let attentionLayers: [Int]
  let embedding: SectionTemplate
  let norm: SectionTemplate
  let head: SectionTemplate
  let mixture: MixtureOfExperts?
  let devicesPerStage: Double
  let draftSeconds: Double
  /// Kernels of an iteration, over all stages.
  let kernels: Int

  var pricing: DevicePricing
  var table = IterationTable()
  /// One layer of each kind of attention in the iteration at hand; kept to save allocations.
  var attentionCosts: [TimeAndEnergy]

  /// Layers that are equal in architecture and quantization.
  struct GroupTemplate {
    let layer: DecoderLayer
    let operators: SectionTemplate
    let hasExperts: Bool
  }

  /// Prepares the costs of a plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - model: The whole model.
  ///   - scheme: How tensors are stored.
  ///   - pool: The devices.
  ///   - routing: How a router spreads tokens over experts.
  ///   - kernels: What the engine runs as one kernel.
  ///   - draftSecondsPerToken: Time of a draft for each token that it proposes; 0 for look-ups in the
  ///     prompt.
  ///   - algorithms: The collective algorithms that the engine has.
  /// - Throws: `Infeasibility` when the plan does not suit the model or the pool, or the device's
  ///   design cannot be built or cannot run the model.
  public init(
    _ plan: ParallelPlan, model: ModelArchitecture, scheme: QuantizationScheme, pool: DevicePool,
    routing: ExpertRouting = .uniform, kernels: EngineKernels = .separate,
    draftSecondsPerToken: Double = 0,
    algorithms: Set<CollectiveAlgorithm> = CollectiveModel.engine
  ) throws(Infeasibility) {
    try plan.check(model)
    self.plan = plan
    self.routing = routing
    placement = try Placement(plan, on: pool.topology)
    pricing = try DevicePricing(pool.device)
    share = kernels.loaded(model, scheme: scheme).shard(plan.shardDegrees)
    work = ModelWork(model: model, scheme: scheme)
    mixture = model.routedMixture
    devicesPerStage = Double(plan.stageDevices)
    draftSeconds = Double(plan.speculation?.draftTokens ?? 0) * draftSecondsPerToken
    var collectives = CollectiveModel(pool)
    collectives.algorithms = algorithms
    let residual = scheme.output.bitsPerElement / 8
    communication = PlanCommunication(
      plan: plan, placement: placement, model: collectives, hiddenSize: model.hiddenSize,
      vocabularySize: model.vocabularySize, residualBytes: residual,
      dispatchBytes: min(residual, scheme.activations.bitsPerElement / 8),
      joulesPerByte: (pool.topology.levels.first?.link.picojoulesPerBit ?? 0) * 8e-12)

    var options = TraceOptions()
    options.partition.gatheredGroups = plan.feedForwardTensor / plan.tensor
    if mixture != nil { options.partition.expertLoad = ExpertLoad(distinct: 1, pairs: 1) }
    let decode: TraceSections
    let prefill: TraceSections
    do {
      decode = try share.traceSections(
        phase: .decode, scheme: scheme, batch: 1, context: 1, options: options)
      prefill = try share.traceSections(
        phase: .prefill, scheme: scheme, batch: 1, context: 1, options: options)
    } catch {
      throw Infeasibility.untraceable(error)
    }
    func template(_ rows: [TraceRow], _ kind: WorkKind?) -> SectionTemplate {
      SectionTemplate(
        rows: rows, kind: kind, plan: plan, hiddenSize: model.hiddenSize, kernels: kernels)
    }
    embedding = template(decode.embedding, .head)
    norm = template(decode.head.filter { $0.operation.kind == .normalization }, .head)
    head = template(
      decode.head.filter { $0.operation.kind != .normalization }
        + [Self.sampling(vocabulary: model.vocabularySize, scheme: scheme)], .head)
    groups = decode.groups.map { group in
      let isMixture: Bool
      if case .mixture = group.layer.feedForward { isMixture = true } else { isMixture = false }
      return GroupTemplate(
        layer: group.layer, operators: template(group.rows, nil), hasExperts: isMixture)
    }
    profiles = StageProfile.profiles(
      of: plan, groups: decode.groups.map(\.indices), layerCount: model.layerCount,
      stagesPerUnit: placement.stagesPerUnit)

    // Layers whose attention is equal are priced once, whatever their feed-forward.
    var kinds: [[Operator]] = []
    var templates: [AttentionTemplate] = []
    var kindOfGroup: [Int] = []
    for (group, first) in zip(decode.groups, prefill.groups) {
      let rows = group.rows.filter {
        SectionTemplate.isAttention($0.operation.kind, $0.name.sectionName)
      }.map(\.operation)
      if let known = kinds.indices.first(where: {
        kinds[$0] == rows && templates[$0].span == group.layer.attention.span
      }) {
        kindOfGroup.append(known)
      } else {
        kindOfGroup.append(kinds.count)
        kinds.append(rows)
        templates.append(
          AttentionTemplate(
            span: group.layer.attention.span, decodeRows: group.rows, prefillRows: first.rows))
      }
    }
    attention = templates
    attentionCosts = templates.map { _ in TimeAndEnergy() }
    var counts = [Int](repeating: 0, count: templates.count * profiles.count)
    for (index, profile) in profiles.enumerated() {
      for (group, layers) in profile.layers.enumerated() {
        counts[index * templates.count + kindOfGroup[group]] += layers
      }
    }
    attentionLayers = counts
    self.kernels = Self.kernels(
      profiles: profiles, groups: groups.map(\.operators),
      edges: embedding.kernels + norm.kernels
        + head.kernels, exchanges: plan.stageDevices > 1 ? 2 : 0)
    // A design that cannot run the model says so here and not in the middle of a simulation.
    _ = cost(
      of: IterationWork(
        decodeContexts: [2], chunks: [PromptChunk(tokens: 2, cached: 0, isLast: true)]))
    if let failure = pricing.failure { throw failure }
  }

  /// Why an operator could not be priced, when one could not: its iterations take forever.
  public var failure: Infeasibility? { pricing.failure }

  /// Kernels that are launched one by one where no graph holds them all.
  ///
  /// A layer has those of its operators, one that writes keys and values, one for attention, and its
  /// exchanges between devices.
  private static func kernels(
    profiles: [StageProfile], groups: [SectionTemplate], edges: Int, exchanges: Int
  ) -> Int {
    var sum = edges
    for profile in profiles {
      for (group, layers) in zip(groups, profile.layers) {
        sum += (group.kernels + 2 + exchanges) * layers * profile.count
      }
    }
    return sum
  }

  /// Choosing a token from a row of logits reads it whole.
  private static func sampling(vocabulary: Int, scheme: QuantizationScheme) -> TraceRow {
    TraceRow(
      name: "sampling",
      operation: Operator(
        .softmax, m: 1, n: vocabulary, weights: TensorQuantization(scheme.output),
        activations: scheme.output, output: scheme.output))
  }
}

extension String {
  /// The name of a row without its layers: `q_proj` of `layers.0-31.q_proj`.
  var sectionName: String { split(separator: ".").dropFirst(2).joined(separator: ".") }
}
