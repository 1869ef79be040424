/// Grows trees one after the other, each on what those before it left over.
///
/// Friedman: *Greedy function approximation: a gradient boosting machine*, Annals of Statistics 29
/// (2001), for squares. Histograms, of which the larger child's is its parent's less the smaller
/// child's, and leaves divided in the order of what that gains are those of LightGBM (Ke et al.,
/// NeurIPS 2017).
struct TreeGrower {
  /// The bins of all rows, a row after the other.
  private let bins: [UInt8]
  /// For each feature the place of its first bin in a histogram; then the length of histograms.
  private let offsets: [Int]
  private let settings: ProxySettings

  /// The share of one row that each leaf has more of, without anything left over.
  private static let prior = 0.1

  /// Sum of what is left over and number of rows, a bin.
  private typealias Histogram = [SIMD2<Double>]

  private struct Split {
    var feature = -1
    var bin = 0
    var gain = 0.0
  }

  private struct Leaf {
    var rows: Range<Int>
    var histogram: Histogram
    var total: SIMD2<Double>
    var depth: Int
    var split: Split
    /// Its place in the order in which nodes came to be.
    var node: Int
  }

  /// A node before nodes are put in order.
  private struct Draft {
    var feature = -1
    var bin = 0
    var children = (0, 0)
    var value = 0.0
  }

  init(_ rows: ProxyRows, settings: ProxySettings) {
    bins = rows.bins
    var offsets = [0]
    for cuts in rows.features.bins.cuts { offsets.append((offsets.last ?? 0) + cuts.count + 1) }
    self.offsets = offsets
    self.settings = settings
  }

  private var featureCount: Int { offsets.count - 1 }

  /// Subtracts what a tree says of some rows from what is left over of them.
  func subtract(_ tree: BoostedTree, from residuals: inout [Double], rows: [Int32]) {
    let count = featureCount
    bins.withUnsafeBufferPointer { bins in
      for row in rows {
        let start = Int(row) * count
        let own = UnsafeBufferPointer(rebasing: bins[start..<start + count])
        residuals[Int(row)] -= tree.value(own)
      }
    }
  }

  /// Grows a tree on some rows, whose order changes.
  func grow(_ chosen: inout [Int32], residuals: [Double]) -> BoostedTree {
    var drafts = [Draft()]
    var leaves: [Leaf] = []
    let whole = histogram(chosen[...], residuals)
    let total = sum(whole)
    leaves.append(
      leaf(rows: chosen.indices, whole, total, depth: 0, node: 0, least: 0))
    // Rounding is no gain.
    let least = 1e-12 * chosen.reduce(0) { $0 + residuals[Int($1)] * residuals[Int($1)] }
    let limit = settings.leaves(for: chosen.count)
    while leaves.count < limit {
      guard
        let place = leaves.indices.max(by: { leaves[$0].split.gain < leaves[$1].split.gain }),
        leaves[place].split.gain > least
      else { break }
      let parent = leaves[place]
      let middle = partition(&chosen, parent)
      drafts[parent.node].feature = parent.split.feature
      drafts[parent.node].bin = parent.split.bin
      drafts[parent.node].children = (drafts.count, drafts.count + 1)
      let ranges = (parent.rows.lowerBound..<middle, middle..<parent.rows.upperBound)
      let isLeftSmaller = ranges.0.count <= ranges.1.count
      let small = histogram(chosen[isLeftSmaller ? ranges.0 : ranges.1], residuals)
      var large = parent.histogram
      for bin in large.indices { large[bin] -= small[bin] }
      let histograms = isLeftSmaller ? (small, large) : (large, small)
      let left = sum(histograms.0)
      leaves[place] = leaf(
        rows: ranges.0, histograms.0, left, depth: parent.depth + 1, node: drafts.count,
        least: least)
      leaves.append(
        leaf(
          rows: ranges.1, histograms.1, parent.total - left, depth: parent.depth + 1,
          node: drafts.count + 1, least: least))
      drafts += [Draft(), Draft()]
    }
    for leaf in leaves {
      drafts[leaf.node].value = settings.rate * leaf.total.x / (leaf.total.y + Self.prior)
    }
    return Self.ordered(drafts)
  }

