import ArchSim
import ArchSimWorkload
import Testing

@testable import ArchSimHardware

/// What real matrix units add to SCALE-Sim's machine.
struct SystolicArrayTests {
  /// Products of random sizes, each for its own share of what can happen.
  private static func products(_ count: Int, seed: UInt64) -> [Operator] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      func size() -> Int { 1 + random.integer(below: 1 << (1 + random.integer(below: 12))) }
      return Operator(
        .gemm, m: size(), k: size(), n: size(), batch: 1 + random.integer(below: 4),
        weights: TensorQuantization(.int8), activations: .int8, output: .int8)
    }
  }

  private static func cost(_ operation: Operator, _ array: SystolicArray) throws -> OperatorCost {
    try SystolicArray.cost(of: operation, with: try array.prepare())
  }

  @Test("arrays help, by no more than their number", arguments: FoldCounting.allCases)
  func arrays(_ counting: FoldCounting) throws {
    for dataflow in Dataflow.allCases {
      var one = SystolicArray()
      one.memoryModel = .ideal
      one.dataflow = dataflow
      one.counting = counting
      var many = one
      many.arrays = 6
      for operation in Self.products(40, seed: 3) {
        let first = try Self.cost(operation, one)
        let second = try Self.cost(operation, many)
        #expect(second.cycles <= first.cycles, "\(operation), seed 3")
        // SCALE-Sim's count leaves a cycle out for each product.
        #expect(
          6 * (second.cycles + operation.batch) >= first.cycles, "\(operation), seed 3: \(dataflow)"
        )
      }
    }
  }

  @Test("products that fill eight arrays run at eight times the peak of one")
  func peak() throws {
    var array = SystolicArray()
    array.memoryModel = .ideal
    array.counting = .overlapped
    array.arrays = 8
    let prepared = try array.prepare()
    #expect(prepared.peakMacsPerCycle == 8 * 32 * 32)
    let operation = Operator(
      .gemm, m: 8192, k: 4096, n: 4096, weights: TensorQuantization(.int8), activations: .int8,
      output: .int8)
    let cost = try SystolicArray.cost(of: operation, with: prepared)
    #expect(cost.utilization > 0.999 && cost.utilization <= 1, "\(cost.utilization)")
    let single = try SystolicArray().prepare().areaSquareMillimetres[ArrayChipComponent.array]
    let area = prepared.areaSquareMillimetres[ArrayChipComponent.array]
    #expect(abs(area / single - 8) < 1e-12)
  }

  @Test("a single fold is divided among arrays down to the loading of weights")
  func division() {
    func cycles(rows m: Int, arrays: Int) -> Double {
      SystolicTiming(
        m: m, k: 128, n: 128, rows: 128, columns: 128, dataflow: .weightStationary,
        counting: .overlapped, arrays: arrays
      ).cycles - (3 * 128 - 2)
    }
    #expect(cycles(rows: 4096, arrays: 1) == 4096)
    #expect(cycles(rows: 4096, arrays: 8) == 512)
    #expect(cycles(rows: 512, arrays: 8) == 128)
    #expect(cycles(rows: 1, arrays: 8) == 128)
  }

  @Test("latency is added once an operator, unless it takes over its input")
  func latency() throws {
    var array = SystolicArray()
    var late = array
    late.latencySeconds = 1e-6
    array.chip.clockHertz = 500e6
    for var operation in Self.products(20, seed: 5) {
      for kind in [OperatorKind.gemm, .normalization] {
        operation.kind = kind
        operation.fusion = []
        let first = try Self.cost(operation, array)
        #expect(try Self.cost(operation, late).cycles == first.cycles + 500, "\(operation)")
        operation.fusion = .input
        #expect(
          try Self.cost(operation, late).cycles == Self.cost(operation, array).cycles,
          "\(operation)")
      }
    }
  }

  @Test("formats that elements lack are converted, each number once")
  func conversion() throws {
    var array = SystolicArray()
    array.chip.element.weights = .bf16
    array.chip.element.activations = .bf16
    var native = Operator(
      .gemm, m: 96, k: 160, n: 224, weights: TensorQuantization(.bf16), activations: .bf16,
      output: .bf16)
    array.memoryModel = .ideal
    let plain = try Self.cost(native, array)
    native.weights = TensorQuantization(.fp16)
    native.activations = .fp16
    native.output = .fp16
    // Without conversion the vector unit multiplies.
    let fallback = try Self.cost(native, array)
    #expect(fallback.isConverted && fallback.cycles >= 96 * 160 * 224 / 64)
    array.conversionOperations = 2
    let converted = try Self.cost(native, array)
    #expect(converted.isConverted && !plain.isConverted)
    #expect(converted.cycles - plain.cycles == 2 * (96 * 160 + 160 * 224 + 96 * 224) / 64)
    #expect(
      SystolicArray.explain(native, with: try array.prepare())?
        .hasSuffix("operands converted by the vector unit") == true)
    // Weights that fit are left as they are.
    native.weights = TensorQuantization(.int8)
    let mixed = try Self.cost(native, array)
    #expect(mixed.cycles - plain.cycles == 2 * (96 * 160 + 96 * 224) / 64)
  }

  @Test("blocks of rows never move more, and read long activations once")
  func blocks() throws {
    for dataflow in Dataflow.allCases {
      var whole = SystolicArray()
      whole.dataflow = dataflow
      var blocked = whole
      blocked.runsInBlocks = true
      for operation in Self.products(60, seed: 9) {
        let first = try Self.cost(operation, whole).trafficBytes
        let second = try Self.cost(operation, blocked).trafficBytes
        let most = first[ArrayChipTraffic.memoryRead] + first[ArrayChipTraffic.memoryWrite]
        #expect(
          second[ArrayChipTraffic.memoryRead] + second[ArrayChipTraffic.memoryWrite] <= most,
          "\(operation), seed 9")
      }
    }
    // 1 MiB of activations and 128 KiB in half of the buffer: eight blocks, eight times the weights.
    var array = SystolicArray()
    array.runsInBlocks = true
    let long = Operator(
      .gemm, m: 1024, k: 1024, n: 512, weights: TensorQuantization(.int8), activations: .int8,
      output: .int8)
    let reads = try Self.cost(long, array).trafficBytes[ArrayChipTraffic.memoryRead]
    #expect(reads == 1024 * 1024 + 8 * 1024 * 512, "\(reads)")
  }
}
