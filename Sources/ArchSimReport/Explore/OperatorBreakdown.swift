import ArchSimHardware
import ArchSimText
import ArchSimWorkload

/// Where the time, the energy and the area of a design go, as charts.
struct OperatorBreakdown {
  let traces: [ReplayedTrace]
  let family: AcceleratorFamily
  let design: DesignSummary
  private let groups: [Group]

  /// Operators of one name, whatever layer they are of.
  private struct Group {
    var name: String
    /// Seconds of each trace that work, and that wait for memory.
    var seconds: [(working: Double, waiting: Double)]
    var energyPicojoules = ComponentValues()

    var time: Double { seconds.reduce(0) { $0 + $1.working + $1.waiting } }
  }

  /// Groups the operators of traces that ran on one design; nil when there is none.
  init?(_ traces: [ReplayedTrace]) {
    guard let first = traces.first else { return nil }
    self.traces = traces
    family = first.family
    design = first.design
    var groups: [Group] = []
    for (position, trace) in traces.enumerated() {
      for row in trace.rows {
        let name = Self.shortName(row.row.name)
        let index: Int
        if let known = groups.firstIndex(where: { $0.name == name }) {
          index = known
        } else {
          index = groups.count
          groups.append(
            Group(name: name, seconds: traces.map { _ in (working: 0, waiting: 0) }))
        }
        let repeats = Double(clampedProduct(row.row.repeatCount, trace.runs))
        let cost = row.explanation.cost
        let seconds = repeats / trace.design.clockHertz
        let stalls = Double(min(cost.stallCycles, cost.cycles))
        groups[index].seconds[position].waiting += stalls * seconds
        groups[index].seconds[position].working += (Double(cost.cycles) - stalls) * seconds
        groups[index].energyPicojoules += cost.energyPicojoules * repeats
      }
    }
    self.groups = groups.sorted { ($1.time, $0.name) < ($0.time, $1.name) }
  }

  /// The name without its layer: `layers.0-31.q_proj` is `q_proj`.
  private static func shortName(_ name: String) -> String {
    name.split(separator: ".").last.map(String.init) ?? name
  }

  /// Most bars of a chart; the rest is one bar.
  private static let barLimit = 12

  private func phase(_ trace: ReplayedTrace) -> String { trace.trace.phase?.rawValue ?? "trace" }

  // MARK: Time and energy

  /// Seconds by operator: phases, working and waiting.
  var time: BarsFigure {
    var parts: [BarsFigure.Part] = []
    for (position, trace) in traces.enumerated() {
      let name = traces.count > 1 ? "\(phase(trace)), " : ""
      parts.append(.init(name: "\(name)working", style: "s\(position % 3)"))
      parts.append(.init(name: "\(name)waiting for memory", style: "s\(position % 3) pale"))
    }
    return bars(
      "Time by operator", .seconds, parts,
      rows: groups.map { group in
        (group.name, group.seconds.flatMap { [$0.working, $0.waiting] })
      })
  }

  /// Joules by operator and component.
  var energy: BarsFigure {
    let names = family.energyComponents
    return bars(
      "Energy by operator and component", .joules,
      names.enumerated().map { .init(name: $1, style: "s\($0 % 8)") },
      rows: groups.sorted { $0.energyPicojoules.total > $1.energyPicojoules.total }.map { group in
        (group.name, names.indices.map { group.energyPicojoules[$0] * 1e-12 })
      })
  }

  private func bars(
    _ title: String, _ unit: Unit, _ parts: [BarsFigure.Part],
    rows: [(name: String, values: [Double])]
  ) -> BarsFigure {
    let used = parts.indices.filter { part in rows.contains { $0.values[part] > 0 } }
    var bars = rows.prefix(Self.barLimit).map { row in
      BarsFigure.Bar(name: row.name, values: used.map { row.values[$0] })
    }
    let rest = rows.dropFirst(Self.barLimit)
    if !rest.isEmpty {
      bars.append(
        .init(
          name: "\(rest.count) others",
          values: used.map { part in rest.reduce(0) { $0 + $1.values[part] } }))
    }
    var table = Table(
      title,
      columns: [Column("operator", "operator")]
        + used.map { Column("", parts[$0].name, unit: unit) } + [Column("", "sum", unit: unit)])
    for row in rows {
      table.append(
        [.text(row.name)] + used.map { .number(row.values[$0]) }
          + [.number(used.reduce(0) { $0 + row.values[$1] })])
    }
    return BarsFigure(
      title: title, label: "Bars: \(title.lowercased())", table: table,
      axis: ChartAxis(
        unit == .seconds ? "time" : "energy", unit: unit,
        scale: ChartScale(
          bars.map { $0.values.reduce(0, +) }, logarithmic: false, includesZero: true, margin: 0)),
      parts: used.map { parts[$0] }, bars: bars,
      text: { unit.text($0, significantDigits: 3) })
  }

  // MARK: Area

  /// Square millimetres by component; nil where the area is not known.
  var area: TreemapFigure? {
    let area = design.areaSquareMillimetres
    guard area.total > 0 else { return nil }
    var table = Table(
      "area",
      columns: [
        Column("component", "component"), Column("area", "area", unit: .squareMillimetres),
        Column("share", "share", isFraction: true),
      ])
    for (index, name) in family.areaComponents.enumerated() {
      table.append([.text(name), .number(area[index]), Cell(ratio(area[index], area.total))])
    }
    let total = Unit.squareMillimetres.text(area.total).typographic
    return TreemapFigure(
      title: "Area by component, \(total)", label: "Treemap of the area by component", table: table,
      parts: family.areaComponents.enumerated().map {
        .init(name: $1, value: area[$0], style: "s\($0 % 8)")
      },
      text: { Unit.squareMillimetres.text($0, significantDigits: 3).typographic })
  }
}
