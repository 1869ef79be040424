import ArchSimText

/// A journal that grows, in one file or in several.
struct JournalWriter: ~Copyable {
  private let files: JournalFiles
  private let rotation: JournalRotation?
  private var file: AppendFile
  /// The number of the file that is closed next.
  private var number: Int
  private var compressing: FileCompression.Task?

  /// Opens a journal behind its last whole line.
  ///
  /// - Parameters:
  ///   - path: Its newest file, which is created when it is not there.
  ///   - rotation: When it begins another file; nil for never.
  /// - Throws: A diagnostic when it cannot be written, or another process does.
  init(_ path: String, rotation: JournalRotation?) throws(Diagnostic) {
    let files = JournalFiles(path)
    let file = try AppendFile(path, keeping: .wholeLines)
    let closed = try files.numbered
    if let compression = rotation?.compression {
      // What a crash left as it was.
      for entry in closed where FileCompression(ofFile: entry.path) == nil {
        var task = try FileCompression.Task(entry.path, compression)
        try task.wait()
      }
    }
    number = (closed.last?.number ?? 0) + 1
    self.files = files
    self.rotation = rotation
    self.file = file
  }

  /// Adds a line, which brings its line break.
  mutating func append(_ line: String) throws(Diagnostic) {
    try rotateIfDue()
    try file.append(line)
  }

  /// Adds a line, and its line break.
  mutating func append(line: [UInt8]) throws(Diagnostic) {
    try rotateIfDue()
    try file.append(line + [UInt8(ascii: "\n")])
  }

  /// Brings all lines to the disk.
  mutating func synchronize() throws(Diagnostic) { try file.synchronize() }

  /// Brings all to the disk, and waits for files that are being compressed.
  mutating func finish() throws(Diagnostic) {
    try file.synchronize()
    try waitForCompression()
  }

  /// Before a line, never after one: so the files depend on the lines alone, wherever a run is cut.
  private mutating func rotateIfDue() throws(Diagnostic) {
    guard let rotation, file.size >= rotation.size else { return }
    try file.synchronize()
    let closed = files.closed(number)
    try TextFile.rename(files.path, to: closed)
    // The old file stays locked until the new one is.
    file = try AppendFile(files.path)
    number += 1
    guard let compression = rotation.compression else { return }
    try waitForCompression()
    compressing = try FileCompression.Task(closed, compression)
  }

  private mutating func waitForCompression() throws(Diagnostic) {
    guard var task = compressing.take() else { return }
    try task.wait()
  }
}
