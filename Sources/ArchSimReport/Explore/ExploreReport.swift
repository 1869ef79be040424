import ArchSimHardware
public import ArchSimStudy
import ArchSimText

extension Report {
  /// What a run found: its front, the best design for every objective, and how it compares.
  ///
  /// Nothing in it depends on the machine or on how long the run took.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - directory: The run directory, for the commands that replay a trial.
  ///   - rowLimit: Most rows of the front that people see; data have all.
  /// - Returns: The report; its CSV is the front.
  public static func explore(
    _ result: StudyResult, directory: String, rowLimit: Int = 20
  ) -> Report {
    let view = ExploreView(result: result, directory: directory)
    var report = Report("explore")
    report.add(view.asked)
    report.add(view.found)
    // The first table is the CSV.
    report.add(view.frontAsData)
    if let proxy = view.proxy { report.add(proxy) }
    if let growth = view.growth { report.add(lines: growth) }
    if let picture = view.picture { report.add(picture) }
    report.add(view.frontForPeople(rowLimit: rowLimit))
    if !result.front.isEmpty {
      var lines = view.hasReplay ? ["Replay a row: \(view.command(trial: "TRIAL"))"] : []
      let distinct = view.distinctFront.count
      let shown = min(rowLimit, distinct)
      if shown < result.front.count {
        let near = result.front.count - distinct
        let nearness = "\((ExploreView.nearness * 100).text(significantDigits: 1)) %"
        let left = near > 0 ? ", without \(near) within \(nearness) of another" : ""
        lines.insert(
          "\(shown) of \(result.front.count) designs, spread over the front\(left); all are in "
            + "\(directory)/pareto.csv", at: 0)
      }
      report.add(lines: lines)
    }
    report.add(view.bestAsData)
    if let designs = view.designs { report.add(designs) }
    for objective in result.study.objectives.indices {
      view.addBest(by: objective, to: &report)
    }
    if let diagnosis = result.diagnosis {
      report.add(lines: ["No design holds all constraints:"] + diagnosis.lines.map { "  " + $0 })
      var table = Table(
        "diagnosis", columns: [Column("reason", "reason")], isInText: false)
      for line in diagnosis.lines { table.append([.text(line)]) }
      report.add(table)
    }
    return report
  }
}
