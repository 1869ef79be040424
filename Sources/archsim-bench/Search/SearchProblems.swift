import ArchSim

/// The problems of the search benchmark: formulas, and spaces that were measured.
enum SearchProblems {
  private static let formulas: [TestProblem] = [
    .branin, .hartmann6, .ackley10, .mixed8, .qacc, .qaccConstrained, .qaccFront, .zdt1, .zdt2,
    .zdt3, .zdt4, .zdt5, .zdt6, .dtlz2,
  ]
  private static let measured = ["mm", "fir", "hist", "dct"]

  /// What they are called.
  static var names: [String] { formulas.map(\.name) + measured.map { "spector-\($0)" } }

  /// The problem of a name, whose measurements are read if it has some.
  static func named(_ name: String) throws(Diagnostic) -> TestProblem {
    if let formula = formulas.first(where: { $0.name == name }) { return formula }
    guard names.contains(name) else {
      throw Diagnostic(
        "unknown problem '\(name)'", hint: "known are \(names.joined(separator: ", "))")
    }
    let table = try CSVTable(reading: "\(SearchPeers.directory)/\(name).csv")
    let columns = table.header.map(\.trimmed)
    let time = try table.requireColumn(named: "time_ms")
    let area = try table.requireColumn(named: "logic_utilization")
    let knobs = columns.indices.filter { $0 != time && $0 != area }
    func column(_ index: Int) throws(Diagnostic) -> [Double] {
      try table.rows.map { (row) throws(Diagnostic) in
        try row.number(at: index, named: columns[index])
      }
    }
    let values = try knobs.map(column)
    guard
      let problem = TestProblem.measured(
        name, knobs: knobs.map { columns[$0] },
        designs: table.rows.indices.map { row in values.map { $0[row] } },
        times: try column(time), areas: try column(area))
    else { throw Diagnostic("expected measured designs that differ, found none in \(table.file)") }
    return problem
  }
}
