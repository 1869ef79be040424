/// What stays in the processing elements of a systolic array while the rest moves past.
public enum Dataflow: UInt8, Hashable, Sendable, CaseIterable {
  /// Sums stay; both operands move.
  case outputStationary
  /// Weights stay; activations move and sums pass down the columns.
  case weightStationary
  /// Activations stay; weights move and sums pass down the columns.
  case inputStationary
}

/// How the cycles of a fold are counted.
public enum FoldCounting: UInt8, Hashable, Sendable, CaseIterable {
  /// Every fold fills and drains by itself, and every cycle counts, as in register-transfer level.
  case exact
  /// As SCALE-Sim prints it: the index of the last cycle, one less than their number.
  case scaleSim
  /// A fold fills while the one before drains: skew is paid once, as real matrix units do.
  case overlapped
}

/// Cycles and buffer words of a matrix product on a systolic array, without memory.
///
/// Source: SCALE-Sim (arXiv 1811.02883, section III; and its release 3.0.0, run): for `M × K` times
/// `K × N` on `R × C` elements a fold takes
///
/// - output stationary: `K + R + C − 2`, and there are `⌈M/R⌉⌈N/C⌉` folds;
/// - weight stationary: `M + 2R + C − 2`, and there are `⌈K/R⌉⌈N/C⌉`;
/// - input stationary: `N + 2R + C − 2`, and there are `⌈K/R⌉⌈M/C⌉`.
///
/// Several arrays take a fold each. Where folds overlap, a fold whose stream is longer than the
/// loading of what stays is divided among arrays that would wait.
public struct SystolicTiming: Hashable, Sendable {
  /// Folds along the rows of the array.
  public var rowFolds: Double
  /// Folds along its columns.
  public var columnFolds: Double
  /// Cycles of all folds of all instances.
  public var cycles: Double
  /// Words read from the activation buffer.
  public var activationReads: Double
  /// Words read from the weight buffer.
  public var weightReads: Double
  /// Words written to the output buffer, partial sums included.
  public var outputWrites: Double

  /// Folds of the product over the array.
  public var folds: Double { rowFolds * columnFolds }

  /// Times a product.
  ///
  /// - Parameters:
  ///   - m: Rows of the left operand.
  ///   - k: The reduction.
  ///   - n: Columns of the right operand.
  ///   - rows: Rows of the array.
  ///   - columns: Columns of the array.
  ///   - dataflow: What stays.
  ///   - counting: How folds are counted.
  ///   - cyclesPerStep: Cycles of a multiply-accumulate; more than one where operands are wider
  ///     than the elements.
  ///   - lanes: Products along the reduction that an element sums in a step.
  ///   - arrays: Arrays that share the folds.
  ///   - instances: Products of this size, one after the other; ``cycles`` are those of all, the
  ///     other counts those of one.
  public init(
    m: Int, k: Int, n: Int, rows: Int, columns: Int, dataflow: Dataflow,
    counting: FoldCounting = .exact, cyclesPerStep: Double = 1, lanes: Int = 1,
    arrays: Int = 1, instances: Double = 1
  ) {
    let mWords = Double(m)
    let kWords = Double(k)
    let nWords = Double(n)
    let skew = Double(rows + columns - 2)
    let stream: Double
    let fill: Double
    switch dataflow {
    case .outputStationary:
      rowFolds = SystolicTiming.folds(m, rows)
      columnFolds = SystolicTiming.folds(n, columns)
      stream = SystolicTiming.folds(k, lanes) * cyclesPerStep
      fill = skew
      activationReads = mWords * kWords * columnFolds
      weightReads = kWords * nWords * rowFolds
      outputWrites = mWords * nWords
    case .weightStationary:
      rowFolds = SystolicTiming.folds(k, rows * lanes)
      columnFolds = SystolicTiming.folds(n, columns)
      stream = mWords * cyclesPerStep
      fill = Double(rows) + skew
      activationReads = mWords * kWords * columnFolds
      weightReads = kWords * nWords
      outputWrites = mWords * nWords * rowFolds
    case .inputStationary:
      rowFolds = SystolicTiming.folds(k, rows * lanes)
      columnFolds = SystolicTiming.folds(m, columns)
      stream = nWords * cyclesPerStep
      fill = Double(rows) + skew
      activationReads = mWords * kWords
      weightReads = kWords * nWords * columnFolds
      outputWrites = mWords * nWords * rowFolds
    }
    let folds = rowFolds * columnFolds
    switch counting {
    case .exact:
      cycles = SystolicTiming.rounds(folds, instances, arrays, each: stream + fill)
    case .scaleSim:
      cycles =
        SystolicTiming.rounds(folds, instances, arrays, each: stream + fill)
        - (arrays == 1 ? instances : 1)
    case .overlapped:
      // The next stationary tile loads beside the streaming of this one, a row a cycle.
      let load = dataflow == .outputStationary ? stream : Double(rows)
      let shared = folds * instances / Double(arrays)
      cycles = max(shared * max(stream, load), wholeCycles(shared) * load) + fill
    }
  }

  /// Cycles of folds that arrays take whole, one each in a round.
  private static func rounds(
    _ folds: Double, _ instances: Double, _ arrays: Int, each cycles: Double
  ) -> Double {
    guard arrays > 1 else { return folds * cycles * instances }
    return wholeCycles(folds * instances / Double(arrays)) * cycles
  }

  private static func folds(_ size: Int, _ width: Int) -> Double {
    Double((size - 1) / width + 1)
  }
}
