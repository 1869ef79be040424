import Foundation

/// Chromium without a screen, where it is installed; tests that need it are skipped elsewhere.
enum Browser {
  /// The executable; nil when there is none in the usual places.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    for name in ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] {
      for folder in folders {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
    }
    return nil
  }()

  /// What came of opening a page.
  struct Visit {
    /// The document as it was in the end.
    var document: String
    /// What the page, or the browser about it, wrote to the console.
    var console: [String]
  }

  /// Opens a page and returns its document some seconds of its own time later.
  ///
  /// - Parameters:
  ///   - page: The file.
  ///   - scratch: A directory for whatever the browser writes.
  ///   - seconds: The time after which the browser is ended.
  /// - Returns: The document and what was written to the console.
  /// - Throws: An error of the system when the browser cannot be run.
  static func open(_ page: URL, scratch: URL, seconds: Int = 25) async throws -> Visit {
    let process = Process()
    process.executableURL = URL(filePath: path ?? "/nonexistent")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--disable-extensions", "--no-first-run", "--allow-file-access-from-files",
      "--user-data-dir=\(scratch.appending(path: "profile").path)", "--enable-logging=stderr",
      "--virtual-time-budget=5000", "--dump-dom", page.absoluteString,
    ]
    process.environment = [
      "HOME": scratch.path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
    let output = scratch.appending(path: "document")
    let error = scratch.appending(path: "console")
    for file in [output, error] { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    let end = Task {
      try await Task.sleep(for: .seconds(seconds))
      if process.isRunning { process.terminate() }
    }
    try await process.runToEnd()
    end.cancel()
    let lines = String(decoding: try Data(contentsOf: error), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    return Visit(
      document: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      console: lines.filter { $0.contains("CONSOLE") })
  }
}
