import ArchSimHardware
import ArchSimServing
public import ArchSimStudy
import ArchSimText

extension Report {
  /// The cheapest mix of device types for a load, and what each type would cost alone.
  ///
  /// - Parameter result: What a search found.
  /// - Returns: The report; its CSV is a row a type.
  public static func fleet(_ result: FleetResult) -> Report {
    var report = Report("fleet")
    let study = result.study
    var asked = Facts("study")
    asked.append(Column("name", "fleet study", "Its name"), .text(study.name))
    asked.append(Column("model", "model", "The model"), .text(study.modelName))
    asked.append(
      Column("requests_per_second", "requests/s", digits: 3, "The load"),
      .number(study.requests.requestsPerSecond))
    asked.append(
      Column("slo", "SLO", "What users are promised"), .text(study.objective.description))
    asked.append(
      Column("dollars_per_hour", "USD/h", digits: 4, "The price of the cheapest mix"),
      Cell(result.counts.map(result.dollarsPerHour)))
    asked.append(
      Column("mix", "mix", visibility: .textOnly),
      Cell(
        result.counts.map { counts in
          zip(result.units, counts).filter { $0.1 > 0 }
            .map { "\($0.1) × \($0.0.pool) (\($0.0.plan))" }.joined(separator: ", ")
        }))
    asked.append(
      Column("proven", "proven", "Whether no cheaper mix exists under the assumptions"),
      .boolean(result.isProven))
    report.add(asked)

    var types = Table(
      "types", title: "Types of devices",
      columns: [
        Column("type", "type", "The pool that describes it"),
        Column("plan", "replica", "The plan of a replica"),
        Column("dollars_per_hour", "USD/h", digits: 3, "The price of a replica"),
        Column("requests_per_second", "requests/s", digits: 3, "What it carries of the mix"),
        Column("bought", "bought", "Replicas in the cheapest mix"),
        Column("alone", "alone", "Replicas when it carries everything"),
        Column("alone_dollars_per_hour", "USD/h alone", digits: 4, "Their price"),
        Column(
          "saving", "saving", isFraction: true, digits: 3, "What the cheapest mix saves over it"),
      ])
    let best = result.counts.map(result.dollarsPerHour)
    for (index, unit) in result.units.enumerated() {
      let price = result.alone[index].map { Double($0) * unit.dollarsPerHour }
      types.append([
        .text(unit.pool), .text("\(unit.plan)"), .number(unit.dollarsPerHour),
        .number(unit.requestsPerSecond), result.counts.map { .integer($0[index]) } ?? .none,
        result.alone[index].map(Cell.integer) ?? .none, Cell(price),
        Cell(price.flatMap { price in best.map { 1 - $0 / price } }),
      ])
    }
    report.add(types)

    var columns = [
      Column("prompt_tokens", "prompt", "Tokens of prompts, on average"),
      Column("output_tokens", "output", "Tokens of outputs, on average"),
      Column("share", "share", isFraction: true, digits: 3, "Their share of requests"),
    ]
    for unit in result.units {
      columns.append(
        Column(
          "\(unit.pool)_requests_per_second", "\(unit.pool) /s", digits: 3, priority: 90,
          "What a replica of \(unit.pool) carries of them alone"))
      columns.append(
        Column(
          "\(unit.pool)_share", "\(unit.pool) takes", isFraction: true, digits: 3, priority: 80,
          "The share of them that goes to \(unit.pool)"))
    }
    var buckets = Table("buckets", title: "Requests by size", columns: columns)
    for (index, bucket) in result.buckets.enumerated() {
      var cells: [Cell] = [
        .integer(bucket.promptTokens), .integer(bucket.outputTokens), .number(bucket.share),
      ]
      for unit in result.units.indices {
        cells.append(.number(result.rates[index][unit]))
        cells.append(result.counts == nil ? .none : .number(result.shares[index][unit]))
      }
      buckets.append(cells)
    }
    report.add(buckets)
    if !result.useless.isEmpty {
      report.add(
        title: "Types that cannot be used",
        items: result.useless.map { "\($0.pool): \($0.reason)" }, lines: [])
    }
    return report
  }
}
