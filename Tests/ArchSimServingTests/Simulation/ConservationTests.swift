import ArchSim
import Testing

/// What is true of every system and every trace.
struct ConservationTests {
  private let options = SimulationOptions(recordsRequests: true, logLimit: 1_000_000)

  @Test("every request ends exactly once, with all its tokens, and the cache is never overfull")
  func conservation() throws {
    var preemptions = 0
    var rejections = 0
    var saved = 0
    for number in 0..<80 {
      let random = RandomSystem(number)
      let result = try ServingSimulation.run(
        random.system, RequestSource(random.trace), options: options)
      let requests = random.trace.requests
      let total = result.total
      let comment: Comment = "system \(number)"

      expectConservation(result, requests, comment)
      preemptions += total.preemptions
      rejections += result.rejectedRequests
      saved += total.savedTokens
    }
    // The systems are such that all of it occurs.
    #expect(preemptions > 500 && rejections > 50 && saved > 5000)
  }

  @Test("the same twice, whatever is recorded")
  func determinism() throws {
    for number in 0..<20 {
      let random = RandomSystem(number)
      let source = RequestSource(random.trace)
      let first = try ServingSimulation.run(random.system, source, options: options)
      let second = try ServingSimulation.run(random.system, source, options: options)
      #expect(first.records == second.records)
      #expect(first.log == second.log)
      let bare = try ServingSimulation.run(random.system, source)
      #expect(bare.total.endToEnd == first.total.endToEnd)
      #expect(bare.total.dynamicJoules == first.total.dynamicJoules)
    }
  }

  @Test("the same on any number of threads")
  func threads() async throws {
    let numbers = Array(0..<12)
    var alone: [[RequestRecord]] = []
    for number in numbers {
      let random = RandomSystem(number)
      alone.append(
        try ServingSimulation.run(random.system, RequestSource(random.trace), options: options)
          .records)
    }
    let options = options
    let together = try await withThrowingTaskGroup(of: (Int, [RequestRecord]).self) { group in
      for number in numbers {
        group.addTask {
          let random = RandomSystem(number)
          let result = try ServingSimulation.run(
            random.system, RequestSource(random.trace), options: options)
          return (number, result.records)
        }
      }
      var found = [[RequestRecord]](repeating: [], count: numbers.count)
      for try await (number, records) in group { found[number] = records }
      return found
    }
    #expect(together == alone)
  }

  @Test("figures of the whole are those of all replicas")
  func replicas() throws {
    for number in 0..<20 {
      let random = RandomSystem(number)
      let result = try ServingSimulation.run(random.system, RequestSource(random.trace))
      func sum(_ figure: (ServingStatistics) -> Double) -> Double {
        result.replicas.reduce(0) { $0 + figure($1) }
      }
      #expect(result.total.replicas == result.replicas.count)
      #expect(result.total.iterations == Int(sum { Double($0.iterations) }))
      #expect(abs(result.total.joules - sum(\.joules)) < 1e-9)
      #expect(result.total.endToEnd.count == Int(sum { Double($0.endToEnd.count) }))
      #expect(abs(result.total.endToEnd.sum - sum(\.endToEnd.sum)) < 1e-9)
      let most = result.replicas.map(\.endToEnd.maximum).max() ?? 0
      #expect(result.total.endToEnd.maximum == most)
      #expect(
        abs(
          result.total.utilisation * Double(result.replicas.count)
            - sum(\.utilisation)) < 1e-9)
    }
  }
}
