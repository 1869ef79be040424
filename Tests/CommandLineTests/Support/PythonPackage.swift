import Foundation

/// A package of Python that some tests need, where there is one: of `ARCHSIM_PYTHON`, or of `python3`.
struct PythonPackage {
  /// Whether it can be imported.
  let isThere: Bool

  init(_ name: String) {
    let process = Self.process(["-c", "import \(name)"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else {
      isThere = false
      return
    }
    process.waitUntilExit()
    isThere = process.terminationStatus == 0
  }

  /// Runs a script and returns what it says on both streams.
  func run(_ script: String, _ arguments: String..., in directory: URL) async throws -> String {
    let output = directory.appending(path: "python-output")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Self.process(["-c", script] + arguments)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try await process.runToEnd()
    return try String(contentsOf: output, encoding: .utf8)
  }

  private static func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["ARCHSIM_PYTHON"] ?? "python3"
    process.arguments = [python] + arguments
    return process
  }
}
