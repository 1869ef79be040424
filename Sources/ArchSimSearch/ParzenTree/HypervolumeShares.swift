/// How much hypervolume single designs add: which of a front to keep, and how much each counts.
///
/// Ozaki, Tanigaki, Watanabe, Nomura, Onishi: *Multiobjective tree-structured Parzen estimator*,
/// Journal of Artificial Intelligence Research 73 (2022), sections 3.2 and 3.3. Objectives are scaled by
/// the range of what is looked at, and space is measured up to a tenth beyond it.
enum HypervolumeShares {
  private static let reference = 1.1

  /// Objectives scaled to the range of some vectors.
  static func scaled(_ objectives: [[Double]]) -> [[Double]] {
    guard let width = objectives.first?.count else { return [] }
    var lower = objectives[0]
    var upper = objectives[0]
    for row in objectives {
      for axis in 0..<width {
        lower[axis] = min(lower[axis], row[axis])
        upper[axis] = max(upper[axis], row[axis])
      }
    }
    return objectives.map { row in
      (0..<width).map { axis in
        let range = upper[axis] - lower[axis]
        return range > 0 ? (row[axis] - lower[axis]) / range : 0
      }
    }
  }

  /// The positions of the vectors that cover most together, found one by one.
  static func subset(of objectives: [[Double]], count: Int) -> [Int] {
    guard let width = objectives.first?.count else { return [] }
    let corner = [Double](repeating: reference, count: width)
    var chosen = ObjectiveMatrix(width: width)
    var result: [Int] = []
    // What a vector adds can only shrink as others are chosen, so old gains are upper bounds.
    var gains = [Double](repeating: .infinity, count: objectives.count)
    while result.count < min(count, objectives.count) {
      var best = -1
      let order = objectives.indices.sorted { a, b in
        gains[a] == gains[b] ? a < b : gains[a] > gains[b]
      }
      for index in order where gains[index] >= 0 {
        if best >= 0, gains[index] <= gains[best] { break }
        gains[index] = exclusiveHypervolume(
          of: objectives[index], against: chosen, rows: 0..<chosen.count, reference: corner)
        if best < 0 || gains[index] > gains[best] { best = index }
      }
      guard best >= 0 else { break }
      chosen.append(objectives[best])
      result.append(best)
      gains[best] = -1
    }
    return result
  }

  /// What each vector of a front adds to the others, as a share of what the best one adds.
  static func contributions(_ objectives: [[Double]]) -> [Double] {
    guard let width = objectives.first?.count else { return [] }
    let corner = [Double](repeating: reference, count: width)
    let matrix = ObjectiveMatrix(objectives)
    let gains = objectives.indices.map { index in
      exclusiveHypervolume(
        of: objectives[index], against: matrix, rows: (0..<matrix.count).filter { $0 != index },
        reference: corner)
    }
    let most = gains.max() ?? 0
    return gains.map { most > 0 ? max($0, 0) / most : 1 }
  }
}
