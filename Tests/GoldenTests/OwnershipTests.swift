import ArchSim
import Testing

/// Every family and every algorithm is held to something, and nothing is held to what is not there.
struct OwnershipTests {
  @Test("every family has golden replays, and every golden replay a family")
  func families() throws {
    let project = Project.path
    let hardware = try TextFile.listDirectory("\(project)/Configs/hardware")
      .filter { $0.hasSuffix(".yaml") }
    let goldens = try TextFile.listDirectory("\(project)/Traces/golden/replay")
    var owners: Set<String> = []
    for golden in goldens {
      let preset = golden.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
      #expect(hardware.contains("\(preset).yaml"), "\(golden) belongs to no preset")
      owners.insert(try family(of: "\(project)/Configs/hardware/\(preset).yaml"))
    }
    for family in AcceleratorFamilies.builtIn {
      #expect(owners.contains(family.name), "family \(family.name) has no golden replay")
    }
  }

  @Test("every algorithm is held to a peer, and every row to an algorithm")
  func algorithms() throws {
    let rows = try GoldenTable("search/held-to.csv").rows
    let held = try Set(rows.map { try $0.text("algorithm") })
    #expect(held == Set(SearchAlgorithms.all.map(\.name)))
  }

  @Test(
    "algorithms do as well as their peers",
    arguments: try GoldenTable("search/held-to.csv").rows)
  func quality(_ row: GoldenRow) throws {
    let algorithm = try #require(SearchAlgorithms.named(row.text("algorithm")))
    let problem: TestProblem = try row.text("problem") == "branin" ? .branin : .qacc
    let peer = try peer(of: row)
    let seeds = algorithm.name == "bayesian" ? 1 : 9
    let outcomes = try (0..<seeds).map { seed in
      try best(
        algorithm, problem, budget: row.integer("evaluations"), seed: UInt64(seed))
    }
    let median = outcomes.sorted()[seeds / 2]
    let (first, third) = try (peer.number("first_quartile"), peer.number("third_quartile"))
    switch try row.text("statistic") {
    case "median":
      let most = try peer.number("median")
      #expect(
        median <= most, "expected at most \(most), actual \(median), \(peer.testDescription)")
    case "third_quartile":
      #expect(
        median <= third, "expected at most \(third), actual \(median), \(peer.testDescription)")
    case "quartiles":
      let margin = (third - first) / 2
      #expect(
        median >= first - margin && median <= third + margin,
        "expected \(first - margin) to \(third + margin), actual \(median)")
    case let other: Issue.record("unknown statistic '\(other)', \(row.testDescription)")
    }
  }

  /// The row of the peers' table that a row names.
  private func peer(of row: GoldenRow) throws -> GoldenRow {
    try #require(
      GoldenTable("search/peers.csv").rows.first { other in
        try ["problem", "peer", "evaluations"].allSatisfy { try other.text($0) == row.text($0) }
      }, "\(row.testDescription): no such row of peers.csv")
  }

  /// The least value that a search finds.
  private func best(
    _ algorithm: SearchAlgorithmDescription, _ problem: TestProblem, budget: Int, seed: UInt64
  ) throws -> Double {
    var search = try algorithm.make(
      SearchProblem(
        space: problem.space, objectiveCount: problem.objectiveCount,
        constraintCount: problem.constraintCount, budget: budget, seed: seed), [:])
    var best = Double.infinity
    var spent = 0
    while spent < budget {
      let points = search.ask(min(search.preferredBatch, budget - spent))
      if points.isEmpty { break }
      let observations = points.map { problem.evaluate($0) }
      for observation in observations { best = min(best, observation.objectives.first ?? best) }
      search.tell(observations)
      spent += points.count
    }
    return best
  }

  /// The family that a preset or one of those it extends names.
  private func family(of path: String) throws -> String {
    let lines = try String(decoding: TextFile.read(path), as: UTF8.self).split(separator: "\n")
    for line in lines {
      let words = line.split(separator: " ")
      guard words.count >= 2 else { continue }
      if words[0] == "family:" { return String(words[1]) }
      if words[0] == "extends:" {
        let directory = path.split(separator: "/").dropLast().joined(separator: "/")
        return try family(of: "/\(directory)/\(words[1])")
      }
    }
    return ""
  }
}
