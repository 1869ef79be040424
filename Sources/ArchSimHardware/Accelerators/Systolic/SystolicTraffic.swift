/// Bits that one product moves between memory and the buffers of a systolic array.
///
/// The stationary operand is read once a fold of its own. What streams is read again for each fold
/// that needs it, unless the part that is reused fits the usable half of its buffer; folds run in
/// whichever of the two orders moves fewer bits. Sums that do not fit their buffer spill and are
/// read back. Where blocks are allowed, a third order keeps a block of rows as long as the buffer
/// allows and reads weights again for each block. Own modelling; see docs/models/systolic.md.
struct SystolicTraffic {
  var weightBits: Double
  var activationBits: Double
  /// Finished results.
  var outputBits: Double
  /// Partial sums written, and read back as often.
  var spillBits: Double
  /// Bits without which nothing starts.
  var firstReadBits: Double
  /// Bits that are still to be written when the last fold ends.
  var lastWriteBits: Double

  var totalBits: Double { weightBits + activationBits + outputBits + 2 * spillBits }

  /// The traffic of one instance in the better order.
  ///
  /// - Parameters:
  ///   - problem: The product.
  ///   - dataflow: What stays.
  ///   - rows: Rows of a fold.
  ///   - timing: Its folds.
  ///   - inBlocks: Whether activations may go in blocks of rows.
  init(
    _ problem: TiledProblem, _ dataflow: Dataflow, rows: Int, _ timing: SystolicTiming,
    inBlocks: Bool
  ) {
    let m = Double(problem.m)
    let k = Double(problem.k)
    let n = Double(problem.n)
    let columns = problem.arrayColumns
    let rowFolds = timing.rowFolds
    let columnFolds = timing.columnFolds
    let weights = problem.readsWeights ? k * n * problem.weightBits : 0
    let activations = problem.readsActivations ? m * k * problem.activationBits : 0
    let sums = m * n * problem.accumulatorBits
    let weightSpace = problem.weightCapacityBits
    let activationSpace = problem.activationCapacityBits
    outputBits = problem.writesOutputs ? m * n * problem.outputBits : 0
    let usedRows = Double(min(rows, dataflow == .outputStationary ? problem.m : problem.k))
    let usedColumns = Double(
      min(columns, dataflow == .inputStationary ? problem.m : problem.n))
    let first: Order
    let second: Order
    switch dataflow {
    case .outputStationary:
      // Row folds outermost: a row's activations serve all columns; and the other way round.
      first = Order(
        weights: weights * (k * n * problem.weightBits <= weightSpace ? 1 : rowFolds),
        activations: activations
          * (usedRows * k * problem.activationBits <= activationSpace ? 1 : columnFolds), spill: 0)
      second = Order(
        weights: weights
          * (usedColumns * k * problem.weightBits <= weightSpace ? 1 : rowFolds),
        activations: activations
          * (m * k * problem.activationBits <= activationSpace ? 1 : columnFolds), spill: 0)
      firstReadBits =
        (problem.readsActivations ? usedRows * problem.activationBits : 0)
        + (problem.readsWeights ? usedColumns * problem.weightBits : 0)
      lastWriteBits = usedRows * usedColumns * problem.outputBits
    case .weightStationary:
      // Columns outermost: sums of a column finish together. Reduction outermost: activations of a
      // reduction fold serve all columns.
      first = Order(
        weights: weights,
        activations: activations
          * (m * k * problem.activationBits <= activationSpace ? 1 : columnFolds),
        spill: m * usedColumns * problem.accumulatorBits <= problem.outputCapacityBits
          ? 0 : sums * (rowFolds - 1))
      second = Order(
        weights: weights,
        activations: activations
          * (m * usedRows * problem.activationBits <= activationSpace ? 1 : columnFolds),
        spill: sums <= problem.outputCapacityBits ? 0 : sums * (rowFolds - 1))
      firstReadBits = problem.readsWeights ? usedRows * usedColumns * problem.weightBits : 0
      lastWriteBits = usedColumns * problem.outputBits
    case .inputStationary:
      first = Order(
        weights: weights * (k * n * problem.weightBits <= weightSpace ? 1 : columnFolds),
        activations: activations,
        spill: n * usedColumns * problem.accumulatorBits <= problem.outputCapacityBits
          ? 0 : sums * (rowFolds - 1))
      second = Order(
        weights: weights
          * (n * usedRows * problem.weightBits <= weightSpace ? 1 : columnFolds),
        activations: activations,
        spill: sums <= problem.outputCapacityBits ? 0 : sums * (rowFolds - 1))
      firstReadBits = problem.readsActivations ? usedRows * usedColumns * problem.activationBits : 0
      lastWriteBits = usedColumns * problem.outputBits
    }
    if !problem.writesOutputs { lastWriteBits = 0 }
    var better = first.total <= second.total ? first : second
    if inBlocks, m * k * problem.activationBits > activationSpace {
      let rowsInBlock = Double(Int(activationSpace / (k * problem.activationBits)))
      if rowsInBlock >= 1 {
        let blocks = wholeCycles(m / rowsInBlock)
        // Weights that stream serve a whole block only from their buffer.
        let reads =
          switch dataflow {
          case .outputStationary:
            usedColumns * k * problem.weightBits <= weightSpace ? blocks : rowFolds
          case .weightStationary: blocks
          case .inputStationary:
            n * usedRows * problem.weightBits <= weightSpace ? blocks : columnFolds
          }
        let sumsInBlock =
          m / blocks * Double(min(columns, problem.n)) * problem.accumulatorBits
        let adds = dataflow == .outputStationary ? 0 : rowFolds - 1
        let blocked = Order(
          weights: weights * reads, activations: activations,
          spill: sumsInBlock <= problem.outputCapacityBits ? 0 : sums * adds)
        if blocked.total < better.total { better = blocked }
      }
    }
    weightBits = better.weights
    activationBits = better.activations
    spillBits = better.spill
  }

  /// Traffic of one order of the folds, in bits.
  private struct Order {
    let weights: Double
    let activations: Double
    let spill: Double
    var total: Double { weights + activations + 2 * spill }
  }
}
