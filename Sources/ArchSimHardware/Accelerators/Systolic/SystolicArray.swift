public import ArchSimWorkload

/// Whether memory off the chip can make a systolic array wait.
public enum MemoryModel: UInt8, Hashable, Sendable, CaseIterable {
  /// Traffic takes the time that its bandwidth allows.
  case modelled
  /// Memory is infinitely fast, as in SCALE-Sim's unstalled mode.
  case ideal
}

/// A systolic array with one of three dataflows: SCALE-Sim's machine, with a memory that is always
/// there unless it is asked to be ideal.
///
/// Cycles are closed forms (``SystolicTiming``); traffic follows from what stays and from what the
/// buffers hold (`SystolicTraffic`). What is not a matrix product runs on a vector unit.
public struct SystolicArray: ArrayChipDesign {
  /// The chip.
  public var chip = ArrayChip()
  /// What stays in the elements.
  public var dataflow = Dataflow.weightStationary
  /// How folds are counted.
  public var counting = FoldCounting.exact
  /// Whether memory can make the array wait.
  public var memoryModel = MemoryModel.modelled
  /// Whether a product whose activations do not fit their buffer may run in blocks of rows.
  public var runsInBlocks = false
  /// Arrays that share the folds of a product, the buffers and the memory.
  public var arrays = 1
  /// Time before the first bit of an operator moves: its start, and the latency of memory.
  public var latencySeconds = 0.0
  /// Lane operations that take a number to or from a format of the elements; 0 for a chip that does
  /// not convert.
  public var conversionOperations = 0.0

  /// A weight-stationary chip of 32 × 32 8-bit multipliers.
  public init() {}

  /// The family's declaration.
  public static let family = FamilyDescription<SystolicArray>(
    name: "systolic", summary: "Systolic array, three dataflows, SCALE-Sim's cycle counts",
    parameters: chipParameters + [
      .choice(
        "dataflow",
        [
          ("os", Dataflow.outputStationary), ("ws", .weightStationary), ("is", .inputStationary),
        ], default: 1, "What stays in the elements: sums, weights or activations"
      ) { $0.dataflow = $1 },
      .choice(
        "counting",
        [
          ("exact", FoldCounting.exact), ("scale-sim", .scaleSim), ("overlapped", .overlapped),
        ], "How the cycles of folds are counted"
      ) { $0.counting = $1 },
      .choice(
        "memory", [("modelled", MemoryModel.modelled), ("ideal", .ideal)],
        "Whether memory can make the array wait"
      ) { $0.memoryModel = $1 },
      .choice(
        "blocks", [("whole", false), ("rows", true)],
        "Whether activations too many for their buffer go in blocks of rows"
      ) { $0.runsInBlocks = $1 },
      .integer("array.count", 1...1024, default: 1, "Arrays that share a product's folds") {
        $0.arrays = $1
      },
      .real(
        "latency", 0...1, default: 0, unit: .seconds, "Before the first bit of an operator moves"
      ) { $0.latencySeconds = $1 },
      .real(
        "vector.conversion", 0...10_000, default: 0,
        "Lane operations that convert a number to a format of the elements or back; 0 for none"
      ) { $0.conversionOperations = $1 },
    ],
    energyComponents: ArrayChipComponent.energyNames, areaComponents: ArrayChipComponent.areaNames,
    trafficLevels: ArrayChipTraffic.names, scaledBy: ["array.rows", "array.columns"])

  /// Derives energies, areas and widths.
  public func prepare() throws(Infeasibility) -> PreparedDesign<State> {
    let (chipState, area) = try chip.prepare(arrays: arrays)
    return PreparedDesign(
      clockHertz: chip.clockHertz, areaSquareMillimetres: area,
      peakMacsPerCycle: chipState.peakMacsPerCycle, nodeNanometres: chip.nodeNanometres,
      state: State(
        chip: chipState, dataflow: dataflow, counting: counting, memoryModel: memoryModel,
        runsInBlocks: runsInBlocks,
        latencyCycles: wholeCycles(latencySeconds * chip.clockHertz),
        conversionOperations: conversionOperations))
  }

  /// The cost of one operator.
  public static func cost(
    of operation: Operator, with design: PreparedDesign<State>
  ) throws(Infeasibility) -> OperatorCost {
    // The state is read in place: a local copy of it costs a fifth of the whole.
    guard operation.kind.isMatrixMultiply else {
      return design.state.vectorCost(of: operation)
    }
    let latency = design.state.latency(of: operation)
    guard let plan = design.state.chip.plan(operation) else {
      return convertedCost(of: operation, after: latency, with: design)
    }
    let problem = design.state.chip.problem(operation, plan)
    return design.state.chip.cost(
      of: operation, plan, design.state.movement(problem, plan, latencyCycles: latency))
  }

