import ArchSim
import Glibc

/// What a suggestion costs: CPU time of asking and telling once so many trials are known.
struct SearchOverhead {
  private let options: SearchOptions

  /// Trials at which is measured, each over a window of twenty around it.
  private static let stops = [100, 500, 1000]
  private static let window = 10

  init(_ options: SearchOptions) {
    self.options = options
  }

  /// Prints ours, and the peers' where they were measured on the same problem.
  func run() throws {
    let peers = try peers()
    print("| problem | algorithm | ms at 100 | at 500 | at 1000 | mean |")
    print("|---|---|---|---|---|---|")
    for name in options.problems ?? ["branin", "hartmann6", "ackley10", "qacc"] {
      let problem = try SearchProblems.named(name)
      for algorithm in options.algorithms ?? ["tpe", "cma-es", "genetic", "bayesian"] {
        guard let description = SearchAlgorithms.named(algorithm) else { continue }
        let run = SearchRun(
          algorithm: description, settings: options.settings[algorithm] ?? [:], problem: problem,
          budget: 1000, seed: 0)
        let costs = try measure(run, seeds: options.seeds ?? (algorithm == "bayesian" ? 1 : 10))
        let texts = costs.map { $0.text(significantDigits: 3) }
        print("| \(name) | **\(algorithm)** | \(texts.joined(separator: " | ")) |")
        for peer in peers where SearchPeers.namesake(of: peer.peer) == algorithm {
          guard peer.problem == name || peer.problem == "any" else { continue }
          print("| \(name) | \(peer.peer) | \(peer.texts.joined(separator: " | ")) |")
        }
      }
    }
  }

  private struct Peer {
    var problem: String
    var peer: String
    var texts: [String]
  }

  private func peers() throws -> [Peer] {
    let table = try CSVTable(reading: "\(SearchPeers.directory)/overhead.csv")
    return table.rows.map { row in
      let texts = row.fields.map(\.trimmed)
      return Peer(problem: texts[0], peer: texts[1], texts: Array(texts.dropFirst(2)))
    }
  }

  /// Milliseconds of CPU a suggestion at every stop, and the mean of the whole.
  private func measure(_ run: SearchRun, seeds: Int) throws -> [Double] {
    var sums = [Double](repeating: 0, count: Self.stops.count + 1)
    var counts = sums
    for seed in 0..<seeds {
      var search = try SearchRun(
        algorithm: run.algorithm, settings: run.settings, problem: run.problem,
        budget: run.budget, seed: seed
      ).make()
      for trial in 1...run.budget + Self.window {
        let start = processorSeconds()
        let points = search.ask(1)
        let middle = processorSeconds()
        let observations = points.map { run.problem.evaluate($0) }
        let end = processorSeconds()
        search.tell(observations)
        let cost = processorSeconds() - end + middle - start
        for (index, stop) in Self.stops.enumerated() where abs(trial - stop) <= Self.window {
          sums[index] += cost
          counts[index] += 1
        }
        sums[Self.stops.count] += cost
        counts[Self.stops.count] += 1
      }
    }
    return zip(sums, counts).map { $0 / $1 * 1e3 }
  }

  /// CPU time of this thread: a busy machine does not make a search look slow.
  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
