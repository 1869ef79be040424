import Foundation
import Testing

/// The recorded output of a command, to be recorded anew with `ARCHSIM_RECORD=1 swift test`.
enum Snapshot {
  /// Whether snapshots are written rather than compared.
  static let isRecording = ProcessInfo.processInfo.environment["ARCHSIM_RECORD"] == "1"

  /// Expects a command to say what it said when it was recorded.
  ///
  /// - Parameters:
  ///   - name: The name of the file without extension.
  ///   - invocation: The command.
  ///   - replacing: Words that differ from run to run, and what stands for them.
  ///   - sourceLocation: Where a difference is reported.
  /// - Throws: An error of the system when the command cannot be run.
  static func expect(
    _ name: String, _ invocation: Invocation, replacing: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await invocation.run()
    var text = """
      $ archsim \(invocation.arguments.joined(separator: " "))
      \(outcome.output)[standard error]
      \(outcome.error)[exit code \(outcome.exitCode)]

      """
    for (word, placeholder) in replacing.sorted(by: { $0.key < $1.key }) {
      text = text.replacingOccurrences(of: word, with: placeholder)
    }
    let file = Package.snapshots.appending(path: name + ".txt")
    if isRecording {
      try Data(text.utf8).write(to: file)
      return
    }
    let recorded = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    guard let recorded else {
      Issue.record(
        "no snapshot '\(name)'; record it with ARCHSIM_RECORD=1", sourceLocation: sourceLocation)
      return
    }
    #expect(
      recorded == text, "\(difference(recorded, text))", sourceLocation: sourceLocation)
  }

  /// The lines that differ, as `diff` prints them.
  private static func difference(_ expected: String, _ actual: String) -> String {
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var lines: [String] = []
    for change in actual.difference(from: expected) {
      switch change {
      case .remove(let offset, let line, _): lines.append("-\(offset + 1): \(line)")
      case .insert(let offset, let line, _): lines.append("+\(offset + 1): \(line)")
      }
    }
    return lines.prefix(40).joined(separator: "\n")
  }
}
