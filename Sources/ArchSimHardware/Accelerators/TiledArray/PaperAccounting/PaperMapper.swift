/// The mapper of the MixPE authors' simulator, with its quirks.
///
/// It reproduces the published figures, and is *not* how archsim itself counts: one bit width tags
/// both operands, tiles are padded to the array, edge tiles count as full ones, partial sums are
/// never read back, outputs need not fit their buffer, every processing element reads operands of
/// its own, and nothing is said about attention, gates or normalisation. See
/// docs/models/tiled-array.md.
///
/// Source: github yuzhang712/mixpe_simulator at 7e0d42c (a descendant of the BitFusion and
/// DnnWeaver simulators), its behaviour; the rules are listed in docs/models/tiled-array.md.
public enum PaperMapper {
  /// The cost of the best mapping, or nil when no tile fits the buffers.
  public static func cost(of layer: PaperLayer, on design: PaperConfiguration) -> PaperCost? {
    guard isCountable(layer) else { return nil }
    let orders = layer.isConvolution ? convolutionOrders : productOrders
    let spatialTiles = tiles(of: layer.outputSide)
    var best: PaperCost?
    var bestEnergy = Double.infinity
    for batch in tiles(of: layer.batch) {
      for columns in tiles(of: layer.outputChannels) {
        for channels in tiles(of: layer.inputChannels) {
          for side in spatialTiles {
            let tile = PaperTile(
              layer, design, batch: batch, channels: channels, columns: columns, side: side)
            guard tile.fits(design) else { continue }
            for order in orders {
              let cost = tile.cost(order, layer, design)
              if let best, cost.cycles > best.cycles { continue }
              let energy = cost.tieNanojoules(design)
              if let best, cost.cycles == best.cycles, energy >= bestEnergy { continue }
              best = cost
              bestEnergy = energy
            }
          }
        }
      }
    }
    return best
  }

  /// Whether all counts of bits fit an integer, with room for padding and repeated reads.
  private static func isCountable(_ layer: PaperLayer) -> Bool {
    let sizes = [
      layer.batch, layer.inputChannels, layer.outputChannels, layer.outputSide, layer.outputSide,
      layer.kernelSide, layer.kernelSide, layer.operandBits,
    ]
    guard sizes.allSatisfy({ $0 > 0 }) else { return false }
    return sizes.map(Double.init).reduce(1, *) < 1e15
  }

  /// Powers of two capped at the dimension.
  static func tiles(of dimension: Int) -> [Int] {
    let sizes = PowersOfTwoTiles(of: dimension)
    return (0..<sizes.count).map { sizes[$0] }
  }

  private static let productOrders = permutations([.batch, .reduction, .columns])
  private static let convolutionOrders = permutations([
    .batch, .reduction, .columns, .height, .width,
  ])

  private static func permutations(_ loops: [PaperLoop]) -> [[PaperLoop]] {
    guard loops.count > 1 else { return [loops] }
    return loops.indices.flatMap { index in
      var rest = loops
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }
}

/// A loop over tiles.
enum PaperLoop {
  case batch
  case reduction
  case columns
  case height
  case width

  var movesWeights: Bool { self == .reduction || self == .columns }
  var movesActivations: Bool { self != .columns }
  var movesOutputs: Bool { self != .reduction }
}
