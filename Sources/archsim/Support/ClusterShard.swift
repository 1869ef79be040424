import ArchSimStudy
import ArchSimText

/// Which share of a run a task of a cluster is to evaluate, as its environment says.
///
/// In this order: a Slurm job array, where tasks are counted from the first one of the array; ranks
/// of Open MPI; tasks that `srun` started.
enum ClusterShard {
  /// Finds the share.
  ///
  /// - Parameter environment: The value of a variable, nil where it is not set.
  /// - Returns: The share; nil where the environment says nothing.
  /// - Throws: A diagnostic that names a variable that is missing or makes no sense.
  static func shard(
    environment: (String) -> String?
  ) throws(Diagnostic) -> StudyShard? {
    if environment("SLURM_ARRAY_TASK_ID") != nil {
      let task = try integer("SLURM_ARRAY_TASK_ID", environment)
      let first = try integer("SLURM_ARRAY_TASK_MIN", environment)
      let step =
        environment("SLURM_ARRAY_TASK_STEP") == nil
        ? 1 : try integer("SLURM_ARRAY_TASK_STEP", environment)
      let distance = task.subtractingReportingOverflow(first)
      guard step > 0, !distance.overflow, distance.partialValue % step == 0 else {
        throw Diagnostic(
          "a task that is not one of every \(step) from \(first) on",
          at: SourceLocation(file: "SLURM_ARRAY_TASK_ID=\(task)"))
      }
      return try StudyShard(
        distance.partialValue / step, of: try integer("SLURM_ARRAY_TASK_COUNT", environment),
        at: SourceLocation(file: "SLURM_ARRAY_TASK_ID=\(task)"))
    }
    if environment("OMPI_COMM_WORLD_RANK") != nil {
      let rank = try integer("OMPI_COMM_WORLD_RANK", environment)
      return try StudyShard(
        rank, of: try integer("OMPI_COMM_WORLD_SIZE", environment),
        at: SourceLocation(file: "OMPI_COMM_WORLD_RANK=\(rank)"))
    }
    guard environment("SLURM_PROCID") != nil else { return nil }
    let process = try integer("SLURM_PROCID", environment)
    // Of the step where it is said: a step may have fewer tasks than its job.
    let count =
      environment("SLURM_STEP_NUM_TASKS") == nil ? "SLURM_NTASKS" : "SLURM_STEP_NUM_TASKS"
    return try StudyShard(
      process, of: try integer(count, environment),
      at: SourceLocation(file: "SLURM_PROCID=\(process)"))
  }

  private static func integer(
    _ name: String, _ environment: (String) -> String?
  ) throws(Diagnostic) -> Int {
    guard let text = environment(name) else {
      throw Diagnostic("the variable is not set", at: SourceLocation(file: name))
    }
    guard let number = parseInteger(text) else {
      throw Diagnostic(
        "expected a whole number, found '\(text)'", at: SourceLocation(file: name)
      )
    }
    return number
  }
}
