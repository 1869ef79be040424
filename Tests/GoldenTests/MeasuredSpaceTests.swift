import ArchSim
import Testing

/// Measured design spaces, whose exact hypervolumes the reference states.
struct MeasuredSpaceTests {
  /// Up to (1.1, 1.1), as the definitions of the peers' runs state them: five digits after the point.
  @Test("fronts reach their hypervolume", arguments: [("mm", 1.110955), ("fir", 1.1246)])
  func fronts(_ name: String, _ exact: Double) throws {
    let table = try GoldenTable("search/spector-\(name).csv").table
    let names = table.header.map(\.trimmed)
    let values = try table.rows.map { row in
      try names.indices.map { try row.number(at: $0, named: names[$0]) }
    }
    let knobs = names.count - 2
    let problem = try #require(
      TestProblem.measured(
        name, knobs: Array(names.prefix(knobs)), designs: values.map { Array($0.prefix(knobs)) },
        times: values.map { $0[knobs] }, areas: values.map { $0[knobs + 1] }))
    #expect((problem.optimum - exact).magnitude < 5e-6, "\(problem.optimum), expected \(exact)")
    var trace = HypervolumeTrace(reference: problem.reference)
    for design in values {
      let kept = zip(names, design).filter { pair in
        problem.space.parameters.contains { $0.name == pair.0 }
      }
      trace.insert(problem.evaluate(DesignPoint(kept.map(\.1))).objectives)
    }
    #expect((trace.value - exact).magnitude < 5e-6, "every design is found: \(trace.value)")
  }
}
