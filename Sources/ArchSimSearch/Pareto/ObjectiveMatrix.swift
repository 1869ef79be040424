/// Objective vectors one after the other in a single array: rows without an allocation each.
struct ObjectiveMatrix: Sendable, Hashable {
  /// How many objectives a row has.
  let width: Int
  private(set) var values: [Double]
  private(set) var count: Int

  init(width: Int) {
    self.width = width
    values = []
    count = 0
  }

  /// Takes the rows that have the width of the first.
  init(_ rows: [[Double]]) {
    self.init(width: rows.first?.count ?? 0)
    values.reserveCapacity(rows.count * width)
    for row in rows { append(row) }
  }

  mutating func append(_ row: [Double]) {
    precondition(row.count == width, "Every row must have the same number of objectives.")
    values.append(contentsOf: row)
    count += 1
  }

  mutating func remove(at row: Int) {
    values.removeSubrange(row * width..<(row + 1) * width)
    count -= 1
  }

  subscript(row: Int, column: Int) -> Double { values[row * width + column] }

  func row(_ row: Int) -> [Double] { Array(values[row * width..<(row + 1) * width]) }

  /// Whether row `a` is nowhere worse than row `b` and somewhere better.
  func dominates(_ a: Int, _ b: Int) -> Bool {
    var isBetter = false
    for column in 0..<width {
      let left = values[a * width + column]
      let right = values[b * width + column]
      if left > right { return false }
      if left < right { isBetter = true }
    }
    return isBetter
  }
}

/// Whether one objective vector is nowhere worse than another and somewhere better.
///
/// Everything is minimised. Equal vectors do not dominate each other.
public func dominates(_ a: [Double], _ b: [Double]) -> Bool {
  precondition(a.count == b.count, "Only vectors of the same length can be compared.")
  var isBetter = false
  for index in a.indices {
    if a[index] > b[index] { return false }
    if a[index] < b[index] { isBetter = true }
  }
  return isBetter
}
