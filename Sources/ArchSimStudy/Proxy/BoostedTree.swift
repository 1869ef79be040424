/// One tree of a boosted sum: questions about one feature at a time, and a number at the end.
///
/// Questions are about the bins of features (``ProxyBins``) and leaves are whole numbers of a small
/// step, so that a tree is a few bytes a node both in memory and in files.
struct BoostedTree: Hashable, Sendable {
  /// A question or a leaf.
  struct Node: Hashable, Sendable {
    /// The feature asked about; −1 for a leaf.
    var feature: Int32
    /// The last bin that goes left.
    var bin: UInt8
    /// The place of the right child, the left one following its parent; the number of a leaf.
    var link: Int32
  }

  /// All nodes in preorder.
  var nodes: [Node]
  /// What the number of a leaf is multiplied by.
  var step: Double

  /// The largest number of a leaf, either way.
  static let largestNumber = 131_071

  /// The number at the end of all questions about a row of bins.
  func value(_ bins: UnsafeBufferPointer<UInt8>) -> Double {
    nodes.withUnsafeBufferPointer { nodes in
      var place = 0
      while true {
        let node = nodes[place]
        guard node.feature >= 0 else { return Double(node.link) * step }
        place = bins[Int(node.feature)] <= node.bin ? place + 1 : Int(node.link)
      }
    }
  }
}

/// Where the values of features are cut into few bins, as trees ask about them.
///
/// Design parameters have few levels, so that most bins hold one level and questions are exact.
struct ProxyBins: Hashable, Sendable {
  /// For each feature the thresholds between neighbouring bins, ascending.
  var cuts: [[Double]]

  /// Bins of a feature at most.
  static let largestCount = 64

  init(cuts: [[Double]]) { self.cuts = cuts }

  /// Chooses cuts for rows of features.
  init(_ rows: [[Double]]) {
    cuts = (rows.first ?? []).indices.map { feature in Self.cuts(rows.map { $0[feature] }) }
  }

  /// The bin of each feature of a row.
  func bins(_ row: [Double]) -> [UInt8] {
    row.indices.map { feature in
      let cuts = cuts[feature]
      var low = 0
      var high = cuts.count
      while low < high {
        let middle = (low + high) / 2
        if row[feature] <= cuts[middle] { high = middle } else { low = middle + 1 }
      }
      return UInt8(low)
    }
  }

  /// Places between different values, of which as many are kept as there may be bins.
  private static func cuts(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    var cuts: [Double] = []
    for (one, other) in zip(sorted, sorted.dropFirst()) where other - one > 1e-9 {
      cuts.append(one + (other - one) / 2)
    }
    guard cuts.count >= largestCount else { return cuts }
    // By rank, so that each bin has as many rows.
    var kept: [Double] = []
    for bin in 1..<largestCount {
      let value = sorted[bin * sorted.count / largestCount]
      guard let cut = cuts.first(where: { $0 >= value }), kept.last != cut else { continue }
      kept.append(cut)
    }
    return kept
  }
}
