import ArchSimSearch

/// One tree of a boosted sum: questions about one feature at a time, and a number at the end.
struct BoostedTree: Hashable, Sendable {
  /// For each node in preorder the feature asked about, or −1 for a leaf.
  var features: [Int] = []
  /// The threshold, up to which an answer goes left, or the leaf's number.
  var values: [Double] = []
  /// The place of the right child; the left one follows its parent.
  var right: [Int] = []

  func value(_ row: [Double]) -> Double {
    var node = 0
    while features[node] >= 0 {
      node = row[features[node]] <= values[node] ? node + 1 : right[node]
    }
    return values[node]
  }

  mutating func append(feature: Int, value: Double) -> Int {
    features.append(feature)
    values.append(value)
    right.append(0)
    return features.count - 1
  }
}

/// Features of all rows, sorted into few bins each, as trees are grown from them.
///
/// Design parameters have few levels, so that most bins hold one level and splits are exact.
struct BinnedRows: Sendable {
  /// For each feature the bin of each row.
  let bins: [[UInt8]]
  /// For each feature the thresholds between neighbouring bins.
  let thresholds: [[Double]]

  static let largestCount = 64

  init(_ rows: [[Double]]) {
    let count = rows.first?.count ?? 0
    var bins: [[UInt8]] = []
    var thresholds: [[Double]] = []
    for feature in 0..<count {
      let values = rows.map { $0[feature] }
      let cuts = Self.cuts(values.sorted())
      bins.append(
        values.map { value in
          var low = 0
          var high = cuts.count
          while low < high {
            let middle = (low + high) / 2
            if value <= cuts[middle] { high = middle } else { low = middle + 1 }
          }
          return UInt8(low)
        })
      thresholds.append(cuts)
    }
    self.bins = bins
    self.thresholds = thresholds
  }

  /// Places between different values, of which as many are kept as there may be bins.
  private static func cuts(_ sorted: [Double]) -> [Double] {
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

/// Grows trees one after the other, each on what those before it left over.
///
/// Friedman: *Greedy function approximation: a gradient boosting machine*, Annals of Statistics 29
/// (2001), for squares; histograms as in LightGBM (Ke et al., NeurIPS 2017).
struct TreeGrower {
  let rows: BinnedRows
  let settings: ProxySettings

  /// Sum of what is left over and number of rows, a bin.
  private struct Bin {
    var sum = 0.0
    var count = 0.0
  }

  private struct Split {
    var feature = -1
    var bin = 0
    var gain = 0.0
  }

  /// Grows a tree on some rows, whose order changes.
  func grow(_ chosen: inout [Int32], residuals: [Double]) -> BoostedTree {
    var tree = BoostedTree()
    grow(&chosen, chosen.startIndex..<chosen.endIndex, residuals, depth: 0, into: &tree)
    return tree
  }

  private func grow(
    _ chosen: inout [Int32], _ range: Range<Int>, _ residuals: [Double], depth: Int,
    into tree: inout BoostedTree
  ) {
    var sum = 0.0
    for place in range { sum += residuals[Int(chosen[place])] }
    let split =
      depth < settings.depth && range.count >= 2 * settings.leastLeaf
      ? bestSplit(chosen, range, residuals, sum: sum) : nil
    guard let split else {
      // A little short of the mean, as if there were one more row without anything left.
      _ = tree.append(
        feature: -1, value: settings.rate * sum / (Double(range.count) + 1))
      return
    }
    let node = tree.append(
      feature: split.feature, value: rows.thresholds[split.feature][split.bin])
    let bins = rows.bins[split.feature]
    var middle = range.lowerBound
    for place in range where Int(bins[Int(chosen[place])]) <= split.bin {
      chosen.swapAt(place, middle)
      middle += 1
    }
    grow(&chosen, range.lowerBound..<middle, residuals, depth: depth + 1, into: &tree)
    tree.right[node] = tree.features.count
    grow(&chosen, middle..<range.upperBound, residuals, depth: depth + 1, into: &tree)
  }

  private func bestSplit(
    _ chosen: [Int32], _ range: Range<Int>, _ residuals: [Double], sum: Double
  ) -> Split? {
    var best = Split()
    let count = Double(range.count)
    let least = Double(settings.leastLeaf)
    let whole = sum * sum / (count + 1)
    var histogram = [Bin](repeating: Bin(), count: BinnedRows.largestCount)
    for feature in rows.bins.indices {
      let last = rows.thresholds[feature].count
      for bin in 0...last { histogram[bin] = Bin() }
      let bins = rows.bins[feature]
      for place in range {
        let row = Int(chosen[place])
        let bin = Int(bins[row])
        histogram[bin].sum += residuals[row]
        histogram[bin].count += 1
      }
      var left = Bin()
      for bin in 0..<last {
        left.sum += histogram[bin].sum
        left.count += histogram[bin].count
        guard left.count >= least, count - left.count >= least else { continue }
        let rest = sum - left.sum
        let gain =
          left.sum * left.sum / (left.count + 1) + rest * rest / (count - left.count + 1) - whole
        if gain > best.gain { best = Split(feature: feature, bin: bin, gain: gain) }
      }
    }
    return best.feature >= 0 && best.gain > 1e-14 ? best : nil
  }
}
