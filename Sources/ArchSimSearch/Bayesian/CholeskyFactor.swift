/// The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ, grown row by row.
///
/// Everything that a Gaussian process needs is one operation, the solution of L·x = b: a new row
/// of L is one (so adding an observation costs O(n²), not O(n³)), a prediction is one, and an
/// inverse is n of them. It is done four columns at a time, over blocks of four numbers, so that
/// each loaded block of x is used four times: as fast as LAPACK up to a few hundred rows.
struct CholeskyFactor: Sendable {
  /// How many rows there are.
  private(set) var count = 0
  /// Blocks of four numbers in a row of storage; rows are padded with zeros.
  private var stride: Int
  private var rows: [SIMD4<Double>]
  /// One over the diagonal.
  private var inverseDiagonal: [SIMD4<Double>]

  /// Creates an empty factor with room for some rows.
  init(capacity: Int) {
    stride = max(1, (capacity + 3) / 4)
    rows = Array(repeating: .zero, count: stride * stride * 4)
    inverseDiagonal = Array(repeating: .zero, count: stride)
  }

  /// Blocks that hold `count` numbers.
  var blockCount: Int { (count + 3) / 4 }

  /// The sum of the logarithms of the diagonal: half the logarithm of the determinant of A.
  var halfLogarithmOfDeterminant: Double {
    var sum = 0.0
    for index in 0..<count { sum -= logarithm(inverseDiagonal[index / 4][index % 4]) }
    return sum
  }

  private mutating func grow() {
    let wider = stride * 2
    var grown = [SIMD4<Double>](repeating: .zero, count: wider * wider * 4)
    for row in 0..<count {
      for block in 0...row / 4 { grown[row * wider + block] = rows[row * stride + block] }
    }
    rows = grown
    inverseDiagonal += Array(repeating: .zero, count: wider - stride)
    stride = wider
  }

  /// Adds a row of A: its entries left of the diagonal, in blocks, and the one on it.
  ///
  /// A diagonal that rounding has made too small is raised to `floor`.
  mutating func append(_ entries: [SIMD4<Double>], diagonal: Double, floor: Double) {
    if count == stride * 4 { grow() }
    var solution = entries
    solveForward(&solution, from: 0)
    var square = SIMD4<Double>.zero
    let base = count * stride
    for block in 0..<blockCount {
      square += solution[block] * solution[block]
      rows[base + block] = solution[block]
    }
    let pivot = max(diagonal - square.sum(), floor).squareRoot()
    rows[base + count / 4][count % 4] = pivot
    inverseDiagonal[count / 4][count % 4] = 1 / pivot
    count += 1
  }

  /// Replaces b, in blocks, by the solution of L·x = b; entries before `start` must be zero.
  ///
  /// Entries at and beyond the factor's count must be zero and stay so.
  func solveForward(_ x: inout [SIMD4<Double>], from start: Int) {
    let first = start / 4
    for target in first..<max(first, blockCount) {
      let base = target * 4 * stride
      var sum0 = SIMD4<Double>.zero
      var sum1 = SIMD4<Double>.zero
      var sum2 = SIMD4<Double>.zero
      var sum3 = SIMD4<Double>.zero
      for block in first..<target {
        let known = x[block]
        sum0 += rows[base + block] * known
        sum1 += rows[base + stride + block] * known
        sum2 += rows[base + 2 * stride + block] * known
        sum3 += rows[base + 3 * stride + block] * known
      }
      let inverse = inverseDiagonal[target]
      let row1 = rows[base + stride + target]
      let row2 = rows[base + 2 * stride + target]
      let row3 = rows[base + 3 * stride + target]
      var value = x[target]
      value[0] = (value[0] - sum0.sum()) * inverse[0]
      value[1] = (value[1] - sum1.sum() - row1[0] * value[0]) * inverse[1]
      value[2] = value[2] - sum2.sum() - row2[0] * value[0] - row2[1] * value[1]
      value[2] *= inverse[2]
      value[3] = value[3] - sum3.sum() - row3[0] * value[0] - row3[1] * value[1]
      value[3] = (value[3] - row3[2] * value[2]) * inverse[3]
      x[target] = value
    }
  }

  /// Replaces b, in blocks, by the solution of Lᵀ·x = b.
  func solveBackward(_ x: inout [SIMD4<Double>]) {
    for target in (0..<blockCount).reversed() {
      let base = target * 4 * stride
      let inverse = inverseDiagonal[target]
      let row1 = rows[base + stride + target]
      let row2 = rows[base + 2 * stride + target]
      let row3 = rows[base + 3 * stride + target]
      var value = x[target]
      value[3] *= inverse[3]
      value[2] = (value[2] - row3[2] * value[3]) * inverse[2]
      value[1] = (value[1] - row3[1] * value[3] - row2[1] * value[2]) * inverse[1]
      value[0] = value[0] - row3[0] * value[3] - row2[0] * value[2]
      value[0] = (value[0] - row1[0] * value[1]) * inverse[0]
      x[target] = value
      for block in 0..<target {
        var update = rows[base + block] * value[0]
        update += rows[base + stride + block] * value[1]
        update += rows[base + 2 * stride + block] * value[2]
        update += rows[base + 3 * stride + block] * value[3]
        x[block] -= update
      }
    }
  }

  /// Returns the lower triangle of A⁻¹, row by row, each row `blockCount` blocks long.
  ///
  /// Row i is exact up to column i, and holds what symmetry demands of its block beyond.
  func inverse() -> [SIMD4<Double>] {
    let width = blockCount
    // Row i holds column i of L⁻¹, whose product with its own transpose is A⁻¹.
    var columns = [SIMD4<Double>](repeating: .zero, count: width * 4 * width)
    var unit = [SIMD4<Double>](repeating: .zero, count: width)
    for index in 0..<count {
      for block in 0..<width { unit[block] = .zero }
      unit[index / 4][index % 4] = 1
      solveForward(&unit, from: index)
      for block in index / 4..<width { columns[index * width + block] = unit[block] }
    }
    var result = [SIMD4<Double>](repeating: .zero, count: width * 4 * width)
    for row in 0..<count {
      for group in 0...row / 4 {
        let base = group * 4 * width
        var sum0 = SIMD4<Double>.zero
        var sum1 = SIMD4<Double>.zero
        var sum2 = SIMD4<Double>.zero
        var sum3 = SIMD4<Double>.zero
        for block in row / 4..<width {
          let own = columns[row * width + block]
          sum0 += columns[base + block] * own
          sum1 += columns[base + width + block] * own
          sum2 += columns[base + 2 * width + block] * own
          sum3 += columns[base + 3 * width + block] * own
        }
        result[row * width + group] = SIMD4(sum0.sum(), sum1.sum(), sum2.sum(), sum3.sum())
      }
    }
    return result
  }
}
