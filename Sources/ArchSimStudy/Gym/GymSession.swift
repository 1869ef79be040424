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
    guard line.contains(where: { ![9, 10, 13, 32].contains($0) }) else { return nil }
    guard line.count <= Self.lineLimit else {
      return Self.refusal(
        Diagnostic("expected a line of at most \(Self.lineLimit) bytes, found more"), id: nil)
    }
    let request: JSONValue
    do throws(Diagnostic) {
      request = try JSONParser.parse(line, file: "")
    } catch {
      return Self.refusal(error, id: nil)
    }
    let id = request["id"]
    do throws(Diagnostic) {
      if let id { try Self.requireIdentifier(id) }
      return try answer(request, id: id)
    } catch {
      let isIdentifier = id.map { (try? Self.requireIdentifier($0)) != nil } ?? false
      return Self.refusal(error, id: isIdentifier ? id : nil)
    }
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
      case .step: ["point", "points", "metrics", "echo"]
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
    _ request: JSONValue, id: JSONValue?
  ) throws(Diagnostic) -> String {
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
    var text = "{"
    if let id {
      var json = JSONWriter()
      json.value(id)
      text += "\"id\":\(json.text),"
    }
    switch command {
    case .spec: text += spec
    case .reset: text += try reset(request)
    case .step: try step(request, to: &text)
    case .explain: text += try explain(request)
    case .ask: text += try ask(request)
    case .tell: text += try tell(request)
    case .close:
      isClosed = true
      text += "\"closed\":true"
    }
    text += "}"
    return text
  }

  /// Evaluates a point or several.
  private mutating func step(_ request: JSONValue, to text: inout String) throws(Diagnostic) {
    let isEchoed = try request["echo"]?.requireBoolean("echo") ?? false
    let shown = try request["metrics"].map { value throws(Diagnostic) in
      try writer.positions(value)
    }
    switch (request["point"], request["points"]) {
    case (let value?, nil):
      let point = try points.point(value)
      let outcome = try evaluator.evaluate([point])[0]
      writer.write(
        Trial(index: 0, point: point, outcome: outcome), reward, shown, isEchoed, to: &text)
    case (nil, let values?):
      try step(try values.requireArray("points"), shown, isEchoed, to: &text)
    default:
      throw Diagnostic("expected 'point' or 'points', and not both")
    }
  }

  /// A batch: a point that makes no sense is answered in its place.
  private mutating func step(
    _ values: [JSONValue], _ shown: [Int]?, _ isEchoed: Bool, to text: inout String
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
    text += "\"results\":["
    var next = 0
    var refusal = 0
    for index in values.indices {
      text += index > 0 ? ",{" : "{"
      if refusal < refusals.count, refusals[refusal].index == index {
        text += "\"error\":\(GymWriter.quoted(refusals[refusal].diagnostic.sentence))"
        refusal += 1
      } else {
        writer.write(
          Trial(index: index, point: designs[next], outcome: outcomes[next]), reward, shown,
          isEchoed, to: &text)
        next += 1
      }
      text += "}"
    }
    text += "]"
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