  /// The cost of a product whose formats the elements lack: on the vector unit, or on the array with
  /// operands that the vector unit converts before and after.
  private static func convertedCost(
    of operation: Operator, after latency: Double, with design: PreparedDesign<State>
  ) -> OperatorCost {
    guard let (plan, laneOperations) = design.state.converted(operation) else {
      return design.state.chip.fallbackCost(of: operation)
    }
    let problem = design.state.chip.problem(operation, plan)
    let movement = design.state.movement(
      problem, plan, latencyCycles: latency,
      conversionCycles: wholeCycles(laneOperations / design.state.chip.vectorLanes))
    var cost = design.state.chip.cost(of: operation, plan, movement)
    cost.energyPicojoules[ArrayChipComponent.vector] +=
      laneOperations * design.state.chip.vectorPicojoules
    cost.isConverted = true
    return cost
  }

  /// The dataflow and the number of folds.
  public static func explain(_ operation: Operator, with design: PreparedDesign<State>) -> String? {
    guard operation.kind.isMatrixMultiply else { return nil }
    let native = design.state.chip.plan(operation)
    guard let plan = native ?? design.state.converted(operation)?.plan else {
      return design.state.chip.fallbackNote(operation)
    }
    let problem = design.state.chip.problem(operation, plan)
    let timing = design.state.timing(problem, plan, rows: design.state.usableRows(problem, plan))
    let word =
      switch design.state.dataflow {
      case .outputStationary: "output stationary"
      case .weightStationary: "weight stationary"
      case .inputStationary: "input stationary"
      }
    return "\(word), \(Int(min(timing.folds, 1e15))) folds" + plan.note
      + (native == nil ? ", operands converted by the vector unit" : "")
  }
}

extension SystolicArray.State {
  /// Rows that a fold of the reduction may use: sums that pass through elements of two groups could
  /// not be scaled by group any more.
  fileprivate func usableRows(_ problem: TiledProblem, _ plan: ProductPlan) -> Int {
    guard dataflow != .outputStationary, case .group(let size) = plan.conversion, size > 0
    else { return problem.arrayRows }
    // A division less where elements have one lane.
    return min(problem.arrayRows, plan.lanes == 1 ? size : max(1, size / plan.lanes))
  }

  fileprivate func timing(
    _ problem: TiledProblem, _ plan: ProductPlan, rows: Int
  ) -> SystolicTiming {
    // Here lanes shorten the reduction, and the step is that of all of them.
    let step = problem.cyclesPerStep / plan.cyclesPerProduct(reduction: problem.k)
    return SystolicTiming(
      m: problem.m, k: problem.k, n: problem.n, rows: rows, columns: problem.arrayColumns,
      dataflow: dataflow, counting: counting, cyclesPerStep: step * Double(plan.steps),
      lanes: plan.lanes, arrays: chip.arrays, instances: problem.instances)
  }

  /// Cycles, traffic and energy of a product.
  ///
  /// - Parameters:
  ///   - problem: The product.
  ///   - plan: How elements run it.
  ///   - latencyCycles: Cycles before the first bit moves.
  ///   - conversionCycles: Cycles in which the vector unit converts operands and results while the
  ///     array waits.
  /// - Returns: The movement.
  fileprivate func movement(
    _ problem: TiledProblem, _ plan: ProductPlan, latencyCycles: Double,
    conversionCycles: Double = 0
  ) -> TiledMappingCost {
    let rows = usableRows(problem, plan)
    let timing = timing(problem, plan, rows: rows)
    let traffic = SystolicTraffic(
      problem, dataflow, rows: dataflow == .outputStationary ? rows : rows * plan.lanes, timing,
      inBlocks: runsInBlocks)
    let instances = problem.instances
    let compute = wholeCycles(timing.cycles) + conversionCycles
    var edgeCycles = latencyCycles
    var cycles = compute + edgeCycles
    if memoryModel == .modelled {
      edgeCycles +=
        wholeCycles(traffic.firstReadBits / problem.memoryBitsPerCycle)
        + wholeCycles(traffic.lastWriteBits / problem.memoryBitsPerCycle)
      let streamed = max(
        0, traffic.totalBits * instances - traffic.firstReadBits - traffic.lastWriteBits)
      cycles = max(compute, wholeCycles(streamed / problem.memoryBitsPerCycle)) + edgeCycles
    }
    let outputs = timing.outputWrites * instances * problem.accumulatorBits
    let spill = traffic.spillBits * instances
    return TiledMappingCost(
      mapping: TiledMapping(m: problem.m, k: problem.k, n: problem.n, order: .rowsReductionColumns),
      cycles: cycles, computeCycles: compute, edgeCycles: edgeCycles, energyPicojoules: 0,
      weightMemoryBits: traffic.weightBits * instances,
      activationMemoryBits: traffic.activationBits * instances,
      outputMemoryWriteBits: (traffic.outputBits + traffic.spillBits) * instances,
      outputMemoryReadBits: spill,
      weightBufferReadBits: timing.weightReads * instances * problem.weightBits,
      activationBufferReadBits: timing.activationReads * instances * problem.activationBits,
      outputBufferWriteBits: outputs + spill, outputBufferReadBits: outputs + spill)
  }
}
