import ArchSimHardware
import ArchSimReport
import ArchSimText
import Testing

@Suite struct ReportDataTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func jsonIsOneObjectWithEveryColumnInOrder(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let table = random.table()
    var report = Report("test")
    report.add(Facts("facts", [Fact(Column("one", "one"), .integer(1))]))
    report.add(table)
    let value = try JSONParser.parse(Array(report.text(as: .json).utf8), file: "report")
    let members = try value.requireObject("the report")
    #expect(members.map(\.name) == ["report", "facts", "rows"], "seed \(seed)")
    let rows = try value.require("rows").requireArray("rows")
    #expect(rows.count == table.rows.count, "seed \(seed)")
    for (row, cells) in zip(rows, table.rows) {
      let values = try row.requireObject("row")
      #expect(values.map(\.name) == table.columns.map(\.key), "seed \(seed)")
      for (member, cell) in zip(values, cells) { try expect(member.value, cell, seed: seed) }
    }
  }

  private func expect(_ value: JSONValue, _ cell: Cell, seed: UInt64) throws {
    switch (cell, value.content) {
    case (.text(let expected), .string(let actual)): #expect(actual == expected, "seed \(seed)")
    case (.integer(let expected), .number(_, let text)):
      #expect(text == "\(expected)", "seed \(seed)")
    case (.number(let expected), .number(let actual, _)):
      #expect(actual == expected, "seed \(seed)")
    case (.number(let expected), .null): #expect(!expected.isFinite, "seed \(seed)")
    case (.boolean(let expected), .boolean(let actual)):
      #expect(actual == expected, "seed \(seed)")
    case (.list(let expected), .array(let actual)):
      #expect(try actual.map { try $0.requireString("item") } == expected, "seed \(seed)")
    case (.none, .null): break
    default: Issue.record("seed \(seed): \(value) for \(cell)")
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func csvReadsBackWithTheSameNumbers(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let table = random.table()
    var report = Report("test")
    report.add(table)
    let text = report.text(as: .csv)
    let read = try CSVTable.parse(Array(text.utf8), file: "report")
    #expect(read.header.map(\.text) == table.columns.map(\.key), "seed \(seed)")
    try #require(read.rows.count == table.rows.count, "seed \(seed): \(text)")
    for (row, cells) in zip(read.rows, table.rows) {
      for (field, cell) in zip(row.fields, cells) {
        switch cell {
        case .text(let expected): #expect(field.text == expected, "seed \(seed)")
        case .integer(let expected): #expect(Int(field.text) == expected, "seed \(seed)")
        case .number(let expected) where expected.isFinite:
          #expect(Double(field.text) == expected, "seed \(seed)")
        case .boolean(let expected): #expect(field.text == "\(expected)", "seed \(seed)")
        case .list(let expected):
          #expect(field.text == expected.joined(separator: " "), "seed \(seed)")
        case .number, .none: #expect(field.text.isEmpty, "seed \(seed)")
        }
      }
    }
  }

  @Test func csvIsTheFirstTableThatIsData() {
    var report = Report("test")
    report.add(Facts("facts", [Fact(Column("a", "a"), 1)]))
    #expect(report.text(as: .csv) == "name,value\na,1\n")
    var shown = Table("shown", columns: [Column("s", "s")], isInData: false)
    shown.append([1])
    report.add(shown)
    var first = Table(
      "first",
      columns: [
        Column("x", "x"), Column("", "for people", visibility: .textOnly),
        Column("y", "y", visibility: .dataOnly),
      ])
    first.append([1, "words", 2.5])
    report.add(first)
    #expect(report.text(as: .csv) == "x,y\n1,2.5\n")
    #expect(report.text(as: .table).contains("for people"))
    #expect(!report.text(as: .json).contains("for people"))
  }

  @Test func missingCellsAreBlankAndSurplusOnesDropped() {
    var table = Table("t", columns: [Column("a", "a"), Column("b", "b")])
    table.append([1])
    table.append([1, 2, 3])
    #expect(table.rows == [[1, .none], [1, 2]])
  }

  @Test func markdownHasWhatPeopleSeeAsPipeTables() {
    var report = Report("test")
    report.add(lines: ["Words."])
    report.add(Facts("facts", title: "Facts", [Fact(Column("t", "time", unit: .seconds), 0.002)]))
    var table = Table(
      "rows", title: "Rows",
      columns: [
        Column("name", "name"), Column("share", "share", isFraction: true), Column("none", "none"),
        Column("data", "data", visibility: .dataOnly),
      ])
    table.append(["a|b", 0.25, .none, 1])
    table.append(["c\nd", 1.0, .none, 2])
    report.add(table)
    report.add(title: "", items: ["one", "two"], lines: [])
    var hidden = Table("hidden", columns: [Column("x", "x")], isInText: false)
    hidden.append([1])
    report.add(hidden)
    let expected = """
      # Test

      Words.

      ## Facts

      - time: 2 ms

      ## Rows

      | name | share (%) |
      |---|---:|
      | a\\|b | 25.0 |
      | c d | 100.0 |

      - one
      - two

      """
    #expect(report.text(as: .markdown) == expected)
  }
}
