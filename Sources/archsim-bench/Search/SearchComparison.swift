import ArchSim

/// Our algorithms beside the peers', on the same problems with the same budgets and seeds.
struct SearchComparison {
  private struct Cell {
    let problem: TestProblem
    let budget: Int
    let seeds: Int
    var outcomes: [(algorithm: String, quartiles: Quartiles)] = []

    var isLessBetter: Bool { problem.objectiveCount == 1 }

    /// The best of what was asked for; `auto`, which is one of the others, when there is no other.
    var best: (algorithm: String, quartiles: Quartiles)? {
      let others = outcomes.filter { $0.algorithm != AutomaticSearch.name }
      return (others.isEmpty ? outcomes : others).min { a, b in
        isLessBetter
          ? a.quartiles.median < b.quartiles.median : a.quartiles.median > b.quartiles.median
      }
    }
  }

  private let options: SearchOptions
  private let peers: SearchPeers
  private var results: SearchResults?

  init(_ options: SearchOptions) throws(Diagnostic) {
    self.options = options
    peers = try SearchPeers()
    results = try options.results.map { (path) throws(Diagnostic) in try SearchResults(path: path) }
  }

  /// Runs and prints, a table when all of its rows are there.
  mutating func run() async throws {
    var cells: [Cell] = []
    for name in options.problems ?? SearchProblems.names {
      let problem = try SearchProblems.named(name)
      let measured = peers.budgets(of: name)
      let budgets =
        options.budgets
        ?? (measured.isEmpty && options.problems != nil
          ? [50, 200, 1000] : measured.map(\.evaluations))
      for budget in budgets {
        let known = measured.first { $0.evaluations == budget }?.seeds
        cells.append(
          Cell(problem: problem, budget: budget, seeds: options.seeds ?? known ?? 11))
      }
    }
    for index in cells.indices { try await fill(&cells[index]) }
    if options.showsAll { printAll(cells) }
    printBest(cells)
    printNamesakes(cells)
    printAutomatic(cells)
  }

  private mutating func fill(_ cell: inout Cell) async throws {
    for name in options.algorithms(for: cell.budget) {
      guard let algorithm = SearchAlgorithms.named(name) else { continue }
      let runs = (0..<cell.seeds).map { seed in
        SearchRun(
          algorithm: algorithm, settings: options.settings[name] ?? [:], problem: cell.problem,
          budget: cell.budget, seed: seed + options.firstSeed)
      }
      do {
        cell.outcomes.append((name, Quartiles(try await known(runs))))
      } catch let error as SearchSpaceError where error.reason == .notEnumerable {
        continue
      }
    }
  }

  /// Outcomes from the file of results, or of runs, which are then written there.
  private mutating func known(_ runs: [SearchRun]) async throws -> [Double] {
    let known = runs.compactMap { results?[$0] }
    if known.count == runs.count { return known }
    let outcomes = try await outcomes(of: runs)
    try results?.append(runs, outcomes)
    return outcomes
  }

  /// Runs side by side, each as if it were alone.
  private func outcomes(of runs: [SearchRun]) async throws -> [Double] {
    var outcomes = [Double](repeating: .nan, count: runs.count)
    try await withThrowingTaskGroup(of: (Int, Double).self) { group in
      for index in runs.indices {
        if index >= options.threads, let (done, value) = try await group.next() {
          outcomes[done] = value
        }
        let run = runs[index]
        group.addTask { (index, try run.outcome()) }
      }
      for try await (done, value) in group { outcomes[done] = value }
    }
    return outcomes
  }

  private func printAll(_ cells: [Cell]) {
    print("## All\n\n| problem | evaluations | seeds | algorithm | median [quartiles] |")
    print("|---|---|---|---|---|")
    for cell in cells {
      for outcome in cell.outcomes {
        print(
          "| \(cell.problem.name) | \(cell.budget) | \(cell.seeds) | \(outcome.algorithm) "
            + "| \(outcome.quartiles.text) |")
      }
    }
    print("")
  }

  private func printBest(_ cells: [Cell]) {
    print("## Best of ours and best of all peers\n")
    printTable(
      cells.compactMap { cell in
        guard let best = cell.best else { return nil }
        let peer = peers.best(
          on: cell.problem.name, evaluations: cell.budget, isLessBetter: cell.isLessBetter)
        return (cell, best.algorithm, best.quartiles, peer)
      })
  }

  private func printNamesakes(_ cells: [Cell]) {
    print("## Each of ours and the best peer of the same kind\n")
    printTable(
      cells.flatMap { cell in
        cell.outcomes.compactMap { outcome in
          peers.best(
            on: cell.problem.name, evaluations: cell.budget, namesake: outcome.algorithm,
            isLessBetter: cell.isLessBetter
          ).map { (cell, outcome.algorithm, outcome.quartiles, $0) }
        }
      })
  }

  /// What `auto` picks and reaches, beside the best of ours and the best peer.
  private func printAutomatic(_ cells: [Cell]) {
    let rows = cells.compactMap { cell in
      cell.outcomes.first { $0.algorithm == AutomaticSearch.name }.map { (cell, $0.quartiles) }
    }
    guard !rows.isEmpty else { return }
    print("## What auto picks\n")
    print(
      "| problem | evaluations | picks | median [quartiles] | best of ours | its | peer | its | |")
    print("|---|---|---|---|---|---|---|---|---|")
    var counts: [Quartiles.Verdict: Int] = [:]
    for (cell, own) in rows {
      let problem = SearchProblem(
        space: cell.problem.space, objectiveCount: cell.problem.objectiveCount,
        constraintCount: cell.problem.constraintCount, budget: cell.budget, seed: 0)
      let best = cell.best
      let peer = peers.best(
        on: cell.problem.name, evaluations: cell.budget, isLessBetter: cell.isLessBetter)
      let verdict = peer.map { own.verdict(against: $0.outcome, isLessBetter: cell.isLessBetter) }
      if let verdict { counts[verdict, default: 0] += 1 }
      print(
        "| \(cell.problem.name) | \(cell.budget) | \(AutomaticSearch.choose(for: problem).algorithm) "
          + "| \(own.text) | \(best?.algorithm ?? "") "
          + "| \(best?.quartiles.median.text(significantDigits: 6) ?? "") | \(peer?.peer ?? "") "
          + "| \(peer?.outcome.median.text(significantDigits: 6) ?? "") | \(verdict?.rawValue ?? "") |"
      )
    }
    printCounts(counts)
  }

  private func printCounts(_ counts: [Quartiles.Verdict: Int]) {
    let summary = Quartiles.Verdict.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
    print("\n\(summary.joined(separator: ", "))\n")
  }

  private func printTable(_ rows: [(Cell, String, Quartiles, SearchPeers.Row?)]) {
    print("| problem | evaluations | seeds | ours | median [quartiles] | peer | its | |")
    print("|---|---|---|---|---|---|---|---|")
    var counts: [Quartiles.Verdict: Int] = [:]
    for (cell, algorithm, own, peer) in rows {
      let verdict = peer.map {
        own.verdict(against: $0.outcome, isLessBetter: cell.isLessBetter)
      }
      if let verdict { counts[verdict, default: 0] += 1 }
      print(
        "| \(cell.problem.name) | \(cell.budget) | \(cell.seeds) | \(algorithm) | \(own.text) "
          + "| \(peer?.peer ?? "") | \(peer?.outcome.text ?? "") | \(verdict?.rawValue ?? "") |")
    }
    printCounts(counts)
  }
}
