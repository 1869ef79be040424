import ArchSimText
import Testing

@Suite struct CSVWriterTests {
  @Test func quotesOnlyWhatNeedsIt() {
    var csv = CSVWriter()
    csv.row(["a", "b c", "d,e", "f\"g", "h\ni"])
    csv.row(["#x", "#y"])
    csv.row([""])
    csv.row(["", ""])
    #expect(csv.text == "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\"\n\"#x\",#y\n\"\"\n,\n")
  }

  @Test(arguments: [51, 52, 53] as [UInt64])
  func tablesComeBack(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<300 {
      let columns = Int.random(in: 1...4, using: &random)
      let header = (0..<columns).map { "column \($0)" }
      let rows = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        (0..<columns).map { _ in
          // A NUL is no text, and is refused by the reader.
          String(String.UnicodeScalarView(random.nextText().unicodeScalars.filter { $0 != "\0" }))
        }
      }
      var csv = CSVWriter()
      csv.row(header)
      for row in rows { csv.row(row) }
      let table = try CSVTable.parse(Array(csv.text.utf8), file: "w.csv")
      let read = table.rows.map { $0.fields.map { Array($0.text.utf8) } }
      #expect(table.header.map(\.text) == header)
      #expect(
        read == rows.map { $0.map { Array($0.utf8) } },
        "seed \(seed): \(csv.text.debugDescription)")
    }
  }
}
