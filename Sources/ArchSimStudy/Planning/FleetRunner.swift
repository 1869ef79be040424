import ArchSimHardware
import ArchSimServing
public import ArchSimText
import ArchSimWorkload

/// Finds the cheapest mix of device types for a load, as Mélange does (arXiv 2404.14527).
///
/// Each pool of the cluster is a type that can be bought in any number. For every type the plan of a
/// single replica is chosen that carries the most requests of the mix for its price; what it carries
/// of requests of each size is found by simulation under the SLO; and counts are chosen exactly.
/// Assumed are: that what a replica carries of two sizes at once lies on the line between what it
/// carries of each, that a router can tell sizes apart, and that replicas do not share devices.
public struct FleetRunner: Sendable {
  /// What is asked.
  public let study: PlanStudy
  /// Threads that simulate.
  public let threads: Int

  /// Sizes differ by this factor from bucket to bucket.
  private static let bucketFactor = 4
  /// Seconds of load that a capacity is measured on, and requests at least and at most.
  private static let measuredSeconds = 10.0
  private static let measuredRequests = 100.0...1000.0

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - study: What is asked.
  ///   - threads: Threads that simulate; by default one a processor.
  public init(_ study: PlanStudy, threads: Int? = nil) {
    self.study = study
    self.threads = min(1024, max(1, threads ?? Machine.processorCount))
  }

  /// Finds the mix.
  ///
  /// - Parameter cancellation: A switch to end the run early.
  /// - Returns: The mix, and what each type would cost alone.
  /// - Throws: A diagnostic without an SLO, prices or a rate, and when no type can run the model.
  public func run(cancellation: CancellationFlag? = nil) async throws(Diagnostic) -> FleetResult {
    try check()
    var result = FleetResult(study: study)
    result.buckets = Self.buckets(of: study.requests)
    for pool in study.cluster.pools {
      let answer = try await unit(pool, cancellation)
      switch answer {
      case .success(let unit): result.units.append(unit)
      case .failure(let reason): result.useless.append((pool.name, reason.message))
      }
    }
    guard !result.units.isEmpty else {
      throw Diagnostic(
        "no type of device can serve \(study.modelName) within the SLO: "
          + result.useless.map { "\($0.pool): \($0.reason)" }.joined(separator: "; "),
        kind: .failure)
    }
    try await measure(&result, cancellation)
    solve(&result)
    return result
  }

  private func check() throws(Diagnostic) {
    guard !study.objective.bounds.isEmpty else {
      throw Diagnostic(
        "a fleet needs an SLO to hold", hint: "add --slo 'ttft_p95 <= 1 s, tpot_p95 <= 50 ms'")
    }
    let rate = study.requests.requestsPerSecond
    guard rate > 0, rate.isFinite else {
      throw Diagnostic("a fleet needs requests with a rate, not all at once")
    }
    for pool in study.cluster.pools where pool.device.dollarsPerHour <= 0 {
      throw Diagnostic(
        "a fleet needs prices: \(pool.device.name) of pool '\(pool.name)' has none",
        hint: "add 'price' to its device file")
    }
  }

  // MARK: Types

