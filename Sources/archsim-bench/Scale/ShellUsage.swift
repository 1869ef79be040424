import Glibc

/// What a line of the shell took, with everything that it started and waited for.
struct ShellUsage {
  var seconds: Double
  /// User and system time.
  var processorSeconds: Double

  /// Runs a line; nil when it fails.
  init?(_ line: String) {
    let command: [String] = ["/bin/sh", "-c", line]
    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    defer { for word in words { free(word) } }
    var process = pid_t()
    var status: Int32 = 0
    var usage = rusage()
    seconds = bestSeconds(rounds: 1) {
      if posix_spawn(&process, "/bin/sh", nil, nil, words + [nil], environ) == 0 {
        wait4(process, &status, 0, &usage)
      } else {
        status = -1
      }
    }
    guard status == 0 else { return nil }
    processorSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
    }
  }

  /// The least of several runs, since whatever else a machine does only adds to it; nil when one fails.
  static func least(of rounds: Int, _ line: String) -> Double? {
    var best = Double.infinity
    for _ in 0..<rounds {
      guard let usage = ShellUsage(line) else { return nil }
      best = min(best, usage.processorSeconds)
    }
    return best
  }
}
