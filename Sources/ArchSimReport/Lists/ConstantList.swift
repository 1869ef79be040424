public import ArchSimHardware

extension Report {
  /// Constants of the technology models with their sources.
  public static func constants(_ constants: [Constant]) -> Report {
    var table = Table(
      "constants",
      columns: [
        Column("category", "used for", "The models that use it"),
        Column("name", "constant", minimumWidth: 20, overflow: .wrap, "What it is"),
        Column("value", "value", digits: 6, "The number in its unit"),
        Column("unit", "unit", "The unit; none for a ratio"),
        Column("verification", "backing", priority: 60, "How the value is backed"),
        Column(
          "source", "source", priority: 50, minimumWidth: 24, overflow: .wrap, "Where it comes from"
        ),
      ])
    for constant in constants {
      table.append([
        .text(constant.category.rawValue), .text(constant.name), .number(constant.value),
        constant.unit.isEmpty ? .none : .text(constant.unit),
        .text(constant.source.verification.rawValue), .text(constant.source.citation),
      ])
    }
    var report = Report("constants")
    report.add(table)
    return report
  }
}
