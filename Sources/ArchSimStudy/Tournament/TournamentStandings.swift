import ArchSimSearch

/// What follows from a tournament: who found how much, how soon, how surely.
///
/// Scores are such that less is better; ``TournamentMeasure/value(ofScore:)`` gives the value.
public struct TournamentStandings: Sendable {
  /// What runs are compared by.
  public let measure: TournamentMeasure
  /// Numbers of trials at which runs are looked at.
  public let checkpoints: [Int]
  /// Numbers of trials, evenly spread on a logarithmic scale, at which curves are drawn.
  public let curveTrials: [Int]
  /// How near to the best value the target is, as a share of it.
  public let targetShare: Double
  /// One an entrant, in the order of the tournament.
  public let entrants: [Standing]
  /// Every pair of entrants, when there are several.
  public let pairs: [Pair]
  /// Seeds for which the defaults of all entrants were run: those that ranks are of.
  public let rankedRounds: Int

  /// How an entrant did.
  public struct Standing: Sendable {
    /// The algorithm.
    public var algorithm: String
    /// Runs with the defaults.
    public var defaultRuns: Int
    /// Scores of the defaults at each checkpoint; nil without runs.
    public var defaults: [Quartiles?]
    /// Scores of the defaults at each of ``TournamentStandings/curveTrials``.
    public var curve: [Quartiles?]
    /// Scores of all runs, whatever their hyperparameters.
    public var all: [Quartiles?]
    /// The median score at the end of each sample of hyperparameters: the lottery's tickets.
    public var tickets: [Double]
    /// Runs with the defaults that reached the target.
    public var reached: Int
    /// Trials to the target of runs with the defaults; infinite where more were needed.
    public var trialsToTarget: Quartiles?
    /// The mean rank of the defaults over seeds, 1 being best; no number without seeds.
    public var meanRank: Double
  }

  /// The defaults of two entrants, seed by seed.
  public struct Pair: Sendable {
    /// The position of the one that won more.
    public var better: Int
    /// The position of the other.
    public var worse: Int
    /// Seeds for which the better one won.
    public var wins: Int
    /// Seeds for which it lost.
    public var losses: Int
    /// The test of their differences.
    public var test: SignedRankTest
    /// Its probability, corrected for the number of pairs.
    public var probability: Double
  }

  /// Draws conclusions.
  ///
  /// - Parameters:
  ///   - result: The tournament as far as it was played.
  ///   - targetShare: How near to the best value the target is: 0.01 is one per cent.
  public init(_ result: TournamentResult, targetShare: Double = 0.01) {
    let tournament = result.tournament
    let observations = result.designs.map { tournament.study.observation(of: $0) }
    let seen = result.runs.map { run in run.designs.map { observations[$0] } }
    let measure = TournamentMeasure(tournament.study, runs: seen)
    let checkpoints = Self.checkpoints(upTo: tournament.budget)
    self.measure = measure
    let curveTrials = Self.curveTrials(upTo: tournament.budget)
    self.checkpoints = checkpoints
    self.curveTrials = curveTrials
    self.targetShare = targetShare
    let target = measure.target(within: targetShare)
    let scores = seen.map { measure.scores($0) }
    var finals = tournament.entrants.map { _ in
      [Double?](repeating: nil, count: tournament.rounds)
    }
    var standings: [Standing] = []
    for (position, entrant) in tournament.entrants.enumerated() {
      let own = result.runs.indices.filter { result.runs[$0].match.entrant == position }
      let defaults = own.filter { result.runs[$0].match.sample == 0 }
      for run in defaults { finals[position][result.runs[run].match.round] = scores[run].last }
      let trialsToTarget = defaults.map { run -> Double in
        scores[run].firstIndex { $0 <= target }.map { Double($0 + 1) } ?? .infinity
      }
      func quartiles(_ runs: [Int], at checkpoints: [Int]) -> [Quartiles?] {
        checkpoints.map { checkpoint in
          Quartiles(runs.compactMap { scores[$0].prefix(checkpoint).last })
        }
      }
      let tickets = entrant.samples.indices.compactMap { sample in
        Quartiles(
          own.filter { result.runs[$0].match.sample == sample }.compactMap { scores[$0].last })
      }
      standings.append(
        Standing(
          algorithm: entrant.algorithm, defaultRuns: defaults.count,
          defaults: quartiles(defaults, at: checkpoints),
          curve: quartiles(defaults, at: curveTrials),
          all: quartiles(own, at: checkpoints), tickets: tickets.map(\.median),
          reached: trialsToTarget.count(where: \.isFinite),
          trialsToTarget: Quartiles(trialsToTarget), meanRank: .nan))
    }
    let complete = (0..<tournament.rounds).compactMap { round -> [Double]? in
      let row = finals.compactMap { $0[round] }
      return row.count == finals.count ? row : nil
    }
    rankedRounds = complete.count
    let ranks = complete.map { SignedRankTest.doubledRanks(of: $0) }
    for position in standings.indices where !ranks.isEmpty {
      let sum = ranks.reduce(0) { $0 + $1[position] }
      standings[position].meanRank = Double(sum) / Double(2 * ranks.count)
    }
    entrants = standings
    pairs = Self.pairs(complete, count: standings.count)
  }

  private static func pairs(_ rows: [[Double]], count: Int) -> [Pair] {
    var pairs: [Pair] = []
    for one in 0..<count {
      for other in (one + 1)..<max(count, one + 1) {
        // Of two runs that found nothing, neither is better.
        let differences = rows.map { $0[one] == $0[other] ? 0 : $0[other] - $0[one] }
        guard let test = SignedRankTest(differences: differences) else { continue }
        let wins = differences.count { $0 > 0 }
        let losses = differences.count { $0 < 0 }
        let isBetter =
          test.positiveRanks == test.negativeRanks
          ? wins >= losses : test.positiveRanks > test.negativeRanks
        pairs.append(
          Pair(
            better: isBetter ? one : other, worse: isBetter ? other : one,
            wins: isBetter ? wins : losses, losses: isBetter ? losses : wins, test: test,
            probability: test.probability))
      }
    }
    let corrected = holmCorrected(pairs.map(\.probability))
    for index in pairs.indices { pairs[index].probability = corrected[index] }
    return pairs
  }

  /// 10, 30, 100, 300 and so on below a budget, and the budget.
  static func checkpoints(upTo budget: Int) -> [Int] {
    var checkpoints: [Int] = []
    var power = 10
    while power < budget {
      checkpoints.append(power)
      if power * 3 < budget { checkpoints.append(power * 3) }
      power *= 10
    }
    return checkpoints + [budget]
  }

  /// Up to 40 numbers from 1 to a budget, evenly spread on a logarithmic scale.
  static func curveTrials(upTo budget: Int) -> [Int] {
    var trials: [Int] = []
    for step in 0...40 {
      let place = Int(power(Double(budget), Double(step) / 40).rounded())
      if trials.last != place { trials.append(place) }
    }
    return trials
  }
}
