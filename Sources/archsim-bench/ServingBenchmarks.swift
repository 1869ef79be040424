import ArchSim
import ArchSimStudy
import Glibc

/// What simulating a service costs: a recorded hour, a million requests, and an iteration.
struct ServingBenchmarks {
  /// Llama 3.1 70B in bf16 on eight H100 by the roofline: 141 GB of weights and 328 kB of KV a token
  /// at 80 % of 26.8 TB/s, and 141 GFLOP a token at 55 % of 7.9 PFLOP/s.
  private let costing = LinearCosting(
    secondsPerIteration: 6.6e-3, secondsPerToken: 3.2e-5, secondsPerDecodeContext: 1.5e-8)
  private let engine = ServingEngine(
    maximumBatchedTokens: 2048, host: HostOverhead(secondsPerIteration: 5e-3))

  private func system(_ cost: any IterationCosting) -> ServingSystem {
    ServingSystem(pools: [ReplicaPool(cacheTokens: 1_200_000, engine: engine, costing: cost)])
  }

  func run() throws -> [Measurement] {
    try azure() + iterations() + million() + plans()
  }

  private func azure() throws -> [Measurement] {
    let file = "Traces/requests/azure-2023-conversation.csv"
    let bytes = try TextFile.read(file)
    let read = try bestSeconds(rounds: 10) { _ = try RequestTrace.parse(bytes: bytes, file: file) }
    let trace = try RequestTrace.parse(bytes: bytes, file: file)
    var iterations = 0
    let serve = try bestSeconds(rounds: 5) {
      iterations = try ServingSimulation.run(system(costing), RequestSource(trace))
        .total.iterations
    }
    return [
      Measurement(
        name: "read Azure's conversations, 19366 requests", value: read * 1e3, unit: "ms"),
      Measurement(name: "serve them, 1 replica, \(iterations) iterations", value: serve, unit: "s"),
      Measurement(
        name: "serve them, an iteration", value: serve * 1e9 / Double(iterations), unit: "ns"),
    ]
  }

  /// Long outputs, so that hardly anything but decode steps is left; free, so that it is all ours.
  private func iterations() throws -> [Measurement] {
    try [1, 64, 256].map { batch in
      let requests = SyntheticRequests(
        count: batch, arrivals: .atOnce, prompt: .fixed(100), output: .fixed(4000), seed: 1)
      var iterations = 0
      let seconds = try bestSeconds(rounds: 5) {
        iterations = try ServingSimulation.run(system(costing), RequestSource(requests))
          .total.iterations
      }
      return Measurement(
        name: "an iteration of \(batch) decodes, with its cost",
        value: seconds * 1e9 / Double(iterations), unit: "ns")
    }
  }

  /// Every plan of a model on a node, as `archsim plan` looks at them, on one core.
  private func plans() throws -> [Measurement] {
    let plans = try ServedPlans()
    var served = 0
    let seconds = try bestSeconds(rounds: 3) { served = try plans.serve() }
    return [
      Measurement(
        name: "\(served) plans of Llama-3.1-70B on 8 H100, 1000 requests each", value: seconds,
        unit: "s")
    ]
  }

  private func million() throws -> [Measurement] {
    let requests = SyntheticRequests(
      count: 1_000_000, arrivals: .poisson(requestsPerSecond: 6),
      prompt: .logNormal(mean: 1155, deviation: 1100, within: 1...14_000),
      output: .logNormal(mean: 211, deviation: 160, within: 1...1000), seed: 7)
    let before = peakMebibytes
    var iterations = 0
    let seconds = try bestSeconds(rounds: 1) {
      iterations = try ServingSimulation.run(system(costing), RequestSource(requests))
        .total.iterations
    }
    return [
      Measurement(
        name: "serve a million synthetic requests, \(iterations) iterations", value: seconds,
        unit: "s"),
      Measurement(
        name: "their peak memory, beyond what was", value: peakMebibytes - before, unit: "MiB"),
    ]
  }

  private var peakMebibytes: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(truncatingIfNeeded: RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
