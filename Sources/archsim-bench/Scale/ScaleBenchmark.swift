import ArchSim
import ArchSimStudy
import Glibc

/// `archsim-bench scale [COSTS.json] [--others N] [--cores N]`: what large sweeps cost, predicted from
/// rates measured here.
///
/// COSTS.json is what docs/examples/python/batch_costs.py says of a driver; without it only shares are
/// predicted.
struct ScaleBenchmark {
  private static let study = "Configs/lut.yaml"
  private static let designs = 211_680
  private let tool = CommandLineTool.path
  private let scratch = "/dev/shm/archsim-scale-\(getpid())"
  private var costs: String?
  private var others = 0.0
  private var cores = 32.0

  init(_ words: some Sequence<String>) throws(Diagnostic) {
    guard CommandLineTool.exists else {
      throw Diagnostic("there is no archsim beside this program", at: SourceLocation(file: tool))
    }
    var words = words.makeIterator()
    while let word = words.next() {
      guard word.hasPrefix("--") else {
        costs = word
        continue
      }
      guard ["--others", "--cores"].contains(word), let value = words.next().flatMap(Double.init),
        value.isFinite, value >= 0
      else {
        throw Diagnostic("expected COSTS.json, --others N or --cores N, found '\(word)'")
      }
      if word == "--others" { others = value } else { cores = max(1, value) }
    }
  }

  func run() throws {
    defer { _ = ShellUsage("rm -rf \(scratch)") }
    guard ShellUsage("mkdir -p \(scratch)") != nil else {
      throw Diagnostic("cannot write here", at: SourceLocation(file: scratch))
    }
    var rates = ScaleRates()
    try measureShares(&rates)
    try measureWorker(&rates)
    if let costs { try read(costs, &rates) }
    let simulation = try simulationSeconds()
    show(rates, simulation)
    print("\nhere, \(Self.designs) designs of \(Self.study), \(others.text) other threads")
    for way in ways {
      for workers in [1.0, 2, 4] {
        let sweep = ScaleCase(
          designs: Double(Self.designs), workers: workers, processors: Double(processors),
          sharesProcessors: true, others: others, batch: way == .shares ? 1 : 5000)
        show(way, sweep, rates.prediction(way, sweep))
        if way == .shares { try runShares(Int(workers)) }
      }
    }
    for designs in [1e6, 1e9, 1e12] {
      print("\n\(designs.text) designs, \(cores.text) cores a node")
      for way in ways {
        for nodes in [1.0, 32, 1000] {
          let sweep = Self.fastest(
            way, rates,
            ScaleCase(designs: designs, workers: nodes * cores, processors: nodes * cores))
          show(way, sweep, rates.prediction(way, sweep))
        }
      }
    }
    guard costs != nil else { return }
    var serving = rates
    serving.answerSeconds = simulation
    for designs in [1e3, 1e5] {
      print("\n\(designs.text) simulations of a service, \(cores.text) cores a node")
      for nodes in [1.0, 32, 1000] {
        let sweep = ScaleCase(
          designs: designs, workers: nodes * cores, processors: nodes * cores, batch: 1)
        show(.all, sweep, serving.prediction(.all, sweep))
      }
    }
  }

  private var ways: [ScaleRates.Way] { costs == nil ? [.shares] : ScaleRates.Way.allCases }

