import Testing

@testable import ArchSimHardware

@Suite("SRAM against CACTI 7")
struct SRAMTests {
  /// A quantity of the model beside CACTI's, with what its fit must reach.
  struct Quantity: Sendable, CustomStringConvertible {
    let description: String
    let ours: @Sendable (SRAM) -> Double
    let theirs: @Sendable (CACTIRow) -> Double
    /// The quantity as a linear function of the coefficients, for fits that leave rows out.
    let features: @Sendable (CACTIRow, ProcessNode) -> [Double]
    let mean: Double
    let worst: Double
    let meanWithout: Double
    let worstWithout: Double
  }

  static let quantities: [Quantity] = [
    Quantity(
      description: "area", ours: { $0.areaSquareMillimetres },
      theirs: { $0.areaSquareMillimetres },
      features: { row, node in
        let square = row.nanometres * row.nanometres * 1e-12
        let bits = Double(row.bytes * 8)
        return [square * bits, square * max(bits, 1024 * Double(row.widthBits))]
      }, mean: 0.08, worst: 0.33, meanWithout: 0.1, worstWithout: 0.36),
    Quantity(
      description: "read energy", ours: { $0.readEnergyPicojoules },
      theirs: { $0.readPicojoules },
      features: { row, node in
        let (width, megabits) = (Double(row.widthBits), Double(row.bytes * 8) * 1e-6)
        let subarray = min(megabits, width * 1024e-6)
        let way = megabits.squareRoot() - 0.8 * subarray.squareRoot()
        return [width, subarray, way, width * way].map { $0 * node.sramEnergy }
      }, mean: 0.09, worst: 0.36, meanWithout: 0.11, worstWithout: 0.4),
    Quantity(
      description: "write energy", ours: { $0.writeEnergyPicojoules },
      theirs: { $0.writePicojoules },
      features: { row, node in
        let edge = (Double(row.bytes * 8) * 1e-6).squareRoot()
        let width = Double(row.widthBits)
        return [width, edge, width * edge].map { $0 * node.sramEnergy }
      }, mean: 0.09, worst: 0.27, meanWithout: 0.11, worstWithout: 0.3),
    Quantity(
      description: "access time", ours: { $0.accessNanoseconds },
      theirs: { $0.accessNanoseconds },
      features: { row, node in
        [1, (Double(row.bytes * 8) * 1e-6).squareRoot()].map { $0 * node.sramDelay }
      }, mean: 0.08, worst: 0.22, meanWithout: 0.09, worstWithout: 0.3),
    Quantity(
      description: "leakage", ours: { $0.leakageMilliwatts },
      theirs: { $0.leakageMilliwatts },
      features: { row, node in
        let bits = Double(row.bytes * 8)
        return [bits, bits.squareRoot()].map { $0 * node.sramCellLeakageNanowatts * 1e-6 }
      }, mean: 0.03, worst: 0.08, meanWithout: 0.04, worstWithout: 0.1),
  ]

