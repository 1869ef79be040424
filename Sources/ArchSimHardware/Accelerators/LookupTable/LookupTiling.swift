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
  /// Cycles before the first tile is there and after the last is done.
  var edgeCycles: Double

  /// All cycles.
  var cycles: Double { streamedCycles + edgeCycles }
}

extension LookupTableState {
  /// The fastest of four tile sizes: the largest, and half of it in either or both directions.
  func tiling(_ operation: Operator, _ plan: LookupPlan, _ demand: LookupDemand) -> LookupTiling {
    let engine = plan.usesTensorUnits ? tensor : units
    var best = tiling(operation, plan, engine, demand, rows: tileRows, columns: tileColumns)
    // With many rounds the last one hardly matters, and large tiles move least.
    guard best.waves < 16 else { return best }
    for half in 1..<4 {
      let next = tiling(
        operation, plan, engine, demand, rows: half & 1 == 0 ? tileRows : tileRows / 2,
        columns: half & 2 == 0 ? tileColumns : tileColumns / 2)
      if next.cycles < best.cycles { best = next }
    }
    return best
  }

  /// Rounds of equal tiles.
  ///
  /// Units of a cluster share a tile's unit tiles. When there are fewer output tiles than clusters,
  /// the reduction is split into parts of eight unit steps at least, but no further than where
  /// moving partial sums takes as long as making them.
  private func tiling(
    _ operation: Operator, _ plan: LookupPlan, _ engine: ProductEngine, _ demand: LookupDemand,
    rows: Double, columns: Double
  ) -> LookupTiling {
    let m = Double(operation.m)
    let n = Double(operation.n)
    let k = Double(operation.k)
    let batch = Double(operation.batch)
    let rowSteps = min(wholeCycles(rows / engine.m), wholeCycles(m / engine.m))
    let columnSteps = min(wholeCycles(columns / engine.n), wholeCycles(n / engine.n))
    let rows = rowSteps * engine.m
    let columns = columnSteps * engine.n
    let rowTiles = wholeCycles(m / rows)
    let columnTiles = wholeCycles(n / columns)
    let tiles = batch * rowTiles * columnTiles
    let depth = wholeCycles(k / engine.k)
    let stepCycles = rowSteps * columnSteps / engine.units * plan.steps * slowdown
    var splits = 1.0
    if tiles * 2 <= clusters {
      let balanced = Mathematics.squareRoot(
        depth * stepCycles * sharedBitsPerCycle / (64 * batch * m * n))
      splits = Double(Int(max(1, min(clusters / tiles, min(depth / 8, balanced)))))
    }
    let waves = wholeCycles(tiles * splits / clusters)
    let unitSteps = wholeCycles(
      rowSteps * columnSteps * wholeCycles(depth / splits) / engine.units)
    let lanes =
      (plan.lanesPerWeight * batch * k * n * rowTiles + plan.lanesPerOutput * batch * m * n)
      / vectorLanes
    let compute = wholeCycles(max(waves * unitSteps * plan.steps * slowdown, lanes))

    // Tiles come in through the second level, once for each tile along the other side.
    let partials = splits > 1 ? splits * batch * m * n * 32 : 0
    let tileReads =
      batch * k * (m * demand.inputWidth * columnTiles + n * demand.weightWidth * rowTiles)
    let shared = (tileReads + 2 * partials) / sharedBitsPerCycle

    // A cluster begins when its first eight steps are there; the last tile is written by itself.
    let first = min(
      demand.reads,
      min(k, 8 * engine.k) * (rows * demand.inputWidth + columns * demand.weightWidth))
    let last = min(demand.writes, rows * columns * demand.outputWidth)
    let memory = max(0, demand.reads + demand.writes - first - last) / memoryBitsPerCycle
    return LookupTiling(
      rows: rows, columns: columns, rowTiles: rowTiles, columnTiles: columnTiles, splits: splits,
      waves: waves, computeCycles: compute, tileReadBits: tileReads, partialBits: partials,
      streamedCycles: max(compute, wholeCycles(max(shared, memory))),
      edgeCycles: wholeCycles(first / memoryBitsPerCycle) + wholeCycles(last / memoryBitsPerCycle))
  }
}
