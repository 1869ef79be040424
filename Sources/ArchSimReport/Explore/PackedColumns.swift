import ArchSimText

/// Columns of numbers for the script of a page, each in the shortest of several ways.
///
/// A column is members of a JSON object:
/// - `"ratio":[k,[i,…],[j,…]]`: k times the columns i over the columns j, by their places.
/// - `"sum":[i,j]`, `"difference":[i,j]` of two columns.
/// - `"of":[…],"codes":"…"`: the place of each value in a list; no codes where all are one.
/// - `"digits":d,"least":e,"codes":"…"`: 0 is none, 1 is zero, and 2 and above are the d digits from
///   10^(d−1) on, exponent by exponent, the first of which is e.
/// - `"values":[…]`, where nothing else will do.
///
/// Codes are whole numbers of as many characters as all of their column need, in base 90: the
/// characters from `#` to `~` without `<` and `\`, which stand for themselves in JSON and in HTML.
/// Many metrics follow from others (throughput from latency, power from energy and latency): such a
/// column costs no more than its rule. Every rule is tried on all rows.
struct PackedColumns {
  /// The members of every column.
  let texts: [String]

  /// Characters that a code is made of.
  private static let base = 90

  /// How far a number that follows from others may be off: little beside the last of four digits.
  private static let tolerance = 2e-5

  /// Digits of numbers that others follow from.
  private static let manyDigits = 6

  /// Packs columns of equal length; what is no number is none.
  ///
  /// - Parameters:
  ///   - columns: Columns of which four digits are kept.
  ///   - given: Columns of which all digits are kept, and which come behind the others.
  init(_ columns: [[Double]], given: [[Double]]) {
    let exact = columns + given
    // What a script reads of them.
    var read = exact
    for place in columns.indices { read[place] = columns[place].map(Self.rounded) }
    var rules: [Rule?] = columns.map { _ in nil }
    var isNeeded = read.map { _ in false }
    for (place, column) in columns.enumerated() where Set(read[place]).count > 1 {
      let known = Array(columns.count..<read.count) + columns.indices.prefix(place)
      guard
        let rule = Rule(
          column, of: known, in: read, exact: exact, tolerance: Self.tolerance)
      else { continue }
      rules[place] = rule
      read[place] = column.indices.map { rule.value(at: $0, in: read) }
      for other in rule.columns { isNeeded[other] = true }
    }
    texts = read.indices.map { place in
      if place < columns.count {
        if let rule = rules[place] { return rule.text }
        return Self.text(columns[place], digits: isNeeded[place] ? Self.manyDigits : 4)
      }
      return Self.text(read[place], digits: 9)
    }
  }

