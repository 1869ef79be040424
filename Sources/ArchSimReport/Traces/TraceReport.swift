public import ArchSimWorkload

extension Report {
  /// The rows of a layer trace.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: The report, whose CSV is not the trace's own file format; that is
  ///   `ArchSimWorkload/LayerTrace/csvText`.
  public static func trace(_ trace: LayerTrace) -> Report {
    var table = Table(
      "rows",
      columns: [
        Column("name", "operator", minimumWidth: 16, overflow: .cutStart, "What the row is called"),
        Column("op", "kind", priority: 70, "The kind of operator"),
        Column("m", "m", "Rows of the left operand and of the result"),
        Column("k", "k", "The reduction"),
        Column("n", "n", "Columns of the right operand and of the result"),
        Column("batch", "batch", "Independent instances"),
        Column("weights", "weights", "Format of the right operand"),
        Column("activations", "activations", "Format of the left operand"),
        Column("output", "output", priority: 60, "Format of the result"),
        Column("group", "group", priority: 60, "Elements that share a scale; 0 for all"),
        Column("repeat", "repeats", "How often the row runs"),
        Column("macs", "MACs", priority: 50, "Multiply-accumulates of all repeats"),
        Column("fusion", "on chip", priority: 40, "Operands that stay on the chip"),
      ])
    for row in trace.rows {
      let operation = row.operation
      table.append([
        .text(row.name), .text(operation.kind.name), .integer(operation.m), .integer(operation.k),
        .integer(operation.n), .integer(operation.batch), .text(operation.weights.format.name),
        .text(operation.activations.name), .text(operation.output.name),
        .integer(operation.weights.groupSize), .integer(row.repeatCount),
        .number(operation.macs * Double(row.repeatCount)), .text(operation.fusion.name),
      ])
    }
    var report = Report("trace")
    var facts = Facts("trace")
    facts.append(Column("name", "trace", "What it is of"), .text(trace.name))
    facts.append(Column("phase", "phase", "prefill or decode"), Cell(trace.phase?.rawValue))
    facts.append(
      Column("notes", "notes", "Comments at the head of its file"), .list(trace.notes))
    facts.append(Column("macs", "MACs", "Multiply-accumulates of all rows"), .number(trace.macs))
    report.add(facts)
    report.add(table)
    return report
  }
}
