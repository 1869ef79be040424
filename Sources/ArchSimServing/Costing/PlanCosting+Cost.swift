import ArchSimWorkload

/// What one group of attention has to do in one micro-batch: numbers only.
private struct GroupWork {
  var sequences = 0
  var tokensPerDecode = 1
  var chunks = 0
  var chunkTokens = 0
  var tokens = 0
  var rows = 0
}

extension PlanCosting {
  /// What an iteration takes.
  ///
  /// A pipeline's latency is the sum of its stages and its occupancy the slowest of them. With `m`
  /// micro-batches on `p` stages of `v` runs each, the slowest stage's time `t` for one of them
  /// gives `m·t + (p − 1)·t/v`: a bubble of `(p − 1)/(v·m)` (arXiv 2104.04473, section 2.2).
  public mutating func cost(of work: IterationWork) -> IterationCost {
    let group = groupWork(work)
    guard group.tokens > 0 else {
      return IterationCost(latencySeconds: 0, occupancySeconds: 0, energyJoules: 0)
    }
    if !table.hasTokens(group.tokens) { fill(tokens: group.tokens) }
    if group.rows > 0, !table.hasRows(group.rows) { fill(rows: group.rows) }

    var result = IterationCost(latencySeconds: 0, occupancySeconds: 0, energyJoules: 0)
    // The last stage begins after all others have launched a micro-batch, and launches each.
    result.kernels = kernels * (plan.pipeline + plan.microBatches - 1) / plan.pipeline
    count(work, distinct: table.distinctExperts[group.tokens], into: &result)
    for index in attention.indices {
      attentionCosts[index] = attentionCost(index, work: work, group: group)
    }
    compose(group, decodes: work.decodeCount > 0, into: &result)
    return result
  }

  /// The fullest group's share of an iteration.
  private func groupWork(_ work: IterationWork) -> GroupWork {
    let groups = plan.attentionData
    let parts = groups * plan.microBatches
    func share(_ whole: Int, _ parts: Int) -> Int { (whole + parts - 1) / parts }
    var group = GroupWork()
    var sum = 0
    var longest = 0
    var last = 0
    for chunk in work.chunks {
      sum += chunk.tokens
      longest = max(longest, chunk.tokens)
      if chunk.isLast { last += 1 }
    }
    group.tokensPerDecode = work.tokensPerDecode
    group.sequences = share(work.decodeCount, parts)
    group.chunks = share(work.chunks.count, groups)
    let fullest = groups == 1 ? sum : max(share(sum, groups), longest)
    group.chunkTokens = share(fullest, plan.microBatches)
    group.tokens = group.sequences * group.tokensPerDecode + group.chunkTokens
    group.rows = share(work.decodeCount * work.tokensPerDecode + last, parts)
    return group
  }

  /// Time of one layer's attention on one device.
  private mutating func attentionCost(
    _ index: Int, work: IterationWork, group: GroupWork
  ) -> TimeAndEnergy {
    let template = attention[index]
    var total = TimeAndEnergy()
    if group.sequences > 0 {
      let (sum, longest) = Self.visible(template.span, work)
      let visible = max(1, (2 * sum + work.decodeCount) / (2 * work.decodeCount))
      total += template.decodeCost(
        sequences: group.sequences, tokensPerSequence: group.tokensPerDecode, visible: visible,
        longest: longest, pricing: &pricing)
    }
    if group.chunks > 0 {
      var pairs = 0.0
      var tokens = 0
      var context = 0
      var longest = 0
      var isEven = true
      for chunk in work.chunks {
        longest = max(longest, template.span.mostVisible(context: chunk.end))
        isEven = isEven && chunk.cached == 0 && chunk.tokens == work.chunks[0].tokens
        pairs += Self.pairs(template.span, chunk)
        tokens += chunk.tokens
        context += chunk.end
      }
      let visible = max(1, Int((pairs / Double(max(1, tokens))).rounded(.up)))
      let each = (group.chunkTokens + group.chunks - 1) / group.chunks
      total += template.prefillCost(
        chunks: group.chunks, tokensPerChunk: max(1, each), visible: visible,
        longest: isEven ? 0 : max(visible, longest),
        context: (context + plan.attentionData - 1) / plan.attentionData, pricing: &pricing)
    }
    return total
  }

