import Glibc
import Synchronization

/// A program that runs beside us, with its three streams as pipes.
///
/// It leads a process group of its own: Ctrl-C on the screen reaches us alone, and ending the group
/// ends what it started as well.
struct ChildProcess: Sendable {
  let identifier: pid_t
  /// Where we write what it reads.
  private(set) var input: Int32
  /// Where we read what it writes.
  let output: Int32
  /// Where we read what it complains.
  let error: Int32
  /// A pipe that nobody writes to: that it is closed says that we are gone.
  let lifeline: Int32

  /// Why the system did not do what was asked.
  struct Refusal: Error {
    let code: Int32

    /// The system's own words.
    var reason: String {
      var buffer = [CChar](repeating: 0, count: 256)
      guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
      return String(
        decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - command: The program, looked up in `PATH` unless it has a slash, and its arguments.
  ///   - directory: Where it runs.
  /// - Throws: The system's refusal.
  init(_ command: [String], in directory: String) throws(Refusal) {
    // One at a time, as long as pipes exist that a program started meanwhile would inherit.
    self = try Self.gate.withLock { _ throws(Refusal) in
      try Self.started(command, in: directory)
    }
  }

  private init(
    _ identifier: pid_t, input: Int32, output: Int32, error: Int32, lifeline: Int32
  ) {
    self.identifier = identifier
    self.lifeline = lifeline
    self.input = input
    self.output = output
    self.error = error
  }

  private static let gate = Mutex(())

  private static func started(
    _ command: [String], in directory: String
  ) throws(Refusal) -> ChildProcess {
    var pipes: [(read: Int32, write: Int32)] = []
    func closeAll() {
      for pipe in pipes {
        close(pipe.read)
        close(pipe.write)
      }
    }
    for _ in 0..<4 {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else {
        let refusal = Refusal(code: errno)
        closeAll()
        throw refusal
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append((ends[0], ends[1]))
    }
    var identifier: pid_t = 0
    let code = spawn(
      command, in: directory,
      streams: [pipes[0].read, pipes[1].write, pipes[2].write, pipes[3].read], &identifier)
    guard code == 0 else {
      closeAll()
      throw Refusal(code: code)
    }
    close(pipes[0].read)
    close(pipes[1].write)
    close(pipes[2].write)
    close(pipes[3].read)
    let process = ChildProcess(
      identifier, input: pipes[0].write, output: pipes[1].read, error: pipes[2].read,
      lifeline: pipes[3].write)
    for descriptor in [process.input, process.output, process.error] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    return process
  }

  private static func spawn(
    _ command: [String], in directory: String, streams: [Int32], _ identifier: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(target))
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What we ignore or block, such as SIGPIPE, is not what the program expects.
    var usual = sigset_t()
    sigemptyset(&usual)
    posix_spawnattr_setsigmask(&attributes, &usual)
    for number in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGQUIT, SIGHUP] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    // The shell changes the directory, which only newer systems do by themselves, and gives way.
    // It leaves a watcher behind, nobody's child, which ends the group when we are gone, however
    // that came: SIGKILL leaves us no time to.
    let script =
      "cd -- \"$0\" || exit; ({ read -r _; kill -KILL 0; } <&3 3<&- >/dev/null 2>&1 &); "
      + "exec 3<&-; exec \"$@\""
    let words = ["sh", "-c", script, directory] + command
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    return posix_spawn(&identifier, "/bin/sh", &actions, &attributes, arguments, environ)
  }

  // MARK: Streams

  /// What a read or write without waiting came to.
  enum Transfer {
    case bytes(Int)
    /// Nothing now.
    case later
    /// Nothing ever again.
    case ended
  }

  /// Reads what is there.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Transfer {
    while true {
      let count = buffer.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { return .bytes(count) }
      guard count < 0 else { return .ended }
      if errno == EAGAIN { return .later }
      guard errno == EINTR else { return .ended }
    }
  }

  /// Writes as much as fits into the pipe.
  func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
    while true {
      let count = Self.withoutPipeSignal {
        bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      }
      if count >= 0 { return .bytes(count) }
      if errno == EAGAIN { return .later }
      guard errno == EINTR else { return .ended }
    }
  }

  /// Keeps a write to a pipe that nobody reads from ending our process, whoever we run in.
  private static func withoutPipeSignal(_ body: () -> Int) -> Int {
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
    let result = body()
    let code = errno
    if result < 0, code == EPIPE {
      var now = timespec()
      while sigtimedwait(&pipeSignal, nil, &now) == -1, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = code
    return result
  }

  // MARK: The end

  /// How a process ended, in words.
  struct End: Sendable {
    let status: Int32

    /// `ended with exit code 3`.
    var text: String {
      let signal = status & 0x7F
      return signal == 0
        ? "ended with exit code \((status >> 8) & 0xFF)" : "was ended by signal \(signal)"
    }
  }

  /// Tells it that there is nothing more to read.
  mutating func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }

  /// Whether it has ended; it can still be asked how.
  var isOver: Bool {
    var information = siginfo_t()
    let result = waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
    // Without such a child somebody else has waited for it: it is over then, too.
    return result == 0 ? information.si_signo == SIGCHLD : errno == ECHILD
  }

  /// Waits for its end for a time; returns whether it has come.
  @discardableResult
  func wait(milliseconds: Int) -> Bool {
    var waited = 0
    while !isOver {
      guard waited < milliseconds else { return false }
      poll(nil, 0, 5)
      waited += 5
    }
    return true
  }

  /// Asks it and all that it started to end, and sees to it; nobody is left behind.
  ///
  /// - Parameter patience: Milliseconds that it has after having been asked.
  /// - Returns: How it ended.
  @discardableResult
  mutating func end(patience: Int) -> End {
    closeInput()
    if patience > 0, !isOver {
      kill(-identifier, SIGTERM)
      wait(milliseconds: patience)
    }
    // Also what a process that has gone left behind; its number is not free before we have waited.
    kill(-identifier, SIGKILL)
    close(output)
    close(error)
    close(lifeline)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return End(status: status)
  }

  // MARK: Waiting for several

  /// What is waited for.
  struct Interest {
    var descriptor: Int32
    var isWrite: Bool
    /// Whether there is something to do, or the end.
    var isReady = false
  }

  /// Waits until something happens, a signal arrives or the time is over.
  static func wait(for interests: inout [Interest], milliseconds: Int) {
    var entries = interests.map {
      pollfd(fd: $0.descriptor, events: Int16($0.isWrite ? POLLOUT : POLLIN), revents: 0)
    }
    let count = poll(&entries, nfds_t(entries.count), Int32(milliseconds))
    for index in interests.indices {
      interests[index].isReady = count > 0 && entries[index].revents != 0
    }
  }

  // MARK: Files

  /// Whether a file may be run.
  static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// A path without links and dots; as it is when it leads nowhere.
  static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The directories in which programs are looked up.
  static var searchPath: [String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").map(String.init)
  }
}
