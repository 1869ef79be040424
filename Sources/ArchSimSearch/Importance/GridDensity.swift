/// How often each cell of one parameter occurs, smoothed: a Parzen estimate over a grid.
///
/// Every occupied cell is the centre of a kernel that weighs as much as the values in it; one more
/// kernel of weight 1 covers the whole grid, so that no cell is impossible. Kernels of ordered cells
/// are normal densities integrated over cells and cut at the ends of the grid; their width is
/// Scott's, 1.059 min(IQR/1.34, σ) n^(−1/5) (*Multivariate Density Estimation*, 1992, section
/// 6.5.1), but no less than what keeps 90 % of a kernel in its own cell (0.5/1.64). Kernels of
/// unordered cells share an n-th of a value among all cells, n being the number of values with the
/// one of the whole grid: Optuna takes the number of occupied cells there, which halves the weight of
/// a choice that all of the best share, however many these are.
struct GridDensity {
  /// The probability of each cell.
  private(set) var masses: [Double]

  /// Estimates from the number of values in each cell.
  init(counts: [Int], isOrdered: Bool) {
    masses = [Double](repeating: 1 / Double(max(1, counts.count)), count: counts.count)
    let occupied = counts.indices.filter { counts[$0] > 0 }
    guard !occupied.isEmpty else { return }
    let total = Double(occupied.reduce(0) { $0 + counts[$1] } + 1)
    if isOrdered {
      let width = Self.width(counts, occupied)
      var sum = [Double](repeating: 0, count: counts.count)
      for cell in occupied {
        Self.add(
          Double(counts[cell]) / total, centre: Double(cell), width: width, to: &sum)
      }
      Self.add(
        1 / total, centre: Double(counts.count - 1) / 2, width: Double(counts.count), to: &sum)
      masses = sum
    } else {
      // A kernel is (1/n + own cell) / (1 + cells/n); the uniform one is 1/cells.
      let cells = Double(counts.count)
      let scale = 1 / (1 + cells / total)
      let spread = (total - 1) / total * scale + 1 / cells
      for cell in counts.indices {
        masses[cell] = (spread + Double(counts[cell]) * scale) / total
      }
    }
  }

  private static func width(_ counts: [Int], _ occupied: [Int]) -> Double {
    let total = occupied.reduce(0) { $0 + counts[$1] }
    let mean = occupied.reduce(0.0) { $0 + Double($1) * Double(counts[$1]) } / Double(total)
    let squares = occupied.reduce(0.0) { sum, cell in
      sum + Double(counts[cell]) * (Double(cell) - mean) * (Double(cell) - mean)
    }
    let deviation = (squares / Double(max(1, total - 1))).squareRoot()
    var below = 0
    var first: Int?
    var third: Int?
    for cell in occupied {
      below += counts[cell]
      if first == nil, below >= total / 4 { first = cell }
      if third == nil, below > total * 3 / 4 { third = cell }
    }
    let last = occupied[occupied.count - 1]
    let range = Double((third ?? last) - (first ?? occupied[0]))
    let scott = 1.059 * min(range / 1.34, deviation) * power(Double(total), -0.2)
    return max(scott, 0.5 / 1.64)
  }

  private static func add(
    _ weight: Double, centre: Double, width: Double, to sum: inout [Double]
  ) {
    // Where a kernel lies below one edge, from the far end so that tails keep their digits.
    let edges = (0...sum.count).map { (Double($0) - 0.5 - centre) / width }
    let whole = normalMass(edges[0], edges[sum.count])
    for cell in sum.indices {
      sum[cell] += weight * normalMass(edges[cell], edges[cell + 1]) / whole
    }
  }

  /// The probability of a standard normal number between two ends.
  private static func normalMass(_ low: Double, _ high: Double) -> Double {
    let scale = 0.5.squareRoot()
    if low > 0 {
      return 0.5
        * (complementaryErrorFunction(low * scale) - complementaryErrorFunction(high * scale))
    }
    return 0.5
      * (complementaryErrorFunction(-high * scale) - complementaryErrorFunction(-low * scale))
  }
}
