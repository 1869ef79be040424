public import ArchSimStudy

/// Reports as web pages: one file each, which opens from the disk and can be sent to a colleague.
///
/// Charts are drawings (SVG) that stand in the page, so that it can be read without scripts and
/// printed; a script of the page's own lets readers choose axes, point at designs and brush. No
/// library is embedded: what is drawn here needs a few hundred lines, a library hundreds of
/// kilobytes.
///
/// The bytes depend on the run alone: two runs of one study and seed give the same page.
public enum HTMLReport {
  /// Most trials that are drawn one by one.
  public static let pointLimit = 20_000

  /// The page of a run over designs.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - directory: The run directory, for the commands that replay a trial.
  ///   - version: The version of the program, which the page names.
  ///   - random: A run of random search over the same study to compare with; nil for none.
  /// - Returns: The file.
  public static func explore(
    _ result: StudyResult, directory: String, version: String, random: StudyResult? = nil
  ) -> String {
    ExplorePage(
      view: ExploreView(result: result, directory: directory), version: version, random: random
    ).page.text
  }

  /// The page of a run over plans.
  ///
  /// The best plan and a heuristic are simulated once more, at several rates of requests.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - directory: The run directory, for the command that runs it again.
  ///   - version: The version of the program, which the page names.
  /// - Returns: The file.
  public static func plans(_ result: PlanResult, directory: String, version: String) -> String {
    PlanPage(result, version: version, directory: directory).page.text
  }

  /// Most trials of ``randomReference(of:threads:)``.
  public static let referenceBudget = 2000

  /// A run of random search over the same study and seed, which shows what the search was worth.
  ///
  /// It is short, since it must not take longer than what it is compared with.
  ///
  /// - Parameters:
  ///   - result: The run to compare.
  ///   - threads: Threads that cost designs; by default one a processor.
  /// - Returns: The run; nil where the run itself was random, where a program evaluates
  ///   designs, which may take long, or where nothing can be compared.
  public static func randomReference(
    of result: StudyResult, threads: Int? = nil
  ) async -> StudyResult? {
    guard result.study.evaluator == nil, result.study.search.algorithm != "random",
      result.trialCount > 1,
      result.feasibleTrials > 0, result.ending != .cancelled
    else { return nil }
    var study = result.study
    study.search.algorithm = "random"
    study.search.hyperparameters = []
    study.search.budget = min(result.trialCount, referenceBudget)
    study.baselines = []
    return try? await StudyRunner(study, threads: threads).run()
  }
}
