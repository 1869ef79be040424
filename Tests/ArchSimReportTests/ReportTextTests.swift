import ArchSimReport
import Testing

/// Reports as text for screens of any width.
@Suite struct ReportTextTests {
  private static let words = ["a", "be", "plan", "tensor-parallel", "1.07×", "(p95)", "of", "host"]

  private static func sentence(_ random: inout RandomSource) -> String {
    let indent = String(repeating: " ", count: Int.random(in: 0...4, using: &random))
    let words = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
    }
    return indent + words.joined(separator: Bool.random(using: &random) ? " " : "  ")
  }

  /// Nothing is wider than the screen, and no word is lost, whatever the lines.
  @Test(arguments: 0..<40)
  func linesFitTheScreen(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let width = Int.random(in: 24...120, using: &random)
    let lines = (0..<5).map { _ in Self.sentence(&random) }
    let title = Self.sentence(&random)
    var report = Report("test")
    report.add(lines: lines)
    report.add(title: title, items: ["item"], lines: lines)
    let text = report.text(as: .table, width: width)
    for line in text.split(separator: "\n") {
      #expect(line.count <= width, "seed \(seed), width \(width): \(line)")
    }
    func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
    #expect(
      words(text)
        == words((lines + [title, "item"] + lines).joined(separator: "\n")), "seed \(seed)")
    #expect(report.text(as: .table, width: nil).split(separator: "\n").count <= 12)
  }

  /// CSV has the first table of the data alone: of others JSON has what does not fit.
  @Test func whatDoesNotFitIsWhereTheLineSays() {
    func table(_ key: String, isInText: Bool = true, isInData: Bool = true) -> Table {
      var table = Table(
        key,
        columns: [
          Column("\(key)_name", "name"),
          Column("\(key)_words", "words", priority: 10, "What does not fit"),
        ], isInText: isInText, isInData: isInData)
      table.append([.text("\(key) 1"), .text(String(repeating: "x", count: 60))])
      return table
    }
    for hasTwin in [false, true] {
      var report = Report("test")
      report.add(table("first", isInText: !hasTwin))
      report.add(table("shown", isInData: false))
      report.add(table("second"))
      let notes = report.text(as: .table, width: 60).split(separator: "\n")
        .filter { $0.hasPrefix("(1 column") }
      let (csv, json) = (report.text(as: .csv), report.text(as: .json))
      #expect(csv.contains("first_words") && !csv.contains("second_words"))
      #expect(json.contains("first_words") && json.contains("second_words"))
      let formats = hasTwin ? ["csv", "json"] : ["csv", "json", "json"]
      #expect(
        notes == formats.map { "(1 column does not fit: words; --format \($0) has all)" })
    }
  }

  /// People copy the number of a trial into a command.
  @Test func numbersThatAreNamesAreNotGrouped() {
    var report = Report("test")
    var table = Table("t", columns: [Column("trial", "trial", isName: true), Column("n", "n")])
    table.append([12_345, 12_345])
    report.add(table)
    #expect(report.text(as: .table).contains("12345  12,345"))
    #expect(report.text(as: .markdown).contains("12345 | 12,345"))
    #expect(report.text(as: .json).contains("\"trial\": 12345"))
  }

  @Test func furtherLinesAreSetInAndCommandsStayWhole() {
    var report = Report("test")
    report.add(lines: [
      "  beside INT8 at equal area: speed-up 3.1×",
      "  archsim replay --run runs/mixpe-llama2-7b --trial 12",
      "Replay a row: archsim replay --run runs/mixpe --trial TRIAL",
    ])
    #expect(
      report.text(as: .table, width: 30) == """
          beside INT8 at equal area:
            speed-up 3.1×
          archsim replay --run runs/mixpe-llama2-7b --trial 12
        Replay a row: archsim replay --run runs/mixpe --trial TRIAL

        """)
  }
}
