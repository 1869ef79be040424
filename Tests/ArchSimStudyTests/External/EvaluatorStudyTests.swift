import ArchSim
import Testing

@testable import ArchSimStudy

struct EvaluatorStudyTests {
  static let text = """
    study: p
    evaluator: {command: [sh, m.sh]}
    metrics: {t: ms, a: {unit: mm2}, g: {direction: maximize}, n: }
    space:
      x: [1, 2]
      y: {from: 0.5 V, to: 1 V}
      k: [one, two]
      z: {from: 1, to: 9, when: {k: one}}
    objectives: [minimize t]

    """

  static func changed(_ old: String, _ new: String) -> String {
    precondition(text.contains(old), "\(old) is not in the study")
    return text.replacing(old, with: new)
  }

  @Test("the example of evaluator.md is read, and its answers are understood")
  func documentation() throws {
    let block = try DocumentationTests.blocks("evaluator", "yaml")[0]
    let study = try StudyText.parse(block)
    #expect(study.metrics.map(\.unit) == [.seconds, .squareMillimetres])
    #expect(study.evaluator?.workers == 4)
    #expect(study.evaluator?.timeoutSeconds == 30)
    let kinds = study.space.search.parameters.map { parameter in
      switch parameter.domain {
      case .real: "real"
      case .integer: "integer"
      case .ordinal: "ordinal"
      case .categorical: "categorical"
      }
    }
    #expect(kinds == ["categorical", "integer", "real", "real"])
    let settings = try #require(study.evaluator)
    let wire = ProgramProtocol(study: study, settings: settings)
    let lines = try DocumentationTests.blocks("evaluator", "json")
    #expect(lines.count == 2)
    let point = DesignPoint([1, 32, 0.9, 0])
    let request = wire.request(Journal(study: study).text(of: point), identifier: 7)
    #expect(request.hasPrefix(#"{"id":7,"command":"step","point":{"kind":"fast","rows":32,"#))
    #expect(lines[0].hasPrefix(#"{"id":7,"command":"step","point":{"kind":"fast","rows":32,"#))
    var outcomes: [String] = []
    for line in lines[1].split(separator: "\n") {
      guard case .outcome(let outcome) = wire.answer(Array(line.utf8), identifier: 7) else {
        Issue.record("\(line) is not understood")
        continue
      }
      switch outcome {
      case .evaluated(let metrics): outcomes.append("\(metrics)")
      case .infeasible(let reason): outcomes.append(reason.resource)
      case .failed(let failure): outcomes.append(failure.reason)
      }
    }
    #expect(
      outcomes == [
        "[0.00049, 3.1]", "room on the die", "room on the die",
        "the evaluator refused: no licence left",
      ])
  }

  @Test(
    "a study with a program reads back as it was written",
    arguments: ["docs/examples/evaluator/array.yaml", "text", "evaluator.md"])
  func roundTrip(_ name: String) throws {
    let study =
      switch name {
      case "text":
        try StudyText.parse(Self.changed("z: {from: 1, to: 9,", "z: {from: 1, to: 9, type: real,"))
      case "evaluator.md": try StudyText.parse(DocumentationTests.blocks("evaluator", "yaml")[0])
      default: try StudyFile.read(Repository.path(name))
      }
    let scratch = try Scratch("program-round-trip-\(name.replacing("/", with: "-"))")
    let text = StudyFile.text(study)
    let again = try StudyFile.read(try scratch.write(text, to: "study.yaml"))
    #expect(StudyFile.text(again) == text)
    #expect(again.space.search == study.space.search)
    #expect(again.space.parameters == study.space.parameters)
    #expect(again.evaluator == study.evaluator)
    #expect(again.objectives == study.objectives)
    #expect(again.constraints == study.constraints)
    #expect(again.metrics.map(\.name) == study.metrics.map(\.name))
    #expect(again.metrics.map(\.direction) == study.metrics.map(\.direction))
  }

  @Test(
    "mistakes are found where they stand",
    arguments: [
      ("space:", "hardware: x\nspace:", "4:1: error: 'hardware' means nothing beside 'evaluator'"),
      ("[sh, m.sh]", "[]", "2:22: error: expected a program and its arguments"),
      ("[sh, m.sh]", "sh m.sh", "2:22: error: expected a list for 'command', found 'sh m.sh'"),
      ("[sh, m.sh]", "[sh], protocl: x", "error: unknown key 'protocl' in 'evaluator'"),
      ("[sh, m.sh]", "[sh], protocol: grpc", "error: expected json-lines for 'protocol'"),
      ("[sh, m.sh]", "[sh], timeout: 3", "error: 'timeout' needs a unit, found '3'"),
      ("[sh, m.sh]", "[sh], timeout: 0 s", "error: expected a timeout of 1 ms to 1e9 s"),
      ("[sh, m.sh]", "[sh], workers: 0", "error: 'workers' is 0, expected 1 to 1024"),
      ("[sh, m.sh]", "[sh], retries: -1", "error: 'retries' is -1, expected 0 to 1000"),
      ("t: ms", "t: parsec", "3:14: error: unknown unit 'parsec' of 't'"),
      ("maximize}", "up}", "error: expected minimize or maximize, found 'up'"),
      ("n: }", "n: , t: s}", "error:"),
      ("{t: ms, a: {unit: mm2}, g: {direction: maximize}, n: }", "[]", "expected at least one"),
      ("x: [1, 2]", "x: [1, two]", "5:10: error: expected numbers or names for 'x', found both"),
      ("x: [1, 2]", "x: [1 V, 2 s]", "error: expected a voltage"),
      ("x: [1, 2]", "x: {choices: {a: {}}}", "'choices' set parameters of hardware"),
      ("x: [1, 2]", "x y: [1, 2]", "5:3: error: the name of a parameter has letters"),
      ("to: 9,", "to: 9.5, type: integer,", "error: expected whole numbers without unit for 'z'"),
      ("to: 9,", "to: 9, type: text,", "error: expected integer or real for 'type', found 'text'"),
      ("to: 9,", "to: 0,", "error: empty range for 'z'"),
      ("minimize t", "minimize tt", "unknown metric 'tt' (did you mean 't'?)"),
      (
        "minimize t", "minimize latency",
        "unknown metric 'latency' (expected one of t, a, g, n)"
      ),
      ("evaluator: {command: [sh, m.sh]}", "evaluator: sh", "error: expected a map"),
      ("evaluator: {command: [sh, m.sh]}\n", "", "error: 'metrics' are declared where a program"),
    ])
  func mistakes(_ old: String, _ new: String, _ expected: String) throws {
    let text = Self.changed(old, new)
    let error = try #require(diagnosticText { () throws(Diagnostic) in try StudyText.parse(text) })
    #expect(error.contains(expected), "expected \(expected), found \(error)")
  }

  @Test(
    "a program that is not there is found before anything is written",
    arguments: [
      ("sh, m.sh", "nothing-like-it", "there is no program 'nothing-like-it' in PATH"),
      ("sh, m.sh", "./nothing", "there is no evaluator './nothing'"),
      ("sh, m.sh", "./mixpe.yaml", "the evaluator './mixpe.yaml' is not executable"),
      ("sh, m.sh", "mixpe.yaml", "(write ./mixpe.yaml for the file beside the study)"),
      ("[sh, m.sh]", "[sh], directory: nowhere", "there is no directory to run the evaluator in"),
    ])
  func missing(_ old: String, _ new: String, _ expected: String) async throws {
    let text = Self.changed(old, new).replacing(", when: {k: one}", with: "")
    let study = try StudyText.parse(text)
    let path = try StudyRunnerTests.unused("missing-program")
    await #expect {
      _ = try await StudyRunner(study, output: path).run()
    } throws: { error in
      "\(error)".contains(expected)
    }
    #expect(!TextFile.exists(path))
  }
}