  @Test("60 runs are met with the documented errors", arguments: quantities)
  func errors(quantity: Quantity) throws {
    let errors = try CACTIRow.all.map { row in
      let memory = SRAM(
        capacityBytes: row.bytes, accessWidthBits: row.widthBits,
        node: try ProcessNode(nanometres: row.nanometres))
      return quantity.ours(memory) / quantity.theirs(row) - 1
    }
    let summary = ErrorSummary(errors)
    #expect(
      summary.mean < quantity.mean && summary.worst < quantity.worst, "\(quantity): \(summary)")
  }

  @Test("Leaving a node or a size out of the fit hardly changes the errors", arguments: quantities)
  func leaveOneOut(quantity: Quantity) throws {
    let rows = try CACTIRow.all.map { row in
      LinearFit.Row(
        features: quantity.features(row, try ProcessNode(nanometres: row.nanometres)), fixed: 0,
        target: quantity.theirs(row))
    }
    for groups in [CACTIRow.all.map(\.nanometres), CACTIRow.all.map { Double($0.bytes) }] {
      let summary = ErrorSummary(LinearFit.leaveOneOut(rows, groups: groups))
      #expect(
        summary.mean < quantity.meanWithout && summary.worst < quantity.worstWithout,
        "\(quantity): \(summary)")
    }
  }

  @Test("More capacity or width never costs less, from 128 B to 64 MB", arguments: [90.0, 28, 7])
  func monotonic(nanometres: Double) throws {
    let node = try ProcessNode(nanometres: nanometres)
    for width in [1, 2, 4, 8, 32, 64, 128, 512, 1024] {
      var last: SRAM?
      for exponent in 7...26 {
        let capacity = 1 << exponent
        let memory = SRAM(capacityBytes: capacity, accessWidthBits: width, node: node)
        let wider = SRAM(capacityBytes: capacity, accessWidthBits: 2 * width, node: node)
        #expect(memory.areaSquareMillimetres > 0 && memory.accessNanoseconds > 0)
        #expect(wider.areaSquareMillimetres >= memory.areaSquareMillimetres)
        #expect(wider.readEnergyPicojoules >= memory.readEnergyPicojoules)
        #expect(wider.writeEnergyPicojoules >= memory.writeEnergyPicojoules)
        if let last {
          #expect(memory.areaSquareMillimetres > last.areaSquareMillimetres)
          #expect(memory.readEnergyPicojoules > last.readEnergyPicojoules)
          #expect(memory.writeEnergyPicojoules > last.writeEnergyPicojoules)
          #expect(memory.leakageMilliwatts > last.leakageMilliwatts)
          #expect(memory.accessNanoseconds > last.accessNanoseconds)
        }
        last = memory
      }
    }
  }

  @Test("A wider port never costs less, bit by bit to 4096")
  func widths() {
    for capacity in [128, 1000, 8192, 65_536, 504_224, 1_048_576, 67_108_864] {
      var last = SRAM(capacityBytes: capacity, accessWidthBits: 1, node: .nanometres28)
      for width in 2...4096 {
        let memory = SRAM(capacityBytes: capacity, accessWidthBits: width, node: .nanometres28)
        #expect(memory.readEnergyPicojoules >= last.readEnergyPicojoules, "\(capacity), \(width)")
        #expect(memory.writeEnergyPicojoules >= last.writeEnergyPicojoules)
        #expect(memory.areaSquareMillimetres >= last.areaSquareMillimetres)
        last = memory
      }
    }
  }

  @Test("One bank is the array itself")
  func oneBank() {
    let node = ProcessNode.nanometres28
    #expect(
      SRAM(capacityBytes: 4096, accessWidthBits: 512, node: node)
        == SRAM.banked(capacityBytes: 4096, bankBytes: 4096, accessWidthBits: 512, node: node))
  }

  @Test("Banks save energy and cost area, leakage")
  func banks() {
    let node = ProcessNode.nanometres28
    let whole = SRAM(capacityBytes: 131_072, accessWidthBits: 512, node: node)
    let banked = SRAM.banked(
      capacityBytes: 131_072, bankBytes: 4096, accessWidthBits: 512, node: node)
    #expect(banked.banks == 32)
    #expect(banked.readEnergyPicojoules < whole.readEnergyPicojoules)
    #expect(banked.areaSquareMillimetres > whole.areaSquareMillimetres)
    #expect(banked.leakageMilliwatts > whole.leakageMilliwatts)
  }

  @Test("Horowitz's 45 nm SRAM energies are met within 45 %")
  func horowitz() {
    // ISSCC 2014, memory table: 64 bit accesses of 8 KB, 32 KB and 1 MB take 10, 20 and 100 pJ.
    for (bytes, published) in [(8192, 10.0), (32_768, 20), (1_048_576, 100)] {
      let ours = SRAM(
        capacityBytes: bytes, accessWidthBits: 64, node: .nanometres45
      ).readEnergyPicojoules
      #expect(abs(ours / published - 1) < 0.45, "\(bytes) B: ours \(ours), \(published) pJ")
    }
  }

  @Test("Extreme arguments are finite", arguments: [Int.min, -1, 0, 1, Int.max])
  func extremes(value: Int) {
    for memory in [
      SRAM(capacityBytes: value, accessWidthBits: value, node: .nanometres7),
      SRAM.banked(
        capacityBytes: value, bankBytes: value, accessWidthBits: value, node: .nanometres7),
    ] {
      for number in [
        memory.areaSquareMillimetres, memory.readEnergyPicojoules, memory.writeEnergyPicojoules,
        memory.leakageMilliwatts, memory.accessNanoseconds, memory.readPicojoulesPerBit,
      ] {
        #expect(number.isFinite && number > 0)
      }
    }
  }
}