  /// Whole numbers that grow, as the codes of the distances between them.
  static func steps(_ numbers: [Int]) -> String {
    var last = -1
    return codes(
      numbers.map { number in
        defer { last = number }
        return max(0, number - last - 1)
      })
  }

  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value.isFinite ? 0 : .nan }
    let (mantissa, exponent) = CompactNumber.parts(value.magnitude, digits: manyDigits)
    return CompactNumber.scaled(value < 0 ? -Double(mantissa) : Double(mantissa), by: exponent)
  }

  // MARK: Ways to write a column

  private static func text(_ column: [Double], digits: Int) -> String {
    let list = column.map { CompactNumber.text($0, digits: digits) }
    var texts = ["\"values\":[\(list.joined(separator: ","))]", listed(list)]
    if let text = packed(column, digits: digits) { texts.append(text) }
    return texts.min { $0.utf8.count < $1.utf8.count } ?? ""
  }

  private static func listed(_ texts: [String]) -> String {
    var places: [String: Int] = [:]
    var different: [String] = []
    let rows = texts.map { text in
      if let place = places[text] { return place }
      places[text] = different.count
      different.append(text)
      return different.count - 1
    }
    return "\"of\":[\(different.joined(separator: ","))],\"codes\":\"\(codes(rows))\""
  }

  private static func packed(_ column: [Double], digits: Int) -> String? {
    var least = Int.max
    let rows = column.map { value -> (mantissa: Int, exponent: Int)? in
      guard value.isFinite, value > 0 else { return nil }
      let parts = CompactNumber.parts(value, digits: digits)
      least = min(least, parts.exponent)
      return parts
    }
    guard !column.contains(where: { $0 < 0 }), least < .max else { return nil }
    let first = (1..<digits).reduce(1) { power, _ in power * 10 }
    let numbers = zip(column, rows).map { value, parts in
      guard let parts else { return value == 0 ? 1 : 0 }
      return 2 + (parts.exponent - least) * 9 * first + parts.mantissa - first
    }
    return "\"digits\":\(digits),\"least\":\(least),\"codes\":\"\(codes(numbers))\""
  }

  /// Numbers as text, all of as many characters as the greatest needs; none where all are 0.
  private static func codes(_ numbers: [Int]) -> String {
    var rest = numbers.max() ?? 0
    var width = 0
    while rest > 0 {
      width += 1
      rest /= base
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * width)
    for number in numbers {
      var digits = number
      let start = bytes.count
      for _ in 0..<width {
        bytes.append(character(digits % base))
        digits /= base
      }
      bytes[start...].reverse()
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func character(_ digit: Int) -> UInt8 {
    var byte = UInt8(ascii: "#") + UInt8(truncatingIfNeeded: digit)
    if byte >= UInt8(ascii: "<") { byte += 1 }
    if byte >= UInt8(ascii: "\\") { byte += 1 }
    return byte
  }
}

extension PackedColumns {
  /// How a column follows from one or two others.
  struct Rule {
    private let kind: Kind
    private let factor: Double
    private let above: [Int]
    private let below: [Int]

    private enum Kind {
      case ratio, sum, difference
    }

    private init(_ kind: Kind, above: [Int], below: [Int] = [], factor: Double = 1) {
      self.kind = kind
      self.above = above
      self.below = below
      self.factor = factor
    }

    /// The columns that it needs.
    var columns: [Int] { above + below }

    /// Members of a JSON object.
    var text: String {
      let (above, below) = (Self.list(above), Self.list(below))
      return switch kind {
      case .ratio: "\"ratio\":[\(CompactNumber.text(factor, digits: 15)),\(above),\(below)]"
      case .sum: "\"sum\":\(above)"
      case .difference: "\"difference\":\(above)"
      }
    }

    private static func list(_ places: [Int]) -> String {
      "[" + places.map { "\($0)" }.joined(separator: ",") + "]"
    }

    /// What it gives in a row; not a number where it gives none.
    func value(at row: Int, in columns: [[Double]]) -> Double {
      let value =
        switch kind {
        case .ratio:
          below.reduce(above.reduce(factor) { $0 * columns[$1][row] }) { $0 / columns[$1][row] }
        case .sum: columns[above[0]][row] + columns[above[1]][row]
        case .difference: columns[above[0]][row] - columns[above[1]][row]
        }
      return value.isFinite ? value : .nan
    }

    /// Finds a rule that holds in all rows; nil where there is none.
    ///
    /// - Parameters:
    ///   - column: The column.
    ///   - known: Places of those that it may follow from.
    ///   - columns: All columns, as they are read.
    ///   - exact: All columns with all digits, of which the factor is computed.
    ///   - tolerance: How far a number may be off, relative to it.
    init?(
      _ column: [Double], of known: [Int], in columns: [[Double]], exact: [[Double]],
      tolerance: Double
    ) {
      guard let sample = column.firstIndex(where: { $0.isFinite && $0 != 0 }) else { return nil }
      let other = column.lastIndex { $0.isFinite && $0 != column[sample] } ?? sample
      let samples = exact.map { SIMD2($0[sample], $0[other]) }
      let wanted = SIMD2(column[sample], column[other])
      /// Whether two rows speak for a ratio to be the same in all, which most columns fail.
      func isLikely(_ ratio: SIMD2<Double>) -> Bool {
        let factors = wanted / ratio
        return (factors.x - factors.y).magnitude <= 4 * tolerance * factors.x.magnitude
      }
      func isNear(_ value: SIMD2<Double>) -> Bool {
        (value.x - wanted.x).magnitude <= 4 * tolerance * wanted.x.magnitude
          && (value.y - wanted.y).magnitude <= 4 * tolerance * wanted.y.magnitude
      }
      func holds(_ rule: Rule) -> Bool {
        column.indices.allSatisfy { row in
          let (value, wanted) = (rule.value(at: row, in: columns), column[row])
          guard wanted.isFinite else { return value.isNaN }
          return (value - wanted).magnitude <= tolerance * wanted.magnitude
        }
      }
      func ratio(_ above: [Int], _ below: [Int]) -> Rule? {
        let plain = Rule(.ratio, above: above, below: below).value(at: sample, in: exact)
        let factor = column[sample] / plain
        guard factor.isFinite, factor != 0 else { return nil }
        let rule = Rule(.ratio, above: above, below: below, factor: factor)
        return holds(rule) ? rule : nil
      }
      for one in known {
        if isLikely(samples[one]), let rule = ratio([one], []) {
          self = rule
          return
        }
        if isLikely(1 / samples[one]), let rule = ratio([], [one]) {
          self = rule
          return
        }
      }
      for (place, one) in known.enumerated() {
        for other in known[...place] {
          let (left, right) = (samples[one], samples[other])
          var likely: [Rule] = []
          if isNear(left + right) { likely.append(Rule(.sum, above: [one, other])) }
          if isNear(left - right) { likely.append(Rule(.difference, above: [one, other])) }
          if isNear(right - left) { likely.append(Rule(.difference, above: [other, one])) }
          if isLikely(left * right), let rule = ratio([one, other], []) { likely.append(rule) }
          if isLikely(left / right), let rule = ratio([one], [other]) { likely.append(rule) }
          if isLikely(right / left), let rule = ratio([other], [one]) { likely.append(rule) }
          if let rule = likely.first(where: holds) {
            self = rule
            return
          }
        }
      }
      return nil
    }
  }
}
