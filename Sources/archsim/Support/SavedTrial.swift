import ArchSimHardware
import ArchSimStudy
import ArchSimText

/// A trial of a run, read from its directory, as a design and the traces that it ran.
struct SavedTrial {
  /// The study of the run.
  let study: Study
  /// The design, with what the point sets.
  let hardware: HardwareDesign
  /// What ran on it.
  let phases: [StudyWorkload.PhaseTrace]
  /// Tokens that the workload generates; nil when unknown.
  let generatedTokens: Int?
  /// Why the run did not cost it, when it did not.
  let refusal: Infeasibility?

  /// Reads a trial.
  ///
  /// - Parameters:
  ///   - directory: The run directory.
  ///   - trial: The number of the trial.
  /// - Throws: A diagnostic when there is no such run or trial.
  init(run directory: String, trial: Int) throws(Diagnostic) {
    let saved = try RunReader.trial(trial, in: directory)
    study = saved.study
    if case .infeasible(let reason) = saved.trial.outcome {
      refusal = reason
    } else {
      refusal = nil
    }
    guard study.evaluator == nil else {
      throw Diagnostic(
        "a program evaluated the designs of this run: there is nothing to replay",
        at: SourceLocation(file: directory))
    }
    let design = study.bind(saved.trial.point)
    hardware = study.hardware(of: design)
    phases = try study.workload.phases(design.workload)
    let generated = try study.workload.variant(design.workload).generatedTokens
    generatedTokens = generated > 0 ? Int(exactly: generated) : nil
  }
}
