/// Whether a chain can skip weights that are zero.
public enum ChainKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Selectors in front of the slices pick the activations that the kept weights need.
  case configurable
  /// Every weight takes its place in the chain, zero or not.
  case dense
}

/// Where activations of a product with a vector live.
public enum DecodePlace: UInt8, Hashable, Sendable, CaseIterable {
  /// In the buffers, from the first operator of a token to the last.
  case onChip
  /// In memory, written and read again around every operator.
  case offChip
}

/// An FPGA with chains of DSP slices, as FlightLLM builds it (arXiv 2401.03868).
///
/// Each super logic region (SLR) has a matrix engine of `rows × columns` sums with chains of
/// `chainLength` products, buffers, vector lanes and memory channels of its own. Products with a
/// matrix keep activations and stream weights; products with a vector stream weights over all
/// channels of the region. A design that takes more of a resource than the board has is infeasible.
///
/// The most familiar thing that it is *not*: a die. Its parts have no area of their own, so the
/// family declares none; ``resources`` says what it takes of the FPGA instead.
public struct DSPChain: Accelerator {
  /// The multiplier block.
  public var slice = DSPSlice.dsp48e2
  /// Width of weights in the chain.
  public var weightBits = 8
  /// Width of activations in the chain.
  public var activationBits = 8
  /// Whether zero weights are skipped.
  public var chainKind = ChainKind.configurable
  /// Products of one sum in a cycle (FlightLLM's `p_K`).
  public var chainLength = 16
  /// Rows of a product with a matrix (`p_M`).
  public var matrixRows = 128
  /// Columns of a product with a matrix (`p_N`).
  public var matrixColumns = 2
  /// Columns that an instruction of a product with a matrix covers.
  public var matrixTile = 16
  /// Columns of a product with a vector.
  public var vectorColumns = 64
  /// Columns that an instruction of a product with a vector covers.
  public var vectorTile = 512
  /// Super logic regions, each with an engine.
  public var regions = 3
  /// Lanes of a region for everything that is no product.
  public var lanes = 16
  /// Share of 16 × 16 weight blocks that are sparse.
  public var sparseShare = 0.0
  /// Weights of 16 that a sparse block keeps: 0, 2, 4, 8 or 16.
  public var keptOfSixteen = 16
  /// Where activations live in decode.
  public var decodePlace = DecodePlace.onChip
  /// Words of activation and weight buffers.
  public var bufferDepth = 4096
  /// Words of the output buffer.
  public var outputDepth = 512
  /// Memory of weights and KV cache.
  public var memory = DRAM(.hbm2)
  /// Its bandwidth, all channels together, in bytes per second.
  public var memoryBytesPerSecond = 460e9
  /// Its capacity in bytes, for background power.
  public var memoryBytes = 8e9
  /// Its channels.
  public var channels = 32
  /// Channels that feed the buffers of a region.
  public var channelsPerRegion = 8
  /// Channels that stream weights of a product with a matrix to a region.
  public var weightChannelsPerRegion = 1
  /// Share of a channel's bandwidth that its own port gets.
  public var sameChannelEfficiency = 0.7
  /// Share of a channel's bandwidth that another port gets.
  public var crossChannelEfficiency = 0.35
  /// Bandwidth of DDR beside the memory, for tables, in bytes per second; 0 where there is none.
  public var tableBytesPerSecond = 0.0
  /// Clock in hertz.
  public var clockHertz = 225e6
  /// Process node in nanometres.
  public var nodeNanometres = 16.0
  /// What the board has.
  public var budget = FPGAResources(
    dspSlices: 9024, blockRAMs: 2016, ultraRAMs: 960, lookUpTables: 1_303_680,
    flipFlops: 2_607_360)
  /// Power of the configured board without work, in watts.
  public var staticWatts = 20.0
  /// Energy of a slice with its share of fabric in a clock cycle, in joules.
  public var sliceJoules = 13e-12

  /// FlightLLM's design for the U280.
  public init() {}

  /// Share of the products of a weight matrix that remain.
  ///
  /// A block of which nothing is kept still passes its place in the list of blocks: a sixteenth.
  public var density: Double {
    max(1.0 / 16, 1 - sparseShare * (1 - Double(keptOfSixteen) / 16))
  }
}
