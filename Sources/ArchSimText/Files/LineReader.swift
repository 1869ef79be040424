/// The lines of a file one after the other, without holding the file: compressed ones as well.
public struct LineReader: ~Copyable {
  /// The path as the user gave it.
  public let path: String
  /// Lines read so far: the one-based number of the last one.
  public private(set) var number = 0
  /// Bytes of the lines read so far, with their line breaks; of a compressed file, uncompressed.
  public private(set) var length = 0
  private let what: String
  private let compression: FileCompression?
  private var source: InputStream?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var start = 0
  private var end = 0

  /// Opens a file; by the end of its name it is compressed or not (``FileCompression``).
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - what: What it is to the user, for messages.
  /// - Throws: A diagnostic when it cannot be read, or what reads its format is not there.
  public init(_ path: String, what: String = "file") throws(Diagnostic) {
    try TextFile.requireUsable(path)
    let diagnose = { (error: SystemError) in TextFile.readFailure(error, path: path, what: what) }
    let status = try attempt(diagnose) { () throws(SystemError) in
      try SystemCalls.status(of: path)
    }
    guard status.kind == .regular else {
      throw Diagnostic(
        "expected a \(what), found \(status.kind == .directory ? "a directory" : "no regular file")",
        at: SourceLocation(file: path))
    }
    let compression = FileCompression(ofFile: path)
    try compression?.requireProgram(at: SourceLocation(file: path))
    source = try attempt(diagnose) { () throws(SystemError) in
      if let compression { return try InputStream(shell: compression.readingCommand(path)) }
      return try InputStream(path)
    }
    self.compression = compression
    self.path = path
    self.what = what
  }

  /// Reads the next line.
  ///
  /// - Returns: The line without its line break; nil when no line with a line break is left, and
  ///   then ``hasRest`` says whether something else is.
  /// - Throws: A diagnostic when the file cannot be read.
  public mutating func next() throws(Diagnostic) -> [UInt8]? {
    var searched = start
    while true {
      if let found = SystemCalls.lineBreak(in: buffer, searched..<end) {
        let line = Array(buffer[start..<found])
        length += found + 1 - start
        number += 1
        start = found + 1
        return line
      }
      searched = end
      guard try fill(&searched) else { return nil }
    }
  }

  /// Whether bytes follow the last line break, once ``next()`` has returned nil.
  public var hasRest: Bool { start < end }

  /// Reads more behind what is left of the buffer; false at the end of the file.
  private mutating func fill(_ searched: inout Int) throws(Diagnostic) -> Bool {
    if start > 0 {
      buffer.removeSubrange(..<start)
      buffer.append(contentsOf: repeatElement(0, count: start))
      searched -= start
      end -= start
      start = 0
    }
    if end == buffer.count {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    let count: Int
    do throws(SystemError) {
      count = try source?.read(into: &buffer, from: end) ?? 0
    } catch {
      throw TextFile.readFailure(error, path: path, what: what)
    }
    end += count
    guard count == 0 else { return true }
    guard let ended = source.take(), ended.end() != 0, let compression else { return false }
    throw Diagnostic(
      "damaged \(what): \(compression.rawValue) cannot read it", at: SourceLocation(file: path),
      kind: .failure)
  }
}
