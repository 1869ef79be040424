/// Points of the unit cube, four at a time, and the squared distances between them.
///
/// A category is at distance 1 from every other one (Hamming distance); whatever has an order is at
/// the distance of its coordinates, which are those of real levels only: the rounding that
/// Garrido-Merchán and Hernández-Lobato (Neurocomputing 380, 2020) ask of a kernel.
struct KernelInputs: Sendable {
  let isCategorical: [Bool]
  private(set) var count = 0
  /// Per block of four points, one vector a dimension.
  private(set) var blocks: [SIMD4<Double>] = []

  init(isCategorical: [Bool]) {
    self.isCategorical = isCategorical
  }

  var dimension: Int { isCategorical.count }
  var blockCount: Int { (count + 3) / 4 }

  mutating func append(_ point: [Double]) {
    if count.isMultiple(of: 4) {
      blocks += Array(repeating: .zero, count: dimension)
    }
    let base = count / 4 * dimension
    for axis in 0..<dimension { blocks[base + axis][count % 4] = point[axis] }
    count += 1
  }

  func point(_ index: Int) -> [Double] {
    let base = index / 4 * dimension
    return (0..<dimension).map { blocks[base + $0][index % 4] }
  }

  /// The squared difference along an axis between four points and a coordinate.
  @inline(__always)
  func squaredDifference(_ block: Int, _ axis: Int, _ coordinate: Double) -> SIMD4<Double> {
    let values = blocks[block * dimension + axis]
    if isCategorical[axis] {
      return SIMD4<Double>(repeating: 1).replacing(
        with: 0, where: values .== SIMD4(repeating: coordinate))
    }
    let difference = values - coordinate
    return difference * difference
  }

  /// The weighted sum of squared differences between four points and another one.
  @inline(__always)
  func squaredDistance(_ block: Int, _ point: [Double], _ weights: [Double]) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for axis in 0..<dimension {
      sum += weights[axis] * squaredDifference(block, axis, point[axis])
    }
    return sum
  }

  /// 1 in the lanes of a block that hold points, 0 in those that are padding.
  @inline(__always)
  func mask(_ block: Int, below limit: Int) -> SIMD4<Double> {
    let lanes = SIMD4<Double>(0, 1, 2, 3)
    let room = SIMD4<Double>(repeating: Double(limit - block * 4))
    return SIMD4<Double>.zero.replacing(with: 1, where: lanes .< room)
  }
}
