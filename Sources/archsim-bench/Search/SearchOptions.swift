import ArchSim

/// What the search benchmark is asked for on the command line.
struct SearchOptions {
  /// `nil`: every algorithm that has time for a budget.
  var algorithms: [String]?
  /// `nil`: every problem that peers were measured on.
  var problems: [String]?
  /// `nil`: those of the peers.
  var budgets: [Int]?
  /// `nil`: as many as the peer with the most.
  var seeds: Int?
  var firstSeed = 0
  var threads = 2
  var showsAll = false
  /// A file that outcomes are kept in, and are taken from when they are there.
  var results: String?
  /// Per algorithm what is set other than its defaults.
  var settings: [String: [String: Double]] = [:]

  static let usage = """
    usage: archsim-bench search [--algorithms A,B] [--problems P,Q] [--budgets N,M] [--seeds N]
                                [--first-seed N] [--threads N] [--set ALGORITHM.NAME=VALUE] [--all]
                                [--results FILE]
           archsim-bench search overhead [--algorithms A,B] [--problems P,Q]
           archsim-bench search journal
    algorithms: \(SearchAlgorithms.all.map(\.name).joined(separator: ", "))
    problems: \(SearchProblems.names.joined(separator: ", "))
    """

  init(_ words: some Sequence<String>) throws(Diagnostic) {
    var iterator = words.makeIterator()
    while let word = iterator.next() {
      if word == "--all" {
        showsAll = true
        continue
      }
      guard let value = iterator.next() else {
        throw Diagnostic("expected a value after '\(word)'", hint: "archsim-bench search help")
      }
      let parts = value.split(separator: ",").map(String.init)
      switch word {
      case "--algorithms": algorithms = parts
      case "--problems": problems = parts
      case "--budgets": budgets = try parts.map { (p) throws(Diagnostic) in try Self.count(p) }
      case "--seeds": seeds = try Self.count(value)
      case "--first-seed": firstSeed = try Self.count(value)
      case "--threads": threads = try Self.count(value)
      case "--set": try set(value)
      case "--results": results = value
      default: throw Diagnostic("unknown option '\(word)'", hint: "archsim-bench search help")
      }
    }
    for name in algorithms ?? [] where SearchAlgorithms.named(name) == nil {
      throw Diagnostic("unknown algorithm '\(name)'", hint: "archsim-bench search help")
    }
  }

  private static func count(_ text: String) throws(Diagnostic) -> Int {
    guard let count = Int(text), count > 0 else {
      throw Diagnostic("expected a positive integer, found '\(text)'")
    }
    return count
  }

  private mutating func set(_ text: String) throws(Diagnostic) {
    let sides = text.split(separator: "=").map(String.init)
    let names = sides.first?.split(separator: ".").map(String.init) ?? []
    guard sides.count == 2, names.count == 2, let value = Double(sides[1]) else {
      throw Diagnostic("expected ALGORITHM.NAME=VALUE, found '\(text)'")
    }
    settings[names[0], default: [:]][names[1]] = value
  }

  /// The algorithms for a budget: without a wish, those that finish in reasonable time.
  func algorithms(for budget: Int) -> [String] {
    if let algorithms { return algorithms }
    let limits = ["bayesian": 200, "random-forest": 200, "tpe": 1000]
    return SearchAlgorithms.all.map(\.name).filter { budget <= limits[$0] ?? .max }
  }
}
