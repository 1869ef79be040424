import ArchSimText
import Testing

@Suite struct JSONWriterTests {
  @Test func writesOneLineWithoutSpaces() {
    var json = JSONWriter()
    json.beginObject()
    json.key("a")
    json.beginArray()
    json.number(1)
    json.number(1.5)
    json.number(3.0)
    json.number(Double.infinity)
    json.number(Double.nan)
    json.beginObject()
    json.endObject()
    json.endArray()
    json.key("b\"\n")
    json.string("\\\u{1}é")
    json.key("c")
    json.boolean(true)
    json.key("d")
    json.null()
    json.endObject()
    #expect(
      json.text
        == #"{"a":[1,1.5,3.0,null,null,{}],"b\"\n":"\\\u0001é","c":true,"d":null}"#)
  }

  @Test func indentsTwoSpacesALevel() {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("a")
    json.beginArray()
    json.number(1)
    json.number(2)
    json.endArray()
    json.key("b")
    json.beginArray()
    json.endArray()
    json.endObject()
    #expect(json.text == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}")
  }

  @Test func linesFollowEachOther() {
    var json = JSONWriter()
    for number in 1...2 {
      json.beginArray()
      json.number(number)
      json.endArray()
      json.text += "\n"
    }
    #expect(json.text == "[1]\n[2]\n")
  }

  @Test(arguments: [21, 22] as [UInt64])
  func doublesAndStringsComeBack(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<1_000 {
      let number = random.nextDouble()
      let text = random.nextText()
      var json = JSONWriter(indented: Bool.random(using: &random))
      json.beginObject()
      json.key(text)
      json.number(number)
      json.key("text" + text)
      json.string(text)
      json.endObject()
      let value = try JSONParser.parse(Array(json.text.utf8), file: "w.json")
      let members = try value.requireObject("all")
      let read = try members[0].value.requireNumber("number")
      #expect(read.bitPattern == number.bitPattern, "seed \(seed): \(number) came back as \(read)")
      let readText = try members[1].value.requireString("text")
      #expect(
        Array(readText.utf8) == Array(text.utf8) && Array(members[0].name.utf8) == Array(text.utf8),
        "seed \(seed): \(text.debugDescription) came back as \(readText.debugDescription)")
    }
  }

  @Test(arguments: [31, 32] as [UInt64])
  func documentsComeBack(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<100 {
      let place = SourceLocation(file: "made")
      let document = JSONValue(.array([randomValue(depth: 5, &random)]), at: place)
      for isIndented in [false, true] {
        var first = JSONWriter(indented: isIndented)
        first.value(document)
        var second = JSONWriter(indented: isIndented)
        second.value(try JSONParser.parse(Array(first.text.utf8), file: "w.json"))
        #expect(first.text == second.text, "seed \(seed)")
      }
    }
  }

  private func randomValue(depth: Int, _ random: inout TestRandom) -> JSONValue {
    let content: JSONValue.Content
    switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
    case 0: content = .null
    case 1: content = .boolean(Bool.random(using: &random))
    case 2:
      let number = random.nextDouble()
      content = .number(number, text: number.description)
    case 3: content = .string(random.nextText())
    case 4:
      content = .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          randomValue(depth: depth - 1, &random)
        })
    default:
      content = .object(
        (0..<Int.random(in: 0...20, using: &random)).map {
          JSONMember(
            name: "\($0)\(random.nextText())", nameLocation: SourceLocation(file: "made"),
            value: randomValue(depth: depth - 2, &random))
        })
    }
    return JSONValue(content, at: SourceLocation(file: "made"))
  }
}