  /// The replica of one type that carries the most of the mix for its price.
  private func unit(
    _ pool: DevicePool, _ cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> Result<FleetResult.Unit, Diagnostic> {
    var single = study
    single.cluster = Cluster(name: pool.name, pools: [pool])
    single.requests = study.requests.first(500)
    single.limits.separation = .never
    let variant = single.variant(scheme: 0, settings: [])
    var plans: [ParallelPlan] = []
    var obstacle: Infeasibility?
    for count in 1...pool.deviceCount where pool.deviceCount.isMultiple(of: count) {
      for plan in PlanSpace(model: study.model, deviceCount: count).plans
      where plan.data == 1 && study.limits.allows(plan) {
        if let problem = single.obstacle(plan, on: 0, variant) {
          obstacle = problem
        } else {
          plans.append(plan)
        }
      }
    }
    guard !plans.isEmpty else {
      return .failure(Diagnostic(obstacle.map { "\($0)" } ?? "no plan is allowed"))
    }
    let runner = PlanRunner(single, threads: 1)
    let rate = study.requests.requestsPerSecond
    let part = PlanSlot(pool: 0, role: .both, devices: pool.deviceCount)
    let answers = await parallelMap(plans, threads: threads, cancellation: cancellation) { plan in
      Result { () throws(Diagnostic) in
        try runner.capacity(
          of: PlanDesign(plan: ServingPlan([runner.study.part(part, plan)])), from: rate)
      }
    }
    var best: FleetResult.Unit?
    for (plan, answer) in zip(plans, answers) {
      guard let capacity = try answer?.get().requestsPerSecond, capacity > 0 else { continue }
      let price = Double(plan.devicesPerReplica) * pool.device.dollarsPerHour
      if let best, capacity / price <= best.requestsPerSecond / best.dollarsPerHour { continue }
      best = FleetResult.Unit(
        pool: pool.name, plan: plan, dollarsPerHour: price, requestsPerSecond: capacity)
    }
    guard let best else { return .failure(Diagnostic("no plan meets the SLO at any rate")) }
    return .success(best)
  }

  // MARK: Sizes

  /// The requests by octaves of prompt and output, two at a time; empty ones are left out.
  static func buckets(of source: RequestSource) -> [FleetResult.Bucket] {
    let requests: [Request]
    switch source.origin {
    case .trace(let trace): requests = trace.requests
    case .synthetic(let chance): requests = Array(chance.prefix(10_000))
    }
    func size(_ tokens: Int) -> Int {
      var bin = 0
      var limit = bucketFactor
      while tokens >= limit, bin < 30 {
        limit *= bucketFactor
        bin += 1
      }
      return bin
    }
    struct Sum {
      var key: Int
      var count = 0
      var prompt = 0
      var output = 0
    }
    var sums: [Sum] = []
    for request in requests {
      let key = size(request.promptTokens) * 64 + size(request.outputTokens)
      let index = sums.firstIndex { $0.key == key } ?? sums.count
      if index == sums.count { sums.append(Sum(key: key)) }
      sums[index].count += 1
      sums[index].prompt += request.promptTokens
      sums[index].output += request.outputTokens
    }
    sums.sort { $0.key < $1.key }
    return sums.map { sum in
      FleetResult.Bucket(
        promptTokens: max(1, sum.prompt / sum.count), outputTokens: max(1, sum.output / sum.count),
        share: Double(sum.count) / Double(max(1, requests.count)))
    }
  }

  /// What a unit of each type carries of each size.
  private func measure(
    _ result: inout FleetResult, _ cancellation: CancellationFlag?
  ) async throws(Diagnostic) {
    var jobs: [[Int]] = []
    for bucket in result.buckets.indices {
      for unit in result.units.indices { jobs.append([bucket, unit]) }
    }
    let units = result.units
    let buckets = result.buckets
    let answers = await parallelMap(jobs, threads: threads, cancellation: cancellation) { job in
      Result { () throws(Diagnostic) in try rate(of: units[job[1]], buckets[job[0]]) }
    }
    result.rates = result.buckets.map { _ in result.units.map { _ in 0 } }
    for (job, answer) in zip(jobs, answers) {
      result.rates[job[0]][job[1]] = try answer?.get() ?? 0
    }
  }

  private func rate(
    of unit: FleetResult.Unit, _ bucket: FleetResult.Bucket
  ) throws(Diagnostic) -> Double {
    let plan = ServingPlan([.init(pool: unit.pool, plan: unit.plan)])
    let system: ServingSystem
    do throws(Infeasibility) {
      system = try PlanEvaluator(study: study).system(PlanDesign(plan: plan))
    } catch {
      return 0
    }
    let options = SimulationOptions(objective: study.objective, seed: study.search.seed)
    let search = CapacitySearch(objective: study.objective, tolerance: 0.02)
    return try search.run(from: unit.requestsPerSecond) { rate throws(Diagnostic) in
      // So many requests that a burst of them cannot pass for a rate.
      let count = min(
        max(rate * Self.measuredSeconds, Self.measuredRequests.lowerBound),
        Self.measuredRequests.upperBound)
      let requests = SyntheticRequests(
        count: Int(count), arrivals: .poisson(requestsPerSecond: rate),
        prompt: .fixed(bucket.promptTokens), output: .fixed(bucket.outputTokens),
        seed: study.search.seed)
      return try ServingSimulation.run(system, RequestSource(requests), options: options)
    }.requestsPerSecond
  }

  // MARK: Counts

  private func solve(_ result: inout FleetResult) {
    let total = study.requests.requestsPerSecond
    let problem = CoverProblem(
      prices: result.units.map(\.dollarsPerHour),
      loads: result.buckets.map { $0.share * total }, rates: result.rates)
    if let solution = problem.solve() {
      result.counts = solution.counts
      result.shares = solution.shares
      result.isProven = solution.isProven
    }
    result.alone = result.units.indices.map { unit in
      CoverProblem(
        prices: [problem.prices[unit]], loads: problem.loads,
        rates: problem.rates.map { [$0[unit]] }
      ).solve()?.counts.first
    }
  }
}
