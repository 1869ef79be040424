import ArchSimHardware
import ArchSimWorkload

extension Report {
  /// A row an operator of every trace: numbers of cycles are of one execution, all else of all.
  static func operators(_ traces: [ReplayedTrace], showsMappings: Bool) -> Table {
    guard let family = traces.first?.family else { return Table("operators", columns: []) }
    let hasMappings = traces.contains { $0.rows.contains { $0.explanation.mapping != nil } }
    var table = Table(
      "operators",
      columns: operatorColumns(hasPhases: traces.count > 1)
        + family.energyComponents.map {
          Column(
            "energy_\(identifier($0))_j", "\($0)", unit: .joules, digits: 3, priority: 20,
            "Energy of \($0), all repeats")
        }
        + family.trafficLevels.map {
          Column(
            "bytes_\(identifier($0))", "\($0)", unit: .bytes, digits: 3, priority: 15,
            "Bytes of \($0), all repeats")
        }
        + [
          Column(
            "mapping", "mapping", priority: 95, minimumWidth: 30, overflow: .wrap,
            visibility: showsMappings && hasMappings ? .everywhere : .dataOnly,
            "How it is laid out on the design")
        ])
    for trace in traces {
      for row in trace.rows { table.append(cells(of: row, in: trace)) }
    }
    return table
  }

  private static func operatorColumns(hasPhases: Bool) -> [Column] {
    [
      Column(
        "phase", "phase", visibility: hasPhases ? .everywhere : .dataOnly,
        "Phase of the trace, if known"),
      Column("name", "operator", minimumWidth: 16, overflow: .cutStart, "What the row is called"),
      Column("op", "kind", visibility: .dataOnly, "The kind of operator"),
      Column("", "shape", priority: 80, visibility: .textOnly),
      Column("m", "m", visibility: .dataOnly, "Rows of the left operand and of the result"),
      Column("k", "k", visibility: .dataOnly, "The reduction"),
      Column("n", "n", visibility: .dataOnly, "Columns of the right operand and of the result"),
      Column("batch", "batch", visibility: .dataOnly, "Independent instances"),
      Column("weights", "weights", priority: 30, "Format of the right operand"),
      Column("activations", "activations", priority: 30, "Format of the left operand"),
      Column("repeat", "repeats", digits: 6, priority: 74, "How often it runs"),
      Column("cycles", "cycles", "Cycles of one execution, stalls included"),
      Column(
        "stall_cycles", "stall cycles", visibility: .dataOnly,
        "Cycles of one execution that wait for memory"),
      Column("time_s", "time", unit: .seconds, "Seconds of all repeats"),
      Column("share", "share", isFraction: true, priority: 82, "Fraction of the time"),
      Column(
        "stall_share", "stalls", isFraction: true, priority: 65,
        "Fraction of its cycles that wait for memory"),
      Column(
        "utilization", "utilization", isFraction: true, priority: 75,
        "Multiply-accumulates over those that the peak allows"),
      Column("energy_j", "energy", unit: .joules, priority: 78, "Joules of all repeats"),
      Column("bound", "bound", priority: 72, "What limits it"),
      Column(
        "converted", "converted", priority: 10,
        "Whether the design lacks the formats and converts them"),
    ]
  }

  private static func cells(of row: ReplayedTrace.Row, in trace: ReplayedTrace) -> [Cell] {
    let operation = row.row.operation
    let cost = row.explanation.cost
    let repeats = clampedProduct(row.row.repeatCount, trace.runs)
    let cycles = Double(cost.cycles)
    var cells: [Cell] = [
      Cell(trace.trace.phase?.rawValue), .text(row.row.name), .text(operation.kind.name),
      .text(shape(of: operation)), .integer(operation.m), .integer(operation.k),
      .integer(operation.n), .integer(operation.batch), .text(operation.weights.format.name),
      .text(operation.activations.name), .integer(repeats), .integer(cost.cycles),
      .integer(cost.stallCycles), .number(cycles * Double(repeats) / trace.design.clockHertz),
      Cell(ratio(cycles * Double(row.row.repeatCount), Double(trace.totals.cycles))),
      Cell(ratio(Double(cost.stallCycles), cycles)),
      operation.kind.isMatrixMultiply ? .number(cost.utilization) : .none,
      .number(cost.energyPicojoules.total * 1e-12 * Double(repeats)), .text(cost.bound.name),
      .boolean(cost.isConverted),
    ]
    for index in trace.family.energyComponents.indices {
      cells.append(.number(cost.energyPicojoules[index] * 1e-12 * Double(repeats)))
    }
    for index in trace.family.trafficLevels.indices {
      cells.append(.number(cost.trafficBytes[index] * Double(repeats)))
    }
    cells.append(Cell(row.explanation.mapping))
    return cells
  }

  /// Sizes for people: `8×4096×4096`, with the number of independent products before it.
  static func shape(of operation: Operator) -> String {
    let sizes =
      operation.kind.isMatrixMultiply
      ? "\(operation.m)×\(operation.k)×\(operation.n)" : "\(operation.m)×\(operation.n)"
    return operation.batch > 1 ? "\(operation.batch)·\(sizes)" : sizes
  }

  /// A component's name as part of a key: `DRAM read` is `dram_read`.
  static func identifier(_ name: String) -> String {
    String(
      name.lowercased().unicodeScalars.map { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
      })
  }
}
