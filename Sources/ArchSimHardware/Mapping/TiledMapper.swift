/// Finds the tiles and loop order of fewest cycles, then of least energy, exactly.
///
/// The space: tile sizes that are powers of two capped at each dimension, and all six orders of the
/// three loops. ``best(for:)`` finds what trying everything finds (a test does try everything); it
/// is fast because both criteria have lower bounds that are known before a tiling is costed:
///
/// - A tile of `m × n` fixes the array's cycles up to short reductions, and the traffic is at least
///   each operand once.
/// - Larger tiles only lose by the cycles of the first read and the last write, so tilings are
///   visited from large to small and most are refused by their bound.
///
/// Traffic rules (a tile stays in its buffer while an inner loop leaves it alone): an operand is
/// read again for every trip of the loop that it does not depend on, unless all of it that the loops
/// inside touch fits the usable half of its buffer. Results spill as partial sums if the reduction
/// loop lies outside of a loop over more results than their buffer holds. Edge tiles count at
/// their true size.
public enum TiledMapper {
  /// The best mapping, or nil when not even a tile of one element fits.

  public static func best(for problem: TiledProblem) -> TiledMappingCost? {
    var best: TiledMappingCost?
    let rowSizes = PowersOfTwoTiles(of: problem.m)
    let columnSizes = PowersOfTwoTiles(of: problem.n)
    let reductionSizes = PowersOfTwoTiles(of: problem.k)
    for rowIndex in stride(from: rowSizes.count - 1, through: 0, by: -1) {
      let rowTile = rowSizes[rowIndex]
      let rowPasses = TileOutline.passes(problem.m, tile: rowTile, width: problem.arrayRows)
      for columnIndex in stride(from: columnSizes.count - 1, through: 0, by: -1) {
        let columnTile = columnSizes[columnIndex]
        guard TileOutline.fits(problem, m: rowTile, k: 1, n: columnTile) else { continue }
        let outline = TileOutline(problem, m: rowTile, n: columnTile, rowPasses: rowPasses)
        if let incumbent = best, !outline.canImprove(on: incumbent, in: problem) { continue }
        for reductionIndex in 0..<reductionSizes.count {
          let reductionTile = reductionSizes[reductionIndex]
          guard TileOutline.fits(problem, m: rowTile, k: reductionTile, n: columnTile) else {
            break
          }
          let tiling = Tiling(problem, outline, k: reductionTile)
          if let incumbent = best, !tiling.canImprove(on: incumbent, in: problem) { continue }
          for orderIndex in 0..<LoopOrder.count {
            let order = LoopOrder(index: orderIndex)
            let cost = tiling.cost(order, in: problem)
            if let incumbent = best, !cost.isBetter(than: incumbent) { continue }
            best = cost
          }
        }
      }
    }
    return best
  }

  /// Tries every tiling and order: what ``best(for:)`` must find, without its bounds.
  public static func exhaustiveBest(for problem: TiledProblem) -> TiledMappingCost? {
    var best: TiledMappingCost?
    let rowSizes = PowersOfTwoTiles(of: problem.m)
    let columnSizes = PowersOfTwoTiles(of: problem.n)
    let reductionSizes = PowersOfTwoTiles(of: problem.k)
    for rowIndex in 0..<rowSizes.count {
      let rowTile = rowSizes[rowIndex]
      let rowPasses = TileOutline.passes(problem.m, tile: rowTile, width: problem.arrayRows)
      for columnIndex in 0..<columnSizes.count {
        let columnTile = columnSizes[columnIndex]
        for reductionIndex in 0..<reductionSizes.count {
          let reductionTile = reductionSizes[reductionIndex]
          guard TileOutline.fits(problem, m: rowTile, k: reductionTile, n: columnTile) else {
            continue
          }
          let outline = TileOutline(problem, m: rowTile, n: columnTile, rowPasses: rowPasses)
          let tiling = Tiling(problem, outline, k: reductionTile)
          for orderIndex in 0..<LoopOrder.count {
            let order = LoopOrder(index: orderIndex)
            let cost = tiling.cost(order, in: problem)
            if let incumbent = best, !cost.isBetter(than: incumbent) { continue }
            best = cost
          }
        }
      }
    }
    return best
  }
}

extension TiledMappingCost {
  /// Fewer cycles, or as many and less energy.
  func isBetter(than other: TiledMappingCost) -> Bool {
    cycles < other.cycles
      || (cycles == other.cycles && energyPicojoules < other.energyPicojoules)
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
}
