/// A tile of a layer, and its sizes in bits as the simulator of the MixPE authors pads them.
struct PaperTile {
  let weightBits: Int
  let activationBits: Int
  let outputBits: Int
  let computeCycles: Int
  let macs: Int
  let results: Int
  let batchTrips: Int
  let reductionTrips: Int
  let columnTrips: Int
  let sideTrips: Int

  init(
    _ layer: PaperLayer, _ design: PaperConfiguration, batch: Int, channels: Int, columns: Int,
    side: Int
  ) {
    let factor = design.precisionFactor(operandBits: layer.operandBits)
    let arrayRows = design.rows * factor
    let arrayColumns = design.columns * factor
    let rows = batch * side * side
    let reduction = channels * layer.kernelSide * layer.kernelSide
    weightBits = reduction.roundedUp(to: arrayRows) * columns * layer.operandBits
    activationBits = reduction.roundedUp(to: arrayColumns) * rows * layer.operandBits
    outputBits = rows * columns * 16
    batchTrips = layer.batch.dividedRoundingUp(by: batch)
    reductionTrips = layer.inputChannels.dividedRoundingUp(by: channels)
    columnTrips = layer.outputChannels.dividedRoundingUp(by: columns)
    sideTrips = layer.outputSide.dividedRoundingUp(by: side)
    let count = batchTrips * reductionTrips * columnTrips * sideTrips * sideTrips
    computeCycles =
      rows.dividedRoundingUp(by: arrayRows) * columns.dividedRoundingUp(by: arrayColumns)
      * reduction * count
    macs = rows * columns * reduction * count
    results = rows * columns * count
  }

  /// Weights and activations must fit half of their buffers; outputs are not checked.
  func fits(_ design: PaperConfiguration) -> Bool {
    weightBits <= design.weightBufferBytes * 4 && activationBits <= design.activationBufferBytes * 4
  }

  /// The cost in one loop order, innermost loop first.
  func cost(_ order: [PaperLoop], _ layer: PaperLayer, _ design: PaperConfiguration) -> PaperCost {
    var weights = PaperResidency(weightBits, capacity: design.weightBufferBytes * 4)
    var activations = PaperResidency(activationBits, capacity: design.activationBufferBytes * 4)
    var outputs = PaperResidency(outputBits, capacity: design.outputBufferBytes * 4)
    for loop in order {
      let trips = trips(loop)
      weights.pass(trips, isMoved: loop.movesWeights)
      activations.pass(trips, isMoved: loop.movesActivations)
      outputs.pass(trips, isMoved: loop.movesOutputs)
    }
    let firstReads = weights.residentBits + activations.residentBits
    // A product's loops over the image have one trip, and in some order one of them is innermost:
    // its outputs have then "stayed" wherever their tile fits.
    let stayed = outputs.hasStayed || (!layer.isConvolution && outputBits <= outputs.capacity)
    let lastWrites = stayed ? 0 : outputBits
    let width = design.memoryBitsPerCycle
    let traffic = weights.bits + activations.bits + outputs.bits - firstReads - lastWrites

    var cost = PaperCost()
    cost.stallCycles =
      max(0, traffic.dividedRoundingUp(by: width) - computeCycles)
      + firstReads.dividedRoundingUp(by: width) + lastWrites.dividedRoundingUp(by: width)
    cost.cycles = computeCycles + cost.stallCycles
    cost.weightBufferReadBits = macs * layer.operandBits
    cost.weightBufferWriteBits = weights.bits
    cost.activationBufferReadBits = macs * layer.operandBits
    cost.activationBufferWriteBits = activations.bits
    cost.outputBufferWriteBits = results * 16
    cost.outputBufferReadBits = results * 16 + outputs.bits
    cost.memoryReadBits = weights.bits + activations.bits
    cost.memoryWriteBits = outputs.bits
    return cost
  }

  private func trips(_ loop: PaperLoop) -> Int {
    switch loop {
    case .batch: batchTrips
    case .reduction: reductionTrips
    case .columns: columnTrips
    case .height, .width: sideTrips
    }
  }
}

/// How much of an operand crosses the edge of the chip as loops are walked outwards.
private struct PaperResidency {
  private(set) var bits: Int
  private(set) var residentBits: Int
  private(set) var hasStayed = false
  private var isResident = true
  let capacity: Int

  init(_ tileBits: Int, capacity: Int) {
    bits = tileBits
    residentBits = tileBits
    self.capacity = capacity
  }

  mutating func pass(_ trips: Int, isMoved: Bool) {
    guard isResident else {
      bits *= trips
      return
    }
    guard isMoved else { return }
    bits *= trips
    isResident = bits <= capacity
    if isResident {
      residentBits = bits
      hasStayed = true
    }
  }
}

extension Int {
  fileprivate func dividedRoundingUp(by divisor: Int) -> Int {
    self <= 0 ? 0 : (self - 1) / divisor + 1
  }

  fileprivate func roundedUp(to multiple: Int) -> Int {
    dividedRoundingUp(by: multiple) * multiple
  }
}
