@testable import ArchSimHardware

/// The rules of the tiled mapper once more, as a walk outwards through every loop nest that counts
/// tiles one by one: slow and plain, to hold the closed forms to.
struct LoopWalk {
  var cycles: Double
  var picojoules: Double

  /// The best of all tilings and orders.
  static func best(for problem: TiledProblem) -> LoopWalk? {
    var best: LoopWalk?
    for m in tiles(problem.m) {
      for k in tiles(problem.k) {
        for n in tiles(problem.n) {
          for order in [
            ["m", "k", "n"], ["m", "n", "k"], ["k", "m", "n"], ["k", "n", "m"],
            ["n", "m", "k"], ["n", "k", "m"],
          ] {
            guard let walk = LoopWalk(problem, m, k, n, innermostFirst: order) else { continue }
            if let best, (best.cycles, best.picojoules) <= (walk.cycles, walk.picojoules) {
              continue
            }
            best = walk
          }
        }
      }
    }
    return best
  }

  private static func tiles(_ size: Int) -> [Int] {
    var tiles: [Int] = []
    var tile = 1
    while tile < size {
      tiles.append(tile)
      tile *= 2
    }
    return tiles + [size]
  }

  /// The true sizes of a dimension's tiles.
  private static func pieces(_ size: Int, _ tile: Int) -> [Int] {
    stride(from: 0, to: size, by: tile).map { min(tile, size - $0) }
  }

  private init?(_ problem: TiledProblem, _ m: Int, _ k: Int, _ n: Int, innermostFirst: [String]) {
    guard Double(m * n) * problem.accumulatorBits <= problem.outputCapacityBits,
      Double(k * n) * problem.weightBits <= problem.weightCapacityBits,
      Double(m * k) * problem.activationBits <= problem.activationCapacityBits
    else { return nil }
    let size = ["m": problem.m, "k": problem.k, "n": problem.n]
    let tile = ["m": m, "k": k, "n": n]
    let trips = size.merging(tile) { size, tile in Self.pieces(size, tile).count }

    /// How often a tensor is moved as a whole: its loops never repeat it; another does when what the
    /// loops inside it touch does not fit.
    func repeats(of dimensions: [String], bits: Double, capacity: Double) -> Double {
      var touched = tile
      for loop in innermostFirst {
        guard dimensions.contains(loop) else {
          let elements = dimensions.reduce(1.0) { $0 * Double(touched[$1] ?? 0) }
          return elements * bits <= capacity ? 1 : Double(trips[loop] ?? 1)
        }
        touched[loop] = size[loop]
      }
      return 1
    }
    let weightRepeats = repeats(
      of: ["k", "n"], bits: problem.weightBits, capacity: problem.weightCapacityBits)
    let activationRepeats = repeats(
      of: ["m", "k"], bits: problem.activationBits, capacity: problem.activationCapacityBits)
    let isInnermost = innermostFirst[0] == "k"
    let sumRepeats =
      isInnermost
      ? 1
      : repeats(
        of: ["m", "n"], bits: problem.accumulatorBits, capacity: problem.outputCapacityBits)
    let stays = isInnermost && m <= problem.arrayRows && n <= problem.arrayColumns

    var compute = 0.0
    var rowPasses = 0.0
    var columnPasses = 0.0
    for rows in Self.pieces(problem.m, m) { rowPasses += ceil(rows, problem.arrayRows) }
    for columns in Self.pieces(problem.n, n) { columnPasses += ceil(columns, problem.arrayColumns) }
    let drain = Double(min(m, problem.arrayRows))
    let reductions = stays ? [problem.k] : Self.pieces(problem.k, k)
    for steps in reductions { compute += max(Double(steps) * problem.cyclesPerStep, drain) }
    compute = (compute * rowPasses * columnPasses * problem.instances).rounded(.up)

    let count = problem.instances
    let products = Double(problem.k) * count
    let weights = products * Double(problem.n) * problem.weightBits
    let activations = products * Double(problem.m) * problem.activationBits
    let results = Double(problem.m) * Double(problem.n) * count
    let sums = results * problem.accumulatorBits
    let weightReads = problem.readsWeights ? weights * weightRepeats : 0
    let activationReads = problem.readsActivations ? activations * activationRepeats : 0
    let spills = sums * (sumRepeats - 1)
    let writes = (problem.writesOutputs ? results * problem.outputBits : 0) + spills

    let usedRows = Double(min(problem.m, problem.arrayRows))
    let usedColumns = Double(min(problem.n, problem.arrayColumns))
    let first =
      (problem.readsWeights ? usedColumns * problem.weightBits : 0)
      + (problem.readsActivations ? usedRows * problem.activationBits : 0)
    let last = problem.writesOutputs ? usedRows * usedColumns * problem.outputBits : 0
    let width = problem.memoryBitsPerCycle
    let streamed = max(0, weightReads + activationReads + writes + spills - (first + last))
    cycles =
      max(compute, (streamed / width).rounded(.up)) + (first / width).rounded(.up)
      + (last / width).rounded(.up)

    let energy = problem.energy
    let moves = sums * Double(reductions.count) + spills
    var picojoules = weights * rowPasses * energy.weightRead
    picojoules += activations * columnPasses * energy.activationRead
    picojoules += moves * (energy.outputRead + energy.outputWrite)
    picojoules += weightReads * (energy.memoryRead + energy.weightWrite)
    picojoules += activationReads * (energy.memoryRead + energy.activationWrite)
    picojoules += spills * energy.memoryRead + writes * energy.memoryWrite
    picojoules += cycles * energy.cycle
    self.picojoules = picojoules
  }
}

private func ceil(_ value: Int, _ width: Int) -> Double {
  (Double(value) / Double(width)).rounded(.up)
}
