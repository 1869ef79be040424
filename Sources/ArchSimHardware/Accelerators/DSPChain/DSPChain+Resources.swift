/// What the parts of the design take of the fabric, where no data sheet says it.
///
/// Own modelling. DSP, URAM and BRAM follow from widths and depths and are judged on FlightLLM's
/// published counts; LUTs and flip-flops have no published counterpart here and are estimates.
enum FabricCost {
  /// Slices of a lane: a 16-bit floating-point multiplier takes one and an adder two (AMD PG060).
  static let slicesPerLane = 3
  /// LUTs that pick one of 16 activations of 8 bits: four 6-input LUTs a bit (16:1 multiplexer).
  static let selectorLUTs = 32
  /// LUTs of an overflow adjustment: two adders of 18 bits, once every eight slices.
  static let adjustmentLUTs = 36
  /// Slices between two overflow adjustments: 18-bit sums of 16-bit products, with the carry of
  /// the lower one, hold no more (FlightLLM, configurable sparse DSP chain).
  static let slicesPerAdjustment = 8
  /// LUTs and flip-flops of a slice's pipeline: operands of 8 and 16 bits registered twice.
  static let sliceLUTs = 24
  static let sliceFlipFlops = 48
  /// LUTs and flip-flops of a lane of 16-bit floating point with its special functions (assumed).
  static let laneLUTs = 800
  static let laneFlipFlops = 1000
  /// LUTs and flip-flops of a memory port of 256 bits with its mover (assumed).
  static let portLUTs = 3000
  static let portFlipFlops = 5000
  /// BRAMs of a memory port: 512 words of 256 bits in each direction, 72 bits a block.
  static let portBlockRAMs = 8
  /// Bytes of a word of bias, 16 sums of 32 bits (FlightLLM's artifact, `config.yaml`).
  static let biasBytes = 64
}

extension DSPChain {
  /// What the design takes of an FPGA.
  public var resources: FPGAResources {
    let matrix = slice.count(
      outputs: matrixRows * matrixColumns, length: chainLength, weightBits: weightBits,
      activationBits: activationBits, isVector: false)
    let vector = slice.count(
      outputs: vectorColumns, length: chainLength, weightBits: weightBits,
      activationBits: activationBits, isVector: true)
    let engine = max(matrix, vector)
    // Every row has a bank of its own, as wide as its chain.
    let bank = words(chainLength * activationBits, 72)
    let weightWord = matrixColumns * chainLength * weightBits / 8
    let indexWord = chainKind == .configurable ? weightWord / 2 : 0
    let depth = (bufferDepth - 1) / 4096 + 1
    let ultraRAMs =
      depth * (matrixRows * bank + words(weightWord, 9) + words(indexWord, 9))
    // A block of 36 Kib is 512 words of 72 bits or 4096 of 9.
    let outputs = ((outputDepth - 1) / 512 + 1) * matrixRows * bank
    let bias = depth * words(FabricCost.biasBytes * 8, 9)
    let blocks = chainKind == .configurable ? depth : 0
    let ports = channelsPerRegion + weightChannelsPerRegion + 1
    let selectors = chainKind == .configurable ? engine * FabricCost.selectorLUTs : 0
    let adjustments =
      (engine - 1) / FabricCost.slicesPerAdjustment * FabricCost.adjustmentLUTs
    return FPGAResources(
      dspSlices: regions * (engine + lanes * FabricCost.slicesPerLane),
      blockRAMs: regions * (outputs + bias + blocks + ports * FabricCost.portBlockRAMs),
      ultraRAMs: regions * ultraRAMs,
      lookUpTables: regions
        * (engine * FabricCost.sliceLUTs + selectors + adjustments + lanes * FabricCost.laneLUTs
          + ports * FabricCost.portLUTs),
      flipFlops: regions
        * (engine * FabricCost.sliceFlipFlops + lanes * FabricCost.laneFlipFlops
          + ports * FabricCost.portFlipFlops))
  }

  private func words(_ amount: Int, _ width: Int) -> Int {
    amount > 0 ? (amount - 1) / width + 1 : 0
  }
}
