/// Finds a local minimum of a smooth function in a box.
///
/// L-BFGS (Nocedal, Wright: *Numerical Optimization*, 2nd edition, algorithm 7.4) on the variables
/// that are not held at a bound, with steps bent back into the box (Bertsekas 1982) and shortened
/// until they pay (Armijo's rule).
struct BoundedMinimizer {
  let lower: [Double]
  let upper: [Double]
  let iterations: Int
  /// Stop when a step gains less than this.
  var tolerance = 1e-7
  /// The longest first step along any axis.
  var firstStep = 0.5

  private static let memory = 8

  struct Result {
    var point: [Double]
    var value: Double
  }

  func minimize(
    from start: [Double], _ function: ([Double], inout [Double]) -> Double
  ) -> Result {
    var point = clamped(start)
    var gradient = [Double](repeating: 0, count: point.count)
    var value = function(point, &gradient)
    guard value.isFinite else { return Result(point: point, value: value) }
    var steps: [[Double]] = []
    var changes: [[Double]] = []
    for _ in 0..<iterations {
      let free = point.indices.map { index in
        gradient[index] > 0 ? point[index] > lower[index] : point[index] < upper[index]
      }
      var direction = self.direction(gradient, free: free, steps: steps, changes: changes)
      var slope = dot(direction, gradient)
      if slope >= 0 {
        steps.removeAll()
        changes.removeAll()
        direction = self.direction(gradient, free: free, steps: [], changes: [])
        slope = dot(direction, gradient)
      }
      guard slope < 0 else { break }
      var length = 1.0
      if steps.isEmpty {
        let largest = direction.reduce(0) { max($0, $1.magnitude) }
        length = min(1, firstStep / largest)
      }
      var isAccepted = false
      var nextGradient = gradient
      for _ in 0..<12 {
        let next = clamped(zip(point, direction).map { $0 + length * $1 })
        let nextValue = function(next, &nextGradient)
        let step = zip(next, point).map { $0 - $1 }
        if nextValue.isFinite, nextValue <= value + 1e-4 * min(0, dot(gradient, step)) {
          let change = zip(nextGradient, gradient).map { $0 - $1 }
          if dot(step, change) > 1e-12 * dot(change, change) {
            steps.append(step)
            changes.append(change)
            if steps.count > BoundedMinimizer.memory {
              steps.removeFirst()
              changes.removeFirst()
            }
          }
          let gain = value - nextValue
          point = next
          value = nextValue
          gradient = nextGradient
          isAccepted = gain > tolerance * max(1, value.magnitude)
          break
        }
        length *= 0.3
      }
      guard isAccepted else { break }
    }
    return Result(point: point, value: value)
  }

  private func clamped(_ point: [Double]) -> [Double] {
    point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  /// The two-loop recursion of algorithm 7.4, downhill, over the free variables.
  private func direction(
    _ gradient: [Double], free: [Bool], steps: [[Double]], changes: [[Double]]
  ) -> [Double] {
    var result = gradient.indices.map { free[$0] ? -gradient[$0] : 0 }
    var factors = [Double](repeating: 0, count: steps.count)
    for index in steps.indices.reversed() {
      factors[index] = dot(steps[index], result) / dot(steps[index], changes[index])
      for axis in result.indices { result[axis] -= factors[index] * changes[index][axis] }
    }
    if let step = steps.last, let change = changes.last {
      let scale = dot(step, change) / dot(change, change)
      for axis in result.indices { result[axis] *= scale }
    }
    for index in steps.indices {
      let back = dot(changes[index], result) / dot(steps[index], changes[index])
      for axis in result.indices { result[axis] += (factors[index] - back) * steps[index][axis] }
    }
    for axis in result.indices where !free[axis] { result[axis] = 0 }
    return result
  }
}
