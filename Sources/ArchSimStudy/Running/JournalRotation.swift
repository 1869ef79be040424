public import ArchSimText

/// When a journal begins another file, and what becomes of the one before: `journal.json` of a run.
///
/// It is written down so that a run that is resumed goes on with it.
public struct JournalRotation: Hashable, Sendable {
  /// Bytes from which on a file is closed.
  public let size: Int
  /// The format in which closed files are compressed; nil for none.
  public let compression: FileCompression?

  /// Least bytes of a file: less would be a file for every few trials.
  public static let leastSize = 4096

  /// Says when a journal begins another file.
  ///
  /// - Parameters:
  ///   - size: Bytes from which on a file is closed, at least ``leastSize``.
  ///   - compression: The format in which closed files are compressed; nil for none.
  ///   - location: Where this was said.
  /// - Throws: A diagnostic when the size makes no sense, or nothing here can compress.
  public init(
    size: Int, compression: FileCompression? = nil, at location: SourceLocation? = nil
  ) throws(Diagnostic) {
    guard size >= Self.leastSize else {
      throw Diagnostic("expected at least \(Self.leastSize) B, found \(size) B", at: location)
    }
    try compression?.requireProgram(at: location)
    self.size = size
    self.compression = compression
  }

  private static func path(in directory: RunDirectory) -> String {
    FilePath.join(directory.path, "journal.json")
  }

  /// What a run says; nil when it says nothing.
  init?(_ directory: RunDirectory) throws(Diagnostic) {
    let path = Self.path(in: directory)
    guard TextFile.exists(path) else { return nil }
    let value = try JSONParser.parse(try TextFile.read(path, what: "journal's file"), file: path)
    let size = try value.require("rotate").requireInteger("rotate")
    var compression: FileCompression?
    if let name = try value["compress"]?.requireString("compress") {
      compression = FileCompression(rawValue: name)
      guard compression != nil else {
        throw Diagnostic("unknown compression '\(name.shortened)'", at: value.location)
      }
    }
    try self.init(size: size, compression: compression, at: value.location)
  }

  func write(to directory: RunDirectory) throws(Diagnostic) {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("rotate")
    json.number(size)
    if let compression {
      json.key("compress")
      json.string(compression.rawValue)
    }
    json.endObject()
    try TextFile.writeAtomically(json.text + "\n", to: Self.path(in: directory))
  }

  static func remove(from directory: RunDirectory) throws(Diagnostic) {
    try TextFile.remove(path(in: directory))
  }
}
