import ArchSimSearch
import ArchSimStudy

/// How many designs lie where, for runs with more of them than a drawing can hold one by one.
///
/// Every metric and parameter is cut into cells; what two of them span is a grid of counts. Cells
/// cover the designs that hold all constraints, or all where none does; what lies beyond is not
/// counted. Building it takes time in proportion to the trials for each pair.
struct DesignDensity {
  /// A metric or parameter, cut into cells.
  struct Column {
    /// Where the cells begin, and where the last one ends.
    var edges: [Double]
    /// Whether all cells are alike, so that neighbours may be joined; a level stands alone.
    var isUniform: Bool
    /// The cell of each design, or ``none``.
    fileprivate var cells: [UInt8]

    /// How many cells there are.
    var count: Int { edges.count - 1 }
  }

  /// Designs of one cell of a grid.
  struct Count: Hashable {
    /// The place in the grid: horizontal cell times cells of the vertical, plus vertical cell.
    var place: Int
    /// Designs that hold all constraints, or that do not.
    var designs: Int
  }

  /// Cells along a metric; a multiple of what ``joined`` joins.
  static let cellCount = 64
  /// The cell of what lies in none.
  private static let none = UInt8.max

  private let result: StudyResult
  private let trials: [Trial]
  private let isFeasible: [Bool]
  private let hasFeasible: Bool

  init(_ result: StudyResult) {
    self.result = result
    trials = result.trials.filter { $0.metrics != nil }
    isFeasible = trials.map { trial in
      result.study.violations(of: trial).allSatisfy { $0 <= 0 }
    }
    hasFeasible = isFeasible.contains(true)
  }

  /// A metric, cut as an axis of it is: by ratio where it is wide.
  func column(metric: Int) -> Column {
    let counted = trials.indices.lazy.filter { isFeasible[$0] || !hasFeasible }
    let scale = ChartScale(
      counted.map { trials[$0].metrics?[metric] ?? .nan }, margin: 0)
    return column(scale) { $0.metrics?[metric] ?? .nan }
  }

  /// A parameter: a cell a level where it has few, else cut as a metric is.
  func column(parameter: Int) -> Column {
    let space = result.study.space
    let domain = space.search.parameters[parameter].domain
    func value(_ trial: Trial) -> Double {
      space.search.isActive(parameter: parameter, at: trial.point)
        ? trial.point.values[parameter] : .nan
    }
    var levels = domain.levels
    if case .choices(let choices, _) = space.parameters[parameter].meaning,
      choices.count < Self.none
    {
      levels = choices.indices.map(Double.init)
    }
    guard levels.count > 1, let first = levels.first, let last = levels.last else {
      return column(
        ChartScale(domain.ends, logarithmic: domain.isSpreadByRatio, margin: 0), value)
    }
    var edges = zip(levels, levels.dropFirst()).map { ($0 + $1) / 2 }
    edges.insert(first - (levels[1] - first) / 2, at: 0)
    edges.append(last + (last - levels[levels.count - 2]) / 2)
    let cells = trials.map { trial -> UInt8 in
      let value = value(trial)
      return levels.firstIndex(of: value).map(UInt8.init) ?? Self.none
    }
    return Column(edges: edges, isUniform: false, cells: cells)
  }

  private func column(_ scale: ChartScale, _ value: (Trial) -> Double) -> Column {
    let count = Double(Self.cellCount)
    let edges = (0...Self.cellCount).map { scale.value(Double($0) / count) }
    let cells = trials.map { trial -> UInt8 in
      let value = value(trial)
      guard value.isFinite else { return Self.none }
      let place = scale.fraction(value) * count
      // The greatest value lies in the last cell.
      guard place >= -1e-9, place <= count + 1e-9 else { return Self.none }
      return UInt8(min(count - 1, max(0, place.rounded(.down))))
    }
    return Column(edges: edges, isUniform: true, cells: cells)
  }

  /// The cells of a pair of columns that hold designs, in the order of places.
  ///
  /// - Parameters:
  ///   - horizontal: One column.
  ///   - vertical: The other.
  ///   - joining: How many neighbours of uniform columns are joined, horizontally and vertically.
  /// - Returns: Cells with designs that hold all constraints, and cells with designs that do not.
  func counts(
    _ horizontal: Column, _ vertical: Column, joining: (Int, Int) = (1, 1)
  ) -> (holding: [Count], violating: [Count]) {
    let joined = (
      horizontal.isUniform ? joining.0 : 1, vertical.isUniform ? joining.1 : 1
    )
    let rows = (vertical.count + joined.1 - 1) / joined.1
    let columns = (horizontal.count + joined.0 - 1) / joined.0
    var holding = [Int](repeating: 0, count: columns * rows)
    var violating = holding
    for index in trials.indices {
      let (x, y) = (horizontal.cells[index], vertical.cells[index])
      guard x != Self.none, y != Self.none else { continue }
      let place = Int(x) / joined.0 * rows + Int(y) / joined.1
      if isFeasible[index] { holding[place] += 1 } else { violating[place] += 1 }
    }
    func cells(_ counts: [Int]) -> [Count] {
      counts.indices.compactMap { place in
        counts[place] > 0 ? Count(place: place, designs: counts[place]) : nil
      }
    }
    return (cells(holding), cells(violating))
  }
}

extension DesignDensity.Column {
  /// The ends of a cell when so many neighbours are joined.
  func ends(_ cell: Int, joining: Int) -> (Double, Double) {
    let joined = isUniform ? joining : 1
    return (edges[cell * joined], edges[min(count, (cell + 1) * joined)])
  }

  /// How many cells there are when so many neighbours are joined.
  func count(joining: Int) -> Int {
    let joined = isUniform ? joining : 1
    return (count + joined - 1) / joined
  }
}
