/// The hypervolume of a growing set of objective vectors, after every one of them.
///
///     var trace = HypervolumeTrace(reference: [3, 3])
///     trace.insert([1, 2])  // 2.0
///     trace.insert([2, 1])  // 3.0
///
/// Only what a new vector adds is computed. With two objectives that is a binary search in a
/// staircase; with three, a scan over the front that ends where the new vector's own region does;
/// beyond, an exclusive hypervolume over the front.
public struct HypervolumeTrace: Sendable {
  /// The vector up to which space is measured.
  public let reference: [Double]
  /// The hypervolume of all vectors so far.
  public private(set) var value = 0.0
  private var plane: Staircase
  /// The front by ascending third objective, when there are three.
  private var ordered: [SIMD4<Double>] = []
  /// The front, when there are more than three.
  private var front: ObjectiveMatrix

  /// Creates an empty trace.
  public init(reference: [Double]) {
    self.reference = reference
    front = ObjectiveMatrix(width: reference.count)
    plane = Staircase(
      cornerX: reference.first ?? 0, cornerY: reference.count > 1 ? reference[1] : 0)
  }

  /// Adds a vector and returns the hypervolume of all so far.
  ///
  /// A vector that is not better than the reference everywhere, or of another length, adds nothing.
  @discardableResult
  public mutating func insert(_ objectives: [Double]) -> Double {
    guard objectives.count == reference.count, !objectives.isEmpty,
      zip(objectives, reference).allSatisfy({ $0 < $1 && $0.isFinite })
    else { return value }
    switch reference.count {
    case 1: value = max(value, reference[0] - objectives[0])
    case 2: value += plane.insert(objectives[0], objectives[1])
    case 3: value += insertInSpace(SIMD4(objectives[0], objectives[1], objectives[2], 0))
    default: value += insertBeyond(objectives)
    }
    return value
  }

  private mutating func insertInSpace(_ point: SIMD4<Double>) -> Double {
    let x = point[0]
    let y = point[1]
    let whole = (reference[0] - x) * (reference[1] - y)
    // Those in front of the point cover part of its cross-section from the start.
    var covered = Staircase(cornerX: reference[0], cornerY: reference[1])
    var place = 0
    while place < ordered.count, ordered[place][2] <= point[2] {
      let other = ordered[place]
      if other[0] <= x, other[1] <= y { return 0 }
      covered.insert(max(x, other[0]), max(y, other[1]))
      place += 1
    }
    let position = place
    var added = 0.0
    var level = point[2]
    var isClosed = false
    while place < ordered.count {
      let other = ordered[place]
      let gain = covered.insert(max(x, other[0]), max(y, other[1]))
      if gain > 0 {
        added += (whole - covered.area + gain) * (other[2] - level)
        level = other[2]
      }
      place += 1
      if other[0] <= x, other[1] <= y {
        isClosed = true
        break
      }
    }
    if !isClosed { added += (whole - covered.area) * (reference[2] - level) }
    // Those behind the point in every objective are superfluous now.
    var kept = position
    for index in position..<ordered.count where ordered[index][0] < x || ordered[index][1] < y {
      ordered[kept] = ordered[index]
      kept += 1
    }
    ordered.removeSubrange(kept...)
    ordered.insert(point, at: position)
    return max(0, added)
  }

  private mutating func insertBeyond(_ objectives: [Double]) -> Double {
    let added = exclusiveHypervolume(
      of: objectives, against: front, rows: 0..<front.count, reference: reference)
    guard added > 0 else { return 0 }
    for row in (0..<front.count).reversed() where dominates(objectives, front.row(row)) {
      front.remove(at: row)
    }
    front.append(objectives)
    return added
  }
}
