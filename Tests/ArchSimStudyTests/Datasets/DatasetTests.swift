import ArchSim
import Testing

@testable import ArchSimStudy

struct DatasetTests {
  /// A run, a tournament of the same study, and the datasets of both.
  static func runs(_ name: String) async throws -> (run: String, cup: String) {
    let scratch = try Scratch("dataset-\(name)")
    let study = try TournamentTests.study()
    _ = try await StudyRunner(study, output: scratch.path + "/run").run()
    _ = try await TournamentRunner(try TournamentTests.small(), output: scratch.path + "/cup").run()
    return (scratch.path + "/run", scratch.path + "/cup")
  }

  @Test("a run's dataset says what its trials say")
  func ofRun() async throws {
    let scratch = try Scratch("dataset-run")
    let study = try TournamentTests.study(
      ("array.rows: [16, 32, 64]", "array.rows: {values: [16, 32, 64], when: {dataflow: os}}"),
      ("  dataflow: [os, ws, is]\n", ""), ("space:\n", "space:\n  dataflow: [os, ws, is]\n"))
    let result = try await StudyRunner(study, output: scratch.path + "/run").run()
    let dataset = try Dataset(run: scratch.path + "/run")
    #expect(dataset.rows.count == result.trials.count)
    let power = try #require(dataset.column("power"))
    let rows = try #require(dataset.column("array.rows"))
    let feasible = try #require(dataset.column("feasible"))
    #expect(dataset.columns[power].unit == .watts)
    #expect(dataset.columns[power].role == .metric)
    var missing = 0
    for (trial, row) in zip(result.trials, dataset.rows) {
      #expect(row[power].number == trial.metric("power"))
      #expect(row[feasible] == .boolean(study.observation(of: trial).isFeasible))
      if row[rows] == .missing { missing += 1 }
    }
    #expect(missing > 0 && missing < dataset.rows.count)
    #expect(dataset.rows.map { $0[4] } == result.trials.map { .number(Double($0.index)) })
  }

  @Test("a tournament's dataset has a row a trial of every run")
  func ofTournament() async throws {
    let (_, cup) = try await Self.runs("cup")
    let dataset = try Dataset(run: cup)
    #expect(dataset.rows.count == 5 * 3 * 20)
    let algorithm = try #require(dataset.column("algorithm"))
    #expect(dataset.rows.count { $0[algorithm].text == "random" } == 3 * 20)
    let distinct = dataset.distinct()
    #expect(distinct.rows.count == Set(dataset.rows.map { dataset.design(of: $0) }).count)
    #expect(distinct.rows.count < dataset.rows.count)
  }

  @Test("CSV and JSON lines read back as the same values", arguments: DatasetFile.Format.allCases)
  func roundTrip(_ format: DatasetFile.Format) async throws {
    let (run, cup) = try await Self.runs("round-trip-\(format.rawValue)")
    var dataset = try Dataset(run: run)
    try dataset.merge(try Dataset(run: cup), at: SourceLocation(file: cup))
    let file = run + ".\(format.rawValue)"
    try DatasetFile.write(dataset, to: file, as: format)
    let read = try DatasetFile.read(file)
    #expect(read.columns == dataset.columns)
    #expect(read.rows == dataset.rows)
    #expect(read.study == dataset.study)
  }

