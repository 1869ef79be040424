import ArchSimText
import Testing

@Suite struct CSVReaderTests {
  func parse(_ text: String) throws -> CSVTable {
    try CSVTable.parse(Array(text.utf8), file: "t.csv")
  }

  @Test func readsQuotesCommentsBlankLinesAndAllLineEnds() throws {
    let text =
      "\u{FEFF}# made by hand\r\nname,m\r\n\r\n  \n\"a,\"\"b\"\"\",1\r\"x\ny\",2\n#c\n\"#d\",3"
    let table = try parse(text)
    #expect(table.header.map(\.text) == ["name", "m"])
    #expect(
      table.rows.map { $0.fields.map(\.text) } == [["a,\"b\"", "1"], ["x\ny", "2"], ["#d", "3"]])
    #expect(table.rows.map(\.line) == [5, 6, 9])
    #expect(table.rows[1].location(at: 1).description == "t.csv:7:4")
  }

  @Test func columnsCountCharacters() throws {
    let row = try parse("a,b,c\né€,\"😀\",x\n").rows[0]
    #expect(row.fields.map(\.column) == [1, 4, 8])
  }

  /// The form of SCALE-Sim's topologies: spaces after commas and a comma at the end of each line.
  @Test func trailingCommasAreTolerated() throws {
    let table = try parse("Layer, M, N, K,\nqkv, 1, 6144, 4096,\nout, 1, 4096, 4096\n")
    #expect(table.header.count == 4)
    let k = try table.requireColumn(named: "K")
    #expect(try table.rows.map { try $0.integer(at: k, named: "K") } == [4096, 4096])
    #expect(try table.rows[0].text(at: 0, named: "Layer") == "qkv")
    let other = try parse("a,b\n1,2,\n3,4\n5,\n")
    #expect(other.rows.map { $0.fields.map(\.text) } == [["1", "2"], ["3", "4"], ["5", ""]])
  }

  @Test func spacesAroundFieldsAreTrimmedOnlyWhenAsked() throws {
    let field = try parse("a\n \té \u{301} x\u{301}\t \n").rows[0].fields[0]
    #expect(field.text == " \té \u{301} x\u{301}\t ")
    #expect(field.trimmed == "é \u{301} x\u{301}")
    #expect(try parse("a,b\n  ,1\n").rows[0].fields[0].trimmed == "")
  }

  static let mistakes: [(String, String, [String])] = [
    ("", "t.csv:1", ["names of the columns", "end of the file"]),
    ("# only\n\n", "t.csv:3", ["names of the columns"]),
    ("a,b\n1\n", "t.csv:2", ["expected 2 fields", "found 1"]),
    ("a,b\n1,2\n\n1,2,3\n", "t.csv:4", ["expected 2 fields", "found 3"]),
    ("a,b\n1,2,,\n", "t.csv:2", ["expected 2 fields", "found 4"]),
    ("a\n\"x\n\n", "t.csv:2:1", ["closing quote", "end of the file"]),
    ("a,b\né,x\"y\"\n", "t.csv:2:4", ["a quote inside a field"]),
    ("a,b\n1,\"y\" \n", "t.csv:2:6", ["after a quoted field", "' '"]),
    ("a,b,a\n", "t.csv:1:5", ["duplicate column 'a'", "1 and 3"]),
    ("a\nx\u{0}\n", "t.csv:2:2", ["is not a text file", "0x00"]),
  ]

  @Test(arguments: mistakes)
  func saysWhereAndWhat(text: String, place: String, words: [String]) {
    let error = #expect(throws: Diagnostic.self) { try self.parse(text) }
    let line = error?.description ?? "no error"
    #expect(line.hasPrefix("\(place): error: "), "\(text.debugDescription) gave \(line)")
    for word in words {
      #expect(line.contains(word), "\(text.debugDescription) gave \(line), expected \(word)")
    }
  }

  @Test func refusesWhatIsNotText() {
    let error = #expect(throws: Diagnostic.self) {
      try CSVTable.parse([0x61, 0x0A, 0xC3, 0xA9, 0xFF, 0x0A], file: "t.csv")
    }
    #expect(
      error?.description
        == "t.csv:2:2: error: this is not a text file: found the byte 0xFF, expected UTF-8 text")
  }

  @Test func fieldsAreTyped() throws {
    let table = try parse("m,x\n 1e3 ,0.5\n1.5,\n99999999999999999999,nan\n")
    let rows = table.rows
    #expect(try rows[0].integer(at: 0, named: "m") == 1000)
    #expect(try rows[0].number(at: 1, named: "x") == 0.5)
    let wrong: [(String, () throws -> Void)] = [
      (
        "t.csv:3:1: error: expected an integer for 'm', found '1.5'",
        { _ = try rows[1].integer(at: 0, named: "m") }
      ),
      (
        "t.csv:3:5: error: expected a number for 'x', found an empty field",
        { _ = try rows[1].number(at: 1, named: "x") }
      ),
      (
        "t.csv:4:1: error: expected an integer that fits 64 bits for 'm', "
          + "found '99999999999999999999'",
        { _ = try rows[2].integer(at: 0, named: "m") }
      ),
      (
        "t.csv:4:22: error: expected a number for 'x', found 'nan'",
        { _ = try rows[2].number(at: 1, named: "x") }
      ),
      ("t.csv:2: error: missing field 'y'", { _ = try rows[0].text(at: 2, named: "y") }),
      (
        "t.csv:1:1: error: missing column 'y' (the columns are m, x)",
        { _ = try table.requireColumn(named: "y") }
      ),
    ]
    for (message, read) in wrong {
      let error = #expect(throws: Diagnostic.self) { try read() }
      #expect(error?.description == message)
    }
  }

  @Test(arguments: [41, 42] as [UInt64])
  func neverTraps(seed: UInt64) {
    var random = TestRandom(seed: seed)
    let likely = Array(",,,\"\"\n\r#a1 \té".utf8)
    for _ in 0..<3_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ -> UInt8 in
        seed == 41
          ? .random(in: 0...255, using: &random)
          : likely[Int.random(in: 0..<likely.count, using: &random)]
      }
      do {
        let table = try CSVTable.parse(bytes, file: "t.csv")
        #expect(
          table.rows.allSatisfy { $0.fields.count == table.header.count }, "seed \(seed): \(bytes)")
      } catch {
        let line = error.location?.line ?? 0
        #expect((1...bytes.count + 1).contains(line), "seed \(seed): \(bytes) gave \(error)")
      }
    }
  }
}
