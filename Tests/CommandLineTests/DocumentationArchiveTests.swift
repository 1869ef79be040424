import Foundation
import Testing

/// Documentation archives of all libraries build without warnings, where the toolchain's docc is.
@Suite struct DocumentationArchiveTests {
  private static let docc = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
    .map { URL(filePath: String($0)).appending(path: "docc") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  @Test(.enabled(if: docc != nil, "skipped: there is no docc in PATH"))
  func everyLibraryHasAnArchive() async throws {
    let folder = try #require(Self.docc).deletingLastPathComponent().path
    let build = Package.binary.deletingLastPathComponent().path
    try await Scratch.with { scratch in
      let line =
        "PATH=\(folder):$PATH sh \(Package.root.path)/docs/docc.sh \(scratch.path)/docs \(build)"
      let outcome = try await Invocation(shell: line, directory: scratch).run()
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.error)")
      let made = try FileManager.default.contentsOfDirectory(
        atPath: scratch.appending(path: "docs").path)
      let libraries = try FileManager.default.contentsOfDirectory(
        atPath: Package.root.appending(path: "Sources").path
      ).filter { $0.hasPrefix("ArchSim") }
      #expect(made.sorted() == libraries.map { $0 + ".doccarchive" }.sorted())
    }
  }
}
