import ArchSimHardware
import ArchSimSearch
public import ArchSimText

/// A study as an environment that agents in any language drive, line by line.
///
/// One request is one line of JSON, and so is its answer; docs/formats/gym.md describes both. A
/// request that makes no sense is answered with what is wrong with it and changes nothing. The
/// session knows nothing of pipes: who owns it reads lines and writes the answers.
///
/// ```swift
/// var session = try GymSession(study)
/// session.reply(to: Array(#"{"id":1,"command":"step","point":{"array.rows":64}}"#.utf8))
/// // {"id":1,"metrics":{"latency":0.5,…},"feasible":true,"reward":0.5}
/// ```
public struct GymSession: Sendable {
  /// Who is at the other end.
  public enum Role: String, Sendable {
    /// An agent, which may ask for everything.
    case environment = "gym"
    /// A driver that hands out points to be evaluated and nothing else.
    case worker
  }

  /// The version of what lines mean: a number that changes when old requests no longer work.
  public static let protocolVersion = 1
  /// Bytes that a request may have.
  public static let lineLimit = 64 << 20

  /// Whether the session was asked to end.
  public internal(set) var isClosed = false
  let study: Study
  let role: Role
  let points: GymPoints
  let writer: GymWriter
  var reward: GymReward
  var evaluator: PointEvaluator
  /// The search of `ask` and `tell`; nil until it is asked.
  var search: (any SearchAlgorithm)?
  var searchSettings: SearchSettings

  /// Opens a session.
  ///
  /// - Parameters:
  ///   - study: What is explored.
  ///   - role: Who is at the other end.
  /// - Throws: A diagnostic when the study's evaluator cannot be found.
  public init(_ study: Study, role: Role = .environment) throws(Diagnostic) {
    self.study = study
    self.role = role
    points = try GymPoints(study)
    writer = GymWriter(study)
    evaluator = try PointEvaluator(study)
    searchSettings = study.search
    reward = GymReward(study)
    if study.evaluator == nil { reward.references = GymReward.typical(study, &evaluator) }
  }

  /// Answers a request.
  ///
  /// - Parameter line: The line, with or without its line break; any bytes.
  /// - Returns: The answer without a line break; nil for a line that is blank.
  public mutating func reply(to line: [UInt8]) -> String? {
    var answer: [UInt8] = []
    guard reply(to: line, appendingTo: &answer) else { return nil }
    return String(decoding: answer, as: UTF8.self)
  }

  /// Answers a request, for those who collect answers.
  ///
  /// - Parameters:
  ///   - line: The line, with or without its line break; any bytes.
  ///   - answers: Receives the answer without a line break.
  /// - Returns: Whether there is one: a line that is blank has none.
  public mutating func reply(to line: [UInt8], appendingTo answers: inout [UInt8]) -> Bool {
    guard line.contains(where: { ![9, 10, 13, 32].contains($0) }) else { return false }
    guard line.count <= Self.lineLimit else {
      answers.append(Self.refusalOfEndlessLine())
      return true
    }
    let request: JSONValue
    do throws(Diagnostic) {
      request = try JSONParser.parse(line, file: "")
    } catch {
      answers.append(Self.refusal(error, id: nil))
      return true
    }
    let id = request["id"]
    let start = answers.count
    do throws(Diagnostic) {
      if let id { try Self.requireIdentifier(id) }
      try answer(request, id: id, to: &answers)
    } catch {
      answers.removeSubrange(start...)
      let isIdentifier = id.map { (try? Self.requireIdentifier($0)) != nil } ?? false
      answers.append(Self.refusal(error, id: isIdentifier ? id : nil))
    }
    return true
  }

  /// What is said of bytes that are no line: more of them than a request may have.
  public static func refusalOfEndlessLine() -> String {
    refusal(Diagnostic("expected a line of at most \(lineLimit) bytes, found more"), id: nil)
  }

  private static func requireIdentifier(_ id: JSONValue) throws(Diagnostic) {
    switch id.content {
    case .number, .string, .null: return
    default: throw Diagnostic("expected a number or a string for 'id', found \(id)")
    }
  }

  /// The answer to what cannot be done.
  private static func refusal(_ diagnostic: Diagnostic, id: JSONValue?) -> String {
    var json = JSONWriter()
    json.beginObject()
    if let id {
      json.key("id")
      json.value(id)
    }
    json.key("error")
    json.string(diagnostic.sentence)
    json.endObject()
    return json.text
  }

  // MARK: Commands

