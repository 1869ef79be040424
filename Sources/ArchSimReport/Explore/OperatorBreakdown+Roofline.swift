import ArchSimHardware
import ArchSimText
import ArchSimWorkload

extension OperatorBreakdown {
  /// The slots of traffic that are memory off the chip.
  private var memorySlots: [Int] {
    family.trafficLevels.indices.filter {
      family.trafficLevels[$0].hasPrefix("DRAM") || family.trafficLevels[$0].hasPrefix("HBM")
    }
  }

  /// The bandwidth of memory off the chip: the parameter of the family that says it.
  private func bandwidth(_ values: [Double]) -> (name: String, value: Double)? {
    for name in ["dram.bandwidth", "hbm.bandwidth"] {
      if let position = family.position(of: name), values.indices.contains(position) {
        return (name, values[position])
      }
    }
    return nil
  }

  /// Every matrix product under the limits of arithmetic and memory; nil where no operator reaches
  /// memory or the bandwidth is not declared.
  func roofline(values: [Double]) -> RooflineFigure? {
    guard let bandwidth = bandwidth(values), bandwidth.value > 0 else { return nil }
    let whole = traces.reduce(0) { $0 + $1.latencySeconds * Double($1.runs) }
    var figure = RooflineFigure(
      title: "Roofline", label: "Roofline of the design with every matrix product",
      points: [], roofs: [], bandwidth: bandwidth.value,
      bandwidthWords: "\(Unit.bytesPerSecond.text(bandwidth.value)) \(bandwidth.name)")
    var table = Table(
      "roofline",
      columns: [
        Column("phase", "phase"), Column("operator", "operator"), Column("shape", "shape"),
        Column("intensity", "operations per byte"),
        Column("rate", "10⁹ operations a second"),
        Column("share", "share of the time", isFraction: true), Column("bound", "bound"),
      ])
    var roofs: [(rate: Double, formats: [String])] = []
    for (position, trace) in traces.enumerated() {
      for row in trace.rows {
        let cost = row.explanation.cost
        let bytes = memorySlots.reduce(0) { $0 + cost.trafficBytes[$1] }
        let seconds = Double(cost.cycles) / trace.design.clockHertz
        guard cost.macs > 0, seconds > 0 else { continue }
        let rate = 2 * cost.macs / seconds
        if cost.utilization > 0 {
          Self.note(
            rate / cost.utilization,
            "\(row.row.operation.activations.name) × \(row.row.operation.weights.format.name)",
            &roofs)
        }
        let share =
          seconds * Double(row.row.repeatCount) * Double(trace.runs)
          / max(whole, .leastNonzeroMagnitude)
        let phase = trace.trace.phase?.rawValue
        let shape = Report.shape(of: row.row.operation)
        table.append([
          Cell(phase), .text(row.row.name), .text(shape),
          bytes > 0 ? .number(2 * cost.macs / bytes) : .none, .number(rate * 1e-9),
          .number(share), .text(cost.bound.name),
        ])
        guard bytes > 0 else { continue }
        figure.points.append(
          .init(
            intensity: 2 * cost.macs / bytes, rate: rate, share: share, style: "s\(position % 3)",
            words: "\(phase.map { $0 + " " } ?? "")\(row.row.name) \(shape): "
              + "\((2 * cost.macs / bytes).text(significantDigits: 3)) operations a byte, "
              + "\(siText(rate, unit: "op/s")), \((share * 100).text(significantDigits: 2)) % of "
              + "the time, bound by \(cost.bound.name)"))
      }
    }
    guard !figure.points.isEmpty else { return nil }
    roofs.sort { $0.rate > $1.rate }
    if roofs.isEmpty {
      roofs = [(design.peakTeraOperations * 1e12, ["peak"])]
    }
    figure.roofs = roofs.prefix(4).map {
      .init(
        rate: $0.rate,
        words: "\(siText($0.rate, unit: "op/s")) \($0.formats.prefix(3).joined(separator: ", "))")
    }
    if traces.count > 1 {
      figure.legend = traces.enumerated().map { position, trace in
        LegendEntry(
          words: trace.trace.phase?.rawValue ?? trace.trace.name, style: "bubble s\(position % 3)",
          mark: .circle)
      }
    }
    figure.table = table
    return figure
  }

  /// Remembers a limit of arithmetic, and the formats that have it.
  private static func note(
    _ rate: Double, _ formats: String, _ roofs: inout [(rate: Double, formats: [String])]
  ) {
    guard let known = roofs.firstIndex(where: { abs($0.rate - rate) < 0.01 * rate }) else {
      roofs.append((rate, [formats]))
      return
    }
    if !roofs[known].formats.contains(formats) { roofs[known].formats.append(formats) }
  }

  /// What the roofline shows and what it leaves out.
  var rooflineNote: String {
    let whole = traces.reduce(0) { $0 + $1.latencySeconds * Double($1.runs) }
    var left = 0.0
    for trace in traces {
      for row in trace.rows where row.explanation.cost.macs <= 0 {
        left +=
          Double(row.explanation.cost.cycles) / trace.design.clockHertz
          * Double(row.row.repeatCount) * Double(trace.runs)
      }
    }
    var note = "A circle is a matrix product, its area its share of the time. "
    if whole > 0, left > 0 {
      let percent = left / whole * 100
      let share = percent < 0.05 ? "less than 0.1" : percent.text(fractionDigits: 1)
      note +=
        "Operators that multiply no matrices take \(share) % of the time and are in the table of "
        + "times. "
    }
    return note + "A multiply-accumulate is two operations."
  }
}
