import ArchSimWorkload
import Testing

@testable import ArchSimHardware

/// Cycles, traffic and energy of chips of lookup units, by hand and by scaling laws.
struct LookupTableChipTests {
  static func operation(
    m: Int, k: Int = 4096, n: Int = 4096, bits: Int = 2, fusion: Fusion = []
  ) -> Operator {
    Operator(
      .gemm, m: m, k: k, n: n,
      weights: TensorQuantization(NumberFormat(.integer(bits: bits, signed: true))),
      activations: .int8, output: .fp16, fusion: fusion)
  }

  static func cost(
    _ operation: Operator, _ edit: (inout LookupTableChip) -> Void = { _ in }
  ) throws -> OperatorCost {
    var chip = LookupTableChip()
    edit(&chip)
    return try LookupTableChip.cost(of: operation, with: chip.prepare())
  }

  @Test("a product that fits one tile is counted by hand")
  func byHand() throws {
    let operation = Self.operation(m: 8, k: 64, n: 128, fusion: [.input, .output, .weights])
    let cost = try Self.cost(operation) {
      $0.clusters = 1
      $0.unitsPerCluster = 2
      $0.sharedBytesPerSecond = 1e15
      $0.vectorLanes = 4096
    }
    // 4 × 2 × 16 unit steps of 2 cycles on 2 units; tables of 8 · 16 groups of 8 entries on the lanes.
    #expect(cost.cycles == 4 * 2 * 16 * 2 / 2 + 1)
    #expect(cost.trafficBytes[LookupTraffic.memoryRead] == 0)
    #expect(cost.macs == 8 * 64 * 128)
    #expect(abs(cost.utilization - 128.0 / 129) < 1e-12)
  }

  @Test("compute cycles are linear in weight bits", arguments: 2...8)
  func linear(bits: Int) throws {
    func compute(_ bits: Int) throws -> Int {
      let cost = try Self.cost(Self.operation(m: 1024, bits: bits)) { $0.unit.weightBits = 8 }
      return cost.cycles - cost.stallCycles
    }
    #expect(try compute(bits) == bits * compute(1))
  }

  @Test("weights are charged their own bits, tables stay in the second level")
  func traffic() throws {
    let cost = try Self.cost(Self.operation(m: 64))
    #expect(cost.trafficBytes[LookupTraffic.memoryRead] == 4096 * 4096 * 2 / 8)
    let separate = try Self.cost(Self.operation(m: 64)) { $0.unit.precompute = .separate }
    #expect(
      separate.trafficBytes[LookupTraffic.memoryRead] == 4096 * 4096 * 2 / 8 + 64 * 4096)
    #expect(separate.cycles > cost.cycles)
  }

  @Test("tables made by the operator before cost little, a pass of their own several per cent")
  func precompute() throws {
    // A layer of Llama-2-70B at 4096 tokens (table 4): unfused 8.4 % and fused 2.8 % dearer.
    let operation = Operator(
      .gemm, m: 4096, k: 8192, n: 28672,
      weights: TensorQuantization(
        NumberFormat(.integer(bits: 2, signed: true))), activations: .fp16, output: .fp16)
    func cycles(_ precompute: TablePrecompute) throws -> Double {
      let cost = try Self.cost(operation) {
        $0 = LookupTablePaperTests.chip(16)
        $0.unit.precompute = precompute
        $0.vectorLanes = 256
        ($0.tileRows, $0.tileColumns) = (64, 512)
        $0.sharedBytes = 40 * 1_048_576
        $0.sharedBytesPerSecond = 7.2e12
        $0.memoryBytesPerSecond = 1555e9
      }
      return Double(cost.cycles)
    }
    let inUnit = try cycles(.inUnit)
    #expect(try cycles(.fused) / inUnit < 1.03)
    let separate = try cycles(.separate) / inUnit
    #expect(separate > 1.01 && separate < 1.165, "\(separate)")
  }

  @Test("no more bandwidth, units or clusters ever make an operator slower")
  func monotonic() throws {
    var random = SplitMix(seed: 3)
    for _ in 0..<300 {
      func draw(_ bound: UInt64) -> Int { 1 + Int(random.next() % bound) }
      let operation = Self.operation(
        m: draw(600), k: draw(3000), n: draw(3000), bits: draw(8))
      let units = draw(8)
      let few = try Self.cost(operation) { $0.unitsPerCluster = units }
      let more = try Self.cost(operation) { $0.unitsPerCluster = 2 * units }
      #expect(more.cycles <= few.cycles, "\(operation), seed 3")
      let fast = try Self.cost(operation) {
        $0.unitsPerCluster = units
        $0.memoryBytesPerSecond *= 2
      }
      #expect(fast.cycles <= few.cycles, "\(operation), seed 3")
      let many = try Self.cost(operation) {
        $0.unitsPerCluster = units
        $0.clusters *= 2
      }
      #expect(many.cycles <= few.cycles, "\(operation), seed 3")
      let floor = few.macs * Double(operation.weights.format.elementBits) / Double(16 * units * 512)
      #expect(Double(few.cycles) >= floor, "\(operation), seed 3")
      #expect(few.utilization <= 1 && few.energyPicojoules.total > 0)
    }
  }

  @Test("formats that no unit takes run converted, or on the lanes")
  func formats() throws {
    var operation = Self.operation(m: 64)
    #expect(try !Self.cost(operation).isConverted)
    operation.activations = .fp16
    #expect(try Self.cost(operation).isConverted, "tables of FP16 sums are rounded to 8 bits")
    operation.weights = TensorQuantization(.fp16)
    let lanes = try Self.cost(operation)
    let tensor = try Self.cost(operation) { $0.tensorUnits = 4 }
    #expect(lanes.isConverted && !tensor.isConverted)
    #expect(tensor.cycles < lanes.cycles)
    #expect(tensor.energyPicojoules[LookupEnergy.tensor] > 0)
  }

  @Test("a table of too many entries and a buffer that holds no step say what binds")
  func infeasible() {
    func reason(_ edit: (inout LookupTableChip) -> Void) -> Infeasibility? {
      var chip = LookupTableChip()
      edit(&chip)
      do {
        _ = try chip.prepare()
        return nil
      } catch {
        return error
      }
    }
    let index = reason { ($0.unit.kind, $0.unit.k, $0.unit.weightBits) = (.bitParallel, 4, 4) }
    #expect(index?.resource == "index bits of a lookup table")
    #expect(index?.required == 16)
    #expect(reason { $0.bufferBytes = 64 }?.resource == "cluster buffer")
    #expect(reason { $0.supplyVolts = 0.01 }?.resource == "supply voltage of the process")
  }
}
