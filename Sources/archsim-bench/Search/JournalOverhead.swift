import ArchSim
import ArchSimStudy

/// What it costs to write trials down: a study with and without a run directory.
struct JournalOverhead {
  private static let study = "Configs/mixpe.yaml"
  private static let directory = "runs/archsim-bench-journal"

  func run() async throws {
    let study = try StudyFile.read(Self.study)
    var best = [Double](repeating: .infinity, count: 2)
    var trials = 1
    for _ in 0..<5 {
      for (index, output) in [nil, Self.directory].enumerated() {
        let start = ContinuousClock.now
        let result = try await StudyRunner(study, output: output, threads: 1).run()
        trials = max(1, result.trials.count)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        best[index] = min(best[index], seconds)
      }
    }
    let milliseconds = (best[1] - best[0]) / Double(trials) * 1e3
    print(
      "journal: \(milliseconds.text(significantDigits: 3)) ms a trial on the disk of this directory, "
        + "summary and front included (\(trials) trials of \(Self.study); Optuna's: 5.6)")
  }
}
