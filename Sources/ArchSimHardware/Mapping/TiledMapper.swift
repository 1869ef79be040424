/// Finds the tiles and loop order of fewest cycles, then of least energy, exactly.
///
/// The space: tile sizes that are powers of two capped at each dimension, and all six orders of the
/// three loops. ``best(for:)`` finds what trying everything finds (a test does try everything); it
/// is fast because both criteria have lower bounds that are known before a tiling is costed: the
/// outline `m × n` of a tile fixes the array's cycles and the operands' energy, and traffic is at
/// least each operand once. Outlines are visited from large to small, which finds good mappings
/// first, and most others are refused by their bound.
///
/// Rules:
///
/// - An operand is read again for every trip of the loop that it does not depend on, unless all of
///   it that the loops inside touch fits the usable half of its buffer.
/// - Sums stay in the array over the reduction if the tile is no larger than the array and the
///   reduction loop is innermost. Otherwise they move through the output buffer after each reduction
///   tile, one row of the array a cycle, which a long enough tile hides.
/// - Sums spill to memory as partial sums if the reduction loop lies outside of a loop over more of
///   them than their buffer holds.
/// - Work and traffic overlap, but for the first operands and the last results of the array.
/// - Edge tiles count at their true size.
public enum TiledMapper {
  /// The best mapping, or nil when not even a tile of one element fits.
  public static func best(for problem: TiledProblem) -> TiledMappingCost? {
    var best: TiledMappingCost?
    let totals = TiledTotals(problem)
    let reductionSizes = PowersOfTwoTiles(of: problem.k)
    forEachOutline(problem, totals) { outline in
      if let best, !outline.canImprove(on: best, in: problem, totals) { return }
      // A longer reduction tile moves sums less often and is otherwise the same, unless an operand
      // no longer stays because of it: in each order, only the longest tile and the longest that
      // keeps that operand can be best.
      let longest = Tiling(
        problem, outline,
        k: reductionSizes.largest { TileOutline.fits(problem, m: outline.m, k: $0, n: outline.n) })
      for index in 0..<LoopOrder.count {
        let order = LoopOrder(index: index)
        best = longest.cost(order, in: problem, totals, betterThan: best) ?? best
        guard !Residency.keepsOperand(order, problem, k: longest.k) else { continue }
        let kept = Tiling(
          problem, outline,
          k: reductionSizes.largest { Residency.keepsOperand(order, problem, k: $0) })
        best = kept.cost(order, in: problem, totals, betterThan: best) ?? best
      }
    }
    return best
  }

  /// Tries every tiling and order: what ``best(for:)`` must find, without its bounds.
  public static func exhaustiveBest(for problem: TiledProblem) -> TiledMappingCost? {
    var best: TiledMappingCost?
    let totals = TiledTotals(problem)
    let reductionSizes = PowersOfTwoTiles(of: problem.k)
    forEachOutline(problem, totals) { outline in
      for reductionIndex in 0..<reductionSizes.count {
        let k = reductionSizes[reductionIndex]
        guard TileOutline.fits(problem, m: outline.m, k: k, n: outline.n) else { continue }
        let tiling = Tiling(problem, outline, k: k)
        for index in 0..<LoopOrder.count {
          let order = LoopOrder(index: index)
          best = tiling.cost(order, in: problem, totals, betterThan: best) ?? best
        }
      }
    }
    return best
  }

  /// Visits every outline of which at least one reduction step fits, from large to small.
  @inline(__always)
  private static func forEachOutline(
    _ problem: TiledProblem, _ totals: TiledTotals, _ body: (TileOutline) -> Void
  ) {
    let rowSizes = PowersOfTwoTiles(of: problem.m)
    let columnSizes = PowersOfTwoTiles(of: problem.n)
    for rowIndex in stride(from: rowSizes.count - 1, through: 0, by: -1) {
      let m = rowSizes[rowIndex]
      let rowPasses = TileOutline.passes(problem.m, tile: m, width: problem.arrayRows)
      for columnIndex in stride(from: columnSizes.count - 1, through: 0, by: -1) {
        let n = columnSizes[columnIndex]
        guard TileOutline.fits(problem, m: m, k: 1, n: n) else { continue }
        body(TileOutline(problem, totals, m: m, n: n, rowPasses: rowPasses))
      }
    }
  }
}

extension LoopOrder {
  static let count = 6

  /// The order at a position, without the array of all cases that would cost an allocation.
  init(index: Int) {
    self = LoopOrder(rawValue: UInt8(truncatingIfNeeded: index)) ?? .reductionRowsColumns
  }
}

/// The tile sizes of one dimension: 1, 2, 4 … and the dimension itself.
struct PowersOfTwoTiles {
  let dimension: Int
  let count: Int

  init(of dimension: Int) {
    self.dimension = dimension
    count = dimension <= 1 ? 1 : Int.bitWidth - (dimension - 1).leadingZeroBitCount + 1
  }

  subscript(index: Int) -> Int {
    index == count - 1 ? dimension : 1 << index
  }

  /// The largest size that holds, or 1; whatever holds for a size must hold for smaller ones.
  @inline(__always)
  func largest(where holds: (Int) -> Bool) -> Int {
    var index = count - 1
    while index > 0, !holds(self[index]) { index -= 1 }
    return self[index]
  }
}
