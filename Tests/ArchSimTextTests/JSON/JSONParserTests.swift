import ArchSimText
import Testing

@Suite struct JSONParserTests {
  func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), file: "t.json")
  }

  /// Text, the place of its mistake, and words that the message must hold.
  static let mistakes: [(String, String, [String])] = [
    ("", "1:1", ["a value", "the end of the file"]),
    (" \n ", "2:2", ["a value", "the end of the file"]),
    ("{\"a\":1,}", "1:8", ["a name in double quotes", "'}'", "last comma"]),
    ("[1,2,]", "1:6", ["a value", "']'", "last comma"]),
    ("[1 2]", "1:4", ["',' or ']'", "'2'"]),
    ("{\"a\" 1}", "1:6", ["':'", "'a'", "'1'"]),
    ("{\"a\":1 \"b\":2}", "1:8", ["',' or '}'", "'\"'"]),
    ("{a:1}", "1:2", ["a name in double quotes", "'a'"]),
    (
      "{\n  \"a\": 1,\n  \"b\": 2,\n  \"a\": 3\n}", "4:3", ["duplicate", "'a'", "line 2", "line 4"]
    ),
    ("{\"é\": \"ü\", x}", "1:12", ["a name in double quotes", "'x'"]),
    ("\"ab", "1:4", ["end the string", "end of the file"]),
    ("\"ab\ncd\"", "1:4", ["end the string", "end of the line"]),
    ("\"a\tb\"", "1:3", ["a tab"]),
    ("\"\\x\"", "1:3", ["'x'"]),
    ("\"\\u12G4\"", "1:6", ["four hexadecimal digits", "'G'"]),
    ("\"\\ud800\"", "1:2", ["surrogates", "\\uD800"]),
    ("\"\\udc00\\ud800\"", "1:2", ["surrogates", "\\uDC00"]),
    ("\"\\ud800\\u0041\"", "1:2", ["surrogates"]),
    ("01", "1:1", ["leading zeros", "01"]),
    ("-", "1:2", ["a digit after '-'", "end of the file"]),
    ("-x", "1:2", ["a digit after '-'", "'x'"]),
    ("1.", "1:3", ["a digit after '.'"]),
    (".5", "1:1", ["a value", "'.'"]),
    ("+1", "1:1", ["a value", "'+'"]),
    ("1e", "1:3", ["a digit of the exponent"]),
    ("1e+", "1:4", ["a digit of the exponent"]),
    ("1e400", "1:1", ["fits a double", "1e400"]),
    ("0x10", "1:2", ["the end of the file", "'x'"]),
    ("[NaN]", "1:2", ["finite number", "NaN"]),
    ("Infinity", "1:1", ["finite number", "Infinity"]),
    ("[-Infinity]", "1:2", ["finite number", "-Infinity"]),
    ("True", "1:1", ["'True'", "did you mean 'true'?"]),
    ("nul", "1:1", ["'nul'", "did you mean 'null'?"]),
    ("'a'", "1:1", ["a single quote", "double quotes"]),
    ("// c\n1", "1:1", ["'/'", "no comments"]),
    ("1 1", "1:3", ["the end of the file", "'1'"]),
    ("{\n\"a\": [1,\n2", "3:2", ["',' or ']'", "the array begins at line 2, column 6"]),
    ("[\u{0}]", "1:2", ["0x00"]),
    ("\u{FEFF}[,]", "1:2", ["a value", "','"]),
  ]

  @Test(arguments: mistakes)
  func saysWhereAndWhat(text: String, place: String, words: [String]) {
    do {
      let value = try parse(text)
      Issue.record("accepted \(text.debugDescription) as \(value)")
    } catch let error as Diagnostic {
      let line = error.description
      #expect(line.hasPrefix("t.json:\(place): error: "), "\(text.debugDescription) gave \(line)")
      for word in words {
        #expect(line.contains(word), "\(text.debugDescription) gave \(line), expected \(word)")
      }
      #expect(!line.contains("\n"))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: [
    ([0x22, 0xFF, 0x22] as [UInt8], "1:2", "0xFF"),
    ([0x0A, 0x22, 0xC0, 0x80, 0x22], "2:2", "0xC0"),
    ([0x22, 0xED, 0xA0, 0x80, 0x22], "1:2", "0xED"),
    ([0x22, 0xC3, 0xA9, 0xE2, 0x82], "1:3", "0xE2"),
    ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "1:2", "0xF4"),
  ])
  func refusesIllFormedUnicode(bytes: [UInt8], place: String, byte: String) {
    let error = #expect(throws: Diagnostic.self) {
      try JSONParser.parse(bytes, file: "t.json")
    }
    #expect(error?.description.hasPrefix("t.json:\(place): error: ") == true, "\(bytes): \(error)")
    #expect(error?.message.contains(byte) == true, "\(bytes): \(error)")
  }

  @Test func knowsThePlaceOfEveryValue() throws {
    let value = try parse("{\r\n  \"é\": [10, \"ü€😀\", null],\n\t\"b\": {}\n}")
    let array = try #require(value["é"])
    #expect(array.location.description == "t.json:2:8")
    let elements = try array.requireArray("é")
    #expect(elements.map(\.location.column) == [9, 13, 20])
    #expect(try value.requireObject("all").map(\.nameLocation.line) == [2, 3])
    #expect(value["b"]?.location.description == "t.json:3:7")
    #expect(value["c"] == nil)
  }

  @Test func nestingEndsAt512() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(512))
    for text in [nested(513), String(repeating: "[", count: 1_000_000)] {
      let error = #expect(throws: Diagnostic.self) { try self.parse(text) }
      #expect(error?.description.hasPrefix("t.json:1:513: ") == true, "\(error)")
    }
    let objects = String(repeating: "{\"a\":", count: 600)
    #expect(throws: Diagnostic.self) { try self.parse(objects) }
  }

  @Test func duplicatesAreFoundInLargeObjectsToo() throws {
    let members = (0..<100).map { "\"k\($0)\": \($0)" }
    let value = try parse("{\(members.joined(separator: ",\n"))}")
    #expect(try value.requireObject("all").count == 100)
    for duplicate in [0, 7, 15, 16, 17, 99] {
      let text = "{\((members + [members[duplicate]]).joined(separator: ",\n"))}"
      let error = #expect(throws: Diagnostic.self) { try self.parse(text) }
      #expect(error?.message.contains("line \(duplicate + 1) and") == true, "\(error)")
      #expect(error?.location?.line == 101)
    }
  }

  @Test func escapesAreRead() throws {
    let value = try parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\uDE00\u0000é""#)
    let expected = "\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{1F600}\u{0}é"
    #expect(try value.requireString("s").unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  /// Whatever the bytes, the answer is a value or a diagnostic with a place in the text.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func neverTraps(seed: UInt64) {
    var random = TestRandom(seed: seed)
    let sample = Array(#"{"a": [1.5e3, -0, "x\u00e9\n", true, null], "é": {}}"#.utf8)
    for _ in 0..<2_000 {
      var bytes: [UInt8]
      if seed.isMultiple(of: 2) {
        bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
          .random(in: 0...255, using: &random)
        }
      } else {
        bytes = sample
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let index = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[index] = .random(in: 0...255, using: &random)
          case 1: bytes.remove(at: index)
          default: bytes.insert(bytes[bytes.count - 1 - index], at: index)
          }
        }
      }
      do {
        _ = try JSONParser.parse(bytes, file: "t.json")
      } catch {
        let lines = bytes.count { $0 == 0x0A } + 1
        #expect(
          (1...lines).contains(error.location?.line ?? 0)
            && (1...bytes.count + 1).contains(error.location?.column ?? 0),
          "seed \(seed): \(bytes) gave \(error)")
      }
    }
  }
}
