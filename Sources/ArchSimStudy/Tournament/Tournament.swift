import ArchSimSearch
public import ArchSimText

/// Several search algorithms on one study, each with several hyperparameters and seeds.
///
/// ```swift
/// let tournament = try Tournament(study, algorithms: ["genetic", "tpe"], seeds: 20, samples: 5)
/// let result = try await TournamentRunner(tournament, output: "runs/cup").run()
/// ```
///
/// A run of it has the same trials as a run of the study with that algorithm, its hyperparameters,
/// that seed and the tournament's budget.
public struct Tournament: Sendable {
  /// An algorithm that takes part.
  public struct Entrant: Hashable, Sendable {
    /// Its name.
    public var algorithm: String
    /// What it is told in turn; the first are its defaults.
    public var samples: [[SearchSettings.Setting]]
  }

  /// A run that is to be done.
  public struct Match: Hashable, Sendable {
    /// The position of the entrant.
    public var entrant: Int
    /// The position of its hyperparameters.
    public var sample: Int
    /// The position of the seed, counted from 0.
    public var round: Int
  }

  /// The study; its budget is that of every run.
  public let study: Study
  /// Who takes part.
  public let entrants: [Entrant]
  /// How many seeds: that of the study and those that follow it.
  public let rounds: Int

  /// Trials of every run.
  public var budget: Int { study.search.budget }

  /// The seeds that a tournament may have, for the exact test of ranks.
  public static let roundRange = 1...SignedRankTest.largestCount
  /// The hyperparameters that a tournament may draw for an algorithm.
  public static let sampleRange = 1...10_000

  /// Arranges a tournament.
  ///
  /// - Parameters:
  ///   - study: The study, with the budget of every run.
  ///   - algorithms: Names of at least one algorithm, none of them twice.
  ///   - seeds: How many seeds each has.
  ///   - samples: How many hyperparameters each has, the defaults among them.
  /// - Throws: A diagnostic when an algorithm is unknown or does not suit the study, or a number is
  ///   out of range.
  public init(
    _ study: Study, algorithms: [String], seeds: Int, samples: Int = 1
  ) throws(Diagnostic) {
    var entrants: [Entrant] = []
    for name in algorithms {
      guard let algorithm = SearchAlgorithms.named(name) else {
        throw Diagnostic(
          "unknown algorithm '\(name.shortened)'",
          hint: didYouMean(name, among: SearchAlgorithms.all.map(\.name)))
      }
      guard !entrants.contains(where: { $0.algorithm == name }) else {
        throw Diagnostic("'\(name)' takes part twice")
      }
      let draw = HyperparameterDraw(algorithm: algorithm, budget: study.search.budget)
      entrants.append(
        Entrant(
          algorithm: name,
          samples: draw.samples(
            min(samples, Self.sampleRange.upperBound), seed: study.search.seed)))
    }
    try self.init(study, entrants: entrants, rounds: seeds)
  }

  /// Arranges a tournament whose hyperparameters are known.
  init(_ study: Study, entrants: [Entrant], rounds: Int) throws(Diagnostic) {
    guard !entrants.isEmpty else {
      throw Diagnostic(
        "a tournament needs algorithms", hint: "'archsim list algorithms' shows all")
    }
    guard Self.roundRange.contains(rounds) else {
      throw Diagnostic(
        "expected 1 to \(Self.roundRange.upperBound) seeds, found \(rounds)")
    }
    let (last, isTooLarge) = study.search.seed.addingReportingOverflow(UInt64(rounds))
    guard !isTooLarge, last <= SearchSettings.largestSeed else {
      throw Diagnostic("\(rounds) seeds from \(study.search.seed) on are too large")
    }
    self.study = study
    self.entrants = entrants
    self.rounds = rounds
    for match in matches where match.round == 0 { _ = try self.study(of: match).makeSearch() }
  }

  /// All runs, in the order in which they are written down: defaults before what was drawn, then
  /// seed by seed, so that a tournament that is cut short compares equals.
  public var matches: [Match] {
    let most = entrants.map(\.samples.count).max() ?? 0
    var matches: [Match] = []
    for sample in 0..<most {
      for round in 0..<rounds {
        for entrant in entrants.indices where sample < entrants[entrant].samples.count {
          matches.append(Match(entrant: entrant, sample: sample, round: round))
        }
      }
    }
    return matches
  }

  /// The seed of a run.
  public func seed(of match: Match) -> UInt64 { study.search.seed + UInt64(match.round) }

  /// The study as a run alone would have it.
  public func study(of match: Match) -> Study {
    var own = study
    own.search.algorithm = entrants[match.entrant].algorithm
    own.search.hyperparameters = entrants[match.entrant].samples[match.sample]
    own.search.seed = seed(of: match)
    return own
  }

  /// Where its results go unless somebody says otherwise: `runs/NAME-tournament`.
  public var defaultOutput: String { "\(study.defaultOutput)-tournament" }
}
