import ArchSim
import ArchSimStudy
import Glibc

/// What a design costs an agent: the session alone, and with a process and its pipes between.
struct GymBenchmarks {
  private static let file = "Configs/systolic.yaml"
  private let study: Study
  /// Requests for one design, each another one, and for hundred.
  private let single: [[UInt8]]
  private let named: [UInt8]
  private let brief: [UInt8]
  private let numbered: [UInt8]

  init() throws {
    study = try StudyFile.read(Self.file)
    var session = try GymSession(study)
    // Points of a random search: of the space, by name, all different.
    _ = session.reply(to: Array(#"{"command":"reset","algorithm":"random"}"#.utf8))
    let answer = session.reply(to: Array(#"{"command":"ask","count":100}"#.utf8)) ?? ""
    let points = try JSONParser.parse(Array(answer.utf8), file: "").require("points")
      .requireArray("points")
    var json = JSONWriter()
    single = points.map { point in
      json.text = ""
      json.value(point)
      return Array("{\"id\":1,\"command\":\"step\",\"point\":\(json.text)}\n".utf8)
    }
    let names = points.map { point in
      json.text = ""
      json.value(point)
      return json.text
    }
    named = Array(
      "{\"id\":1,\"command\":\"step\",\"points\":[\(names.joined(separator: ","))]}\n".utf8)
    var random = SplitMix64(seed: 3)
    brief = Array(
      """
      {"id":1,"command":"step","metrics":["tokens_per_second","area","power"],\
      "points":[\(names.joined(separator: ","))]}

      """.utf8)
    let levels = (0..<100).map { _ in
      let counts = [3, 5, 5, 3, 3]
      return "[\(counts.map { "\(random.integer(below: $0))" }.joined(separator: ","))]"
    }
    numbered = Array(
      "{\"id\":1,\"command\":\"step\",\"points\":[\(levels.joined(separator: ","))]}\n".utf8)
  }

  func run() throws -> [Measurement] {
    var session = try GymSession(study)
    var answer: [UInt8] = []
    func reply(to line: [UInt8]) {
      answer.removeAll(keepingCapacity: true)
      _ = session.reply(to: line, appendingTo: &answer)
    }
    var rows: [Measurement] = []
    func row(_ name: String, _ seconds: Double, designs: Int) {
      rows.append(
        Measurement(name: "gym: \(name)", value: seconds / Double(designs) * 1e6, unit: "µs"))
    }
    row(
      "a design by itself, session alone",
      bestSeconds { for line in single { reply(to: line) } }, designs: single.count)
    row(
      "a design of a batch of 100, by names, session alone",
      bestSeconds { reply(to: named) }, designs: 100)
    row(
      "a design of a batch of 100, by names, three metrics, session alone",
      bestSeconds { reply(to: brief) }, designs: 100)
    row(
      "a design of a batch of 100, by levels, session alone",
      bestSeconds { reply(to: numbered) }, designs: 100)
    if let echo = LineProcess(["/bin/cat"]) {
      row(
        "a line through pipes to cat and back, for comparison",
        bestSeconds { for line in single { echo.ask(line) } }, designs: single.count)
    }
    guard let process = LineProcess([CommandLineTool.path, "gym", Self.file]) else { return rows }
    row(
      "a design by itself, round trip through pipes",
      bestSeconds { for line in single { process.ask(line) } }, designs: single.count)
    row(
      "a design of a batch of 100, by names, through pipes",
      bestSeconds { process.ask(named) }, designs: 100)
    row(
      "a design of a batch of 100, by names, three metrics, through pipes",
      bestSeconds { process.ask(brief) }, designs: 100)
    return rows
  }
}

/// A process that answers lines with lines.
private final class LineProcess {
  private let input: Int32
  private let output: Int32
  private let identifier: pid_t

  init?(_ command: [String]) {
    var requests: [Int32] = [0, 0]
    var answers: [Int32] = [0, 0]
    guard let program = command.first, access(program, X_OK) == 0, pipe(&requests) == 0,
      pipe(&answers) == 0
    else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, requests[0], 0)
    posix_spawn_file_actions_adddup2(&actions, answers[1], 1)
    for end in requests + answers { posix_spawn_file_actions_addclose(&actions, end) }
    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    defer { for word in words { free(word) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, program, &actions, nil, words + [nil], environ)
    close(requests[0])
    close(answers[1])
    input = requests[1]
    output = answers[0]
    self.identifier = identifier
    guard code == 0 else { return nil }
  }

  deinit {
    close(input)
    close(output)
    var status: Int32 = 0
    waitpid(identifier, &status, 0)
  }

  /// Sends a line and reads the answer to its end.
  func ask(_ line: [UInt8]) {
    var sent = 0
    while sent < line.count {
      let count = line.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        return write(input, rest.baseAddress, rest.count)
      }
      guard count > 0 else { return }
      sent += count
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(output, &buffer, buffer.count)
      guard count > 0, buffer[count - 1] != UInt8(ascii: "\n") else { return }
    }
  }
}
