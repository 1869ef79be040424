import ArchSimSearch
import ArchSimText

/// Everything that changes while a tournament is played: runs are taken in in their order, whatever
/// the order in which they end.
struct TournamentState: ~Copyable {
  let tournament: Tournament
  let matches: [Tournament.Match]
  let evaluator: SharedEvaluator
  let resumedRuns: Int
  private(set) var runs: [TournamentRun] = []
  private(set) var designs: [Trial] = []
  private(set) var trials = 0
  private var numbers: [DesignPoint: Int] = [:]
  /// Runs that are over before others that come first.
  private var waiting: [Int: TournamentPlayer.Played] = [:]
  private var designFile: AppendFile?
  private var runFile: AppendFile?
  private let journal: Journal
  private var lastSynchronization = ContinuousClock.now

  /// Longest time that runs that are over stay off the disk.
  private static let synchronizationInterval = Duration.seconds(1)

  init(_ runner: TournamentRunner) throws(Diagnostic) {
    let evaluator = try SharedEvaluator(runner.tournament.study)
    var left = TournamentDirectory.Left()
    var designFile: AppendFile?
    var runFile: AppendFile?
    if let output = runner.output {
      let directory = TournamentDirectory(path: output)
      if runner.mode == .resume {
        left = try directory.left(of: runner.tournament)
      } else {
        try directory.begin(runner.tournament)
      }
      designFile = try AppendFile(directory.designs, truncatingTo: left.designsLength)
      runFile = try AppendFile(directory.runs, truncatingTo: left.runsLength)
    }
    tournament = runner.tournament
    matches = runner.tournament.matches
    journal = Journal(study: runner.tournament.study)
    self.evaluator = evaluator
    self.designFile = designFile
    self.runFile = runFile
    runs = left.runs
    designs = left.designs
    resumedRuns = left.runs.count
    trials = left.runs.reduce(0) { $0 + $1.designs.count }
    for design in designs {
      numbers[design.point] = design.index
      evaluator.remember(design.outcome, of: design.point)
    }
  }

  /// Takes in a run, and with it those that waited for it.
  mutating func record(_ played: TournamentPlayer.Played, match: Int) throws(Diagnostic) {
    waiting[match] = played
    while let next = waiting.removeValue(forKey: runs.count) { try write(next) }
  }

  private mutating func write(_ played: TournamentPlayer.Played) throws(Diagnostic) {
    var run = TournamentRun(match: matches[runs.count], designs: [], isExhausted: false)
    run.isExhausted = played.isExhausted
    for (point, outcome) in zip(played.points, played.outcomes) {
      if let number = numbers[point] {
        run.designs.append(number)
        continue
      }
      let design = Trial(index: designs.count, point: point, outcome: outcome)
      numbers[point] = design.index
      designs.append(design)
      run.designs.append(design.index)
      try designFile?.append(journal.line(design))
    }
    try runFile?.append(TournamentDirectory.line(run, number: runs.count, of: tournament))
    trials += run.designs.count
    runs.append(run)
    let now = ContinuousClock.now
    if now - lastSynchronization >= Self.synchronizationInterval {
      try synchronize()
      lastSynchronization = now
    }
  }

  /// Brings both journals to the disk, designs first: a run without its designs is lost.
  mutating func synchronize() throws(Diagnostic) {
    try designFile?.synchronize()
    try runFile?.synchronize()
  }
}
