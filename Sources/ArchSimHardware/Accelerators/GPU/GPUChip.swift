public import ArchSimWorkload

/// A GPU: streaming multiprocessors with tensor cores and vector lanes, a shared second level,
/// memory on the package, and the kernels of a library that run on them.
///
/// Every operator is one kernel. A matrix product is cut into tiles, one a thread block; the blocks
/// go over the multiprocessors in waves, and the fastest of a library's tile shapes counts. What
/// belongs to the silicon is a design parameter; what belongs to the software is a constant of
/// `GPUKernel` that all devices share.
public struct GPUChip: Accelerator {
  /// Streaming multiprocessors (or compute units) that are switched on.
  public var multiprocessors = 108
  /// Clock of the data sheet's peak, in hertz.
  public var clockHertz = 1.41e9
  /// Share of that clock which long products sustain.
  public var sustainedShare = 0.88
  /// Multiply-accumulates of a multiprocessor's tensor cores a cycle, by format.
  public var tensor = TensorRates()
  /// Times that a tile's operands cross shared memory on their way to the tensor cores.
  public var operandPasses = 2.5
  /// Query rows of a block of flash attention.
  public var attentionRows = 64
  /// 32-bit lanes of a multiprocessor.
  public var vectorLanes = 64
  /// Bytes that shared memory gives a multiprocessor a cycle.
  public var sharedBytesPerCycle = 128.0
  /// Second-level capacity, in bytes.
  public var cacheBytes = 40 * 1024 * 1024
  /// Bytes that a multiprocessor takes from the second level a cycle.
  public var cacheBytesPerCycle = 64.0
  /// Memory, in bytes.
  public var memoryBytes = 80e9
  /// Bandwidth of the data sheet, in bytes per second.
  public var memoryBytesPerSecond = 2039e9
  /// Share of it that long streams reach.
  public var memoryShare = 0.77
  /// Which kernels the library has.
  public var library = GPULibrary()
  /// Power of the device with nothing to do but its clocks on, in watts.
  public var idleWatts = 95.0
  /// Energies of operations and bytes.
  public var energies = GPUEnergies()
  /// Area of the die, or dies, in square millimetres.
  public var dieSquareMillimetres = 826.0
  /// Multiprocessors at which the die has that area.
  public var dieMultiprocessors = 108
  /// Second-level capacity at which it has that area, in bytes.
  public var dieCacheBytes = 40 * 1024 * 1024
  /// Bandwidth of memory at which it has that area, in bytes per second.
  public var dieMemoryBytesPerSecond = 2039e9
  /// Process node, in nanometres.
  public var nodeNanometres = 7.0

  /// An A100 with 80 GB on an SXM board.
  public init() {}

  /// The family's declaration.
  public static let family = FamilyDescription<GPUChip>(
    name: "gpu",
    summary: "GPU kernels: tiles in waves over multiprocessors, split sums, L2, memory, launches",
    parameters: deviceParameters + tensorParameters + memoryParameters + libraryParameters
      + costParameters,
    energyComponents: GPUSlot.energies, areaComponents: GPUSlot.areas,
    trafficLevels: GPUSlot.traffic, scaledBy: ["sms"])

  /// What the inner loop reads.
  public struct State: Sendable {
    var chip: GPUState
  }

  /// The cost of one operator: one kernel, or none where it runs inside its neighbours'.
  public static func cost(
    of operation: Operator, with design: PreparedDesign<State>
  ) throws(Infeasibility) -> OperatorCost {
    switch operation.kind {
    case .gemm:
      return design.state.chip.productCost(of: operation)
    case .attentionScore where operation.fusion.contains(.output),
      .attentionContext where operation.fusion.contains(.input):
      return design.state.chip.attentionCost(of: operation)
    case .attentionScore, .attentionContext:
      return design.state.chip.productCost(of: operation)
    case .normalization, .softmax, .rotary, .activation, .elementwise, .embedding:
      return design.state.chip.vectorCost(of: operation)
    }
  }

  /// The kernel, its tile, waves and splits.
  public static func explain(_ operation: Operator, with design: PreparedDesign<State>) -> String? {
    design.state.chip.explanation(of: operation)
  }
}

/// Multiply-accumulates a multiprocessor and cycle, by the format of the operands; 0 where tensor
/// cores do not take it.
public struct TensorRates: Hashable, Sendable {
  /// FP16 operands.
  public var float16 = 1024
  /// BF16 operands.
  public var bfloat16 = 1024
  /// FP32 operands, rounded to TF32.
  public var tensorFloat32 = 512
  /// FP8 operands.
  public var float8 = 0
  /// FP6 operands.
  public var float6 = 0
  /// FP4 operands.
  public var float4 = 0
  /// INT8 operands.
  public var integer8 = 2048
  /// INT4 operands.
  public var integer4 = 4096
  /// One-bit operands.
  public var binary = 16384

  /// An A100's.
  public init() {}

  /// The most of all.
  var fastest: Int {
    [
      float16, bfloat16, tensorFloat32, float8, float6, float4, integer8, integer4, binary,
    ].reduce(1, max)
  }
}

/// The choices that a library of kernels leaves open.
public struct GPULibrary: Hashable, Sendable {
  /// How weights of fewer bits than activations are multiplied.
  public var weightOnly = WeightOnlyKernels.cutlass
  /// Who makes 8-bit activations.
  public var quantization = ActivationQuantization.separate
  /// Rows up to which 8-bit products have kernels of vector lanes beside those of tensor cores.
  public var vectorRows = 4
  /// Who launches.
  public var launch = KernelLaunch.host
  /// What multiplies integers of other widths than 8 and 4.
  public var oddIntegers = OddIntegerKernels.int8

  /// What aiconfigurator measured through TensorRT-LLM.
  public init() {}
}

/// How weights of fewer bits than activations are multiplied.
public enum WeightOnlyKernels: UInt8, Hashable, Sendable, CaseIterable {
  /// CUTLASS, as in TensorRT-LLM: tiles of 16 rows and more, the reduction never split.
  case cutlass
  /// MARLIN's: stripes over all multiprocessors, weights pass by the second level (arXiv 2408.11743).
  case marlin
}

/// Who turns activations into 8-bit floating point.
public enum ActivationQuantization: UInt8, Hashable, Sendable, CaseIterable {
  /// A pass before the product: its time belongs to the product.
  case separate
  /// The operator before.
  case fused
}

/// Who launches kernels.
public enum KernelLaunch: UInt8, Hashable, Sendable, CaseIterable {
  /// The host, one by one, for kernels that are not library calls in a graph.
  case host
  /// A CUDA graph.
  case graph
}

/// What multiplies integers of 5, 6 or 7 bits.
public enum OddIntegerKernels: UInt8, Hashable, Sendable, CaseIterable {
  /// 8-bit tensor cores, after widening.
  case int8
  /// One-bit tensor cores, a product for each pair of bits (FlexQ, arXiv 2508.04405).
  case binary
}

/// Energies of a device beyond idling, in picojoules.
public struct GPUEnergies: Hashable, Sendable {
  /// A 16-bit multiply-accumulate of the tensor cores; other formats in proportion to their rates.
  public var tensor = 0.7
  /// An operation of a 32-bit lane.
  public var lane = 2.0
  /// A bit out of shared memory.
  public var sharedBit = 1.59
  /// A bit out of the second level.
  public var cacheBit = 4.71
  /// A bit of memory, controllers included.
  public var memoryBit = 13.11

  /// An A100's.
  public init() {}
}
