import ArchSim
import Testing

@testable import ArchSimStudy

struct GymMistakeTests {
  @Test(
    "what makes no sense is answered with what is wrong with it",
    arguments: [
      ("[1]", "expected a JSON object, found an array"),
      ("{}", "missing 'command'"),
      (#"{"comand":"spec"}"#, "column 1: missing 'command' (is 'comand' meant to be it?)"),
      (#"{"command":3}"#, "expected a string for 'command', found the number 3"),
      (#"{"command":"spec","x":1}"#, "'spec' has no 'x'"),
      (#"{"command":"step"}"#, "expected one of 'point', 'points', and 'first' with 'count'"),
      (#"{"command":"step","point":[0,0],"points":[]}"#, "expected one of 'point', 'points'"),
      (#"{"command":"step","points":[],"first":0,"count":1}"#, "expected one of 'point'"),
      (#"{"command":"step","point":[0,0],"keep":"front"}"#, "expected one of 'point'"),
      (#"{"command":"step","first":0}"#, "missing 'count'"),
      (#"{"command":"step","count":1}"#, "missing 'first'"),
      (#"{"command":"step","keep":"all"}"#, "missing 'first'"),
      (#"{"command":"step","first":-1,"count":1}"#, "'first' is -1, expected 0 to 5"),
      (#"{"command":"step","first":6,"count":1}"#, "'first' is 6, expected 0 to 5"),
      (#"{"command":"step","first":0,"count":0}"#, "'count' is 0, expected 1 to 1000000"),
      (#"{"command":"step","first":0,"count":-3}"#, "'count' is -3, expected 1 to 1000000"),
      (
        #"{"command":"step","first":4,"count":3}"#,
        "'count' is 3, but only 2 designs are left from 4 on"
      ),
      (
        #"{"command":"step","first":1,"count":9223372036854775807,"keep":"front"}"#,
        "'count' is 9223372036854775807, expected 1 to 1000000000"
      ),
      (#"{"command":"step","first":0.5,"count":1}"#, "for 'first', found the number 0.5"),
      (#"{"command":"step","first":"0","count":1}"#, "for 'first', found a string"),
      (#"{"command":"step","first":0,"count":1e300}"#, "for 'count' that fits 64 bits"),
      (#"{"command":"step","first":0,"count":[1]}"#, "for 'count', found an array"),
      (
        #"{"command":"step","first":0,"count":1,"keep":"frnt"}"#,
        "unknown 'keep' 'frnt' (did you mean 'front'?)"
      ),
      (#"{"command":"step","first":0,"count":1,"keep":1}"#, "expected a string for 'keep'"),
      (#"{"command":"step","frist":0,"count":1}"#, "'step' has no 'frist' (did you mean 'first'?)"),
      (#"{"command":"step","point":[0,0],"ecko":true}"#, "(did you mean 'echo'?)"),
      (#"{"command":"step","point":[0]}"#, "expected 2 levels in a point, found 1"),
      (#"{"command":"step","point":[0,2]}"#, "expected 0 to 1 as level of 'clock'"),
      (#"{"command":"step","point":[0.5,0]}"#, "expected 0 to 2 as level of 'array.rows'"),
      (#"{"command":"step","point":[-1,0]}"#, "expected 0 to 2 as level of 'array.rows'"),
      (#"{"command":"step","point":[1e300,0]}"#, "expected 0 to 2 as level of 'array.rows'"),
      (#"{"command":"step","point":7}"#, "expected a point as object"),
      (#"{"command":"step","point":{"array.rows":32}}"#, "the point has no 'clock'"),
      (
        #"{"command":"step","point":{"array.row":32,"clock":3e8}}"#,
        "the space has no parameter 'array.row' (did you mean 'array.rows'?)"
      ),
      (
        #"{"command":"step","point":{"array.rows":33,"clock":3e8}}"#,
        "'array.rows' is 33, expected one of 16, 32, 64"
      ),
      (
        #"{"command":"step","point":{"array.rows":32,"clock":"300"}}"#,
        "'clock' needs a unit, found '300'"
      ),
      (
        #"{"command":"step","point":{"array.rows":true,"clock":3e8}}"#,
        "expected a value for 'array.rows', found true"
      ),
      (
        #"{"command":"step","point":[0,0],"metrics":["aera"]}"#,
        "this study has no metric 'aera' (did you mean 'area'?)"
      ),
      (#"{"command":"reset","seed":-1}"#, "'seed' is -1, expected at least 0"),
      (#"{"command":"reset","seed":"-1"}"#, "'seed' is '-1', expected a whole number"),
      (#"{"command":"reset","algorithm":"genetc"}"#, "(did you mean 'genetic'?)"),
      (#"{"command":"reset","reward":"best"}"#, "unknown reward 'best'"),
      (#"{"command":"reset","references":{"area":0}}"#, "the reference of 'area' cannot be 0"),
      (#"{"command":"reset","references":{"power":1}}"#, "'power' is no objective"),
      (#"{"command":"reset","budget":0}"#, "'budget' is 0"),
      (#"{"command":"ask","count":0}"#, "'count' is 0, expected 1 to 1000000"),
      (#"{"command":"tell","trials":[{"point":[0,0]}]}"#, "expected 'metrics', 'infeasible'"),
      (#"{"command":"tell","trials":[{"point":[0,0],"metrics":{}}]}"#, "missing 'latency'"),
      (#"{"command":"close","now":true}"#, "'close' has no 'now'"),
      (#"{"command":"spec"}}"#, "column 19: expected the end of the file"),
      (#"{"command":NaN}"#, "column 12: expected a finite number, found NaN"),
    ])
  func mistakes(_ line: String, _ expected: String) throws {
    var session = try GymSessionTests.session()
    let named = line.hasPrefix("{\"") ? "{\"id\":\"a\"," + line.dropFirst() : line
    for (text, id) in [(line, nil), (named, "a")] where text != line || id == nil {
      let answer = try GymSessionTests.ask(&session, text)
      let error = try answer.require("error").requireString("error")
      // Columns differ, as the id has moved what follows.
      let sentence =
        text == line || !expected.hasPrefix("column ")
        ? expected : String(expected.drop { $0 != ":" }.dropFirst(2))
      #expect(error.contains(sentence), "\(text): expected \(sentence), found \(error)")
      #expect(!error.contains("\n"))
      #expect(!session.isClosed)
      // The id is known once the line is JSON.
      if text != line, (try? JSONParser.parse(Array(text.utf8), file: "")) != nil {
        #expect(try answer.require("id").requireString("id") == "a")
      }
    }
    let after = try GymSessionTests.ask(&session, #"{"command":"step","point":[0,0]}"#)
    #expect(after["metrics"] != nil)
  }

  @Test("no bytes end a session, and each line has one line as answer")
  func bytes() throws {
    let lines = [
      #"{"id":2,"command":"step","first":1,"count":3,"keep":"front","echo":true}"#,
      #"{"id":1,"command":"step","points":[[2,1],{"array.rows":16,"clock":"500 MHz"}]}"#,
      #"{"id":4,"command":"reset","seed":7,"algorithm":"random","references":{"area":2}}"#,
      #"{"id":6,"command":"tell","trials":[{"point":[0,0],"metrics":{"latency":0.5,"area":2}}]}"#,
      #"{"id":7,"command":"explain","point":[0,0]}"#, #"{"id":"x","command":"ask","count":3}"#,
      #"{"command":"spec"}"#,
    ].map { Array($0.utf8) }
    var session = try GymSessionTests.session()
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    for round in 0..<3000 {
      var line = lines[random.integer(below: lines.count)]
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: line.count)
        switch random.integer(below: 4) {
        case 0: line[place] = UInt8(random.integer(below: 256))
        case 1: line.remove(at: place)
        case 2: line.insert(UInt8(ascii: "9"), at: place)
        default: line += line[place...]
        }
        if line.isEmpty { line = [0] }
      }
      guard let answer = session.reply(to: line) else { continue }
      #expect(!answer.contains("\n"), "round \(round), seed \(seed)")
      let isJSON = (try? JSONParser.parse(Array(answer.utf8), file: "")) != nil
      #expect(isJSON, "round \(round), seed \(seed): \(answer)")
    }
    for blank in ["", " \t\r\n"] {
      let answer = session.reply(to: Array(blank.utf8))
      #expect(answer == nil)
    }
    let deep = session.reply(to: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    #expect(deep?.contains("512 levels") == true)
  }
}
