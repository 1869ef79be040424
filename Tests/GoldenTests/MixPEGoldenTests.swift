import ArchSimHardware
import Testing

/// Counts and energies of the MixPE authors' simulator, run; outputs only.
struct MixPEGoldenTests {
  @Test("cycles, stalls and bits of single products are equal", arguments: try products())
  func product(_ row: GoldenRow) throws {
    var design = try configuration(row, rows: "rows", columns: "cols")
    design.weightBufferBytes = try row.integer("weight_sram_B")
    design.activationBufferBytes = try row.integer("act_sram_B")
    design.outputBufferBytes = try row.integer("out_sram_B")
    design.memoryBitsPerCycle = try row.integer("dram_bits_per_cycle")
    let layer = PaperLayer.matrixProduct(
      batch: try row.integer("batch_M"), inputs: try row.integer("in_K"),
      outputs: try row.integer("out_N"), operandBits: try row.integer("operand_bits"))
    let cost = try #require(PaperMapper.cost(of: layer, on: design))
    try expect(
      cost, row,
      [
        ("total_cycles", cost.cycles), ("stall_cycles", cost.stallCycles),
        ("dram_read_bits", cost.memoryReadBits), ("dram_write_bits", cost.memoryWriteBits),
        ("wgt_sram_read_bits", cost.weightBufferReadBits),
        ("act_sram_read_bits", cost.activationBufferReadBits),
        ("out_sram_read_bits", cost.outputBufferReadBits),
        ("out_sram_write_bits", cost.outputBufferWriteBits),
      ])
  }

  @Test("networks are equal in every count and within 1 % in energy", arguments: try networks())
  func network(_ row: GoldenRow) throws {
    let design = try configuration(row, rows: "N", columns: "M")
    let name = try row.text("design")
    let layers = try GoldenTable("mixpe/\(row.text("net"))_\(name.lowercased()).csv")
    var total = PaperCost()
    for layer in layers.rows {
      let cost = try #require(PaperMapper.cost(of: try Self.layer(layer), on: design))
      total.add(cost, repeats: try layer.integer("repeat"))
    }
    try expect(
      total, row,
      [
        ("cycles", total.cycles), ("stall", total.stallCycles),
        ("wrd", total.weightBufferReadBits), ("wwr", total.weightBufferWriteBits),
        ("ird", total.activationBufferReadBits), ("iwr", total.activationBufferWriteBits),
        ("ord", total.outputBufferReadBits), ("owr", total.outputBufferWriteBits),
        ("drd", total.memoryReadBits), ("dwr", total.memoryWriteBits),
      ])
    let energy = total.energyNanojoules(design)
    for (column, actual) in [
      ("static_nJ", energy.memoryStatic), ("dram_nJ", energy.memory), ("buf_nJ", energy.buffers),
      ("core_nJ", energy.core),
    ] {
      let expected = try row.number(column)
      #expect(
        abs(actual / expected - 1) < 0.01,
        "\(column): expected \(expected), actual \(actual), \(row.testDescription)")
    }
  }

  private func configuration(
    _ row: GoldenRow, rows: String, columns: String
  ) throws -> PaperConfiguration {
    let widest = try row.integer("pmax")
    let narrowest = try row.integer("pmin")
    return PaperConfiguration(
      rows: try row.integer(rows), columns: try row.integer(columns), widestBits: widest,
      narrowestBits: narrowest,
      power: try #require(PaperPower.row(widestBits: widest, narrowestBits: narrowest)))
  }

  private static func layer(_ row: GoldenRow) throws -> PaperLayer {
    let bits = try row.integer("operand_bits")
    let inputs = try row.integer("in_channels")
    let outputs = try row.integer("out_channels")
    guard try row.text("op") == "conv" else {
      return .matrixProduct(batch: 64, inputs: inputs, outputs: outputs, operandBits: bits)
    }
    return .convolution(
      batch: 64, inputChannels: inputs, inputSide: try row.integer("in_height"),
      outputChannels: outputs, kernelSide: try row.integer("kernel_h"),
      stride: try row.integer("stride"), operandBits: bits)
  }

  private func expect(
    _ cost: PaperCost, _ row: GoldenRow, _ counts: [(column: String, actual: Int)]
  ) throws {
    for (column, actual) in counts {
      let expected = try row.integer(column)
      #expect(
        actual == expected,
        "\(column): expected \(expected), actual \(actual), \(row.testDescription)")
    }
  }

  private static func products() throws -> [GoldenRow] {
    try GoldenTable("mixpe/gemm.csv").rows
  }

  private static func networks() throws -> [GoldenRow] {
    try GoldenTable("mixpe/network.csv").rows
  }
}
