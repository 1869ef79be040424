import ArchSim
import Testing

@testable import ArchSimStudy

/// The presets of `Configs/hardware/mixpe-paper-*.yaml` against outputs of the simulator that they
/// stand for (github yuzhang712/mixpe_simulator at 7e0d42c).
struct PaperPresetTests {
  static let presets = [
    "MixPE-W4A8": "mixpe-w4a8", "MixPE-W4A16": "mixpe-w4a16", "INT8": "int8", "FP16": "fp16",
    "BitFusion-W4": "bitfusion", "BiScaled-6b": "biscaled",
  ]

  @Test("every product of the simulator takes as many cycles and bits on its preset")
  func products() throws {
    let path = Repository.path("Traces/golden/mixpe/gemm.csv")
    let table = try CSVTable.parse(try TextFile.read(path), file: path)
    func column(_ row: CSVRow, _ name: String) throws -> Int {
      try row.integer(at: try table.requireColumn(named: name), named: name)
    }
    var compared = 0
    for row in table.rows {
      let name = row.fields[0].text
      guard let preset = Self.presets[name] else { continue }
      var design = try HardwareFile.read(
        Repository.path("Configs/hardware/mixpe-paper-\(preset).yaml"))
      for (parameter, source) in [
        ("buffer.weights", "weight_sram_B"), ("buffer.activations", "act_sram_B"),
        ("buffer.outputs", "out_sram_B"),
      ] {
        try design.set("\(parameter)=\(try column(row, source)) B")
      }
      // Bits a cycle at the preset's own clock.
      let clock = try #require(design.family.position(of: "clock"))
      let bytes = Double(try column(row, "dram_bits_per_cycle")) / 8 * design.values[clock]
      try design.set("dram.bandwidth=\(bytes) B/s")
      let bits = try column(row, "operand_bits")
      let format = bits == 16 ? NumberFormat.fp16 : NumberFormat.int(bits)
      let operation = Operator(
        .gemm, m: try column(row, "batch_M"), k: try column(row, "in_K"),
        n: try column(row, "out_N"), weights: TensorQuantization(format), activations: format,
        output: .fp16)
      let trace = FoldedTrace(
        LayerTrace(name: "product", rows: [TraceRow(name: "product", operation: operation)]))
      var totals: [ReplayTotals] = []
      _ = try design.family.evaluate(design.values, on: [trace], totals: &totals)
      let total = try #require(totals.first)
      let place = "\(name), line \(row.fields[0].line) of gemm.csv"
      #expect(total.cycles == (try column(row, "total_cycles")), "\(place)")
      #expect(total.stallCycles == (try column(row, "stall_cycles")), "\(place)")
      let read = try column(row, "dram_read_bits")
      let written = try column(row, "dram_write_bits")
      #expect(total.trafficBytes[0] * 8 == Double(read), "\(place)")
      #expect(total.trafficBytes[1] * 8 == Double(written), "\(place)")
      compared += 1
    }
    #expect(compared >= 60)
  }
}
