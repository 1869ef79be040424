import ArchSimStudy
import ArchSimText

extension ExploreCommand {
  /// The share to evaluate, as `--shard` says or as a share that is resumed says itself.
  func shardRunner(_ runner: StudyRunner?) throws(Diagnostic) -> ShardRunner? {
    if let resume {
      let found = try ShardRunner.resuming(resume, threads: threads, version: Version.text)
      guard let found else {
        guard shard != nil else { return nil }
        throw Diagnostic(
          "there is no share of a run to resume here", at: SourceLocation(file: resume))
      }
      if let shard {
        let asked = try Self.shard(shard)
        guard asked == found.shard else {
          throw Diagnostic(
            "this directory holds share \(found.shard), not \(asked)",
            at: SourceLocation(file: resume))
        }
      }
      // A study that is given beside it must be that of the share.
      var share = found
      if let runner {
        share = try ShardRunner(
          runner.study, found.shard, output: resume, threads: threads, version: Version.text)
      }
      share.rotation = try journalOptions.rotation()
      return share
    }
    guard let shard, let runner else { return nil }
    let share = try Self.shard(shard)
    guard output != "" else { throw Diagnostic("expected a path, found an empty one") }
    let parent = output ?? "runs/\(runner.study.name).shares"
    var evaluated = try ShardRunner(
      runner.study, share, output: "\(parent)/\(share.directoryName)", threads: threads,
      version: Version.text)
    evaluated.rotation = runner.rotation
    return evaluated
  }

  private static func shard(_ text: String) throws(Diagnostic) -> StudyShard {
    guard text == "auto" else {
      return try StudyShard(parsing: text, at: SourceLocation(file: "--shard"))
    }
    guard let shard = try ClusterShard.shard(environment: System.environment) else {
      throw Diagnostic(
        "nothing here says which share this is", at: SourceLocation(file: "--shard"),
        hint: "'auto' is for tasks of Slurm and Open MPI; else write --shard 0/4")
    }
    return shard
  }

  /// Evaluates a share and says what became of it.
  func evaluate(_ runner: ShardRunner, _ console: Console) async throws {
    for warning in runner.study.warnings { console.warn(warning) }
    let progress = console.isQuiet ? nil : ProgressLine()
    Interrupt.watch()
    let result = try await Self.resumable(runner.output, progress) {
      try await runner.run(cancellation: Interrupt.flag) { progress?.show($0) }
    }
    progress?.clear()
    let earlier =
      result.resumedTrials > 0 ? ", \(result.resumedTrials.groupedText) of them before" : ""
    console.remark(
      "share \(result.shard) has \(result.trials.groupedText) of "
        + "\(result.planned.count.groupedText) trials\(earlier), "
        + "\(result.feasibleTrials.groupedText) feasible: \(runner.output)")
    guard result.ending != .cancelled else {
      throw Diagnostic(
        "interrupted after \(result.trials) of \(result.planned.count) trials of share "
          + "\(result.shard)",
        hint: "resume with: archsim explore --resume \(runner.output)", kind: .failure)
    }
  }
}
