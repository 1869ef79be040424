import ArchSimReport
import ArchSimStudy

extension ExploreCommand {
  /// Trials of the pilot run, and the time that it may take.
  private static let pilotTrials = 300
  private static let pilotTime = Duration.seconds(2)

  /// Runs a few trials in memory, from which the report tells how long all would take.
  func tryOut(_ runner: StudyRunner) async throws {
    var study = runner.study
    study.search.budget = min(study.search.budget, Self.pilotTrials)
    let pilot = StudyRunner(study, threads: runner.threads)
    let isLate = CancellationFlag()
    Interrupt.watch()
    let start = ContinuousClock.now
    let result = try await pilot.run(cancellation: isLate) { progress in
      if progress.elapsed > Self.pilotTime || Interrupt.flag.isCancelled { isLate.cancel() }
    }
    let estimate = RunEstimate(
      study: runner.study, threads: runner.threads, pilot: result,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    try outputOptions.console.write(
      Report.estimate(estimate), as: outputOptions.format ?? .table)
  }
}
