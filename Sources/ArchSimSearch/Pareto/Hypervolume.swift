/// Measures the space that objective vectors dominate, up to a reference vector: the hypervolume.
///
///     hypervolume(of: [[1, 2], [2, 1]], reference: [3, 3])  // 3.0
///
/// Everything is minimised. Vectors that are not better than the reference in every objective add
/// nothing; dominated and repeated ones neither. All must have as many objectives as the reference.
///
/// Exact for any number of objectives: one multiplication for one, a sweep in O(n log n) for two,
/// a sweep over a staircase for three (Fonseca, Paquete, López-Ibáñez, CEC 2006; ours keeps the
/// staircase in an array, which is O(n²) in the worst case and linear in practice), and beyond that
/// the recursion of the Walking Fish Group: While, Bradstreet, Barone: *A fast way of calculating
/// exact hypervolumes*, IEEE TEVC 16 (2012), with slicing on the last objective.
public func hypervolume(of objectives: [[Double]], reference: [Double]) -> Double {
  var matrix = ObjectiveMatrix(width: reference.count)
  for row in objectives where row.count == reference.count {
    if zip(row, reference).allSatisfy({ $0 < $1 && $0.isFinite }) { matrix.append(row) }
  }
  return hypervolume(matrix, reference: reference)
}

/// The hypervolume of rows that are all better than the reference.
func hypervolume(_ matrix: ObjectiveMatrix, reference: [Double]) -> Double {
  guard matrix.count > 0 else { return 0 }
  switch matrix.width {
  case 0: return 0
  case 1: return reference[0] - (matrix.values.min() ?? reference[0])
  case 2:
    var staircase = Staircase(cornerX: reference[0], cornerY: reference[1])
    for row in rowsSorted(matrix, byColumn: 0) { staircase.insert(matrix[row, 0], matrix[row, 1]) }
    return staircase.area
  case 3: return sweptHypervolume(matrix, reference: reference)
  default: return slicedHypervolume(matrix, reference: reference)
  }
}

private func rowsSorted(_ matrix: ObjectiveMatrix, byColumn column: Int) -> [Int] {
  (0..<matrix.count).sorted { a, b in
    let left = matrix[a, column]
    let right = matrix[b, column]
    return left == right ? a < b : left < right
  }
}

/// Three objectives: a plane moves along the third; behind it, a staircase grows.
private func sweptHypervolume(_ matrix: ObjectiveMatrix, reference: [Double]) -> Double {
  var staircase = Staircase(cornerX: reference[0], cornerY: reference[1])
  var volume = 0.0
  for row in rowsSorted(matrix, byColumn: 2) {
    // Adding what a point alone adds, times how far it reaches, needs no difference of large sums.
    let added = staircase.insert(matrix[row, 0], matrix[row, 1])
    volume += added * (reference[2] - matrix[row, 2])
  }
  return volume
}

/// Four or more: every point adds its slab less what those with a better last objective cover.
private func slicedHypervolume(_ matrix: ObjectiveMatrix, reference: [Double]) -> Double {
  let last = matrix.width - 1
  let order = rowsSorted(matrix, byColumn: last)
  let cornerBelow = Array(reference.dropLast())
  var volume = 0.0
  for (place, row) in order.enumerated() {
    let point = Array(matrix.row(row).dropLast())
    let depth = reference[last] - matrix[row, last]
    let exclusive = exclusiveHypervolume(
      of: point, against: matrix, rows: order[..<place], reference: cornerBelow)
    volume += depth * exclusive
  }
  return volume
}

/// The hypervolume that a point adds to some rows, over as many objectives as the point has.
func exclusiveHypervolume(
  of point: [Double], against matrix: ObjectiveMatrix, rows: some Sequence<Int>,
  reference: [Double]
) -> Double {
  let width = point.count
  var inclusive = 1.0
  for column in 0..<width { inclusive *= reference[column] - point[column] }
  var limited = ObjectiveMatrix(width: width)
  var clipped = point
  for row in rows {
    for column in 0..<width { clipped[column] = max(point[column], matrix[row, column]) }
    if clipped == point { return 0 }
    limited.appendIfNotDominated(clipped)
  }
  return inclusive - hypervolume(limited, reference: reference)
}

extension ObjectiveMatrix {
  /// Appends a row unless another is at least as good everywhere, and drops those that it makes
  /// superfluous.
  fileprivate mutating func appendIfNotDominated(_ row: [Double]) {
    var kept = 0
    while kept < count {
      var isNoWorse = true
      var isNoBetter = true
      for column in 0..<width {
        let other = self[kept, column]
        if row[column] > other { isNoWorse = false }
        if row[column] < other { isNoBetter = false }
      }
      if isNoBetter { return }
      if isNoWorse { remove(at: kept) } else { kept += 1 }
    }
    append(row)
  }
}