  private func histogram(_ rows: ArraySlice<Int32>, _ residuals: [Double]) -> Histogram {
    var histogram = Histogram(repeating: .zero, count: offsets.last ?? 0)
    let count = featureCount
    histogram.withUnsafeMutableBufferPointer { histogram in
      bins.withUnsafeBufferPointer { bins in
        offsets.withUnsafeBufferPointer { offsets in
          residuals.withUnsafeBufferPointer { residuals in
            for row in rows {
              let entry = SIMD2(residuals[Int(row)], 1)
              let start = Int(row) * count
              for feature in 0..<count {
                histogram[offsets[feature] + Int(bins[start + feature])] += entry
              }
            }
          }
        }
      }
    }
    return histogram
  }

  /// The total of a histogram: that of the bins of any feature.
  private func sum(_ histogram: Histogram) -> SIMD2<Double> {
    guard featureCount > 0 else { return .zero }
    return histogram[..<offsets[1]].reduce(.zero, +)
  }

  private func leaf(
    rows: Range<Int>, _ histogram: Histogram, _ total: SIMD2<Double>, depth: Int, node: Int,
    least: Double
  ) -> Leaf {
    var best = Split()
    let fewest = Double(settings.leastLeaf)
    if depth < settings.depth, total.y >= 2 * fewest {
      let whole = total.x * total.x / (total.y + Self.prior)
      for feature in 0..<featureCount {
        var left = SIMD2<Double>.zero
        for bin in offsets[feature]..<offsets[feature + 1] - 1 {
          left += histogram[bin]
          let right = total - left
          guard left.y >= fewest, right.y >= fewest else { continue }
          let gain =
            left.x * left.x / (left.y + Self.prior) + right.x * right.x / (right.y + Self.prior)
            - whole
          guard gain > best.gain else { continue }
          best = Split(feature: feature, bin: bin - offsets[feature], gain: gain)
        }
      }
    }
    return Leaf(
      rows: rows, histogram: histogram, total: total, depth: depth, split: best, node: node)
  }

  /// Puts the rows of a leaf that go left before the others; returns where those begin.
  private func partition(_ chosen: inout [Int32], _ leaf: Leaf) -> Int {
    let count = featureCount
    var middle = leaf.rows.lowerBound
    for place in leaf.rows
    where Int(bins[Int(chosen[place]) * count + leaf.split.feature]) <= leaf.split.bin {
      chosen.swapAt(place, middle)
      middle += 1
    }
    return middle
  }

  /// Nodes in preorder, with leaves as whole numbers of a step.
  private static func ordered(_ drafts: [Draft]) -> BoostedTree {
    let largest = drafts.reduce(0) { max($0, $1.feature < 0 ? $1.value.magnitude : 0) }
    let step = largest / Double(BoostedTree.largestNumber)
    var tree = BoostedTree(nodes: [], step: step)
    // A right child with the place of its parent among the ordered, or −1 for left ones.
    var open = [(node: 0, parent: -1)]
    while let (node, parent) = open.popLast() {
      let draft = drafts[node]
      let place = tree.nodes.count
      if parent >= 0 { tree.nodes[parent].link = Int32(place) }
      guard draft.feature >= 0 else {
        let number = step > 0 ? (draft.value / step).rounded() : 0
        tree.nodes.append(BoostedTree.Node(feature: -1, bin: 0, link: Int32(number)))
        continue
      }
      tree.nodes.append(
        BoostedTree.Node(feature: Int32(draft.feature), bin: UInt8(draft.bin), link: 0))
      open.append((draft.children.1, place))
      open.append((draft.children.0, -1))
    }
    return tree
  }
}
