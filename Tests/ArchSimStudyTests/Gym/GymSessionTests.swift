import ArchSim
import Testing

@testable import ArchSimStudy

struct GymSessionTests {
  static let text =
    "study: gym-example\n" + StudyText.workload + "hardware: hardware/systolic-28nm.yaml\n" + """
      space:
        array.rows: [16, 32, 64]
        clock: [300 MHz, 500 MHz]
      objectives: [minimize latency, minimize area]
      constraints: [area <= 6 mm2]
      search: {algorithm: genetic, budget: 60, seed: 3}

      """

  /// A space with every kind of parameter.
  static let mixed =
    "study: gym-mixed\n" + StudyText.workload + "hardware: hardware/systolic-28nm.yaml\n" + """
      space:
        dataflow: [os, ws, is]
        array.rows: {from: 1, to: 99, step: 7}
        array.columns: {powers: {from: 16, to: 128}, when: {dataflow: [os, is]}}
        clock: {from: 300 MHz, to: 500 MHz, scale: log}
      objectives: [minimize latency, maximize tokens_per_second]
      constraints: [power <= 6 W]

      """

  static func session(_ text: String = text) throws -> GymSession {
    try GymSession(try StudyText.parse(text))
  }

  static func value(_ text: String?) throws -> JSONValue {
    try JSONParser.parse(Array(try #require(text).utf8), file: "answer")
  }

  static func ask(_ session: inout GymSession, _ line: String) throws -> JSONValue {
    let answer = session.reply(to: Array(line.utf8))
    return try value(answer)
  }

  static func text(_ value: JSONValue?) throws -> String {
    var json = JSONWriter()
    json.value(try #require(value))
    return json.text
  }

  @Test("the conversation of gym.md is one")
  func documentation() throws {
    let blocks = try DocumentationTests.blocks("gym", "json-lines")
    #expect(blocks.count == 1)
    var session = try Self.session()
    var answer = ""
    var answers = 0
    for line in blocks[0].split(separator: "\n") {
      let rest = String(line.dropFirst(2))
      if line.hasPrefix("> ") {
        answer = session.reply(to: Array(rest.utf8)) ?? ""
      } else {
        answers += 1
        #expect(Self.matches(answer, rest), "expected \(rest), found \(answer)")
        let isJSON = (try? JSONParser.parse(Array(answer.utf8), file: "")) != nil
        #expect(isJSON, "\(answer)")
      }
    }
    #expect(answers == 11)
    #expect(session.isClosed)
  }

  /// Whether a text is as a pattern, in which `…` stands for anything.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    var rest = text[...]
    let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
    guard let first = parts.first, rest.hasPrefix(first) else { return false }
    for part in parts where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return text.hasSuffix(parts.last ?? "")
  }

  @Test("a step says what a run of the study writes down, one by one and as a batch")
  func stepsEqualRun() async throws {
    let text = StudyText.small
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let journal = Journal(study: result.study)
    var session = try Self.session(text)
    let points = result.trials.map { journal.text(of: $0.point) }
    let batch = try Self.ask(
      &session, "{\"command\":\"step\",\"points\":[\(points.joined(separator: ","))]}")
    let results = try batch.require("results").requireArray("results")
    #expect(results.count == result.trials.count)
    for (trial, found) in zip(result.trials, results) {
      let written = try JSONParser.parse(Array(journal.line(trial).utf8), file: "")
      let single = try Self.ask(
        &session, "{\"command\":\"step\",\"point\":\(points[trial.index])}")
      #expect(try Self.text(single) == Self.text(found))
      if let metrics = written["metrics"] {
        for member in try metrics.requireObject("metrics") {
          let own = try found.require("metrics").require(member.name)
          #expect(
            try own.isNull && member.value.isNull
              || own.requireNumber("") == member.value.requireNumber(""),
            "\(member.name) of trial \(trial.index)")
        }
      } else {
        #expect(try Self.text(found["infeasible"]) == Self.text(written["infeasible"]))
      }
      #expect(
        try found.require("feasible").requireBoolean("")
          == result.study.observation(of: trial).isFeasible)
      #expect(
        (found["violated"] == nil) == (written["violated"] == nil), "trial \(trial.index)")
    }
  }

  @Test("levels reach every value of a discrete parameter, and both ends of a real one")
  func levels() throws {
    var session = try Self.session(Self.mixed)
    let spec = try Self.ask(&session, #"{"command":"spec"}"#)
    let parameters = try spec.require("parameters").requireArray("")
    let counts = try parameters.map { try $0.require("levels").requireInteger("") }
    #expect(counts == [3, 15, 4, 101])
    let kinds = try parameters.map { try $0.require("kind").requireString("") }
    #expect(kinds == ["categorical", "integer", "ordinal", "real"])
    #expect(
      try Self.text(parameters[2]["when"]) == #"{"parameter":"dataflow","values":["os","is"]}"#)
    for (position, count) in counts.enumerated() {
      var seen: Set<String> = []
      for level in 0..<count {
        var point = [0, 0, 0, 0]
        point[position] = level
        let answer = try Self.ask(
          &session, #"{"command":"step","echo":true,"metrics":[],"point":\#(point)}"#)
        let name = try parameters[position].require("name").requireString("")
        seen.insert(try Self.text(answer["point"]?[name]))
      }
      #expect(seen.count == count)
      if position == 0 { #expect(seen == [#""os""#, #""ws""#, #""is""#]) }
      if position == 1 {
        #expect(seen == Set(stride(from: 1, through: 99, by: 7).map { "\($0)" }))
      }
      if position == 3 { #expect(seen.isSuperset(of: ["300000000", "500000000"])) }
    }
    // A switched-off parameter is passed over, whatever it has.
    let one = try Self.ask(
      &session,
      #"{"command":"step","echo":true,"point":{"dataflow":"ws","array.rows":8,"clock":"0.4 GHz"}}"#)
    let other = try Self.ask(
      &session,
      """
      {"command":"step","echo":true,"point":{"clock":4e8,"dataflow":"ws","array.columns":77,\
      "array.rows":8}}
      """)
    #expect(try Self.text(one) == Self.text(other))
    #expect(one["point"]?["array.columns"] == nil)
    #expect(one["metrics"] != nil)
  }

  @Test("ask, step and tell propose what a run would", arguments: ["genetic", "random", "tpe"])
  func search(_ algorithm: String) async throws {
    let text = StudyText.changed(
      "algorithm: genetic, budget: 60, seed: 3, population: 12",
      "algorithm: \(algorithm), budget: 48, seed: 3")
    let result = try await StudyRunner(try StudyText.parse(text)).run()
    let journal = Journal(study: result.study)
    var session = try Self.session(text)
    // The last batch of a run is cut to its budget, and points that a run knows are no trials.
    let compared = 24
    var asked: [String] = []
    while asked.count < compared {
      let points = try Self.ask(&session, #"{"command":"ask"}"#).require("points").requireArray("")
      guard !points.isEmpty else { break }
      let texts = try points.map { try Self.text($0) }
      let list = texts.joined(separator: ",")
      let results = try Self.ask(
        &session, #"{"command":"step","echo":true,"points":[\#(list)]}"#)["results"]
      let told = try Self.ask(&session, #"{"command":"tell","trials":\#(try Self.text(results))}"#)
      #expect(try told.require("told").requireInteger("") == texts.count)
      asked += texts.filter { !asked.contains($0) }
    }
    let expected = result.trials.prefix(compared).map { journal.text(of: $0.point) }
    #expect(Array(asked.prefix(compared)) == expected)
  }

  @Test("a trial without a number for what is judged has failed")
  func nothing() throws {
    var session = try Self.session()
    for (metrics, feasible) in [
      (#"{"latency":0.5,"area":2.5}"#, 1), (#"{"latency":null,"area":2.5}"#, 0),
      (#"{"latency":0.5,"area":null}"#, 0),
    ] {
      let trial = #"{"point":[0,0],"metrics":\#(metrics)}"#
      let told = try Self.ask(&session, #"{"command":"tell","trials":[\#(trial)]}"#)
      #expect(try told.require("feasible").requireInteger("") == feasible, "\(metrics)")
    }
  }

  @Test("a seed is text or a number, of all 64 bits, and answered as text")
  func seeds() throws {
    var session = try Self.session()
    for (seed, text) in [
      ("7", "7"), (#""7""#, "7"), (#""18446744073709551615""#, "18446744073709551615"),
    ] {
      let answer = try Self.ask(&session, #"{"command":"reset","seed":\#(seed)}"#)
      #expect(try answer.require("seed").requireString("") == text)
    }
  }

  @Test("explain adds up to the latency of the same point")
  func explain() throws {
    var session = try Self.session()
    for point in ["[0,0]", "[2,1]"] {
      let answer = try Self.ask(&session, #"{"command":"explain","point":\#(point)}"#)
      let step = try Self.ask(&session, #"{"command":"step","point":\#(point)}"#)
      let seconds = try answer.require("seconds").requireNumber("")
      let latency = try step.require("metrics").require("latency").requireNumber("")
      #expect((seconds / latency - 1).magnitude < 1e-9)
      let energy = try step.require("metrics").require("energy").requireNumber("")
      let operators = try answer.require("operators").requireArray("")
      #expect(operators.count > 10)
      let times = try operators.map { try $0.require("seconds").requireNumber("") }
      #expect(times == times.sorted(by: >))
      #expect((times.reduce(0, +) / seconds - 1).magnitude < 1e-9)
      let joules = try operators.map { try $0.require("energy_j").requireNumber("") }
      #expect((joules.reduce(0, +) / energy - 1).magnitude < 1e-9)
      let bounds = try answer.require("bounds").requireObject("").map {
        try $0.value.requireNumber("")
      }
      #expect((bounds.reduce(0, +) - 1).magnitude < 1e-9)
    }
  }

  @Test("a worker evaluates and does nothing else")
  func worker() throws {
    var session = try GymSession(try StudyText.parse(Self.text), role: .worker)
    let refusal = session.reply(to: Array(#"{"id":1,"command":"ask"}"#.utf8))
    #expect(
      refusal == #"{"id":1,"error":"unknown command 'ask' (expected one of spec, step, close)"}"#)
    let spec = try Self.ask(&session, #"{"command":"spec"}"#)
    #expect(try Self.text(spec["commands"]) == #"["spec","step","close"]"#)
    #expect(try Self.ask(&session, #"{"command":"step","point":[0,0]}"#)["metrics"] != nil)
    #expect(try Self.ask(&session, #"{"command":"close"}"#)["closed"] != nil)
    #expect(session.isClosed)
  }
}
