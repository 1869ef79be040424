/// Fits `Σ cᵢ xᵢ + fixed ≈ y` with the least relative error and no negative coefficient.
struct LinearFit {
  struct Row {
    var features: [Double]
    var fixed: Double
    var target: Double
  }

  let coefficients: [Double]

  init(_ rows: [Row]) {
    let count = rows.first?.features.count ?? 0
    var active = Array(0..<count)
    var solution = [Double](repeating: 0, count: count)
    while !active.isEmpty {
      let part = Self.solve(rows, active)
      if let worst = part.indices.min(by: { part[$0] < part[$1] }), part[worst] < 0 {
        active.remove(at: worst)
        continue
      }
      solution = [Double](repeating: 0, count: count)
      for (index, feature) in active.enumerated() { solution[feature] = part[index] }
      break
    }
    coefficients = solution
  }

  func predict(_ row: Row) -> Double {
    zip(coefficients, row.features).reduce(row.fixed) { $0 + $1.0 * $1.1 }
  }

  /// The error of each row when it is predicted by a fit to the rows of the other groups.
  static func leaveOneOut(_ rows: [Row], groups: [Double]) -> [Double] {
    var errors = [Double](repeating: 0, count: rows.count)
    for group in Set(groups).sorted() {
      let fit = LinearFit(rows.indices.filter { groups[$0] != group }.map { rows[$0] })
      for index in rows.indices where groups[index] == group {
        errors[index] = fit.predict(rows[index]) / rows[index].target - 1
      }
    }
    return errors
  }

  /// Normal equations of relative errors, solved by elimination with pivoting.
  private static func solve(_ rows: [Row], _ active: [Int]) -> [Double] {
    let size = active.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
    for row in rows {
      for i in 0..<size {
        let left = row.features[active[i]] / row.target
        for j in 0..<size { matrix[i][j] += left * row.features[active[j]] / row.target }
        matrix[i][size] += left * (1 - row.fixed / row.target)
      }
    }
    for column in 0..<size {
      let pivot = (column..<size).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) }
      guard let pivot, matrix[pivot][column] != 0 else { continue }
      matrix.swapAt(column, pivot)
      for row in 0..<size where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        for entry in column...size { matrix[row][entry] -= factor * matrix[column][entry] }
      }
    }
    return (0..<size).map { matrix[$0][$0] == 0 ? 0 : matrix[$0][size] / matrix[$0][$0] }
  }
}

/// Mean and worst of the size of relative errors, printed as percentages.
struct ErrorSummary: CustomStringConvertible {
  let mean: Double
  let worst: Double

  init(_ errors: [Double]) {
    let sizes = errors.map(abs)
    mean = sizes.reduce(0, +) / Double(max(1, sizes.count))
    worst = sizes.max() ?? 0
  }

  var description: String { "mean \(percent(mean)), worst \(percent(worst))" }
  private func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
}
