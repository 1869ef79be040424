import ArchSimStudy
import ArchSimText

/// Carries lines between the standard streams and a session.
struct GymServer {
  private var session: GymSession
  private let console = Console()
  /// A line of which the end is still to come.
  private var line: [UInt8] = []
  /// Answers that are still to be written.
  private var answers: [UInt8] = []
  /// Whether that line is too long and is passed over to its end.
  private var isPassing = false

  init(study path: String, role: GymSession.Role) throws {
    let study = try StudyFile.read(path)
    for warning in study.warnings { console.warn(warning) }
    session = try GymSession(study, role: role)
  }

  /// Serves until the session is closed or the input ends.
  consuming func run() throws {
    var server = self
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !server.session.isClosed {
      let count: Int
      do throws(System.WriteFailure) {
        count = try System.readInput(into: &buffer)
      } catch {
        throw Diagnostic("cannot read standard input", kind: .failure)
      }
      guard count > 0 else { return try server.answer(buffer, 0..<0, isLast: true) }
      try server.answer(buffer, 0..<count, isLast: false)
    }
  }

  /// Answers all lines that end here, with one write.
  private mutating func answer(_ bytes: [UInt8], _ range: Range<Int>, isLast: Bool) throws {
    answers.removeAll(keepingCapacity: true)
    var rest = range
    while !session.isClosed, let end = System.lineBreak(in: bytes, rest) {
      add(bytes[rest.lowerBound..<end])
      finishLine()
      rest = end + 1..<range.upperBound
    }
    if !session.isClosed {
      add(bytes[rest])
      if isLast, !line.isEmpty { finishLine() }
    }
    if !answers.isEmpty { try console.write(answers) }
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    guard !isPassing else { return }
    line += bytes
    guard line.count > GymSession.lineLimit else { return }
    // Said at once: the end of such a line may never come.
    answers += "\(GymSession.refusalOfEndlessLine())\n".utf8
    isPassing = true
    line = []
  }

  private mutating func finishLine() {
    if !isPassing, session.reply(to: line, appendingTo: &answers) {
      answers.append(UInt8(ascii: "\n"))
    }
    isPassing = false
    line.removeAll(keepingCapacity: true)
  }
}
