/// The area that points of a plane dominate below a reference corner, kept while points are added.
///
/// The non-dominated points, by ascending x and hence descending y, are the steps of a staircase.
struct Staircase: Sendable {
  private let cornerX: Double
  private let cornerY: Double
  private var xs: [Double] = []
  private var ys: [Double] = []
  /// The area between the staircase and the corner.
  private(set) var area = 0.0

  init(cornerX: Double, cornerY: Double) {
    self.cornerX = cornerX
    self.cornerY = cornerY
  }

  mutating func removeAll() {
    xs.removeAll(keepingCapacity: true)
    ys.removeAll(keepingCapacity: true)
    area = 0
  }

  /// Adds a point and returns the area that it alone adds; 0 if it is dominated or beyond the corner.
  @discardableResult
  mutating func insert(_ x: Double, _ y: Double) -> Double {
    guard x < cornerX, y < cornerY else { return 0 }
    var low = 0
    var high = xs.count
    while low < high {
      let middle = (low + high) / 2
      if xs[middle] < x { low = middle + 1 } else { high = middle }
    }
    // The step to the left, if any, bounds the new area from above.
    var ceiling = low > 0 ? ys[low - 1] : cornerY
    guard y < ceiling else { return 0 }
    if low < xs.count, xs[low] == x, ys[low] <= y { return 0 }
    var added = 0.0
    var left = x
    var end = low
    while end < xs.count, ys[end] >= y {
      added += (xs[end] - left) * (ceiling - y)
      left = xs[end]
      ceiling = ys[end]
      end += 1
    }
    let right = end < xs.count ? xs[end] : cornerX
    added += (right - left) * (ceiling - y)
    if end == low + 1 {
      xs[low] = x
      ys[low] = y
    } else {
      xs.replaceSubrange(low..<end, with: CollectionOfOne(x))
      ys.replaceSubrange(low..<end, with: CollectionOfOne(y))
    }
    area += added
    return added
  }
}
