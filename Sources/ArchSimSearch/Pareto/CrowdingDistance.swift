/// Measures how much room each vector of a front has: large where neighbours are far.
///
/// Returns one number a vector: the sum over objectives of the distance between its two
/// neighbours, relative to the range of the front; infinite for the best and the worst in any
/// objective, so that a front keeps its ends.
///
/// Deb, Pratap, Agarwal, Meyarivan: *A fast and elitist multiobjective genetic algorithm: NSGA-II*,
/// IEEE TEVC 6 (2002), section III-B.
public func crowdingDistance(_ objectives: [[Double]]) -> [Double] {
  crowdingDistance(ObjectiveMatrix(objectives), of: Array(objectives.indices))
}

/// The crowding distances of some rows of a matrix, in their order.
func crowdingDistance(_ matrix: ObjectiveMatrix, of front: [Int]) -> [Double] {
  guard front.count > 2 else { return front.map { _ in .infinity } }
  var distances = [Double](repeating: 0, count: front.count)
  for column in 0..<matrix.width {
    let order = front.indices.sorted { a, b in
      let left = matrix[front[a], column]
      let right = matrix[front[b], column]
      return left == right ? a < b : left < right
    }
    let first = order[0]
    let last = order[order.count - 1]
    let range = matrix[front[last], column] - matrix[front[first], column]
    guard range > 0 else { continue }
    distances[first] = .infinity
    distances[last] = .infinity
    for place in 1..<order.count - 1 {
      let above = matrix[front[order[place + 1]], column]
      let below = matrix[front[order[place - 1]], column]
      distances[order[place]] += (above - below) / range
    }
  }
  return distances
}
