import Glibc

/// The calls to the operating system that a command line needs, the only ones of this module.
enum System {
  /// One of the streams that every process has.
  enum Stream: Int32 {
    case output = 1
    case error = 2
  }

  /// Why a stream took no more.
  enum WriteFailure: Error {
    /// Whoever read it has gone, as `head` does.
    case closed
    /// The system's reason.
    case refused(String)
  }

  /// Writes text whole.
  static func write(_ text: String, to stream: Stream) throws(WriteFailure) {
    try write(Array(text.utf8), to: stream)
  }

  /// Writes bytes whole.
  static func write(_ bytes: [UInt8], to stream: Stream) throws(WriteFailure) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(
          stream.rawValue, UnsafeRawBufferPointer(rebasing: buffer[start...]).baseAddress,
          buffer.count - start)
      }
      if count >= 0 {
        start += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // The other end made the stream non-blocking: wait until it takes more.
        var descriptor = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, -1)
      case EPIPE: throw .closed
      case let code: throw .refused(reason(code))
      }
    }
  }

  /// Reads what standard input has, waiting for the first byte; 0 at its end.
  static func readInput(into buffer: inout [UInt8]) throws(WriteFailure) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // The other end made the stream non-blocking: wait until there is more.
        var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, -1)
      case let code: throw .refused(reason(code))
      }
    }
  }

  /// Where the next line break is in a buffer; nil when there is none.
  static func lineBreak(in buffer: [UInt8], _ range: Range<Int>) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !range.isEmpty else { return nil }
      return memchr(base + range.lowerBound, 10, range.count).map { UnsafeRawPointer($0) - base }
    }
  }

  /// The system's own words for an error.
  private static func reason(_ code: Int32) -> String {
    var reason = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &reason, reason.count) == 0 else { return "error \(code)" }
    return String(
      decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether a stream is shown on a screen.
  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

  /// Columns of the screen that shows a stream, when there is one that tells.
  static func screenWidth(of stream: Stream) -> Int? {
    var size = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// The value of an environment variable; nil when it is not set.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The directory in which the process runs; nil when it has been removed.
  static var currentDirectory: String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard getcwd(&buffer, buffer.count) != nil else { return nil }
    return text(buffer)
  }

  /// The file that this process runs, as far as the system tells.
  static var executable: String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard readlink("/proc/self/exe", &buffer, buffer.count - 1) > 0 else { return nil }
    return text(buffer)
  }

  /// The first file of that name in `PATH` that may be run.
  static func find(program name: String) -> String? {
    (environment("PATH") ?? "").split(separator: ":").lazy.map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  /// What a line of the shell writes to standard output; nil when it fails.
  static func output(ofShell line: String) -> String? {
    guard let pipe = popen(line, "r") else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&chunk, 1, chunk.count, pipe)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return pclose(pipe) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }

  private static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Makes writing to a closed pipe, or beyond the size that a file may have, an error rather than the
  /// end of the process.
  static func ignoreClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Fills the places of standard streams that are closed, so that no file or pipe gets one.
  ///
  /// What is said would go there. They still refuse to be read or written.
  static func occupyClosedStreams() {
    for (descriptor, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free is this one.
      _ = open("/dev/null", mode)
    }
  }

  /// Ends the process.
  static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

  // MARK: Interrupts

  /// Calls a function, which may do no more than store to an atomic, at the first Ctrl-C or polite
  /// `kill`; the second ends the process.
  static func onFirstInterrupt(_ handler: @escaping @convention(c) (Int32) -> Void) {
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = handler
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
      sigaction(number, &action, nil)
    }
  }
}
