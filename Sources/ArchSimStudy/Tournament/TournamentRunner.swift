public import ArchSimText

/// Plays a tournament on all cores, and writes every run down when it is over.
///
/// What it writes depends on the tournament alone: not on threads, the machine, or how often it was
/// interrupted and resumed.
public struct TournamentRunner: Sendable {
  /// The tournament.
  public let tournament: Tournament
  /// Its directory; nil to keep everything in memory.
  public let output: String?
  /// Runs at a time.
  public let threads: Int
  /// What to do with what is there.
  public let mode: StudyRunner.Mode

  /// Prepares a tournament.
  ///
  /// - Parameters:
  ///   - tournament: The tournament.
  ///   - output: The directory, which is created; nil to keep everything in memory.
  ///   - threads: Runs at a time; by default one a processor.
  public init(_ tournament: Tournament, output: String? = nil, threads: Int? = nil) {
    self.init(tournament, output: output, threads: threads, mode: .start)
  }

  private init(
    _ tournament: Tournament, output: String?, threads: Int?, mode: StudyRunner.Mode
  ) {
    self.tournament = tournament
    self.output = output
    self.threads = min(1024, max(1, threads ?? Machine.processorCount))
    self.mode = mode
  }

  /// Prepares to go on with the tournament in a directory.
  ///
  /// - Parameters:
  ///   - directory: The directory.
  ///   - threads: Runs at a time; by default one a processor.
  /// - Throws: A diagnostic when there is no tournament.
  public init(resuming directory: String, threads: Int? = nil) throws(Diagnostic) {
    self.init(
      try TournamentDirectory(path: directory).read(), output: directory, threads: threads,
      mode: .resume)
  }

  /// Plays all runs, or those that are missing, until the switch is thrown.
  ///
  /// - Parameters:
  ///   - cancellation: A switch to end early; runs that are not over then are lost.
  ///   - progress: Called after every run.
  /// - Returns: All runs, those of earlier sittings included.
  /// - Throws: A diagnostic when the directory cannot be written, belongs to something else, or is
  ///   damaged.
  public func run(
    cancellation: CancellationFlag? = nil,
    progress: (@Sendable (TournamentProgress) -> Void)? = nil
  ) async throws(Diagnostic) -> TournamentResult {
    var state = try TournamentState(self)
    let player = TournamentPlayer(tournament: tournament, evaluator: state.evaluator)
    let start = ContinuousClock.now
    var failure: Diagnostic?
    typealias Answer = (match: Int, played: Result<TournamentPlayer.Played?, Diagnostic>)
    await withTaskGroup(of: Answer.self) { group in
      var next = state.runs.count
      func add() {
        guard next < state.matches.count, cancellation?.isCancelled != true, failure == nil else {
          return
        }
        let number = next
        let match = state.matches[number]
        next += 1
        group.addTask {
          do throws(Diagnostic) {
            return (number, .success(try await player.play(match, cancellation)))
          } catch {
            return (number, .failure(error))
          }
        }
      }
      for _ in 0..<threads { add() }
      while let answer = await group.next() {
        do throws(Diagnostic) {
          if let played = try answer.played.get() { try state.record(played, match: answer.match) }
        } catch {
          failure = failure ?? error
        }
        add()
        progress?(
          TournamentProgress(
            runs: state.runs.count, plannedRuns: state.matches.count,
            resumedRuns: state.resumedRuns, trials: state.trials, designs: state.designs.count,
            elapsed: ContinuousClock.now - start))
      }
    }
    try state.synchronize()
    if let failure { throw failure }
    return TournamentResult(
      tournament: tournament, runs: state.runs, designs: state.designs,
      isComplete: state.runs.count == state.matches.count, resumedRuns: state.resumedRuns)
  }
}

/// How far a tournament is.
public struct TournamentProgress: Sendable {
  /// Runs that are over, those of earlier sittings included.
  public var runs: Int
  /// Runs planned.
  public var plannedRuns: Int
  /// Runs of earlier sittings.
  public var resumedRuns: Int
  /// Trials of all runs.
  public var trials: Int
  /// Different designs among them, which is how many were costed.
  public var designs: Int
  /// Time since this sitting began.
  public var elapsed: Duration
}

/// A run of a tournament that is over.
public struct TournamentRun: Hashable, Sendable {
  /// Which it is.
  public var match: Tournament.Match
  /// Numbers of the designs that it tried, in order.
  public var designs: [Int]
  /// Whether it ended because there was nothing left to try.
  public var isExhausted: Bool
}

/// What a tournament found, before anything is concluded from it.
public struct TournamentResult: Sendable {
  /// The tournament.
  public let tournament: Tournament
  /// Runs that are over, in the order of ``Tournament/matches``.
  public let runs: [TournamentRun]
  /// Every design that any run tried, in the order in which they were first tried.
  public let designs: [Trial]
  /// Whether all runs are over.
  public let isComplete: Bool
  /// Runs that an earlier sitting did.
  public let resumedRuns: Int
}
