/// A file that only grows, such as a journal.
///
/// Text is collected and written in blocks; ``synchronize()`` brings all of it to the disk. One
/// process at a time may have the file open so. Going out of scope writes what is left, without a
/// report of errors, and closes the file: call ``synchronize()`` before.
public struct AppendFile: ~Copyable {
  /// The path as the user gave it.
  public let path: String
  /// Bytes of the file, including what is not written yet.
  public private(set) var size: Int
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  private static let blockSize = 1 << 16

  /// What to keep of a file that is there already.
  public enum Keeping: Hashable, Sendable {
    /// All of it.
    case all
    /// Its first bytes, so many.
    case length(Int)
    /// All up to the last line break: what follows was torn off by a crash.
    case wholeLines
  }

  /// Opens a file to append to it, and creates it when it does not exist.
  ///
  /// - Parameters:
  ///   - path: The file; its directory must exist.
  ///   - length: Bytes to keep of an existing file, to drop a torn last line; nil keeps all.
  /// - Throws: A diagnostic when the file cannot be opened for writing, another process has it open,
  ///   it is not a regular file, or it is shorter than the length to keep.
  public init(_ path: String, truncatingTo length: Int? = nil) throws(Diagnostic) {
    try self.init(path, keeping: length.map { .length($0) } ?? .all)
  }

  /// Opens a file to append to it, and creates it when it does not exist.
  ///
  /// - Parameters:
  ///   - path: The file; its directory must exist.
  ///   - keeping: What to keep of an existing file.
  /// - Throws: A diagnostic as ``init(_:truncatingTo:)`` does.
  public init(_ path: String, keeping: Keeping) throws(Diagnostic) {
    try TextFile.requireUsable(path)
    let diagnose = { (error: SystemError) in TextFile.writeFailure(error, path: path) }
    if let status = try? SystemCalls.status(of: path), status.kind != .regular {
      throw TextFile.writeFailure(
        status.kind == .directory ? "it is a directory" : "it is not a regular file", path: path)
    }
    let descriptor = try attempt(diagnose) { () throws(SystemError) in
      try SystemCalls.open(path, .append)
    }
    do throws(Diagnostic) {
      try Self.lock(descriptor, path: path)
      var size = try attempt(diagnose) { () throws(SystemError) in
        try SystemCalls.status(of: descriptor).size
      }
      let length: Int? =
        switch keeping {
        case .all: nil
        case .length(let length): length
        case .wholeLines:
          try attempt(diagnose) { () throws(SystemError) in
            try SystemCalls.wholeLines(of: descriptor)
          }
        }
      if let length, length != size {
        guard (0...size).contains(length) else {
          throw TextFile.writeFailure(
            "expected at least \(length) bytes in it, found \(size)", path: path)
        }
        try attempt(diagnose) { () throws(SystemError) in
          try SystemCalls.truncate(descriptor, to: length)
        }
        size = length
      }
      self.path = path
      self.size = size
      self.descriptor = descriptor
    } catch {
      try? SystemCalls.close(descriptor)
      throw error
    }
  }

  deinit {
    // Nothing can be reported from here; what is lost, `synchronize` would have reported.
    var start = 0
    while start < buffer.count,
      let count = try? SystemCalls.write(descriptor, buffer, from: start)
    {
      start += count
    }
    try? SystemCalls.close(descriptor)
  }

  /// Adds text at the end.
  ///
  /// - Parameter text: What to add, written as UTF-8.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` when a block cannot be written. What
  ///   was not written is kept for the next attempt.
  public mutating func append(_ text: String) throws(Diagnostic) {
    let before = buffer.count
    buffer.append(contentsOf: text.utf8)
    size += buffer.count - before
    if buffer.count >= Self.blockSize { try flush() }
  }

  /// Adds bytes at the end, as ``append(_:)-(String)`` does.
  public mutating func append(_ bytes: [UInt8]) throws(Diagnostic) {
    buffer += bytes
    size += bytes.count
    if buffer.count >= Self.blockSize { try flush() }
  }

  /// Reads bytes that are in the file, or were added to it.
  ///
  /// - Parameter range: Offsets in the file.
  /// - Returns: The bytes, fewer where the file ends before.
  /// - Throws: A diagnostic when what was added cannot be written, or the file cannot be read.
  public mutating func read(_ range: Range<Int>) throws(Diagnostic) -> [UInt8] {
    if range.upperBound > size - buffer.count { try flush() }
    do throws(SystemError) {
      return try SystemCalls.read(descriptor, range)
    } catch {
      throw TextFile.readFailure(error, path: path, what: "file")
    }
  }

  /// Writes all text and waits until it is on the disk.
  ///
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason.
  public mutating func synchronize() throws(Diagnostic) {
    try flush()
    do throws(SystemError) {
      try SystemCalls.synchronize(descriptor, dataOnly: true)
    } catch {
      throw TextFile.writeFailure(error, path: path)
    }
  }

  private mutating func flush() throws(Diagnostic) {
    var start = 0
    defer { buffer.removeFirst(start) }
    while start < buffer.count {
      do throws(SystemError) {
        start += try SystemCalls.write(descriptor, buffer, from: start)
      } catch {
        throw TextFile.writeFailure(error, path: path)
      }
    }
  }

  private static func lock(_ descriptor: Int32, path: String) throws(Diagnostic) {
    do throws(SystemError) {
      try SystemCalls.lock(descriptor)
    } catch {
      switch error.category {
      case .wouldBlock:
        throw TextFile.writeFailure("another run is writing it", path: path)
      case .unsupported: return  // A file system without locks: the user's care is all there is.
      default: throw TextFile.writeFailure(error, path: path)
      }
    }
  }
}