  private var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The case with the size of batches that is fastest: with small ones the driver has too much to do,
  /// with large ones workers wait for the last.
  private static func fastest(
    _ way: ScaleRates.Way, _ rates: ScaleRates, _ sweep: ScaleCase
  ) -> ScaleCase {
    let sizes: [Double]
    switch way {
    case .shares: sizes = [1]
    case .all: sizes = [1, 10, 100, 1000, 10_000, 100_000]
    case .front: sizes = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]
    }
    var best = sweep
    for size in sizes {
      var candidate = sweep
      candidate.batch = size
      guard size > 1 else {
        best = candidate
        continue
      }
      if rates.prediction(way, candidate).seconds < rates.prediction(way, best).seconds {
        best = candidate
      }
    }
    return best
  }

  // MARK: Measuring

  private func least(_ line: String) throws(Diagnostic) -> Double {
    guard let seconds = ShellUsage.least(of: 3, line) else {
      throw Diagnostic("this failed: \(line)", kind: .failure)
    }
    return seconds
  }

  private func measureShares(_ rates: inout ScaleRates) throws {
    let budget = 40_000
    func explore(_ budget: Int, _ rest: String) -> String {
      "rm -rf \(scratch)/r && \(tool) explore \(Self.study) --algorithm sobol --budget \(budget) "
        + "--quiet --threads 1 \(rest) --output \(scratch)/r > /dev/null 2> /dev/null"
    }
    // Shares, since whole runs draw their front and price baselines.
    rates.startSeconds = try least(explore(1, "--shard 0/1"))
    let whole = try least(explore(budget, "--shard 0/1"))
    rates.exploreSeconds = max(0, whole - rates.startSeconds) / Double(budget)
    let journal = try TextFile.read("\(scratch)/r/share-0-of-1/trials.jsonl", limit: .max)
    rates.journalBytes = Double(journal.count) / Double(budget)
    func merge() throws(Diagnostic) -> Double {
      try least(
        "rm -rf \(scratch)/m && \(tool) merge \(scratch)/r/* --output \(scratch)/m "
          + "> /dev/null 2> /dev/null")
    }
    let all = try merge()
    _ = try least(explore(budget / 4, "--shard 0/1"))
    rates.mergeSeconds = max(0, all - (try merge())) / (Double(budget) * 0.75)
  }

  private func measureWorker(_ rates: inout ScaleRates) throws {
    func worker(_ count: Int, of requests: Int, _ rest: String) throws -> Double {
      var text = ""
      for index in 0..<requests {
        text += "{\"command\":\"step\",\"first\":\(index * count),\"count\":\(count)\(rest)}\n"
      }
      let file = "\(scratch)/requests"
      try TextFile.writeAtomically(text, to: file)
      return try least("\(tool) worker \(Self.study) < \(file) > \(scratch)/answers")
    }
    let metrics = #","echo":true,"metrics":["latency","energy_per_token","area"]"#
    let none = try worker(1, of: 0, metrics)
    let single = (try worker(1, of: 20_000, metrics) - none) / 20_000
    let many = (try worker(20_000, of: 2, metrics) - none) / 40_000
    let answers = try TextFile.read("\(scratch)/answers", limit: .max)
    rates.lineBytes = Double(answers.count) / 40_000
    rates.answerSeconds = max(0, many)
    rates.requestSeconds = max(0, single - many)
    let front = metrics + #","keep":"front""#
    rates.frontSeconds = max(0, try worker(100_000, of: 2, front) - none) / 200_000
    rates.frontBytes =
      Double(try TextFile.read("\(scratch)/answers", limit: .max).count) / 2
  }

  /// Runs what was predicted: shares side by side, then `merge`.
  private func runShares(_ count: Int) throws(Diagnostic) {
    let shares = (0..<count).map { share in
      "\(tool) explore \(Self.study) --algorithm grid --budget \(Self.designs) --quiet --threads 1 "
        + "--shard \(share)/\(count) --output \(scratch)/r > /dev/null 2> /dev/null &"
    }
    let merge = "\(tool) merge \(scratch)/r/* --output \(scratch)/m > /dev/null 2> /dev/null"
    guard ShellUsage("rm -rf \(scratch)/r \(scratch)/m") != nil,
      let evaluation = ShellUsage(shares.joined(separator: " ") + " wait"),
      let union = ShellUsage(merge)
    else { throw Diagnostic("this failed: \(merge)", kind: .failure) }
    let whole = evaluation.processorSeconds + union.processorSeconds
    print(
      "measured\t\(count) workers\t\((evaluation.seconds + union.seconds).text) s\t"
        + "of it merge \(union.seconds.text) s\tprocessors \(whole.text) s")
  }

  /// What batch_costs.py says.
  private func read(_ file: String, _ rates: inout ScaleRates) throws(Diagnostic) {
    let value = try JSONParser.parse(try TextFile.read(file), file: file)
    func number(_ name: String) throws(Diagnostic) -> Double {
      let number = try value.require(name).requireNumber(name)
      guard number >= 0 else { throw Diagnostic("'\(name)' is below 0", at: value.location) }
      return number
    }
    rates.actorSeconds = try number("actor_seconds")
    rates.driverSeconds = try number("driver_seconds")
    rates.driverByteSeconds = try number("driver_byte_seconds")
    rates.syncSeconds = try number("sync_seconds")
  }

  /// Processor time of one of Azure's hours' first 1000 requests on a plan of a node, on average of all
  /// plans that fit.
  private func simulationSeconds() throws -> Double {
    let plans = try ServedPlans()
    var best = Double.infinity
    for _ in 0..<3 {
      let start = clock()
      let served = try plans.serve()
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(max(1, served)))
    }
    return best
  }

  // MARK: Printing

  private func show(_ rates: ScaleRates, _ simulation: Double) {
    let rows: [(String, Double, Double, String)] = [
      ("start of a process", rates.startSeconds, 1e3, "ms"),
      ("explore, a design with its line", rates.exploreSeconds, 1e6, "µs"),
      ("a line of the journal", rates.journalBytes, 1, "B"),
      ("merge, a design", rates.mergeSeconds, 1e6, "µs"),
      ("worker, a request", rates.requestSeconds, 1e6, "µs"),
      ("worker, a design with its line", rates.answerSeconds, 1e6, "µs"),
      ("worker, a design for a front", rates.frontSeconds, 1e6, "µs"),
      ("a worker's line", rates.lineBytes, 1, "B"),
      ("the front of 100000 designs", rates.frontBytes, 1, "B"),
      ("actor, a line", rates.actorSeconds, 1e6, "µs"),
      ("driver, a batch", rates.driverSeconds, 1e6, "µs"),
      ("driver, a byte", rates.driverByteSeconds, 1e9, "ns"),
      ("driver, waiting for its disk, a batch", rates.syncSeconds, 1e6, "µs"),
      ("a simulation of a service, 1000 requests", simulation, 1e3, "ms"),
    ]
    for (name, value, scale, unit) in rows {
      print("\(name)\t\((value * scale).text(significantDigits: 3)) \(unit)")
    }
    guard costs != nil else { return }
    for (way, batch) in [(ScaleRates.Way.all, 1.0), (.all, 20_000), (.front, 10_000_000)] {
      let workers = rates.saturation(way, batch: batch).text(significantDigits: 3)
      print(
        "workers that saturate a driver, \(way.rawValue), batches of \(batch.text)\t\(workers)")
    }
  }

  private func show(_ way: ScaleRates.Way, _ sweep: ScaleCase, _ found: ScalePrediction) {
    func text(_ value: Double) -> String { value.text(significantDigits: 3) }
    print(
      "\(way.rawValue)\t\(sweep.workers.text) workers\tbatch \(sweep.batch.text)\t"
        + "\(text(found.seconds)) s\t\(text(found.seconds / 3600)) h\t"
        + "of it merge \(text(found.mergeSeconds)) s\t"
        + "processors \(text(found.processorSeconds)) s\t"
        + "driver \(text(found.driverShare * 100)) %\t\(text(found.bytes / 1e9)) GB\t"
        + "\(found.limit.rawValue)")
  }
}

extension Double {
  fileprivate var text: String { text(significantDigits: 6) }
}
