import ArchSimHardware
public import ArchSimStudy
import ArchSimText

extension Report {
  /// How the algorithms of a tournament did.
  ///
  /// Nothing in it depends on the machine or on how long the tournament took.
  ///
  /// - Parameters:
  ///   - result: The tournament.
  ///   - standings: What follows from it.
  ///   - directory: Its directory.
  /// - Returns: The report; its CSV is the best found by number of trials.
  public static func tournament(
    _ result: TournamentResult, _ standings: TournamentStandings, directory: String
  ) -> Report {
    let view = TournamentView(result: result, standings: standings, directory: directory)
    var report = Report("tournament")
    report.add(view.facts)
    report.add(view.checkpointsAsData)
    report.add(view.ranking)
    report.add(view.progressForPeople)
    if result.tournament.entrants.contains(where: { $0.samples.count > 1 }) {
      report.add(view.lottery)
    }
    report.add(view.pairs)
    report.add(view.tickets)
    report.add(lines: view.conclusion)
    return report
  }
}

/// A tournament as reports see it.
struct TournamentView {
  let result: TournamentResult
  let standings: TournamentStandings
  let directory: String

  /// Differences that chance would make less often than this are called significant.
  static let significance = 0.05

  private var tournament: Tournament { result.tournament }
  private var measure: TournamentMeasure { standings.measure }

  /// Entrants by mean rank, the best first.
  private var order: [Int] {
    standings.entrants.indices.sorted { one, other in
      let (first, second) = (standings.entrants[one].meanRank, standings.entrants[other].meanRank)
      // Without ranks, which are no numbers, the order of the tournament stays.
      return first == second || first.isNaN || second.isNaN ? one < other : first < second
    }
  }

  private func cell(_ score: Double?) -> Cell { Cell(score.flatMap(measure.value(ofScore:))) }

  var facts: Facts {
    var facts = Facts("tournament")
    facts.append(Column("study", "study", "Its name"), .text(tournament.study.name))
    facts.append(
      Column("measure", "compared by", "The objective, or hypervolume"),
      .text(measure.objective?.text ?? "maximize hypervolume"))
    facts.append(
      Column("best", "best of all runs", unit: measure.unit, "The best value of all runs"),
      measure.best.isNaN ? .none : .number(measure.best))
    facts.append(
      Column("budget", "trials a run", "Trials of every run"), .integer(tournament.budget))
    facts.append(Column("seeds", "seeds", "Seeds of every setting"), .integer(tournament.rounds))
    facts.append(Column("runs", "runs", "Runs that are over"), .integer(result.runs.count))
    facts.append(
      Column("trials", "trials", "Trials of all runs"),
      .integer(result.runs.reduce(0) { $0 + $1.designs.count }))
    facts.append(
      Column("designs", "designs costed", "Different designs among them, each costed once"),
      .integer(result.designs.count))
    facts.append(
      Column(
        "target_share", "target within", isFraction: true, "How near to the best the target is"),
      .number(standings.targetShare))
    facts.append(
      Column("complete", "complete", "Whether all runs are over"), .boolean(result.isComplete))
    facts.append(Column("directory", "directory", "Where it is kept"), .text(directory))
    return facts
  }

  /// Quartiles at every checkpoint, of the defaults and of all hyperparameters.
  var checkpointsAsData: Table {
    var table = Table(
      "checkpoints",
      columns: [
        Column("algorithm", "algorithm", "The algorithm"),
        Column("hyperparameters", "hyperparameters", "default, or all that were drawn"),
        Column("trials", "trials", "Trials after which runs are looked at"),
        Column("better_quartile", "better quartile", unit: measure.unit, "A quarter is better"),
        Column("median", "median", unit: measure.unit, "Half is better"),
        Column("worse_quartile", "worse quartile", unit: measure.unit, "A quarter is worse"),
      ], isInText: false)
    for standing in standings.entrants {
      for (name, scores) in [("default", standing.defaults), ("all", standing.all)] {
        for (trials, quartiles) in zip(standings.checkpoints, scores) {
          table.append([
            .text(standing.algorithm), .text(name), .integer(trials), cell(quartiles?.lower),
            cell(quartiles?.median), cell(quartiles?.upper),
          ])
        }
      }
    }
    return table
  }

  var ranking: Table {
    var table = Table(
      "ranking", title: "Defaults, ranked seed by seed at \(tournament.budget) trials",
      columns: [
        Column("algorithm", "algorithm", "The algorithm"),
        Column("mean_rank", "mean rank", digits: 3, "Its mean rank over seeds, 1 being best"),
        Column("median", "median", unit: measure.unit, "The median of what it found"),
        Column(
          "better_quartile", "better quartile", unit: measure.unit, priority: 60,
          "A quarter of its runs is better"),
        Column(
          "worse_quartile", "worse quartile", unit: measure.unit, priority: 60,
          "A quarter of its runs is worse"),
        Column("reached", "to target", "Runs that reached the target"),
        Column("of", "of", "Runs"),
        Column(
          "trials_to_target", "median trials", digits: 3,
          "The median of the trials that it took; nothing when most runs did not reach it"),
      ])
    for position in order {
      let standing = standings.entrants[position]
      let last = standing.defaults.last ?? nil
      table.append([
        .text(standing.algorithm), standing.meanRank.isNaN ? .none : .number(standing.meanRank),
        cell(last?.median), cell(last?.lower), cell(last?.upper), .integer(standing.reached),
        .integer(standing.defaultRuns),
        Cell(standing.trialsToTarget.map(\.median).flatMap { $0.isFinite ? $0 : nil }),
      ])
    }
    return table
  }

