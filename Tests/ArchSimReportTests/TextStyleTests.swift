import ArchSimReport
import Testing

@Suite struct TextStyleTests {
  /// The rules of no-color.org: a variable that is there and not empty refuses colours.
  @Test(arguments: [
    (true, [:], TextStyle.coloured), (false, [:], .plain), (true, ["NO_COLOR": "1"], .plain),
    (true, ["NO_COLOR": "0"], .plain), (true, ["NO_COLOR": ""], .coloured),
    (true, ["TERM": "dumb"], .plain), (true, ["TERM": "xterm"], .coloured),
    (false, ["TERM": "xterm"], .plain),
  ])
  func coloursAreForTerminalsThatWantThem(
    isTerminal: Bool, environment: [String: String], expected: TextStyle
  ) {
    #expect(TextStyle(isTerminal: isTerminal) { environment[$0] } == expected)
  }

  /// A coloured report says what a plain one says, in the same places.
  @Test func coloursChangeNoWord() {
    var random = RandomSource(seed: 25)
    for round in 0..<50 {
      var report = Report("test")
      report.add(random.table())
      report.add(Facts("f", title: "facts", [Fact(Column("a", "name"), .integer(3))]))
      let width = Int.random(in: 40...120, using: &random)
      let plain = report.text(as: .table, width: width)
      let coloured = report.text(as: .table, width: width, style: .coloured)
      #expect(withoutColours(coloured) == plain, "seed 25, round \(round)")
      #expect(coloured != plain, "seed 25, round \(round)")
      for format in [ReportFormat.json, .csv, .markdown] {
        #expect(
          report.text(as: format, style: .coloured) == report.text(as: format),
          "seed 25, round \(round): data have no colours")
      }
    }
  }
}
