import Foundation
import Testing

/// One run of the built `archsim`.
struct Invocation {
  /// What the process left behind.
  struct Outcome {
    var exitCode: Int32
    var output: String
    var error: String
  }

  /// What runs.
  var executable = Package.binary
  /// The arguments behind it.
  var arguments: [String]
  /// Columns of the screen that tables are told to fit.
  var columns = 100
  /// Where it runs.
  var directory = Package.root

  init(_ arguments: [String], columns: Int = 100, directory: URL = Package.root) {
    self.arguments = arguments
    self.columns = columns
    self.directory = directory
  }

  /// The arguments as one line of a shell, without anything to quote.
  init(_ line: String, columns: Int = 100, directory: URL = Package.root) {
    self.init(line.split(separator: " ").map(String.init), columns: columns, directory: directory)
  }

  /// A line for the shell, which finds `archsim` by its name.
  init(shell line: String, directory: URL) {
    self.init(["-c", line], directory: directory)
    executable = URL(filePath: "/bin/sh")
  }

  /// A process that is not started yet and writes to files, which never fill up as pipes do.
  func process(output: URL, error: URL) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = [
      "COLUMNS": "\(columns)",
      "PATH": "\(Package.binary.deletingLastPathComponent().path):/usr/bin:/bin",
      "LC_ALL": "C.UTF-8",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.handle(output)
    process.standardError = try Self.handle(error)
    return process
  }

  /// Runs it to its end.
  func run() async throws -> Outcome {
    try await Scratch.with { scratch in
      let output = scratch.appending(path: "output")
      let error = scratch.appending(path: "error")
      let process = try process(output: output, error: error)
      try await process.runToEnd()
      return Outcome(
        exitCode: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
    }
  }

  private static func handle(_ file: URL) throws -> FileHandle {
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }
}

/// Lets a few processes run at a time: tests are parallel without limit, machines are not.
actor ProcessGate {
  static let shared = ProcessGate()
  private var free = 4
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}

extension Process {
  /// Starts the process, when it is its turn, and waits without holding a thread of the pool.
  func runToEnd() async throws {
    await ProcessGate.shared.enter()
    do {
      try await end()
    } catch {
      await ProcessGate.shared.leave()
      throw error
    }
    await ProcessGate.shared.leave()
  }

  private func end() async throws {
    try await withCheckedThrowingContinuation { continuation in
      terminationHandler = { _ in continuation.resume() }
      do {
        try run()
      } catch {
        terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }
}

/// Where the package and what was built of it are.
enum Package {
  /// The package's directory, in which commands run unless a test says otherwise.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The built command, which lies beside the test bundle.
  static let binary = URL(filePath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "archsim")

  /// The files that tests of commands read.
  static let fixtures = "Tests/CommandLineTests/Fixtures"

  /// The recorded output of commands.
  static let snapshots = root.appending(path: "Tests/CommandLineTests/Snapshots")
}

/// Directories for what a test writes.
enum Scratch {
  /// Calls a body with a new directory, which is gone afterwards.
  static func with<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "archsim-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
  }
}
