import ArchSimHardware

/// Scales the array of a baseline to the area of another design.
///
/// The aspect ratio stays: an array of `r × c` with greatest common divisor `g` grows in steps of
/// `r/g × c/g`. The largest one is taken whose whole chip is no larger than the area given.
enum EqualArea {
  /// Where a design keeps its array, and the smallest array of the same shape.
  struct Shape {
    var rowPosition: Int
    var columnPosition: Int
    var rows: Int
    var columns: Int
    /// Steps at which the array leaves the range of its parameters.
    var most: Int
  }

  static func shape(of design: HardwareDesign) -> Shape? {
    let family = design.family
    guard let row = family.position(of: "array.rows"),
      let column = family.position(of: "array.columns"),
      case .integer(let rowRange) = family.parameters[row].kind,
      case .integer(let columnRange) = family.parameters[column].kind,
      let rows = Int(exactly: design.values[row]), let columns = Int(exactly: design.values[column])
    else { return nil }
    var (a, b) = (rows, columns)
    while b > 0 { (a, b) = (b, a % b) }
    guard a > 0 else { return nil }
    let shape = Shape(
      rowPosition: row, columnPosition: column, rows: rows / a, columns: columns / a,
      most: min(rowRange.upperBound / (rows / a), columnRange.upperBound / (columns / a)))
    return shape.most >= 1 ? shape : nil
  }

  /// Whether an equal-area baseline takes a parameter from the point, unless it keeps it.
  static func isTakenFromPoint(_ name: String) -> Bool {
    ["buffer.", "dram.", "technology.", "vector."].contains { name.hasPrefix($0) }
      || name == "clock"
  }

  /// The values of a baseline beside a point: its own array and elements, and the point's buffers,
  /// memory, clock, vector unit and process; nil when not even the smallest array fits.
  ///
  /// Memory that is too small for the baseline's own weights and caches grows to the next power of
  /// two of gigabytes that holds them: nobody would build it otherwise.
  static func values(
    of baseline: Baseline, beside point: [Double], of family: AcceleratorFamily, area: Double,
    residentBytes: Double = 0
  ) -> [Double]? {
    var values = baseline.hardware.values
    for (position, parameter) in baseline.hardware.family.parameters.enumerated()
    where isTakenFromPoint(parameter.name) && !baseline.kept.contains(position) {
      guard let other = family.position(of: parameter.name),
        family.parameters[other].kind == parameter.kind
      else { continue }
      values[position] = point[other]
    }
    if let capacity = StudyEvaluator.capacityPosition(of: baseline.hardware.family),
      !baseline.kept.contains(capacity), values[capacity] < residentBytes
    {
      var bytes = 1e9
      while bytes < residentBytes { bytes *= 2 }
      values[capacity] = bytes
    }
    guard let shape = shape(of: baseline.hardware) else { return nil }
    func scaled(_ steps: Int) -> [Double] {
      var scaled = values
      scaled[shape.rowPosition] = Double(shape.rows * steps)
      scaled[shape.columnPosition] = Double(shape.columns * steps)
      return scaled
    }
    // The last step that fits lies between `low`, which does, and `high`, which does not.
    var low = 0
    var high = shape.most + 1
    var totals: [ReplayTotals] = []
    while high - low > 1 {
      let middle = low + (high - low) / 2
      let design = try? baseline.hardware.family.evaluate(scaled(middle), on: [], totals: &totals)
      if let design, design.areaSquareMillimetres.total <= area {
        low = middle
      } else {
        high = middle
      }
    }
    return low > 0 ? scaled(low) : nil
  }
}
