import ArchSimHardware
import ArchSimText

/// One process of a program that evaluates designs, and the question that it works on.
struct ProgramWorker: Sendable {
  /// What became of a question.
  enum Event {
    /// A line, without its line break.
    case line([UInt8])
    /// No answer: why, and whether the process had answered others and may simply have been done.
    case lost(String, wasUsed: Bool)
  }

  /// The number of the question; nil when it is idle.
  private(set) var question: Int?
  private var process: ChildProcess?
  private var deadline = ContinuousClock.now
  private var unsent: ArraySlice<UInt8> = []
  private var received: [UInt8] = []
  private var complaints: [UInt8] = []
  /// Whether this process has answered before.
  private var isUsed = false
  /// Whether its standard error is open: a closed one is always ready.
  private var complains = true

  /// Bytes that an answer may have.
  private static let lineLimit = 16 << 20
  /// Bytes of standard error that are kept.
  private static let complaintLimit = 2000

  var isIdle: Bool { question == nil }

  /// Milliseconds until the answer is too late; rounded up.
  func millisecondsLeft(at now: ContinuousClock.Instant) -> Int {
    let left = (deadline - now) / .milliseconds(1)
    return left <= 0 ? 0 : Int(min(left, 1e6)) + 1
  }

  /// Asks a question; starts a process when there is none.
  ///
  /// - Throws: The system's refusal to start one.
  mutating func ask(
    _ line: String, number: Int, _ settings: EvaluatorSettings
  ) throws(ChildProcess.Refusal) {
    if let process, process.isOver { stop(patience: 0) }
    if process == nil {
      process = try ChildProcess(settings.command, in: settings.directory)
      isUsed = false
      complains = true
    }
    question = number
    received = []
    complaints = []
    unsent = Array(line.utf8)[...]
    deadline = .now + .milliseconds(Int(min(settings.timeoutSeconds * 1000, 1e15)))
    send()
  }

  /// What to wait for; nothing when idle.
  var interests: [ChildProcess.Interest] {
    guard let process, question != nil else { return [] }
    var interests = [ChildProcess.Interest(descriptor: process.output, isWrite: false)]
    if complains {
      interests.append(ChildProcess.Interest(descriptor: process.error, isWrite: false))
    }
    if !unsent.isEmpty {
      interests.append(ChildProcess.Interest(descriptor: process.input, isWrite: true))
    }
    return interests
  }

  private mutating func send() {
    guard let process else { return }
    while !unsent.isEmpty {
      switch process.write(unsent) {
      case .bytes(let count): unsent = unsent.dropFirst(count)
      case .later: return
      case .ended:
        // It reads no more; what it wrote before may still be an answer.
        unsent = []
      }
    }
  }

  /// Reads and writes as far as possible.
  ///
  /// - Parameters:
  ///   - buffer: Scratch space.
  ///   - settings: How long an answer may take.
  /// - Returns: What became of the question; nil when it is still open.
  mutating func proceed(
    _ buffer: inout [UInt8], _ settings: EvaluatorSettings
  ) -> Event? {
    guard let process, question != nil else { return nil }
    send()
    readComplaints(&buffer)
    while true {
      switch ChildProcess.read(process.output, into: &buffer) {
      case .bytes(let count):
        let start = received.count
        received.append(contentsOf: buffer[..<count])
        if let end = received[start...].firstIndex(of: UInt8(ascii: "\n")) {
          return answered(Array(received[..<end]), &buffer)
        }
        guard received.count <= Self.lineLimit else {
          return lose("the answer has more than \(Self.lineLimit) bytes and no end", &buffer)
        }
      case .later:
        if ContinuousClock.now >= deadline {
          let seconds = Quantity.exactText(settings.timeoutSeconds, .seconds)
          return lose("the evaluator did not answer within \(seconds)", &buffer)
        }
        // Somebody else may hold its output open.
        guard process.isOver else { return nil }
        return ended(&buffer)
      case .ended: return ended(&buffer)
      }
    }
  }

  private mutating func answered(_ line: [UInt8], _ buffer: inout [UInt8]) -> Event {
    readComplaints(&buffer)
    question = nil
    isUsed = true
    return .line(line)
  }

  /// The process closed its output; a last line needs no line break.
  private mutating func ended(_ buffer: inout [UInt8]) -> Event {
    if !received.isEmpty {
      let line = received
      drain(&buffer)
      stop(patience: 0)
      return .line(line)
    }
    let wasUsed = isUsed
    drain(&buffer)
    let isOver = process?.isOver ?? true
    let end = stop(patience: 0)
    let what = isOver ? end?.text ?? "ended" : "closed its output"
    return .lost("the evaluator \(what) before it answered", wasUsed: wasUsed)
  }

  private mutating func lose(_ reason: String, _ buffer: inout [UInt8]) -> Event {
    readComplaints(&buffer)
    stop(patience: 0)
    return .lost(reason, wasUsed: false)
  }

  // MARK: Standard error

  /// What the process complained of since the question, its last lines.
  var complaint: String {
    let text = String(decoding: complaints, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).suffix(20)
      .map { String($0).shortened(to: 200) }
    return lines.joined(separator: "\n")
  }

  private mutating func readComplaints(_ buffer: inout [UInt8]) {
    guard let process else { return }
    while complains {
      switch ChildProcess.read(process.error, into: &buffer) {
      case .bytes(let count): complaints.append(contentsOf: buffer[..<count])
      case .later: return
      case .ended: complains = false
      }
      if complaints.count > Self.complaintLimit {
        complaints.removeFirst(complaints.count - Self.complaintLimit)
      }
    }
  }

  /// Reads the rest of standard error of a process that is ending, until its end or for a moment.
  private mutating func drain(_ buffer: inout [UInt8]) {
    guard let process else { return }
    for _ in 0..<40 {
      readComplaints(&buffer)
      guard !process.isOver else { break }
      var interests: [ChildProcess.Interest] = []
      if complains { interests.append(.init(descriptor: process.error, isWrite: false)) }
      ChildProcess.wait(for: &interests, milliseconds: 5)
    }
    readComplaints(&buffer)
  }

  // MARK: The end

  /// Ends the process, and gives up its question.
  @discardableResult
  mutating func stop(patience: Int) -> ChildProcess.End? {
    question = nil
    guard var process else { return nil }
    self.process = nil
    return process.end(patience: patience)
  }

  /// Tells the process that there are no more questions.
  mutating func closeInput() { process?.closeInput() }

  /// Gives a process that was told so some time to end by itself.
  func waitForEnd(milliseconds: Int) { process?.wait(milliseconds: milliseconds) }
}
