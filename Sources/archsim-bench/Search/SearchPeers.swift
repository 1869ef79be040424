import ArchSim

/// What other optimisers reach, from `Traces/golden/search/peers.csv`.
struct SearchPeers {
  /// What one of them reached on a problem with a budget.
  struct Row {
    var problem: String
    var peer: String
    var evaluations: Int
    var seeds: Int
    var outcome: Quartiles
  }

  static let directory = "Traces/golden/search"
  let rows: [Row]

  init() throws(Diagnostic) {
    let table = try CSVTable(reading: "\(Self.directory)/peers.csv")
    let columns = try [
      "problem", "peer", "evaluations", "seeds", "median", "first_quartile", "third_quartile",
    ].map { (name) throws(Diagnostic) in (try table.requireColumn(named: name), name) }
    rows = try table.rows.map { (row) throws(Diagnostic) in
      func number(_ column: Int) throws(Diagnostic) -> Double {
        try row.number(at: columns[column].0, named: columns[column].1)
      }
      return Row(
        problem: try row.text(at: columns[0].0, named: columns[0].1),
        peer: try row.text(at: columns[1].0, named: columns[1].1),
        evaluations: try row.integer(at: columns[2].0, named: columns[2].1),
        seeds: try row.integer(at: columns[3].0, named: columns[3].1),
        outcome: Quartiles(
          first: try number(5), median: try number(4), third: try number(6)))
    }
  }

  /// The algorithm of ours that does what a peer does; `nil` for hybrids, which only compete for best.
  static func namesake(of peer: String) -> String? {
    let families = [
      ("optuna-random", "random"), ("optuna-tpe", "tpe"), ("rustuna-tpe", "tpe"),
      ("optuna-motpe", "tpe"), ("rustuna-motpe", "tpe"), ("optuna-gp", "bayesian"),
      ("skopt-gp", "bayesian"), ("optuna-cmaes", "cma-es"), ("rustuna-cmaes", "cma-es"),
      ("pymoo-ga", "genetic"), ("archgym-sko-ga", "genetic"), ("pymoo-nsga2", "genetic"),
      ("rustuna-nsga2", "genetic"), ("scipy-gsa", "simulated-annealing"),
    ]
    return families.first { peer.hasPrefix($0.0) }?.1
  }

  /// The best row of a problem and a budget, among all or among those of the same name.
  func best(
    on problem: String, evaluations: Int, namesake: String? = nil, isLessBetter: Bool
  ) -> Row? {
    let candidates = rows.filter { row in
      row.problem == problem && row.evaluations == evaluations
        && (namesake == nil || Self.namesake(of: row.peer) == namesake)
    }
    return candidates.min { a, b in
      isLessBetter ? a.outcome.median < b.outcome.median : a.outcome.median > b.outcome.median
    }
  }

  /// The budgets that a problem was measured with, and the most seeds of any peer with each.
  func budgets(of problem: String) -> [(evaluations: Int, seeds: Int)] {
    var seeds: [Int: Int] = [:]
    for row in rows where row.problem == problem {
      seeds[row.evaluations] = max(seeds[row.evaluations] ?? 0, row.seeds)
    }
    return seeds.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension CSVTable {
  /// Reads a table from a file.
  init(reading path: String) throws(Diagnostic) {
    self = try CSVTable.parse(try TextFile.read(path), file: path)
  }
}
