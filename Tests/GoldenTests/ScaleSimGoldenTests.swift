import ArchSimHardware
import Testing

/// Cycles and buffer accesses of SCALE-Sim 3.0.0 (MIT), run.
struct ScaleSimGoldenTests {
  @Test("compute cycles are equal in all three dataflows", arguments: try runs())
  func cycles(_ row: GoldenRow) throws {
    let timing = try timing(row, .scaleSim)
    let expected = try row.integer("formula_compute_cycles")
    #expect(
      Int(timing.cycles) == expected,
      "expected \(expected), actual \(timing.cycles), \(row.testDescription)")
    #expect(try timing.cycles == self.timing(row, .exact).cycles - 1)
  }

  @Test("runs that never stall take the cycles of the formula", arguments: try runs())
  func unstalled(_ row: GoldenRow) throws {
    guard try row.integer("stall_cycles") == 0 else { return }
    #expect(try timing(row, .scaleSim).cycles == row.number("total_cycles"))
  }

  @Test("buffer accesses are equal, but for SCALE-Sim's output count", arguments: try runs())
  func accesses(_ row: GoldenRow) throws {
    let timing = try timing(row, .exact)
    #expect(try timing.activationReads == row.number("ifmap_sram_reads"), "\(row.testDescription)")
    #expect(try timing.weightReads == row.number("filter_sram_reads"), "\(row.testDescription)")
    // With stationary outputs SCALE-Sim counts rows + columns words more a fold than it writes.
    let extra =
      try row.text("dataflow") == "os"
      ? try timing.folds * Double(row.integer("rows") + row.integer("cols")) : 0
    #expect(
      try timing.outputWrites + extra == row.number("ofmap_sram_writes"), "\(row.testDescription)")
  }

  private func timing(_ row: GoldenRow, _ counting: FoldCounting) throws -> SystolicTiming {
    let dataflow: Dataflow =
      switch try row.text("dataflow") {
      case "os": .outputStationary
      case "ws": .weightStationary
      default: .inputStationary
      }
    return SystolicTiming(
      m: try row.integer("M"), k: try row.integer("K"), n: try row.integer("N"),
      rows: try row.integer("rows"), columns: try row.integer("cols"), dataflow: dataflow,
      counting: counting)
  }

  private static func runs() throws -> [GoldenRow] {
    try GoldenTable("scalesim/runs.csv").rows
  }
}
