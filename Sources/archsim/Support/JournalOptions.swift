import ArchSimHardware
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// When a journal begins another file, and what becomes of the one before.
struct JournalOptions: ParsableArguments {
  @Option(
    name: .customLong("journal-rotate"),
    help: ArgumentHelp("Begin another file of the journal beyond this size.", valueName: "size"))
  var rotate: String?

  @Option(
    name: .customLong("journal-compress"),
    help: ArgumentHelp(
      "Compress the files before the newest, with the system's gzip or zstd.", valueName: "format"))
  var compress: String?

  /// What the options say; nil when they say nothing.
  ///
  /// - Throws: A diagnostic when one makes no sense.
  func rotation() throws(Diagnostic) -> JournalRotation? {
    let location = SourceLocation(file: "--journal-compress")
    guard let rotate else {
      guard compress != nil else { return nil }
      throw Diagnostic("this goes with --journal-rotate", at: location)
    }
    let place = SourceLocation(file: "--journal-rotate")
    let bytes = try Quantity.parse(rotate, as: .bytes, "--journal-rotate", at: place)
    guard let size = Int(exactly: bytes.rounded()) else {
      throw Diagnostic("expected a size such as 1 GB, found '\(rotate)'", at: place)
    }
    var compression: FileCompression?
    if let compress {
      compression = FileCompression(rawValue: compress)
      guard compression != nil else {
        let names = FileCompression.allCases.map(\.rawValue)
        throw Diagnostic(
          "expected \(names.joined(separator: " or ")), found '\(compress)'",
          at: location, hint: didYouMean(compress, among: names))
      }
      try compression?.requireProgram(at: location)
    }
    return try JournalRotation(size: size, compression: compression, at: place)
  }
}