  /// Everything that a request may ask for, and the members that it may have.
  enum Command: String, CaseIterable {
    case spec
    case reset
    case step
    case explain
    case ask
    case tell
    case close

    var members: [String] {
      switch self {
      case .spec, .close: []
      case .reset: ["seed", "algorithm", "budget", "reward", "references"]
      case .step: ["point", "points", "first", "count", "keep", "metrics", "echo"]
      case .explain: ["point"]
      case .ask: ["count"]
      case .tell: ["trials"]
      }
    }
  }

  /// What this session understands.
  var commands: [Command] {
    role == .worker ? [.spec, .step, .close] : Command.allCases
  }

  private mutating func answer(
    _ request: JSONValue, id: JSONValue?, to text: inout [UInt8]
  ) throws(Diagnostic) {
    guard case .object(let members) = request.content else {
      throw Diagnostic("expected a JSON object, found \(request)")
    }
    let name = try request.require("command").requireString("command")
    guard let command = Command(rawValue: name), commands.contains(command) else {
      let known = commands.map(\.rawValue)
      throw Diagnostic(
        "unknown command '\(name.shortened)'",
        hint: didYouMean(name, among: known) ?? "known are \(known.joined(separator: ", "))")
    }
    for member in members where member.name != "id" && member.name != "command" {
      guard !command.members.contains(member.name) else { continue }
      throw Diagnostic(
        "'\(name)' has no '\(member.name.shortened)'",
        hint: didYouMean(member.name, among: command.members)
          ?? (command.members.isEmpty ? nil : "it has \(command.members.joined(separator: ", "))"))
    }
    text.append("{")
    if let id {
      var json = JSONWriter()
      json.value(id)
      text.append("\"id\":\(json.text),")
    }
    switch command {
    case .spec: text.append(spec)
    case .reset: text.append(try reset(request))
    case .step: try step(request, to: &text)
    case .explain: text.append(try explain(request))
    case .ask: text.append(try ask(request))
    case .tell: text.append(try tell(request))
    case .close:
      isClosed = true
      text.append("\"closed\":true")
    }
    text.append("}")
  }

  /// Evaluates a point or several.
  private mutating func step(_ request: JSONValue, to text: inout [UInt8]) throws(Diagnostic) {
    let isEchoed = try request["echo"]?.requireBoolean("echo") ?? false
    let shown = try request["metrics"].map { value throws(Diagnostic) in
      try writer.positions(value)
    }
    let isRange = ["first", "count", "keep"].contains { request[$0] != nil }
    switch (request["point"], request["points"], isRange) {
    case (nil, nil, true): try stepRange(request, shown, isEchoed, to: &text)
    case (let value?, nil, false):
      let point = try points.point(value)
      let outcome = try evaluator.evaluate([point])[0]
      writer.write(
        Trial(index: 0, point: point, outcome: outcome), reward, shown, isEchoed, to: &text)
    case (nil, let values?, false):
      try step(try values.requireArray("points"), shown, isEchoed, to: &text)
    default:
      throw Diagnostic("expected one of 'point', 'points', and 'first' with 'count'")
    }
  }

  /// A batch: a point that makes no sense is answered in its place.
  private mutating func step(
    _ values: [JSONValue], _ shown: [Int]?, _ isEchoed: Bool, to text: inout [UInt8]
  ) throws(Diagnostic) {
    var designs: [DesignPoint] = []
    designs.reserveCapacity(values.count)
    var refusals: [(index: Int, diagnostic: Diagnostic)] = []
    for (index, value) in values.enumerated() {
      do throws(Diagnostic) {
        designs.append(try points.point(value))
      } catch {
        refusals.append((index, error))
      }
    }
    let outcomes = try evaluator.evaluate(designs)
    text.append("\"results\":[")
    var next = 0
    var refusal = 0
    for index in values.indices {
      text.append(index > 0 ? ",{" : "{")
      if refusal < refusals.count, refusals[refusal].index == index {
        text.append("\"error\":\(GymWriter.quoted(refusals[refusal].diagnostic.sentence))")
        refusal += 1
      } else {
        writer.write(
          Trial(index: index, point: designs[next], outcome: outcomes[next]), reward, shown,
          isEchoed, to: &text)
        next += 1
      }
      text.append("}")
    }
    text.append("]")
  }
}

extension Diagnostic {
  /// The message with its hint, and where in the line it is wrong.
  fileprivate var sentence: String {
    let column = location?.column.map { "column \($0): " } ?? ""
    let line = Diagnostic(message, hint: hint).description
    return column + line.dropFirst("error: ".count)
  }
}
