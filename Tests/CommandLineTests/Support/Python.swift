import Foundation
import Testing

/// The Python of this machine, where there is one: `ARCHSIM_PYTHON`, or `python3` in `PATH`.
enum Python {
  /// The interpreter.
  static let executable: URL? = {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["ARCHSIM_PYTHON"] { return URL(filePath: path) }
    return (environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Whether it has all of these packages.
  static func has(_ packages: String...) async -> Bool {
    guard executable != nil else { return false }
    let outcome = try? await run(
      ["-c", "import \(packages.joined(separator: ", "))"], limit: .seconds(60))
    return outcome?.exitCode == 0
  }

  /// The environment in which `archsim` is the one that was built, and `python3` is this one.
  static var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    let directory = executable?.deletingLastPathComponent().path ?? ""
    environment["PATH"] = "\(directory):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["ARCHSIM"] = Package.binary.path
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment
  }

  /// Runs it in the package's directory, or another program that needs it.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - program: The program; Python itself when nil.
  ///   - variables: Variables of the environment, instead of or beside its own.
  ///   - limit: Time after which it is ended.
  /// - Returns: What it left behind.
  /// - Throws: An error of the system when it cannot be run.
  static func run(
    _ arguments: [String], program: URL? = nil, variables: [String: String] = [:],
    limit: Duration
  ) async throws -> Invocation.Outcome {
    try await Scratch.with { scratch in
      let output = scratch.appending(path: "output")
      let error = scratch.appending(path: "error")
      let process = try Invocation(arguments).process(output: output, error: error)
      process.executableURL = program ?? executable
      process.environment = environment.merging(variables) { $1 }
      let watchdog = Task {
        try await Task.sleep(for: limit)
        if process.isRunning { process.terminate() }
      }
      try await process.runToEnd()
      watchdog.cancel()
      return Invocation.Outcome(
        exitCode: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
    }
  }
}
