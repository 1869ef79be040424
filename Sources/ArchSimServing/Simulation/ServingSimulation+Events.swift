extension ServingSimulation {
  mutating func handle(_ event: Event) {
    let replica = Int(event.replica)
    switch event.kind {
    case .iteration:
      replicas[replica].complete(Int(event.index), &table, context, at: event.seconds)
      if !replicas[replica].ended.isEmpty { retire(replica, at: event.seconds) }
      if !replicas[replica].handedOver.isEmpty { handOver(from: replica, at: event.seconds) }
    case .stageFree:
      replicas[replica].isWaitingForStage = false
    case .transfer:
      receive(event.index, at: replica, at: event.seconds)
    }
    mark(replica)
  }

  /// Starts iterations in the lanes of a replica as long as its first stage is free.
  mutating func start(_ number: Int, at seconds: Double) {
    replicas[number].isDirty = false
    let lanes = replicas[number].lanes.count
    for _ in 0..<lanes {
      guard replicas[number].stageFreeSeconds <= seconds else {
        waitForStage(number)
        return
      }
      let lane = replicas[number].nextLane
      replicas[number].nextLane = lane + 1 == lanes ? 0 : lane + 1
      guard !replicas[number].lanes[lane].isRunning, replicas[number].mayRun(lane) else {
        continue
      }
      start(lane, of: number, at: seconds)
    }
  }

  private mutating func waitForStage(_ number: Int) {
    let isIdle = replicas[number].lanes.indices.contains {
      !replicas[number].lanes[$0].isRunning && replicas[number].mayRun($0)
    }
    guard isIdle, !replicas[number].isWaitingForStage else { return }
    replicas[number].isWaitingForStage = true
    push(.stageFree, replica: number, index: 0, at: replicas[number].stageFreeSeconds)
  }

  private mutating func start(_ lane: Int, of number: Int, at seconds: Double) {
    replicas[number].integrate(to: seconds)
    var swapSeconds = 0.0
    let scheduled = replicas[number].schedule(
      lane, &table, context, at: seconds, swapSeconds: &swapSeconds)
    if !replicas[number].fetching.isEmpty { fetch(to: number, at: seconds) }
    let pool = replicas[number].pool
    let cost: IterationCost
    let sequences: Int
    let tokens: Int
    switch scheduled {
    case .none: return
    case .mixed:
      cost = costings[pool].cost(of: replicas[number].lanes[lane].work)
      tokens = replicas[number].lanes[lane].work.tokenCount
      sequences =
        replicas[number].lanes[lane].work.decodeCount
        + replicas[number].lanes[lane].chunkSlots.count
      replicas[number].lanes[lane].hasDecodes = !replicas[number].lanes[lane].members.isEmpty
    case .prompts:
      cost = costings[pool].cost(of: replicas[number].lanes[lane].prompts)
      tokens = replicas[number].lanes[lane].prompts.tokenCount
      sequences = replicas[number].lanes[lane].chunkSlots.count
      replicas[number].lanes[lane].hasDecodes = false
    }
    let host = replicas[number].engine.host
    // Without a captured graph, devices wait for launches that take longer than their work.
    let isCaptured = replicas[number].lanes[lane].chunkSlots.isEmpty
    let launches = isCaptured ? 0 : Double(cost.kernels) * host.secondsPerKernel
    let waiting = max(0, launches - cost.latencySeconds)
    let hostSeconds =
      host.secondsPerIteration + host.secondsPerSequence * Double(sequences) + swapSeconds
    let latency = cost.latencySeconds + waiting + hostSeconds
    guard cost.latencySeconds >= 0, latency < .infinity else {
      invalidLatency = cost.latencySeconds
      return
    }
    // A stage cannot be free before its work is done, and not much after the whole iteration.
    let stageLaunches = launches / Double(replicas[number].lanes.count)
    let occupancy = min(max(cost.occupancySeconds, stageLaunches) + hostSeconds, latency)
    replicas[number].begin(lane, cost, latency, hostSeconds + waiting, tokens: tokens)
    replicas[number].stageFreeSeconds =
      seconds + (replicas[number].lanes.count == 1 ? latency : occupancy)
    push(.iteration, replica: number, index: lane, at: seconds + latency)
    if log != nil { record(lane, of: number, tokens: tokens, latency, at: seconds) }
  }

  private mutating func record(
    _ lane: Int, of number: Int, tokens: Int, _ latency: Double, at seconds: Double
  ) {
    let replica = replicas[number]
    let decodes = replica.lanes[lane].hasDecodes ? replica.lanes[lane].members.count : 0
    log?.append(
      EventLog.Iteration(
        replica: Int32(clamping: number), lane: Int32(clamping: lane),
        decodes: Int32(clamping: decodes),
        promptTokens: Int32(clamping: tokens - decodes * replica.engine.tokensPerDecode),
        startSeconds: seconds, latencySeconds: latency, pages: Int32(clamping: replica.usedPages),
        waiting: Int32(clamping: replica.queue.count + replica.swapped.count)))
  }

  /// Sends the caches for which a decode replica has made room, one after the other on each prefill
  /// replica's link.
  private mutating func fetch(to number: Int, at seconds: Double) {
    for slot in replicas[number].fetching {
      let source = Int(table[slot].source)
      let start = max(seconds, replicas[source].linkFreeSeconds)
      let sent =
        start + system.transfer.secondsPerToken * Double(table[slot].cachedTokens)
      replicas[source].linkFreeSeconds = sent
      push(
        .transfer, replica: number, index: Int(slot), at: sent + system.transfer.latencySeconds)
    }
    replicas[number].fetching.removeAll(keepingCapacity: true)
  }

  /// A cache has arrived: it leaves the prefill replica, and its request decodes.
  private mutating func receive(_ slot: Int32, at number: Int, at seconds: Double) {
    let source = Int(table[slot].source)
    replicas[source].integrate(to: seconds)
    replicas[source].freePages += table[slot].sourcePages
    replicas[source].releaseBlocks(
      start: table[slot].blockStart, count: table[slot].sourceBlocks, context.blocks)
    replicas[source].load -= 1
    mark(source)
    let lanes = replicas[number].lanes
    let lane = lanes.indices.min { lanes[$0].count < lanes[$1].count } ?? 0
    replicas[number].lanes[lane].incoming.append(slot)
  }

  private mutating func handOver(from number: Int, at seconds: Double) {
    for slot in replicas[number].handedOver {
      table[slot].source = Int32(truncatingIfNeeded: number)
      let target = decoder()
      table[slot].replica = Int32(truncatingIfNeeded: target)
      replicas[target].load += 1
      replicas[target].enqueue(slot, at: seconds)
      mark(target)
    }
    replicas[number].handedOver.removeAll(keepingCapacity: true)
  }

  private mutating func retire(_ number: Int, at seconds: Double) {
    lastEnd = max(lastEnd, seconds)
    for slot in replicas[number].ended {
      replicas[number].load -= 1
      if options.recordsRequests { keepRecord(of: slot, on: number) }
      table.remove(slot)
    }
    replicas[number].ended.removeAll(keepingCapacity: true)
  }
}

extension Replica {
  /// Counts an iteration that begins.
  mutating func begin(
    _ lane: Int, _ cost: IterationCost, _ latency: Double, _ hostSeconds: Double, tokens: Int
  ) {
    lanes[lane].isRunning = true
    inFlight += 1
    statistics.iterations += 1
    statistics.iterationTokens += tokens
    statistics.iterationSeconds += latency
    statistics.secondsByKind += cost.secondsByKind
    statistics.secondsByKind[WorkKind.host.rawValue] += hostSeconds
    statistics.dynamicJoules += cost.energyJoules
    statistics.flops += cost.flops
    statistics.denseFlops += cost.denseFlops
    statistics.bytes += cost.bytes
    statistics.denseBytes += cost.denseBytes
  }
}
