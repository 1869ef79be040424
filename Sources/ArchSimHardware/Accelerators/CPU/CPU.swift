/// How a CPU multiplies a matrix of narrow weights.
public enum CPUKernel: UInt8, Hashable, Sendable, CaseIterable {
  /// Tables of sums, read by byte shuffles (T-MAC, arXiv 2407.00088).
  case lookup
  /// Weights are unpacked and multiplied with 8-bit activations (llama.cpp).
  case dequantize
  /// As `dequantize`, but products with many rows unpack the matrix once and multiply it in 32-bit
  /// floating point (llama.cpp with a BLAS library).
  case blas
}

/// The vector instructions that kernels are compiled for.
public enum CPUInstructions: UInt8, Hashable, Sendable, CaseIterable {
  /// Arm NEON as in ARMv8.0: products of bytes are widened and added pairwise.
  case neon
  /// Arm NEON of ARMv8.2 with dot products of bytes and 16-bit floating point.
  case neonDot
  /// x86 with 256-bit integers and fused multiply-add.
  case avx2
  /// x86 with 128-bit integers, 256-bit floating point, no fused multiply-add.
  case avx

  /// Whether it is Arm.
  var isArm: Bool { self == .neon || self == .neonDot }
}

/// A CPU that runs language models with hand-written vector kernels.
///
/// T-MAC splits weights of `b` bits into `b` matrices of single bits, and looks groups of four up in
/// tables of 16 sums of activations that fit one vector register: time grows with `b`, and no
/// weight is unpacked to a number. llama.cpp, the baseline, unpacks weights and multiplies. Both
/// are costed by counting their instructions (`InstructionCount`) on a core's pipes, against the
/// bytes of the weights on the memory.
///
/// The most familiar thing that it is *not*: a model of a microarchitecture. Pipes are always full;
/// caches hold activations or do not.
public struct CPU: Accelerator {
  /// How matrices are multiplied.
  public var kernel = CPUKernel.lookup
  /// What the kernels are compiled for.
  public var instructions = CPUInstructions.neonDot
  /// Cores of the kind that works; all of them are alike.
  public var cores = 4
  /// Threads, one a core; 0 for all cores.
  public var threads = 0
  /// Clock of a core that works alone, in hertz.
  public var clockHertz = 2.4e9
  /// Clock when all cores work, in hertz.
  public var sustainedClockHertz = 2.4e9
  /// Bytes of a vector register.
  public var vectorBytes = 16
  /// Vector instructions of a core and cycle.
  public var vectorRate = 2.0
  /// Of those, table look-ups (Arm) or moves across lanes (x86).
  public var shuffleRate = 2.0
  /// Of those, multiplications.
  public var multiplyRate = 2.0
  /// Vector loads from the first cache of a core and cycle.
  public var loadRate = 2.0
  /// Weights of a look-up.
  public var lookupGroup = 4
  /// Activations that share the scale of their tables.
  public var activationGroup = 64
  /// Whether looked-up bytes are averaged instead of added, which is faster and less exact.
  public var isFastAggregation = false
  /// Bytes a second of memory that one core reads.
  public var coreBytesPerSecond = 10e9
  /// Bytes a second of memory that all cores together read.
  public var memoryBytesPerSecond = 12e9
  /// Share of the shorter of computing and reading that hides behind the longer when the cores ask
  /// for all of the memory; all of it hides when they ask for little.
  public var overlap = 0.7
  /// Last cache in bytes: activations that fit never reach memory.
  public var cacheBytes = 2_097_152.0
  /// Time in which threads meet, in seconds, twice an operator.
  public var barrierSeconds = 8e-6
  /// The memory, for its energy.
  public var memory = DRAM(.lpddr4x)
  /// Its capacity in bytes, for background power.
  public var memoryBytes = 8e9
  /// Power of a core that computes, in watts.
  public var coreWatts = 1.0
  /// Power of everything else, memory apart, in watts.
  public var staticWatts = 2.5
  /// Process node in nanometres.
  public var nodeNanometres = 16.0

  /// T-MAC on a small board.
  public init() {}

  /// Threads that work.
  var workers: Int { threads == 0 ? cores : threads }

  /// Clock in hertz with as many threads: between that of one core and that of all, on a line.
  var activeClockHertz: Double {
    guard cores > 1 else { return clockHertz }
    let share = Double(workers - 1) / Double(cores - 1)
    return clockHertz + (sustainedClockHertz - clockHertz) * share
  }

  /// Bytes of the vectors that integer kernels work on.
  var kernelBytes: Int { instructions == .avx ? min(16, vectorBytes) : vectorBytes }
}
