import Foundation
import Testing

/// Runs that are evaluated in shares, as tasks of a cluster do.
@Suite struct ShareTests {
  private static let study = Package.root.appending(path: Package.fixtures + "/study.yaml").path

  private static func line(_ environment: String, _ output: URL, _ options: String = "") -> String {
    "\(environment) archsim explore \(study) --algorithm sobol --budget 40 \(options) --output "
      + output.path
  }

  @Test(
    arguments: [
      (
        "a Slurm array", 2,
        { @Sendable (rank: Int) in
          "SLURM_ARRAY_TASK_ID=\(rank + 5) SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=2"
        }
      ),
      (
        "an array of every third", 3,
        { @Sendable (rank: Int) in
          "SLURM_ARRAY_TASK_ID=\(rank * 3) SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=3 "
            + "SLURM_ARRAY_TASK_STEP=3 SLURM_PROCID=0 SLURM_NTASKS=1"
        }
      ),
      (
        "Open MPI", 2,
        { @Sendable (rank: Int) in "OMPI_COMM_WORLD_RANK=\(rank) OMPI_COMM_WORLD_SIZE=2" }
      ),
      (
        "srun", 2,
        { @Sendable (rank: Int) in "SLURM_PROCID=\(rank) SLURM_NTASKS=8 SLURM_STEP_NUM_TASKS=2" }
      ),
      ("tasks of a job", 2, { @Sendable (rank: Int) in "SLURM_PROCID=\(rank) SLURM_NTASKS=2" }),
    ] as [(String, Int, @Sendable (Int) -> String)])
  func tasksOfAClusterMakeTheRun(
    name: String, count: Int, environment: @Sendable (Int) -> String
  ) async throws {
    try await Scratch.with { scratch in
      let shares = scratch.appending(path: "shares")
      for index in 0..<count {
        let outcome = try await Invocation(
          shell: Self.line(environment(index), shares, "--shard auto"), directory: scratch
        ).run()
        #expect(outcome.exitCode == 0, "\(name): \(outcome.error)")
        #expect(outcome.error.hasPrefix("share \(index)/\(count) has "), "\(outcome.error)")
        #expect(outcome.output.isEmpty)
      }
      let (merged, whole) = (scratch.appending(path: "merged"), scratch.appending(path: "whole"))
      let told = try await Invocation(
        shell: "archsim merge shares/* --output \(merged.path)", directory: scratch
      ).run()
      #expect(told.exitCode == 0, "\(name): \(told.error)")
      #expect(told.error == "\(count) shares, 40 trials: \(merged.path)\n")
      let expected = try await Invocation(
        shell: Self.line("", whole, "--quiet"), directory: scratch
      ).run()
      #expect(told.output.replacing(merged.path, with: whole.path) == expected.output)
      for file in ["study.yaml", "trials.jsonl", "pareto.csv", "summary.json"] {
        #expect(
          try Data(contentsOf: merged.appending(path: file))
            == Data(contentsOf: whole.appending(path: file)), "\(name): \(file)")
      }
    }
  }

  /// Whether a program is in `PATH` of the commands that tests run.
  private static func has(_ program: String) -> Bool {
    ["/usr/bin", "/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// Runs a line that evaluates all shares and expects that they make the run.
  private static func expectTheRun(
    _ scratch: URL, variables: [String: String] = [:], _ line: String
  ) async throws {
    let assignments = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let told = try await Invocation(
      shell: "HOME=\(scratch.path) \(assignments.joined(separator: " ")) \(line)",
      directory: scratch
    ).run()
    #expect(told.exitCode == 0, "\(told.error)")
    let merged = try await Invocation(
      shell: "archsim merge shares/* --output merged", directory: scratch
    ).run()
    #expect(merged.exitCode == 0, "\(merged.error)")
    let whole = try await Invocation(
      shell: Self.line("", scratch.appending(path: "whole"), "--quiet --no-report"),
      directory: scratch
    ).run()
    #expect(whole.exitCode == 0, "\(whole.error)")
    #expect(
      try Data(contentsOf: scratch.appending(path: "merged/trials.jsonl"))
        == Data(contentsOf: scratch.appending(path: "whole/trials.jsonl")))
  }

  @Test(.enabled("needs mpirun of Open MPI") { has("mpirun") })
  func openMPIStartsAllShares() async throws {
    try await Scratch.with { scratch in
      // Wherever this runs, be it as root or with fewer processors than ranks.
      let variables = [
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
      ]
      let command = Self.line(
        "", scratch.appending(path: "shares"), "--quiet --threads 1 --shard auto")
      try await Self.expectTheRun(scratch, variables: variables, "mpirun -n 3 \(command)")
    }
  }

  @Test(.enabled("needs GNU parallel") { has("parallel") })
  func parallelTriesAShareAgain() async throws {
    try await Scratch.with { scratch in
      // The first process of the second share dies before it has written anything.
      let script = """
        #!/bin/sh
        if [ "$1" = 1 ] && mkdir died 2> /dev/null; then kill -9 $$; fi
        exec archsim explore \(Self.study) --algorithm sobol --budget 40 --quiet --threads 1 \
          --shard "$1/4" --output shares
        """
      try Data(script.utf8).write(to: scratch.appending(path: "share.sh"))
      try await Self.expectTheRun(
        scratch, "parallel -j 2 --retries 2 sh share.sh {} ::: 0 1 2 3 2> /dev/null")
      #expect(FileManager.default.fileExists(atPath: scratch.appending(path: "died").path))
    }
  }

  @Test(arguments: [
    ("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN: error: the variable is not set"),
    (
      "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=2",
      "SLURM_ARRAY_TASK_ID=3: error: expected a share from 0 to 1, as there are 2, found 3"
    ),
    (
      "OMPI_COMM_WORLD_RANK=x OMPI_COMM_WORLD_SIZE=2",
      "OMPI_COMM_WORLD_RANK: error: expected a whole number, found 'x'"
    ),
    (
      "",
      "--shard: error: nothing here says which share this is ('auto' is for tasks of Slurm and "
        + "Open MPI; else write --shard 0/4)"
    ),
  ])
  func anEnvironmentThatMakesNoSenseIsRefused(environment: String, error: String) async throws {
    try await Scratch.with { scratch in
      let outcome = try await Invocation(
        shell: Self.line(environment, scratch.appending(path: "shares"), "--shard auto"),
        directory: scratch
      ).run()
      #expect(outcome.error == error + "\n")
      #expect(outcome.exitCode == 2)
      #expect(!FileManager.default.fileExists(atPath: scratch.appending(path: "shares").path))
    }
  }

  @Test func aShareGoesOnByItsDirectory() async throws {
    try await Scratch.with { scratch in
      let shares = scratch.appending(path: "shares")
      _ = try await Invocation(
        shell: Self.line("", shares, "--shard 1/2"), directory: scratch
      ).run()
      let share = shares.appending(path: "share-1-of-2")
      let journal = share.appending(path: "trials.jsonl")
      let whole = try Data(contentsOf: journal)
      try whole.dropLast(700).write(to: journal)
      let resumed = try await Invocation(["explore", "--resume", share.path]).run()
      #expect(resumed.exitCode == 0, "\(resumed.error)")
      #expect(resumed.error.contains(" of them before, "), "\(resumed.error)")
      #expect(try Data(contentsOf: journal) == whole)
      // The same share again has nothing left to do.
      let again = try await Invocation(
        shell: Self.line("", shares, "--shard 1/2"), directory: scratch
      ).run()
      #expect(again.error.hasPrefix("share 1/2 has 20 of 20 trials, 20 of them before, "))
      let other = try await Invocation([
        "explore", "--resume", share.path, "--shard", "0/2",
      ]).run()
      #expect(other.error == "\(share.path): error: this directory holds share 1/2, not 0/2\n")
      let report = try await Invocation(["report", share.path]).run()
      #expect(
        report.error == "\(share.path): error: this directory holds share 1/2 of a run ('archsim "
          + "merge' makes a run of all shares)\n")
    }
  }
}
