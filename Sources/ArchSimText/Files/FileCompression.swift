/// A format in which the system's own programs compress files.
///
/// Nothing is linked: the program is looked for in `PATH` when it is needed.
public enum FileCompression: String, CaseIterable, Hashable, Sendable {
  /// `gzip`, which every Linux has: `.gz`.
  case gzip
  /// `zstd`, faster and tighter: `.zst`.
  case zstd

  /// What files are called at their end.
  public var suffix: String { self == .gzip ? ".gz" : ".zst" }

  /// The format of a file by the end of its name; nil when it is none of these.
  public init?(ofFile path: String) {
    guard let format = Self.allCases.first(where: { path.hasSuffix($0.suffix) }) else { return nil }
    self = format
  }

  /// The program as it is found in `PATH`; nil when it is not there.
  public var program: String? { SystemCalls.find(program: rawValue) }

  /// Makes sure that the program is there.
  ///
  /// - Throws: A diagnostic when it is not.
  public func requireProgram(at location: SourceLocation? = nil) throws(Diagnostic) {
    guard program == nil else { return }
    throw Diagnostic("there is no program '\(rawValue)' in PATH", at: location)
  }

  /// The line of the shell that writes what a file holds to standard output.
  func readingCommand(_ path: String) -> String {
    "trap '' INT; exec \(rawValue) -d -c -- \(Self.quoted(path)) 2>/dev/null"
  }

  /// The line of the shell that replaces a file by its compressed self.
  private func replacingCommand(_ path: String) -> String {
    let options =
      switch self {
      // Without name and time, so that the bytes depend on the contents alone.
      case .gzip: "-n -f"
      case .zstd: "-q -f --rm"
      }
    // Ctrl-C goes to all processes of a terminal: the run ends in order, and so does this.
    return "trap '' INT; exec \(rawValue) \(options) -- \(Self.quoted(path)) 2>/dev/null"
  }

  private static func quoted(_ path: String) -> String {
    // A path that begins with a dash is a file all the same: programs are told so by `--`.
    "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// A file that is being replaced by its compressed self, beside what the process does.
  public struct Task: ~Copyable {
    private let path: String
    private let compression: FileCompression
    private var stream: InputStream?

    /// Starts to compress a file.
    ///
    /// - Parameters:
    ///   - path: The file, which is gone in the end; until then it is whole.
    ///   - compression: The format.
    /// - Throws: A diagnostic when the program cannot be started.
    public init(_ path: String, _ compression: FileCompression) throws(Diagnostic) {
      self.path = path
      self.compression = compression
      let diagnose = { (error: SystemError) in
        TextFile.writeFailure(error, path: path + compression.suffix)
      }
      stream = try attempt(diagnose) { () throws(SystemError) in
        try InputStream(shell: compression.replacingCommand(path))
      }
    }

    /// Waits for the end.
    ///
    /// - Throws: A diagnostic when the program failed; the file is as it was then.
    public mutating func wait() throws(Diagnostic) {
      guard let running = stream.take(), running.end() != 0 else { return }
      // Half a compressed file is worth nothing beside the whole one.
      try? SystemCalls.remove(path + compression.suffix)
      throw TextFile.writeFailure(
        "\(compression.rawValue) failed; is there room on the disk?",
        path: path + compression.suffix)
    }
  }
}
