import ArchSimWorkload
import Testing

@testable import ArchSimHardware

/// DSP chains, counted by hand and by the laws of what they are made of.
struct DSPChainTests {
  private func product(
    m: Int, k: Int, n: Int, batch: Int = 1, weights: NumberFormat = .int8,
    activations: NumberFormat = .int8, fusion: Fusion = []
  ) -> Operator {
    Operator(
      .gemm, m: m, k: k, n: n, batch: batch, weights: TensorQuantization(weights),
      activations: activations, output: .int8, fusion: fusion)
  }

  @Test("slices of a chain are those that the packing leaves")
  func packing() {
    let counts: [(DSPSlice, Int, Int, Int)] = [
      // Two 8-bit products in a DSP48E2 (WP486); three in a row in a DSP58 (AM004): 16 in 6.
      (.dsp48e2, 8, 8, 128 * 2 / 2 * 16), (.dsp58, 8, 8, 128 * 2 * 6),
      // Four 4-bit products in either (arXiv 2203.11028).
      (.dsp48e2, 4, 4, 128 * 2 / 4 * 16), (.dsp58, 4, 4, 128 * 2 / 4 * 16),
      // 4 × 8 bits are no better than 8 × 8 in a DSP48E2; 16 bits have the slice for themselves.
      (.dsp48e2, 4, 8, 128 * 2 / 2 * 16), (.dsp48e2, 16, 16, 128 * 2 * 16),
    ]
    for (slice, weights, activations, expected) in counts {
      let actual = slice.count(
        outputs: 256, length: 16, weightBits: weights, activationBits: activations,
        isVector: false)
      #expect(actual == expected, "\(slice) \(weights) × \(activations)")
    }
    // With one activation, two of the four products have nothing to share.
    #expect(
      DSPSlice.dsp48e2.count(
        outputs: 64, length: 16, weightBits: 4, activationBits: 4, isVector: true) == 32 * 16)
  }

  @Test("a product with a vector is counted by hand")
  func vectorByHand() throws {
    var design = DSPChain()
    design.regions = 1
    design.memoryBytesPerSecond = 32 * 225e6 * 1000
    design.sameChannelEfficiency = 0.5
    let prepared = try design.prepare()
    // 8 tiles of 512 columns; 512 × 4096 / 1024 cycles each; eight channels of 500 B a cycle. A tile
    // of 2 MiB does not fit half of a quarter of the 8 MiB buffer: it comes in two parts.
    let cost = try DSPChain.cost(of: product(m: 1, k: 4096, n: 4096), with: prepared)
    let compute = 8 * 512 * 4096 / 1024
    let first = 512.0 * 2048 / 4000
    let latency = 16.0 + 1 + 1
    #expect(cost.cycles - cost.stallCycles == compute)
    #expect(cost.cycles == Int((Double(compute) + first + latency).rounded(.up)))
    #expect(cost.trafficBytes[DSPChainTraffic.memoryRead] == 4096 * 4096)
    #expect(cost.trafficBytes[DSPChainTraffic.memoryWrite] == 0)
  }

  @Test("a product with a matrix takes MKN/(pM pK pN) cycles")
  func matrixByHand() throws {
    let prepared = try DSPChain().prepare()
    let operation = product(m: 1024, k: 4096, n: 3 * 1024, fusion: [.input, .output])
    let cost = try DSPChain.cost(of: operation, with: prepared)
    #expect(cost.cycles - cost.stallCycles == 1024 * 4096 * 3 * 1024 / (3 * 128 * 16 * 2))
    #expect(cost.utilization > 0.9 && cost.utilization <= 1)
  }

  @Test("time of memory is its bytes over the channels of the regions")
  func memoryBound() throws {
    var design = DSPChain()
    design.memoryBytesPerSecond = 1e9
    let prepared = try design.prepare()
    // Six tiles for three regions; 24 of 32 channels at 0.7.
    let cost = try DSPChain.cost(of: product(m: 1, k: 4096, n: 6 * 512), with: prepared)
    let seconds = 4096.0 * 6 * 512 / (1e9 * 24 / 32 * 0.7)
    #expect(abs(Double(cost.cycles) / 225e6 / seconds - 1) < 1e-3)
    #expect(cost.bound == .memory)
  }

  @Test("wider integers take steps, floating point takes the lanes, and both say so")
  func formats() throws {
    let prepared = try DSPChain().prepare()
    let native = try DSPChain.cost(of: product(m: 128, k: 4096, n: 4096), with: prepared)
    let int16 = NumberFormat(.integer(bits: 16, signed: true))
    let wide = try DSPChain.cost(
      of: product(m: 128, k: 4096, n: 4096, weights: int16), with: prepared)
    #expect(
      wide.cycles - wide.stallCycles == 2 * (native.cycles - native.stallCycles))
    #expect(!native.isConverted && wide.isConverted)
    let floating = try DSPChain.cost(
      of: product(m: 1, k: 4096, n: 4096, weights: .fp16, activations: .fp16), with: prepared)
    #expect(floating.isConverted)
    #expect(Double(floating.cycles) >= 4096.0 * 4096 / (3 * 16))
  }

  @Test("mixed widths cost what they store, with their scales", arguments: [2, 3, 4, 8])
  func mixedWidths(bits: Int) throws {
    let prepared = try DSPChain().prepare()
    var operation = product(m: 1, k: 4096, n: 4096)
    operation.weights = TensorQuantization(
      NumberFormat(.integer(bits: bits, signed: true)), groupSize: 128)
    let cost = try DSPChain.cost(of: operation, with: prepared)
    #expect(
      cost.trafficBytes[DSPChainTraffic.memoryRead] == 4096 * 4096 * (Double(bits) + 0.125) / 8)
  }

  @Test("sparse weights skip what they lack and carry their places", arguments: [0, 2, 4, 8, 16])
  func sparsity(kept: Int) throws {
    var design = DSPChain()
    let dense = try DSPChain.cost(of: product(m: 256, k: 4096, n: 4096), with: design.prepare())
    design.sparseShare = 1
    design.keptOfSixteen = kept
    let sparse = try DSPChain.cost(of: product(m: 256, k: 4096, n: 4096), with: design.prepare())
    let density = kept == 0 ? 1.0 / 16 : Double(kept) / 16
    let busy = Double(dense.cycles - dense.stallCycles) * density
    #expect(abs(Double(sparse.cycles - sparse.stallCycles) - busy) <= 1)
    // A byte a kept weight, half a byte for its place, a byte a block of 256; read for two tiles of
    // rows, beside the activations that each of the three regions reads.
    let weights = 4096.0 * 4096 * (Double(kept) / 16 * 1.5 + 1.0 / 256) * 2
    let activations = 3 * 256.0 * 4096
    #expect(sparse.trafficBytes[DSPChainTraffic.memoryRead] == weights + activations)
  }

  @Test("a resource that runs out is named, with what is missing")
  func budgets() throws {
    let changes: [(String, (inout DSPChain) -> Void)] = [
      ("DSP slices of the FPGA", { $0.budget.dspSlices = 6287 }),
      ("BRAM blocks of the FPGA", { $0.budget.blockRAMs = 500 }),
      ("URAM blocks of the FPGA", { $0.budget.ultraRAMs = 96 }),
      ("LUTs of the FPGA", { $0.budget.lookUpTables = 1000 }),
      ("flip-flops of the FPGA", { $0.budget.flipFlops = 1000 }),
      ("memory channels", { $0.channelsPerRegion = 11 }),
      ("activation buffer", { $0.bufferDepth = 16 }),
      (
        "weight buffer",
        {
          $0.matrixTile = 4096
          $0.matrixColumns = 1
        }
      ),
    ]
    #expect(throws: Never.self) { try DSPChain().prepare() }
    for (resource, change) in changes {
      var design = DSPChain()
      change(&design)
      do {
        _ = try design.prepare()
        Issue.record("\(resource): expected none, found a design")
      } catch let reason {
        #expect(reason.resource == resource)
        #expect(reason.required > reason.available)
      }
    }
  }

  @Test("activations that do not fit the buffers go to memory")
  func spill() throws {
    let prepared = try DSPChain().prepare()
    let small = try DSPChain.cost(of: product(m: 1, k: 4096, n: 4096), with: prepared)
    #expect(small.trafficBytes[DSPChainTraffic.memoryWrite] == 0)
    let large = try DSPChain.cost(of: product(m: 512, k: 4096, n: 4096), with: prepared)
    #expect(large.trafficBytes[DSPChainTraffic.memoryWrite] == 512 * 4096)
  }
}
