/// A polynomial of the second degree in all features, fitted by least squares.
///
/// Over the logarithms of parameters it is a product of powers, bent by every pair of parameters: the
/// broad shape of a cost, which trees need not learn step by step. Box, Wilson: *On the experimental
/// attainment of optimum conditions*, Journal of the Royal Statistical Society B 13 (1951).
struct ResponseSurface: Hashable, Sendable {
  /// Whether there are products of two features; otherwise it is a plane.
  let isQuadratic: Bool
  /// Whether it is a polynomial of the values themselves, of which the logarithm is taken; otherwise
  /// of logarithms.
  let isNatural: Bool
  /// The constant, one a feature, then one a product in the order (0, 0), (0, 1), …, (1, 1), ….
  let weights: [Double]

  /// Most features for which products are worth their cost, which grows with the sixth power.
  static let largestQuadratic = 24
  /// Most rows that a fit needs to see.
  static let largestSample = 40_000

  init(isQuadratic: Bool, isNatural: Bool = false, weights: [Double]) {
    self.isQuadratic = isQuadratic
    self.isNatural = isNatural
    self.weights = weights
  }

  /// Fits rows of scaled features to targets, of many rows the first of them.
  init(_ rows: [[Double]], _ targets: [Double]) {
    let count = rows.first?.count ?? 0
    let rows = rows.prefix(Self.largestSample)
    self.init(
      rows, targets,
      isQuadratic: count <= Self.largestQuadratic && rows.count > 3 * Self.termCount(count))
  }

  /// Fits a plane.
  init(plane rows: [[Double]], _ targets: [Double]) {
    self.init(rows[...], targets, isQuadratic: false)
  }

  /// Fits a polynomial of values to costs whose logarithms are given.
  ///
  /// Relative errors are least. Rows are those of ``ProxyFeatures/natural(_:)``; nil where there are
  /// not enough of them.
  init?(natural rows: [[Double]], _ logarithms: [Double]) {
    let count = rows.first?.count ?? 0
    let rows = rows.prefix(Self.largestSample)
    guard count <= Self.largestQuadratic, rows.count > 3 * Self.termCount(count) else { return nil }
    // A large cost must not have errors that are small for it and large for others.
    let scales = logarithms.prefix(rows.count).map { exponential(-$0) }
    guard scales.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    self.init(
      rows, scales.map { _ in 1 }, scales: scales, isQuadratic: true, isNatural: true)
  }

  private static func termCount(_ features: Int) -> Int {
    1 + features + features * (features + 1) / 2
  }

  /// Fits rows, each multiplied by its scale, to targets.
  private init(
    _ rows: ArraySlice<[Double]>, _ targets: [Double], scales: [Double]? = nil,
    isQuadratic: Bool, isNatural: Bool = false
  ) {
    let count = rows.first?.count ?? 0
    let size = isQuadratic ? Self.termCount(count) : 1 + count
    var matrix = [Double](repeating: 0, count: size * size)
    var vector = [Double](repeating: 0, count: size)
    var terms = [Double](repeating: 0, count: size)
    for (index, (row, target)) in zip(rows, targets).enumerated() {
      Self.terms(row, isQuadratic, &terms)
      if let scales { for i in 0..<size { terms[i] *= scales[index] } }
      for i in 0..<size {
        vector[i] += terms[i] * target
        for j in 0...i { matrix[i * size + j] += terms[i] * terms[j] }
      }
    }
    // A trace of ridge keeps terms apart that the designs do not tell apart.
    let ridge = 1e-8 * Double(max(1, rows.count))
    for i in 0..<size {
      matrix[i * size + i] += scales == nil ? ridge : max(1e-10 * matrix[i * size + i], 1e-300)
    }
    self.init(
      isQuadratic: isQuadratic, isNatural: isNatural, weights: Self.solve(&matrix, vector))
  }

  /// The value at scaled features, and at the values behind them.
  func value(_ row: [Double], natural: @autoclosure () -> [Double]) -> Double {
    isNatural ? logarithm(max(value(natural()), Self.least)) : value(row)
  }

  /// What a polynomial that must be positive is at least.
  private static let least = 1e-300

  /// The polynomial.
  func value(_ row: [Double]) -> Double {
    var sum = weights[0]
    for (index, feature) in row.enumerated() { sum += weights[1 + index] * feature }
    guard isQuadratic else { return sum }
    var place = 1 + row.count
    for i in row.indices {
      for j in i..<row.count {
        sum += weights[place] * row[i] * row[j]
        place += 1
      }
    }
    return sum
  }

  private static func terms(_ row: [Double], _ isQuadratic: Bool, _ terms: inout [Double]) {
    terms[0] = 1
    for (index, feature) in row.enumerated() { terms[1 + index] = feature }
    guard isQuadratic else { return }
    var place = 1 + row.count
    for i in row.indices {
      for j in i..<row.count {
        terms[place] = row[i] * row[j]
        place += 1
      }
    }
  }

  /// Solves a positive definite system of which the lower half is given, by Cholesky's factors.
  private static func solve(_ matrix: inout [Double], _ vector: [Double]) -> [Double] {
    let size = vector.count
    for i in 0..<size {
      let least = 1e-13 * matrix[i * size + i]
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= matrix[i * size + k] * matrix[j * size + k] }
        matrix[i * size + j] =
          i == j ? max(sum, least).squareRoot() : sum / matrix[j * size + j]
      }
    }
    var solution = vector
    for i in 0..<size {
      for k in 0..<i { solution[i] -= matrix[i * size + k] * solution[k] }
      solution[i] /= matrix[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in (i + 1)..<max(size, i + 1) { solution[i] -= matrix[k * size + i] * solution[k] }
      solution[i] /= matrix[i * size + i]
    }
    return solution
  }
}
