import Glibc

/// Why the operating system refused.
struct SystemError: Error {
  enum Category {
    case notFound
    case notPermitted
    case isDirectory
    case alreadyExists
    case wouldBlock
    case unsupported
    /// A pipe that nobody reads, or a device that is not there.
    case noReader
    case other
  }

  let code: Int32

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(code: errno) }

  var category: Category {
    switch code {
    case ENOENT, ENOTDIR: .notFound
    case EACCES, EPERM: .notPermitted
    case EISDIR: .isDirectory
    case EEXIST: .alreadyExists
    case EWOULDBLOCK: .wouldBlock
    case ENXIO: .noReader
    case EINVAL, ENOSYS, ENOTSUP, ENOLCK: .unsupported
    default: .other
    }
  }

  /// The system's own words: `No space left on device`.
  var reason: String {
    if category == .noReader { return "nobody reads it" }
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let end = buffer.firstIndex(of: 0) ?? buffer.count
    return String(decoding: buffer[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The calls to the operating system, the only ones of this module, with errors thrown.
///
/// Every call that a signal may interrupt is repeated.
enum SystemCalls {
  /// What a path leads to.
  enum FileKind {
    case regular
    case directory
    case pipe
    /// A device, a socket or anything else that is not a file with an end.
    case special
  }

  struct Status {
    let kind: FileKind
    let size: Int
    let permissions: UInt32
  }

  enum OpenMode {
    case read
    /// Fails if the path exists.
    case create
    case append
    /// For what exists and is not a regular file. A pipe that nobody reads is refused.
    case write
    /// For a pipe, without waiting for somebody who writes to it.
    case readPipe
  }

  static var processIdentifier: Int { Int(getpid()) }

  static func status(of path: String) throws(SystemError) -> Status {
    var buffer = stat()
    try check(stat(path, &buffer))
    return status(buffer)
  }

  static func status(of descriptor: Int32) throws(SystemError) -> Status {
    var buffer = stat()
    try check(fstat(descriptor, &buffer))
    return status(buffer)
  }

  private static func status(_ buffer: stat) -> Status {
    let kind: FileKind =
      switch buffer.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO: .pipe
      default: .special
      }
    return Status(kind: kind, size: Int(buffer.st_size), permissions: buffer.st_mode & 0o7777)
  }

  static func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> Int32 {
    let flags =
      switch mode {
      case .read: O_RDONLY
      case .create: O_WRONLY | O_CREAT | O_EXCL
      // Read as well, to find the last line break.
      case .append: O_RDWR | O_CREAT | O_APPEND
      case .write: O_WRONLY | O_NONBLOCK
      case .readPipe: O_RDONLY | O_NONBLOCK
      }
    let call = { Glibc.open(path, flags | O_CLOEXEC, 0o666) }
    guard mode == .write else { return try check(call) }
    // Who reads a pipe may have yet to start.
    var waited: Int32 = 0
    while true {
      do throws(SystemError) {
        let descriptor = try check(call)
        try waitInCalls(descriptor)
        return descriptor
      } catch {
        guard error.category == .noReader, waited < pipePatience else { throw error }
        poll(nil, 0, pipeStep)
        waited += pipeStep
      }
    }
  }

  /// Milliseconds that a pipe may lack its other end, such as a process that has yet to start.
  private static let pipePatience: Int32 = 1000
  private static let pipeStep: Int32 = 20

  /// Undoes opening without waiting: reads and writes wait from now on.
  private static func waitInCalls(_ descriptor: Int32) throws(SystemError) {
    let flags = try check { fcntl(descriptor, F_GETFL) }
    try check { fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
  }

  /// Reads the first bytes of a pipe that was opened with ``OpenMode/readPipe``.
  ///
  /// One who has opened the pipe for writing may take any time.
  ///
  /// - Parameters:
  ///   - descriptor: The pipe; it waits in later reads.
  ///   - buffer: Where the bytes go.
  /// - Returns: The bytes read, 0 when nothing was written, nil when nobody came.
  /// - Throws: The system's refusal.
  static func readFirst(
    _ descriptor: Int32, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int? {
    var waited: Int32 = 0
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      do throws(SystemError) {
        let count = try read(descriptor, into: &buffer, from: 0)
        // A writer that has gone hangs up; where there never was one, nothing happens.
        let isOver =
          count > 0 || poll(&entry, 1, pipeStep) > 0 && Int32(entry.revents) & POLLIN == 0
        if isOver {
          try waitInCalls(descriptor)
          return count
        }
        guard waited < pipePatience else { return nil }
        waited += pipeStep
      } catch {
        guard error.category == .wouldBlock else { throw error }
        poll(&entry, 1, -1)
      }
    }
  }

  /// Reads into the buffer from an index on; returns the bytes read, 0 at the end of the file.
  static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], from start: Int
  ) throws(SystemError) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        Glibc.read(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).baseAddress,
          bytes.count - start)
      }
      if count >= 0 { return count }
      guard errno == EINTR else { throw .last }
    }
  }

  /// Reads bytes of a file from an offset on, fewer where it ends before.
  static func read(_ descriptor: Int32, _ range: Range<Int>) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { bytes in
        pread(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]).baseAddress,
          bytes.count - filled, off_t(range.lowerBound + filled))
      }
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw .last
      }
    }
    return Array(bytes.prefix(filled))
  }

  /// Writes the buffer from an index on; returns the bytes written, at least one.
  static func write(
    _ descriptor: Int32, _ buffer: [UInt8], from start: Int
  ) throws(SystemError) -> Int {
    while true {
      let count = buffer.withUnsafeBytes { bytes in
        Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: bytes[start...]).baseAddress,
          bytes.count - start)
      }
      if count > 0 { return count }
      guard count < 0 else { throw SystemError(code: EIO) }
      guard errno == EINTR else { throw .last }
    }
  }

  /// Waits until the file's contents, and with `dataOnly` false all about it, are on the disk.
  static func synchronize(_ descriptor: Int32, dataOnly: Bool) throws(SystemError) {
    try check { dataOnly ? fdatasync(descriptor) : fsync(descriptor) }
  }

  static func truncate(_ descriptor: Int32, to size: Int) throws(SystemError) {
    try check { ftruncate(descriptor, off_t(size)) }
  }

  static func setPermissions(_ descriptor: Int32, _ permissions: UInt32) throws(SystemError) {
    try check { fchmod(descriptor, permissions) }
  }

  /// Takes the file for this process until the descriptor closes; fails at once if it is taken.
  static func lock(_ descriptor: Int32) throws(SystemError) {
    try check { flock(descriptor, LOCK_EX | LOCK_NB) }
  }

  /// Bytes of a file up to and with its last line break.
  static func wholeLines(of descriptor: Int32) throws(SystemError) -> Int {
    var end = try status(of: descriptor).size
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while end > 0 {
      let start = max(0, end - buffer.count)
      let count = end - start
      var read = 0
      while read < count {
        let step = buffer.withUnsafeMutableBytes { bytes in
          pread(
            descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[read..<count]).baseAddress,
            count - read, off_t(start + read))
        }
        if step < 0, errno == EINTR { continue }
        guard step >= 0 else { throw .last }
        guard step > 0 else { return start }
        read += step
      }
      if let last = buffer[..<count].lastIndex(of: UInt8(ascii: "\n")) { return start + last + 1 }
      end = start
    }
    return 0
  }

  /// Where the first line break is in a part of a buffer; nil when there is none.
  static func lineBreak(in buffer: [UInt8], _ range: Range<Int>) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !range.isEmpty else { return nil }
      return memchr(base + range.lowerBound, 10, range.count).map { UnsafeRawPointer($0) - base }
    }
  }

  /// The first file of that name in `PATH` that may be run.
  static func find(program name: String) -> String? {
    guard let path = getenv("PATH") else { return nil }
    return String(cString: path).split(separator: ":").lazy.map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  /// Closes a descriptor.
  ///
  /// Linux closes it even when interrupted, so this is never repeated.
  static func close(_ descriptor: Int32) throws(SystemError) {
    guard Glibc.close(descriptor) != 0, errno != EINTR else { return }
    throw .last
  }

  static func rename(_ path: String, to newPath: String) throws(SystemError) {
    try check(Glibc.rename(path, newPath))
  }

  static func remove(_ path: String) throws(SystemError) {
    try check(unlink(path))
  }

  static func makeDirectory(_ path: String) throws(SystemError) {
    try check(mkdir(path, 0o777))
  }

  /// The path without symbolic links.
  static func resolve(_ path: String) throws(SystemError) -> String {
    guard let resolved = realpath(path, nil) else { throw .last }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Names in a directory, in no order, without `.` and `..`.
  static func names(in path: String) throws(SystemError) -> [String] {
    guard let directory = opendir(path) else { throw .last }
    defer { closedir(directory) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        guard errno == 0 else { throw .last }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  @discardableResult
  private static func check(_ call: () -> Int32) throws(SystemError) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw .last }
    }
  }

  private static func check(_ result: Int32) throws(SystemError) {
    guard result < 0 else { return }
    throw .last
  }
}

/// What is read from a file, or from what a line of the shell writes to its standard output.
struct InputStream: ~Copyable {
  private let descriptor: Int32
  private var file: UnsafeMutablePointer<FILE>?

  /// Opens a file.
  init(_ path: String) throws(SystemError) {
    descriptor = try SystemCalls.open(path, .read)
  }

  /// Starts the shell.
  init(shell line: String) throws(SystemError) {
    guard let file = popen(line, "re") else { throw .last }
    self.file = file
    descriptor = fileno(file)
  }

  /// Reads into the buffer from an index on; returns the bytes read, 0 at the end.
  func read(into buffer: inout [UInt8], from start: Int) throws(SystemError) -> Int {
    try SystemCalls.read(descriptor, into: &buffer, from: start)
  }

  /// Waits for the end of the shell; returns its status, 0 for success.
  consuming func end() -> Int32 {
    let file = self.file
    let descriptor = self.descriptor
    discard self
    guard let file else {
      try? SystemCalls.close(descriptor)
      return 0
    }
    return pclose(file)
  }

  deinit {
    if let file { pclose(file) } else { try? SystemCalls.close(descriptor) }
  }
}