  /// Tokens that decoding requests attend to: their sum and the most of one request.
  private static func visible(
    _ span: AttentionSpan, _ work: IterationWork
  ) -> (sum: Int, longest: Int) {
    guard span != .full else { return (work.decodeContextSum, work.longestDecodeContext) }
    var sum = 0
    var longest = 0
    for index in 0..<work.decodeCount {
      let visible = span.visibleTokens(context: work.decodeContext(at: index))
      sum += visible
      longest = max(longest, visible)
    }
    return (sum, longest)
  }

  /// Pairs of a chunk's tokens and what they attend to under a causal mask.
  private static func pairs(_ span: AttentionSpan, _ chunk: PromptChunk) -> Double {
    let all = chunk.cached + chunk.tokens
    guard all > 0 else { return 0 }
    let before =
      chunk.cached > 0
      ? span.meanVisibleTokens(context: chunk.cached) * Double(chunk.cached) : 0
    return span.meanVisibleTokens(context: all) * Double(all) - before
  }

  /// Puts stages together.
  private func compose(
    _ group: GroupWork, decodes: Bool, into result: inout IterationCost
  ) {
    var kinds = SIMD8<Double>.zero
    var slowest = 0.0
    var sum = 0.0
    var joules = table.joules[group.tokens]
    let base = group.tokens * profiles.count
    for (index, profile) in profiles.enumerated() {
      var time = table.seconds[base + index]
      var energy = 0.0
      for kind in attention.indices {
        let layers = Double(attentionLayers[index * attention.count + kind])
        time[WorkKind.attention.rawValue] += attentionCosts[kind].seconds * layers
        energy += attentionCosts[kind].joules * layers
      }
      if profile.hasHead, group.rows > 0 {
        time += table.headSeconds[group.rows]
        joules += table.headJoules[group.rows]
      }
      let stage = time.sum()
      slowest = max(slowest, stage)
      sum += stage * Double(profile.count)
      kinds += time * Double(profile.count)
      joules += energy * Double(profile.count) * devicesPerStage
    }
    let stages = Double(plan.pipeline)
    let runs = Double(plan.interleave)
    let parts = Double(plan.microBatches)
    let draft = decodes ? draftSeconds : 0
    result.latencySeconds =
      (sum + ((runs - 1) * max(parts, stages) + parts - 1) * slowest) / runs + draft
    if plan.interleave == 1 { result.latencySeconds = sum + (parts - 1) * slowest + draft }
    result.occupancySeconds = parts * slowest + draft
    if plan.pipeline == 1 { result.occupancySeconds = result.latencySeconds }
    result.energyJoules = joules * parts
    result.secondsByKind = kinds
    result.secondsByKind[WorkKind.head.rawValue] += draft
    let waiting = result.latencySeconds - result.secondsByKind.sum()
    result.secondsByKind[WorkKind.waiting.rawValue] += waiting
  }

  /// Operations and bytes of the model, for utilisation.
  private func count(
    _ work: IterationWork, distinct: Double, into result: inout IterationCost
  ) {
    var rows = work.decodeCount * work.tokensPerDecode
    for chunk in work.chunks where chunk.isLast { rows += 1 }
    var macs = self.work.headMacs * Double(rows)
    var bytes = self.work.layerBytes
    if rows > 0 { bytes += self.work.headBytes }
    for one in self.work.attention {
      let visible = Double(Self.visible(one.span, work).sum)
      macs += one.decodeMacs * visible * Double(work.tokensPerDecode)
      bytes += one.cacheBytes * visible
      for chunk in work.chunks {
        macs += one.prefillMacs * Self.pairs(one.span, chunk)
        bytes += one.cacheBytes * Double(chunk.cached + chunk.tokens)
      }
    }
    let tokens = Double(work.tokenCount)
    result.flops = 2 * (macs + self.work.activeMacs * tokens)
    result.denseFlops = 2 * (macs + self.work.denseMacs * tokens)
    result.bytes = bytes + self.work.expertBytes * distinct / self.work.experts
    result.denseBytes = bytes + self.work.expertBytes
  }
}

extension AttentionSpan {
  /// The most that any of the tokens of a context attends to.
  fileprivate func mostVisible(context: Int) -> Int {
    switch self {
    case .full: context
    case .sliding(let window): min(context, window)
    case .chunked(let chunk): min(context, chunk)
    }
  }
}
