import ArchSimHardware
import ArchSimText
import ArchSimWorkload

extension Report {
  /// Replayed traces, operator by operator, with totals.
  ///
  /// - Parameters:
  ///   - traces: One trace, or the phases of a workload.
  ///   - hardware: What people call the design.
  ///   - showsMappings: Whether people see how each operator is laid out.
  ///   - tokens: Tokens that all traces together generate; for one trace its own are known.
  /// - Returns: The report; its CSV is the operators.
  public static func replay(
    _ traces: [ReplayedTrace], hardware: String, showsMappings: Bool = false, tokens: Int? = nil
  ) -> Report {
    var report = Report("replay")
    guard let first = traces.first else { return report }
    report.add(operators(traces, showsMappings: showsMappings))
    var design = Facts("design", title: "Design")
    design.append(Column("hardware", "hardware", "What the design is called"), .text(hardware))
    design.append(Column("family", "family", "Its family"), .text(first.family.name))
    design.append(
      Column("clock_hz", "clock", unit: .hertz, "Frequency of the cycles"),
      .number(first.design.clockHertz))
    design.append(
      Column("node_nm", "process node", unit: .nanometres, "Process node"),
      .number(first.design.nodeNanometres))
    design.append(
      Column("area_mm2", "area", unit: .squareMillimetres, "Area of all components"),
      .number(first.design.areaSquareMillimetres.total))
    design.append(
      Column("peak_tops", "peak TOPS", "Two operations a multiply-accumulate at the peak"),
      .number(first.design.peakTeraOperations))
    var whole = PhaseTotals(design: first.design)
    for trace in traces { whole.add(PhaseTotals(trace)) }
    report.add(energy(first.family, whole))
    report.add(traffic(first.family, whole))
    report.add(area(first.family, first.design))
    report.add(design)
    if traces.count > 1 { addPhases(traces, to: &report) }
    if traces.count > 1 { whole.tokens = tokens }
    report.add(
      whole.facts("totals", title: traces.count > 1 ? "Whole workload" : first.trace.name))
    return report
  }

  /// The totals of each trace: lines for people, rows in data.
  private static func addPhases(_ traces: [ReplayedTrace], to report: inout Report) {
    let groups = traces.map { trace in
      let times = trace.runs == 1 ? "once" : "\(trace.runs.groupedText) times"
      var facts = PhaseTotals(trace).facts("", title: "\(trace.trace.name), \(times)")
      facts.isInData = false
      return facts
    }
    for facts in groups { report.add(facts) }
    let heads = [
      Column("phase", "phase", "prefill or decode, if known"),
      Column("trace", "trace", "What the trace is of"),
      Column("runs", "runs", "How often the trace runs"),
    ]
    var table = Table(
      "phases", columns: heads + (groups.first?.facts.map(\.column) ?? []), isInText: false)
    for (trace, facts) in zip(traces, groups) {
      table.append(
        [Cell(trace.trace.phase?.rawValue), .text(trace.trace.name), .integer(trace.runs)]
          + facts.facts.map(\.value))
    }
    report.add(table)
  }

  private static func energy(_ family: AcceleratorFamily, _ whole: PhaseTotals) -> Table {
    var table = Table(
      "energy", title: "Energy by component",
      columns: [
        Column("component", "component", "What uses it"),
        Column("energy_j", "energy", unit: .joules, "Joules of the whole replay"),
        Column("share", "share", isFraction: true, "Fraction of the energy"),
      ])
    let joules = whole.energyPicojoules * 1e-12
    for (index, name) in family.energyComponents.enumerated() {
      table.append([
        .text(name), .number(joules[index]), Cell(ratio(joules[index], joules.total)),
      ])
    }
    return table
  }

  private static func traffic(_ family: AcceleratorFamily, _ whole: PhaseTotals) -> Table {
    var table = Table(
      "traffic", title: "Bytes moved by level",
      columns: [
        Column("level", "level", "Between what they move"),
        Column("bytes", "moved", unit: .bytes, "Bytes of the whole replay"),
      ])
    for (index, name) in family.trafficLevels.enumerated() {
      table.append([.text(name), .number(whole.trafficBytes[index])])
    }
    return table
  }

  private static func area(_ family: AcceleratorFamily, _ design: DesignSummary) -> Table {
    var table = Table(
      "area", title: "Area by component",
      columns: [
        Column("component", "component", "What takes it"),
        Column("area_mm2", "area", unit: .squareMillimetres, "Square millimetres"),
        Column("share", "share", isFraction: true, "Fraction of the area"),
      ])
    let area = design.areaSquareMillimetres
    for (index, name) in family.areaComponents.enumerated() {
      table.append([.text(name), .number(area[index]), Cell(ratio(area[index], area.total))])
    }
    return table
  }
}

extension DesignSummary {
  /// Tera-operations a second at the peak; a multiply-accumulate is two.
  var peakTeraOperations: Double { 2 * peakMacsPerCycle * clockHertz * 1e-12 }
}

/// A part over its whole; nil where there is no whole.
func ratio(_ part: Double, _ whole: Double) -> Double? {
  whole > 0 && whole.isFinite ? part / whole : nil
}