  /// The medians of the defaults as a table with a column a checkpoint.
  var progressForPeople: Table {
    var table = Table(
      "", title: "Median of the best found after so many trials, defaults",
      columns: [Column("", "algorithm")]
        + standings.checkpoints.map { Column("", "\($0)", unit: measure.unit) },
      isInData: false)
    for position in order {
      let standing = standings.entrants[position]
      table.append([.text(standing.algorithm)] + standing.defaults.map { cell($0?.median) })
    }
    return table
  }

  /// How much hyperparameters matter: medians over seeds of each sample.
  var lottery: Table {
    var table = Table(
      "lottery", title: "The lottery: medians over seeds of each choice of hyperparameters",
      columns: [
        Column("algorithm", "algorithm", "The algorithm"),
        Column("samples", "samples", "Choices of hyperparameters, the defaults among them"),
        Column("default", "default", unit: measure.unit, "With the defaults"),
        Column("best", "best", unit: measure.unit, "With the best choice"),
        Column("median", "median", unit: measure.unit, "With the middle choice"),
        Column("worst", "worst", unit: measure.unit, "With the worst choice"),
        Column(
          "spread", "spread", isFraction: true, "From the best to the worst, relative to the best"),
        Column(
          "default_rank", "default's place", "The place of the defaults among the choices"),
      ])
    for position in order {
      let standing = standings.entrants[position]
      guard let first = standing.tickets.first, let best = standing.tickets.min(),
        let worst = standing.tickets.max(), let middle = Quartiles(standing.tickets)
      else { continue }
      let spread = (worst - best) / best.magnitude
      table.append([
        .text(standing.algorithm), .integer(standing.tickets.count), cell(first), cell(best),
        cell(middle.median), cell(worst), spread.isFinite ? .number(spread) : .none,
        .integer(1 + standing.tickets.count { $0 < first }),
      ])
    }
    return table
  }

  /// Every pair, the surest first.
  var pairs: Table {
    var table = Table(
      "pairs", title: "Pairs of defaults (Wilcoxon's signed-rank test, corrected by Holm)",
      columns: [
        Column("better", "better", "The algorithm that did better"),
        Column("worse", "worse", "The other"),
        Column("wins", "wins", "Seeds for which it did"),
        Column("losses", "losses", "Seeds for which it did not"),
        Column("probability", "p", digits: 2, "Two-sided probability by chance"),
        Column("corrected", "p corrected", digits: 2, "Corrected for the number of pairs"),
        Column("significant", "significant", "Whether that is below 0.05"),
      ])
    let sorted = standings.pairs.indices.sorted {
      let (one, other) = (standings.pairs[$0], standings.pairs[$1])
      return (one.probability, one.test.probability, $0)
        < (other.probability, other.test.probability, $1)
    }
    for pair in sorted.map({ standings.pairs[$0] }) {
      table.append([
        .text(standings.entrants[pair.better].algorithm),
        .text(standings.entrants[pair.worse].algorithm), .integer(pair.wins),
        .integer(pair.losses), .number(pair.test.probability), .number(pair.probability),
        .boolean(pair.probability < Self.significance),
      ])
    }
    return table
  }

  /// Every choice of hyperparameters, as data.
  var tickets: Table {
    var table = Table(
      "hyperparameters",
      columns: [
        Column("algorithm", "algorithm", "The algorithm"),
        Column("sample", "sample", "The number of the choice, 0 being the defaults"),
        Column("median", "median", unit: measure.unit, "The median over seeds of what was found"),
        Column("settings", "settings", "What was set"),
      ], isInText: false)
    for (entrant, standing) in zip(tournament.entrants, standings.entrants) {
      for (sample, score) in standing.tickets.enumerated() {
        table.append([
          .text(standing.algorithm), .integer(sample), cell(score),
          .list(entrant.samples[sample].map { "\($0.name)=\($0.value)" }),
        ])
      }
    }
    return table
  }

  /// What can be said of the winner, in a sentence.
  var conclusion: [String] {
    guard let winner = order.first, !measure.best.isNaN else {
      return ["No run found a design that holds all constraints."]
    }
    let name = standings.entrants[winner].algorithm
    guard standings.entrants.count > 1, !standings.entrants[winner].meanRank.isNaN else {
      return []
    }
    func names(significant: Bool) -> [String] {
      order.filter { position in
        standings.pairs.contains { pair in
          let isPair =
            pair.better == winner && pair.worse == position
            || !significant && pair.worse == winner && pair.better == position
          return isPair && (pair.probability < Self.significance) == significant
        }
      }.map { standings.entrants[$0].algorithm }
    }
    let rank = standings.entrants[winner].meanRank.text(significantDigits: 3)
    let beaten = names(significant: true)
    let open = names(significant: false)
    var sentence = "\(name) has the best mean rank (\(rank) of \(standings.entrants.count))"
    if !beaten.isEmpty { sentence += "; better than \(beaten.joined(separator: ", "))" }
    if !open.isEmpty {
      sentence +=
        "; not told apart from \(open.joined(separator: ", ")) by "
        + "\(standings.rankedRounds) seeds"
    }
    return [sentence + "."]
  }
}
