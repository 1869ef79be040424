import ArchSimText
import Testing

@testable import ArchSimReport

@Suite struct PackedColumnsTests {
  private static func read(
    _ columns: [[Double]], given: [[Double]] = []
  ) throws -> (columns: [[Double?]], texts: [String]) {
    let texts = PackedColumns(columns, given: given).texts
    let members = try texts.map {
      try JSONParser.parse(Array("{\($0)}".utf8), file: "column")
    }
    let count = (columns.first ?? given.first)?.count ?? 0
    return (try PackedReader(members, count: count).columns, texts)
  }

  private static func expect(
    _ read: [Double?], _ wanted: [Double], within tolerance: Double = 0.5201e-3,
    _ comment: Comment, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(read.count == wanted.count, comment, sourceLocation: sourceLocation)
    for (row, (read, wanted)) in zip(read, wanted).enumerated() {
      guard wanted.isFinite, let read else {
        #expect(read == nil && !wanted.isFinite, comment, sourceLocation: sourceLocation)
        continue
      }
      #expect(
        (read - wanted).magnitude <= tolerance * wanted.magnitude,
        "\(comment), row \(row): expected \(wanted), found \(read)",
        sourceLocation: sourceLocation)
    }
  }

  /// Whatever the numbers, four digits of them come back, and nothing where there is none.
  @Test func anyNumbersReadBackToFourDigits() throws {
    var random = RandomSource(seed: 31)
    for round in 0..<40 {
      let range = [1.0, 3, 30, 200][round % 4]
      let columns = (0..<4).map { kind in
        (0..<200).map { _ -> Double in
          switch (kind, Int.random(in: 0..<20, using: &random)) {
          case (_, 0): 0
          case (1..., 1): .nan
          case (2, _): Double(Int.random(in: -5...5, using: &random))
          case (3, _): Double.random(in: -1...1, using: &random)
          default:
            Mathematics.power10(Double.random(in: -range...range, using: &random))
          }
        }
      }
      let given = [(0..<200).map { _ in Double.random(in: 0...1, using: &random) }]
      let (read, _) = try Self.read(columns, given: given)
      for (place, column) in columns.enumerated() {
        Self.expect(read[place], column, "seed 31, round \(round), column \(place)")
      }
      Self.expect(read[4], given[0], within: 0.500001e-8, "seed 31, round \(round), given")
    }
  }

  /// What follows from other columns takes no room, and reads back nearly as well.
  @Test func whatFollowsFromOthersIsARule() throws {
    var random = RandomSource(seed: 5)
    let count = 300
    let (latency, energy) = (
      (0..<count).map { _ in Double.random(in: 1e-4...1e2, using: &random) },
      (0..<count).map { _ in Double.random(in: 1e-3...1e3, using: &random) }
    )
    let batch = (0..<count).map { _ in Double(1 << Int.random(in: 0...6, using: &random)) }
    let pairs = Array(zip(latency, energy))
    let (power, delay) = (pairs.map { $1 / $0 }, pairs.map { $0 * $1 })
    let derived: [[Double]] = [
      power, delay, pairs.map { $0 + $1 }, latency.map { 3 * $0 }, latency.map { 7e12 / $0 },
      zip(batch, latency).map { 128 * $0 / $1 }, zip(power, energy).map { 0.25 * $1 / $0 },
    ]
    let (read, texts) = try Self.read([latency, energy] + derived, given: [batch])
    for (place, column) in ([latency, energy] + derived).enumerated() {
      Self.expect(read[place], column, within: 2.1e-5, "seed 5, column \(place)")
    }
    for place in 2..<(2 + derived.count) {
      #expect(texts[place].utf8.count < 60, "\(place): \(texts[place])")
    }
    // One row that breaks a rule is enough for there to be none.
    var broken = power
    broken[count - 1] *= 1.001
    let (again, plain) = try Self.read([latency, energy, broken])
    Self.expect(again[2], broken, "seed 5, broken")
    #expect(plain[2].hasPrefix("\"digits\":4,"), "\(plain[2].prefix(60))")
  }

  @Test func whatIsTheSameInAllRowsIsWrittenOnce() throws {
    let (read, texts) = try Self.read([[2.5, 2.5, 2.5]], given: [[.nan, .nan, .nan]])
    #expect(texts == ["\"of\":[25e-1],\"codes\":\"\"", "\"of\":[null],\"codes\":\"\""])
    #expect(read == [[2.5, 2.5, 2.5], [nil, nil, nil]])
    #expect(try Self.read([[]], given: [[]]).columns == [[], []])
  }

  @Test func numbersOfTrialsAreTheirDistances() throws {
    #expect(PackedColumns.steps([0, 1, 2, 3]).isEmpty)
    #expect(PackedColumns.steps([0, 2, 3]) == "#$#")
    #expect(PackedColumns.steps([90, 91]) == "$###")
    #expect(PackedColumns.steps([]).isEmpty)
  }
}
