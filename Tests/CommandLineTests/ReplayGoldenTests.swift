import Foundation
import Testing

/// The cycles of every shipped trace on every shipped design, as they were recorded.
///
/// They change only on purpose: `ARCHSIM_RECORD=1` records them anew.
@Suite struct ReplayGoldenTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var trace: String
    var hardware: String

    var golden: String { "Traces/golden/replay/\(trace).\(hardware).csv" }
    var testDescription: String { "\(trace) on \(hardware)" }
  }

  /// Names in a directory of the package, without their extension.
  private static func names(in directory: String, _ suffix: String) -> [String] {
    let path = Package.root.appending(path: directory).path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  /// Shipped traces on shipped designs, those of the MixPE simulator apart from all others.
  ///
  /// Files that others extend are no designs of their own.
  static let pairs: [Pair] = names(in: "Traces/layers", ".csv").flatMap { trace in
    names(in: "Configs/hardware", ".yaml")
      .filter { !$0.contains("base") }
      .filter { $0.hasPrefix("mixpe-paper-") == trace.hasPrefix("mixpe-") }
      .map { Pair(trace: trace, hardware: $0) }
  }

  /// Pairs to run: what is missing is told by one test, not by one a pair.
  static let recorded = pairs.filter { pair in
    Snapshot.isRecording
      || FileManager.default.fileExists(atPath: Package.root.appending(path: pair.golden).path)
  }

  @Test(arguments: recorded)
  func cyclesAreAsRecorded(pair: Pair) async throws {
    let option = Snapshot.isRecording ? "--update-golden" : "--golden"
    let outcome = try await Invocation([
      "replay", "Traces/layers/\(pair.trace).csv", "--hardware",
      "Configs/hardware/\(pair.hardware).yaml", option, pair.golden, "--format", "csv", "--quiet",
    ]).run()
    let differences = outcome.exitCode == 0 ? "" : outcome.output
    #expect(outcome.exitCode == 0, "\(outcome.error)\(differences)")
    #expect(outcome.error.isEmpty, "\(outcome.error)")
  }

  @Test(.enabled(if: !Snapshot.isRecording))
  func noGoldenIsWithoutItsTraceAndHardware() {
    let recorded = Set(Self.names(in: "Traces/golden/replay", ".csv"))
    let expected = Set(Self.pairs.map { "\($0.trace).\($0.hardware)" })
    #expect(!expected.isEmpty)
    #expect(expected.subtracting(recorded).isEmpty, "record them with ARCHSIM_RECORD=1")
    #expect(recorded.subtracting(expected).isEmpty, "delete them")
  }
}
