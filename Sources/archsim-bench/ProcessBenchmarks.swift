import Glibc

/// What whole commands cost: start-up, a study from reading to report, and peak memory.
struct ProcessBenchmarks {
  private let tool = CommandLineTool.path

  /// Nil when `archsim` has not been built.
  init?() {
    guard CommandLineTool.exists else { return nil }
  }

  func run() -> [Measurement] {
    var rows: [Measurement] = []
    if let help = best(["--help"], rounds: 20) {
      rows.append(Measurement(name: "archsim --help", value: help.seconds * 1e3, unit: "ms"))
    }
    let study = ["explore", "Configs/mixpe.yaml", "--quiet", "--output", "/dev/shm/archsim-bench"]
    for threads in ["1", "2"] {
      guard let explore = best(study + ["--threads", threads], rounds: 3, cleans: study[4])
      else { continue }
      let name = "archsim explore Configs/mixpe.yaml, \(threads) thread(s)"
      rows.append(Measurement(name: name, value: explore.seconds, unit: "s"))
      rows.append(
        Measurement(name: "\(name), trials a second", value: 5000 / explore.seconds, unit: "1/s"))
      rows.append(
        Measurement(name: "\(name), peak memory", value: explore.peakMebibytes, unit: "MiB"))
    }
    return rows
  }

  private struct Usage {
    var seconds: Double
    var peakMebibytes: Double
  }

  /// The fastest of several runs, or nil when the command fails.
  private func best(_ arguments: [String], rounds: Int, cleans directory: String? = nil) -> Usage? {
    var best: Usage?
    for _ in 0..<rounds {
      if let directory { _ = usage("/bin/rm", ["-rf", directory]) }
      guard let usage = usage(tool, arguments) else { return nil }
      if usage.seconds < best?.seconds ?? .infinity { best = usage }
    }
    if let directory { _ = usage("/bin/rm", ["-rf", directory]) }
    return best
  }

  private func usage(_ program: String, _ arguments: [String]) -> Usage? {
    let words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var process = pid_t()
    var status: Int32 = 0
    var resources = rusage()
    let seconds = bestSeconds(rounds: 1) {
      if posix_spawn(&process, program, &actions, nil, words + [nil], environ) == 0 {
        wait4(process, &status, 0, &resources)
      } else {
        status = -1
      }
    }
    guard status == 0 else { return nil }
    return Usage(seconds: seconds, peakMebibytes: Double(resources.ru_maxrss) / 1024)
  }
}