  @Test("datasets of other columns are refused, naming the column")
  func merging() async throws {
    let (run, _) = try await Self.runs("merging")
    let dataset = try Dataset(run: run)
    let location = SourceLocation(file: "other")
    func merged(_ change: (inout Dataset) -> Void) -> String? {
      var other = dataset
      change(&other)
      return diagnosticText { () throws(Diagnostic) in
        var copy = dataset
        try copy.merge(other, at: location)
      }
    }
    let position = try #require(dataset.column("dataflow"))
    #expect(merged { _ in } == nil)
    #expect(
      merged { $0.columns[position].name = "flow" }?.contains(
        "this has no column 'dataflow', which the others have") == true)
    #expect(
      merged { $0.columns[position].kind = .choice(["os", "ws"]) }
        == "other: error: the column 'dataflow' is not the same as in the others: found parameter, "
        + "choice of os, ws, expected parameter, choice of os, ws, is")
    #expect(
      merged {
        $0.columns.append(Dataset.Column("heat", .number, .metric))
      }?.contains("this has a column 'heat'") == true)
    // Another order of columns is no difference.
    var turned = dataset
    turned.columns.reverse()
    turned.rows = turned.rows.map { $0.reversed() }
    var copy = dataset
    try copy.merge(turned, at: location)
    #expect(copy.rows == dataset.rows + dataset.rows)
  }

  @Test("filters keep what meets all conditions")
  func filters() async throws {
    let (_, cup) = try await Self.runs("filters")
    let dataset = try Dataset(run: cup)
    let power = try #require(dataset.column("power"))
    let feasible = try #require(dataset.column("feasible"))
    func kept(_ text: String) throws -> [[Dataset.Value]] {
      let filter = try DatasetFilter(
        parsing: text, columns: dataset.columns, at: SourceLocation(file: "--filter"))
      return dataset.rows.filter { filter.holds($0) }
    }
    let limit = 5.0
    let low = dataset.rows.filter { ($0[power].number ?? .infinity) <= limit }
    #expect(!low.isEmpty && low.count < dataset.rows.count)
    #expect(try kept("power <= 5 W") == low)
    #expect(
      try kept("power <= 5000 mW and feasible") == low.filter { $0[feasible] == .boolean(true) })
    #expect(try kept("feasible").count + kept("not feasible").count == dataset.rows.count)
    #expect(try kept("algorithm != tpe and algorithm != genetic").count == 60)
    #expect(try kept("dataflow = os and dataflow = ws").isEmpty)
    func refusal(_ text: String) -> String? {
      diagnosticText { () throws(Diagnostic) in
        try DatasetFilter(
          parsing: text, columns: dataset.columns, at: SourceLocation(file: "--filter"))
      }
    }
    for (text, expected) in [
      ("powr <= 5 W", "there is no column 'powr' (did you mean 'power'?)"),
      ("power <= 5", "'power' needs a unit, found '5' (write 5 W)"),
      ("power", "expected a condition such as 'feasible' or 'power <= 5 W', found 'power'"),
      ("algorithm < tpe", "'algorithm' is no number: expected = or !=, found <"),
      ("dataflow = wss", "unknown 'wss' for 'dataflow' (did you mean 'ws'?)"),
      ("power ! 5 W", "expected one of <=, >=, <, >, =, != in 'power ! 5 W'"),
      ("", "there is no column ''"),
    ] {
      #expect(refusal(text)?.hasPrefix("--filter: error: \(expected)") == true, "\(text)")
    }
  }

  @Test("divisions share no design, and hold out what they say")
  func divisions() async throws {
    let (_, cup) = try await Self.runs("divisions")
    let dataset = try Dataset(run: cup)
    let algorithm = try #require(dataset.column("algorithm"))
    let designs = { (part: Dataset) in Set(part.rows.map { part.design(of: $0) }) }
    let all = designs(dataset).count
    for seed in 1...5 as ClosedRange<UInt64> {
      let (train, test, _) = try dataset.divided(.random, fraction: 0.25, seed: seed)
      #expect(train.rows.count + test.rows.count == dataset.rows.count)
      #expect(designs(train).isDisjoint(with: designs(test)), "seed \(seed)")
      #expect(designs(test).count == Int((Double(all) * 0.25).rounded()), "seed \(seed)")
    }
    let (train, test, heldOut) = try dataset.divided(
      .holdingOut(["tpe"]), fraction: 0.2, seed: 1)
    #expect(heldOut == ["tpe"])
    #expect(train.rows.allSatisfy { $0[algorithm].text != "tpe" })
    #expect(!test.rows.isEmpty && test.rows.allSatisfy { $0[algorithm].text == "tpe" })
    #expect(designs(train).isDisjoint(with: designs(test)))
    let some = try dataset.divided(.byAlgorithm, fraction: 0.2, seed: 1)
    #expect(some.heldOut.count == 1)
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try dataset.divided(.holdingOut(["tpee"]), fraction: 0.2, seed: 1)
      } == "error: there are no rows of 'tpee' (did you mean 'tpe'?)")
  }

  @Test("a sample has as many rows of every algorithm, as far as there are any")
  func samples() {
    let columns = [
      Dataset.Column("algorithm", .text, .source), Dataset.Column("x", .number, .parameter),
    ]
    var dataset = Dataset(study: "s", columns: columns)
    for (name, count) in [("a", 5), ("b", 100), ("c", 100)] {
      for x in 0..<count { dataset.rows.append([.text(name), .number(Double(x))]) }
    }
    func counts(_ total: Int) -> [Int] {
      let rows = dataset.sample(total, seed: 3).rows
      return ["a", "b", "c"].map { name in rows.count { $0[0].text == name } }
    }
    #expect(counts(9) == [3, 3, 3])
    #expect(counts(45) == [5, 20, 20])
    #expect(counts(1000) == [5, 100, 100])
    #expect(dataset.sample(45, seed: 3).rows == dataset.sample(45, seed: 3).rows)
    #expect(dataset.sample(45, seed: 3).rows != dataset.sample(45, seed: 4).rows)
  }

  @Test("damaged datasets are refused with their place")
  func damage() async throws {
    let (run, _) = try await Self.runs("damage")
    let file = run + ".csv"
    try DatasetFile.write(try Dataset(run: run), to: file, as: .csv)
    let text = String(decoding: try TextFile.read(file), as: UTF8.self)
    func refusal(_ text: String) throws -> String {
      try TextFile.writeAtomically(text, to: file)
      return diagnosticText { () throws(Diagnostic) in try DatasetFile.read(file) } ?? ""
    }
    #expect(try refusal(text) == "")
    #expect(try refusal(text.replacing("power", with: "pover")).contains("missing column 'power'"))
    let wrong = text.replacing(",true,", with: ",maybe,")
    #expect(try refusal(wrong).contains("expected true or false for 'exists', found 'maybe'"))
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try DatasetFile.read(Repository.path("Traces/layers/llama2-7b-decode.csv"))
      }?.contains("this dataset has no schema: expected") == true)
    #expect(
      diagnosticText { () throws(Diagnostic) in try Dataset(run: Repository.path("docs")) }?
        .hasSuffix("there is no run here: expected 'study.yaml' and 'trials.jsonl' in it") == true)
  }
}
