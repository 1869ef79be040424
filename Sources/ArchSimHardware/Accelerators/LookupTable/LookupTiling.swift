import ArchSimWorkload

/// What a product moves, whatever its tiles.
struct LookupDemand {
  /// Bits that stand for one element of the left operand where tiles read it.
  var inputWidth: Double
  /// Bits of a weight with its share of scales.
  var weightWidth: Double
  /// Bits of a result.
  var outputWidth: Double
  /// Bits read from memory.
  var reads: Double
  /// Bits written to memory.
  var writes: Double
  /// Bits to and from memory.
  var total: Double { reads + writes }
}

/// How a product is cut over the clusters.
struct LookupTiling {
  var rows: Double
  var columns: Double
  /// Output tiles along the rows and along the columns.
  var rowTiles: Double
  var columnTiles: Double
  /// Parts of the reduction that run side by side.
  var splits: Double
  /// Rounds in which every cluster makes one output tile.
  var waves: Double
  /// Cycles in which units or lanes work.
  var computeCycles: Double
  /// Bits of operands that all tiles take from the second level.
  var tileReadBits: Double
  /// Bits of partial sums that go through the second level, each way.
  var partialBits: Double
  /// Cycles in which arithmetic, second level and memory work side by side.
  var streamedCycles: Double
  /// All cycles: those, and those before the first tile is there and after the last is done.
  var cycles: Double
}

extension LookupTableState {
  /// The fastest of four tile sizes: the largest, and half of it in either or both directions.
  func tiling(_ operation: Operator, _ plan: LookupPlan, _ demand: LookupDemand) -> LookupTiling {
    let engine = plan.usesTensorUnits ? tensor : units
    let m = Double(operation.m)
    let n = Double(operation.n)
    let cut = LookupCut(
      m: m, k: Double(operation.k), n: n, batch: Double(operation.batch),
      depth: wholeCycles(Double(operation.k) / engine.k),
      stepCycles: plan.steps * slowdown)
    let rowSteps = wholeCycles(m / engine.m)
    let columnSteps = wholeCycles(n / engine.n)
    let rows = LookupSide(m, steps: min(engine.tileRowSteps, rowSteps), engine.m)
    let columns = LookupSide(n, steps: min(engine.tileColumnSteps, columnSteps), engine.n)
    var best = tiling(cut, plan, engine, demand, rows, columns)
    // With many rounds the last one hardly matters, and large tiles move least; and no tile is
    // faster than all traffic.
    guard best.waves < 8, best.cycles > wholeCycles(demand.total * cyclesPerMemoryBit) else {
      return best
    }
    let halfRows = LookupSide(m, steps: min(engine.halfRowSteps, rowSteps), engine.m)
    let halfColumns = LookupSide(n, steps: min(engine.halfColumnSteps, columnSteps), engine.n)
    if halfRows.steps < rows.steps {
      let next = tiling(cut, plan, engine, demand, halfRows, columns)
      if next.cycles < best.cycles { best = next }
    }
    if halfColumns.steps < columns.steps {
      let next = tiling(cut, plan, engine, demand, rows, halfColumns)
      if next.cycles < best.cycles { best = next }
      if halfRows.steps < rows.steps {
        let both = tiling(cut, plan, engine, demand, halfRows, halfColumns)
        if both.cycles < best.cycles { best = both }
      }
    }
    return best
  }

  /// Rounds of equal tiles.
  ///
  /// Units of a cluster share a tile's unit tiles. When there are fewer output tiles than clusters,
  /// the reduction is split into parts of eight unit steps at least, but no further than where
  /// moving partial sums takes as long as making them.
  private func tiling(
    _ cut: LookupCut, _ plan: LookupPlan, _ engine: ProductEngine, _ demand: LookupDemand,
    _ rows: LookupSide, _ columns: LookupSide
  ) -> LookupTiling {
    let tiles = cut.batch * rows.tiles * columns.tiles
    let outputs = cut.batch * cut.m * cut.n
    let unitTiles = rows.steps * columns.steps * engine.inverseUnits
    var splits = 1.0
    if tiles * 2 <= clusters {
      let balanced = Mathematics.squareRoot(
        cut.depth * unitTiles * cut.stepCycles / (64 * outputs * cyclesPerSharedBit))
      splits = Double(Int(max(1, min(clusters / tiles, min(cut.depth * 0.125, balanced)))))
    }
    let waves = wholeCycles(tiles * splits / clusters)
    let depth = splits > 1 ? wholeCycles(cut.depth / splits) : cut.depth
    let unitSteps = wholeCycles(rows.steps * columns.steps * depth / engine.units)
    let lanes =
      (plan.lanesPerWeight * cut.batch * cut.k * cut.n * rows.tiles
        + plan.lanesPerOutput * outputs) * inverseVectorLanes
    let compute = wholeCycles(max(waves * unitSteps * cut.stepCycles, lanes))

    // Tiles come in through the second level, once for each tile along the other side.
    let partials = splits > 1 ? splits * outputs * 32 : 0
    let tileReads =
      cut.batch * cut.k
      * (cut.m * demand.inputWidth * columns.tiles + cut.n * demand.weightWidth * rows.tiles)
    let shared = (tileReads + 2 * partials) * cyclesPerSharedBit

    // A cluster begins when its first eight steps are there; the last tile is written by itself.
    let first = min(
      demand.reads,
      min(cut.k, 8 * engine.k)
        * (rows.length * demand.inputWidth + columns.length * demand.weightWidth))
    let last = min(demand.writes, rows.length * columns.length * demand.outputWidth)
    let edges = (first + last) * cyclesPerMemoryBit
    let streamed = max(
      compute, max(shared, max(0, demand.total * cyclesPerMemoryBit - edges)))
    return LookupTiling(
      rows: rows.length, columns: columns.length, rowTiles: rows.tiles, columnTiles: columns.tiles,
      splits: splits, waves: waves, computeCycles: compute, tileReadBits: tileReads,
      partialBits: partials, streamedCycles: streamed, cycles: wholeCycles(streamed + edges))
  }
}

/// What every cut of a product has in common.
private struct LookupCut {
  let m: Double
  let k: Double
  let n: Double
  let batch: Double
  /// Unit steps along the reduction.
  let depth: Double
  /// Cycles of a unit step.
  let stepCycles: Double
}

/// One side of an output tile.
private struct LookupSide {
  /// Unit tiles along it.
  let steps: Double
  /// Its length.
  let length: Double
  /// Tiles along the product's side.
  let tiles: Double

  init(_ dimension: Double, steps: Double, _ unit: Double) {
    self.steps = steps
    length = steps * unit
    tiles = wholeCycles(dimension / length)
  }
}
