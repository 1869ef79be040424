import ArchSimText
import Testing

/// Reads the columns of a page as its script does.
struct PackedReader {
  /// A value a row for every column, metrics first; nil for none.
  private(set) var columns: [[Double?]] = []
  /// The numbers of the trials.
  let trials: [Int]

  init(_ data: JSONValue) throws {
    let count = try data.require("count").requireInteger("count")
    var last = -1
    let trials = try Self.numbers(data.require("trials").requireString("trials"), count).map {
      last += $0 + 1
      return last
    }
    let members =
      try data.require("metrics").requireArray("metrics")
      + data.require("parameters").requireArray("parameters")
    try self.init(members, count: count, trials: trials)
  }

  /// Reads the members that say what the values of columns are.
  init(_ members: [JSONValue], count: Int, trials: [Int] = []) throws {
    self.trials = trials
    var known: [Int: [Double?]] = [:]
    func values(_ place: Int) throws -> [Double?] {
      if let values = known[place] { return values }
      let values = try Self.values(of: members[place], count, values)
      #expect(values.count == count, "column \(place)")
      known[place] = values
      return values
    }
    columns = try members.indices.map(values)
  }

  private static func values(
    of member: JSONValue, _ count: Int, _ column: (Int) throws -> [Double?]
  ) throws -> [Double?] {
    func number(_ value: JSONValue) throws -> Double? {
      if case .null = value.content { return nil }
      return try value.requireNumber("value")
    }
    func columns(_ value: JSONValue) throws -> [[Double?]] {
      try value.requireArray("columns").map { try column($0.requireInteger("column")) }
    }
    if let list = member["values"] { return try list.requireArray("values").map(number) }
    if let ratio = try member["ratio"]?.requireArray("ratio") {
      let factor = try ratio[0].requireNumber("factor")
      let (above, below) = (try columns(ratio[1]), try columns(ratio[2]))
      return (0..<count).map { row in
        var value: Double? = factor
        for column in above { value = value.flatMap { value in column[row].map { value * $0 } } }
        for column in below { value = value.flatMap { value in column[row].map { value / $0 } } }
        return value.flatMap { $0.isFinite ? $0 : nil }
      }
    }
    for (name, sign) in [("sum", 1.0), ("difference", -1)] {
      guard let pair = try member[name].map(columns) else { continue }
      return zip(pair[0], pair[1]).map { one, other in
        one.flatMap { one in other.map { one + sign * $0 } }
      }
    }
    let codes = try numbers(member.require("codes").requireString("codes"), count)
    if let list = try member["of"]?.requireArray("of").map(number) { return codes.map { list[$0] } }
    let digits = try member.require("digits").requireInteger("digits")
    let least = try member.require("least").requireInteger("least")
    let first = (1..<digits).reduce(1) { power, _ in power * 10 }
    return codes.map { code in
      guard code > 1 else { return code == 0 ? nil : 0 }
      return Double("\(first + (code - 2) % (9 * first))e\(least + (code - 2) / (9 * first))")
    }
  }

  /// Whole numbers in base 90, all of equally many characters.
  private static func numbers(_ text: String, _ count: Int) -> [Int] {
    let alphabet = (35...126).filter { $0 != 60 && $0 != 92 }
    let digits = text.utf8.map { byte in alphabet.firstIndex(of: Int(byte)) ?? -1 }
    #expect(!digits.contains(-1), "no character that JSON or HTML would misread")
    guard count > 0 else { return [] }
    #expect(digits.count % count == 0)
    let width = digits.count / count
    return (0..<count).map { row in
      digits[(row * width)..<((row + 1) * width)].reduce(0) { $0 * 90 + $1 }
    }
  }
}
