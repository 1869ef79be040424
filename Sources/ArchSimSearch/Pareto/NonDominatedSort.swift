/// Sorts objective vectors into fronts: the non-dominated, those that only these dominate, etc.
///
/// Returns the positions of the vectors front by front, ascending within a front. All vectors must
/// have the same length and be finite.
///
/// Zhang, Tian, Cheng, Jin: *An efficient approach to nondominated sorting*, IEEE TEVC 19 (2015).
/// Vectors are visited in lexicographic order, so that nobody later can dominate anybody earlier,
/// and each goes to the first front that holds no one who dominates it.
public func nonDominatedSort(_ objectives: [[Double]]) -> [[Int]] {
  nonDominatedSort(ObjectiveMatrix(objectives))
}

func nonDominatedSort(_ matrix: ObjectiveMatrix) -> [[Int]] {
  let order = (0..<matrix.count).sorted { a, b in
    for column in 0..<matrix.width {
      let left = matrix[a, column]
      let right = matrix[b, column]
      if left != right { return left < right }
    }
    return a < b
  }
  var fronts: [[Int]] = []
  for candidate in order {
    var front = 0
    // The most recent members are the nearest in objective space, hence the likeliest to dominate.
    while front < fronts.count,
      fronts[front].reversed().contains(where: { matrix.dominates($0, candidate) })
    {
      front += 1
    }
    if front == fronts.count { fronts.append([]) }
    fronts[front].append(candidate)
  }
  for front in fronts.indices { fronts[front].sort() }
  return fronts
}
