import ArchSimHardware
import ArchSimReport
import Testing

@Suite struct TextTableTests {
  private func text(_ table: Table, width: Int? = nil) -> [String] {
    var report = Report("test")
    report.add(table)
    return report.text(as: .table, width: width).split(separator: "\n").map(String.init)
  }

  @Test func unitsStandInHeadingsAndNumbersAtTheRight() {
    var table = Table(
      "t",
      columns: [
        Column("name", "name"), Column("time_s", "time", unit: .seconds),
        Column("share", "share", isFraction: true), Column("size", "size", unit: .bytes),
      ])
    table.append(["a", 0.0123, 0.5, 2048])
    table.append(["long name", 0.2, 0.0625, 1024])
    #expect(
      text(table) == [
        "name       time (ms)  share (%)  size (KiB)",
        "───────────────────────────────────────────",
        "a               12.3       50.0           2",
        "long name        200        6.2           1",
      ])
  }

  @Test func columnsOfLeastPriorityGoFirstAndAreNamed() {
    var table = Table(
      "t",
      columns: [
        Column("a", "first"), Column("b", "second", priority: 5),
        Column("c", "third", priority: 9),
      ])
    table.append([1, 2, 3])
    #expect(
      text(table, width: 20) == [
        "first  second  third", "────────────────────", "    1       2      3",
      ])
    #expect(
      text(table, width: 19) == [
        "first  third", "────────────", "    1      3",
        "(1 column does not", "fit: second;", "--format csv has", "all)",
      ])
    #expect(text(table, width: 1)[0] == "first", "what is required stays whatever the width")
  }

  @Test func wordsAreCutOrWrappedAsTheirColumnSays() {
    func shown(_ overflow: Column.Overflow) -> [String] {
      var table = Table("t", columns: [Column("a", "a", minimumWidth: 4, overflow: overflow)])
      table.append(["one two three"])
      return Array(text(table, width: 8).dropFirst(2))
    }
    #expect(shown(.cutEnd) == ["one two…"])
    #expect(shown(.cutStart) == ["…o three"])
    #expect(shown(.wrap) == ["one two", "three"])
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func tablesFitWhenWhatIsRequiredDoes(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var table = Table(
      "t",
      columns: (0..<12).map { index in
        Column(
          "k\(index)", "title\(index)", priority: index == 0 ? Column.required : index,
          minimumWidth: index % 2 == 0 ? 8 : nil)
      })
    for _ in 0..<6 {
      table.append(
        table.columns.map { _ in
          .text(random.word().filter { !$0.isNewline && $0 != "\t" })
        })
    }
    let width = Int.random(in: 10...120, using: &random)
    for line in text(table, width: width) where !line.hasSuffix("--format csv has all)") {
      #expect(line.count <= width, "seed \(seed): \(line)")
    }
  }

  @Test func columnsWithoutAnyValueAreNotShown() {
    var table = Table("t", columns: [Column("a", "a"), Column("b", "empty")])
    table.append([1, .none])
    #expect(text(table)[0] == "a")
  }

  @Test func prefixesAreThoseOfTheLargestValue() {
    func heading(_ value: Double) -> String {
      var table = Table("t", columns: [Column("a", "a", unit: .joules)])
      table.append([.number(value)])
      return text(table)[0]
    }
    #expect(heading(0).hasSuffix("(J)"))
    #expect(heading(1.5e-12).hasSuffix("(pJ)"))
    #expect(heading(0.99999).hasSuffix("(J)"), "1 J as written, never 1000 mJ")
    #expect(heading(-2e4).hasSuffix("(kJ)"))
    func seconds(_ value: Double) -> String {
      var table = Table("t", columns: [Column("a", "a", unit: .seconds)])
      table.append([.number(value)])
      return text(table)[0]
    }
    #expect(seconds(12_000).hasSuffix("(s)"))
    #expect(seconds(0.012).hasSuffix("(ms)"))
    #expect(heading(.infinity).hasSuffix("(J)"))
  }

  /// Facts go on below themselves; a word that is longer than the screen is wide stays whole.
  @Test func factsGoOnBelowWhereTheyDoNotFit() {
    let path = "runs/" + String(repeating: "x", count: 40)
    var facts = Facts("facts")
    facts.append(Column("about", "about"), "one two three four five six seven")
    facts.append(Column("run", "run"), .text("in " + path))
    var report = Report("test")
    report.add(facts)
    let lines = report.text(as: .table, width: 30).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "about  one two three four five", "       six seven", "run    in", "       " + path,
      ])
    #expect(!report.text(as: .table).contains("\n       "), "without a width nothing is folded")
  }
}
